"""Desired − held: the plan.

    meetings, newsletters ─┐
    lists and ledger ──────┴─▶ a chapter for each subject (`chapter`): parts and notes
                               told by `stories`, in their `windows`

Pairs that need nothing make nothing. No clock, no disk: the present and what is held are handed
in.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from rundbrief.definitions import Meeting, MeetingStatus, Newsletter, Reminder
from rundbrief.messages import Kind
from rundbrief.planning.answers import date_of
from rundbrief.planning.chapter import Teller, Told
from rundbrief.planning.copies import Own, copy_of, own
from rundbrief.planning.holdings import Held, Holdings, Other, Position, Question
from rundbrief.planning.material import fingerprint
from rundbrief.planning.plan import Behind, Note, Part, Plan, Why
from rundbrief.planning.stories import (
    ENTRY,
    TAKEN_BACK,
    Left,
    Story,
    is_meant,
    story_of_entry,
    story_of_newsletter,
    story_of_recap,
    story_of_reminder,
)
from rundbrief.planning.windows import (
    NEWS,
    Subject,
    due,
    is_draft,
    is_over,
    is_past,
    outdated,
    reminders,
)
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import Recipient

DAY = timedelta(days=1)


def make_plan(
    meetings: Sequence[Meeting],
    newsletters: Sequence[Newsletter],
    holdings: Holdings,
    now: datetime,
    *,
    notify: Collection[UUID] = (),
    withdraw: Collection[str] = (),
    told_of: Collection[Meeting] = (),
    copy_to: Recipient | None = None,
) -> Plan:
    """Who should get what now, and what was left out and why; in the order of files and lists.

    `notify` are the meetings of which everyone who has them shall be told anew, though nothing
    material changed; `withdraw` the identities on no list that shall give back what they have;
    `told_of` the meetings that newsletters may name; `copy_to` is where the organiser's own copy of
    each meeting goes.
    """
    subjects: tuple[Subject, ...] = (*meetings, *newsletters)
    mailings = holdings.mailings()
    elsewhere = holdings.taken_elsewhere([each.id for each in subjects])
    unsaid = [each for each in meetings if each.id not in notify]
    problems = [*_moved_when_past(unsaid, mailings, now)]
    if problems:
        return Plan((), problems=tuple(problems))
    parts: list[Part] = []
    notes: list[Note] = []
    may_leave: list[int] = []
    overtaken: list[int] = []
    behind: list[Behind] = []
    for subject in subjects:
        known = mailings.get(subject.id, ())
        copies = own(known, holdings, copy_to)
        at_hand = set(due(subject, known, now)) - copies.lapsed
        may_leave += sorted(at_hand)
        if isinstance(subject, Meeting) and not (is_draft(subject) or is_past(subject, now)):
            overtaken += sorted({*outdated(subject, known), *copies.lapsed})
        teller = Teller(subject, holdings, at_hand)
        others = _others(subject, told_of, mailings, now)
        is_notified = subject.id in notify
        told = list(_chapter(subject, teller, known, now, is_notified, withdraw, others, copies))
        new = [each for each in told if isinstance(each, Part)]
        parts += new
        notes += (Note(subject.file, code) for code in _of_the_whole(subject, teller, new, now))
        notes += (each for each in told if isinstance(each, Note))
        behind += (each for each in told if isinstance(each, Behind))
        if new:  # what another transport took counts for nothing, and the reader wonders
            notes += (
                Note(subject.file, f"taken-by-{transport}", {"count": count})
                for transport, count in elsewhere.get(subject.id, {}).items()
            )
    return Plan(tuple(parts), tuple(notes), tuple(may_leave), tuple(overtaken), tuple(behind))


def _of_the_whole(
    subject: Subject, teller: Teller, parts: Sequence[Part], now: datetime
) -> Iterator[str]:
    """What is to be said of the subject itself: `plan.note.<code>`."""
    if is_draft(subject):
        yield "draft"
    elif is_past(subject, now):
        if not parts:
            yield "past"
    elif subject.status is MeetingStatus.CANCELLED:
        if not parts:
            yield "cancelled"
    elif not teller.members:
        yield "audience-empty"


def _others(
    subject: Subject,
    meetings: Collection[Meeting],
    mailings: Mapping[UUID, Sequence[Held]],
    now: datetime,
) -> Sequence[Other]:
    """The coming meetings of a newsletter, and who has an entry of them."""
    if not isinstance(subject, Newsletter):
        return ()
    return [
        Other(each.id, each.audience, [e for e in mailings.get(each.id, ()) if e.kind in ENTRY])
        for each in meetings
        if each.id in subject.meetings and not is_past(each, now)
    ]


def _chapter(
    subject: Subject,
    teller: Teller,
    known: Sequence[Held],
    now: datetime,
    notify: bool,
    withdraw: Collection[str],
    others: Sequence[Other],
    copies: Own,
) -> Iterator[Told]:
    if is_draft(subject):
        return
    if isinstance(subject, Newsletter):
        asked = Question(subject.id, subject.audience, entry=known, others=others)
        yield from teller.told(asked, _of_newsletter(known, now))
        return
    entry = [each for each in known if each.kind in ENTRY]
    if is_past(subject, now):
        yield from _recap(subject, teller, known, entry, now)
        return
    told = list(
        teller.told(
            Question(subject.id, subject.audience, entry=entry, withdraw=withdraw),
            partial(
                story_of_entry,
                status=subject.status,
                fingerprint=fingerprint(subject),
                notify=notify,
            ),
        )
    )
    yield from told
    members = teller.members
    is_told_anew = any(isinstance(each, Part) and each.why is Why.NOTIFIED for each in told)
    yield from copy_of(subject, copies, is_anyones=bool(members), notify=is_told_anew)
    its_time = reminders(subject, now)
    for number, reminder in enumerate(its_time):
        yield from _reminder(subject, teller, known, entry, reminder, its_time[:number])
    teller.members = members


def _of_newsletter(known: Sequence[Held], now: datetime) -> Callable[[Position], Story]:
    """Who came too late is told for as long again as the window was; then it is no news at all."""
    is_late = is_over(known, Kind.NEWSLETTER, now)
    is_old = is_over(known, Kind.NEWSLETTER, now - NEWS)

    def decide(at: Position) -> Story:
        story = story_of_newsletter(at, is_over=is_late)
        return None if is_old and story is Left.TOO_LATE else story

    return decide


def _reminder(
    meeting: Meeting,
    teller: Teller,
    known: Sequence[Held],
    entry: Sequence[Held],
    reminder: Reminder,
    later: Sequence[Reminder],
) -> Iterator[Told]:
    """One occurrence; whom a later one is for as well hears of that alone."""
    occurrence = reminder.at.isoformat()
    sent = [e for e in known if e.kind is Kind.REMINDER and e.occurrence == occurrence]
    current = fingerprint(meeting)

    def decide(at: Position) -> Story:
        if any(is_meant(each.to, at.answer) for each in later):
            return None
        return story_of_reminder(at, current, reminder.to, reminder.at)

    asked = Question(meeting.id, meeting.audience, entry, sent)
    yield from teller.told(asked, decide, occurrence)


def _recap(
    meeting: Meeting,
    teller: Teller,
    known: Sequence[Held],
    entry: Sequence[Held],
    now: datetime,
) -> Iterator[Told]:
    if not meeting.recap or meeting.status is not MeetingStatus.PLANNED:
        return
    sent = [each for each in known if each.kind is Kind.RECAP]
    is_late = is_over(known, Kind.RECAP, now)
    yield from teller.told(
        Question(meeting.id, meeting.audience, entry, sent),
        partial(story_of_recap, to=meeting.recap_to, is_over=is_late),
    )


def _moved_when_past(
    meetings: Sequence[Meeting], mailings: Mapping[UUID, Sequence[Held]], now: datetime
) -> Iterator[Problem]:
    """A meeting that people had, and that is over, has another date now.

    Mostly by mistake. If it was moved in time and only not sent, her word sends it: when a file
    was edited nobody can know.
    """
    for meeting in meetings:
        last = _last_entry(mailings.get(meeting.id, ()))
        if last is None or last.end is None or last.end > now or is_draft(meeting):
            continue
        if date_of(last.fingerprint) != date_of(fingerprint(meeting)):
            values: dict[str, str | int] = {"date": f"{last.start:%d.%m.%Y}"}
            yield Problem(meeting.file, None, "start", "plan.past-moved", values)


def into_past(
    starts: Mapping[UUID, tuple[str, datetime | None]], holdings: Holdings, now: datetime
) -> Iterator[Problem]:
    """A warning for each meeting that people have as one to come, and its file as one long over.

    `starts` are the file and the start (aware) of each; None where it says none. Less than a day
    makes no mistake: it may have been brought forward, and be under way.
    """
    for subject, mailings in holdings.mailings().items():
        last = _last_entry(mailings)
        file, start = starts.get(subject, ("", None))
        if start and last and last.start and last.start > now and start + DAY < now:
            values: dict[str, str | int] = {"date": f"{last.start:%d.%m.%Y}"}
            yield Problem(file, None, "start", "plan.into-past", values, Severity.WARNING)


def files_gone(known: Collection[UUID], holdings: Holdings, now: datetime) -> Iterator[Problem]:
    """A warning for each coming meeting that people have and no file defines any more."""
    for subject, mailings in holdings.mailings().items():
        last = _last_entry(mailings)
        if subject not in known and last and last.end and last.end > now:
            values: dict[str, str | int] = {"title": last.title, "date": f"{last.start:%d.%m.%Y}"}
            yield Problem(last.file, None, "", "plan.file-gone", values, Severity.WARNING)


def _last_entry(mailings: Sequence[Held]) -> Held | None:
    """What the latest mail that left said of the meeting; None where it was called off."""
    left = [e for e in mailings if e.has_left and e.kind in ENTRY and e.kind is not Kind.WITHDRAWAL]
    return left[-1] if left and left[-1].kind not in TAKEN_BACK else None
