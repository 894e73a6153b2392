"""Desired − held: the plan.

    meetings, newsletters ─┐
    recipients ────────────┼─▶ one story for each subject and recipient ─▶ items, notes
    holdings ──────────────┘   (stories.py decides)

Pairs that need nothing make nothing. No clock, no disk: the present and what is held are handed
in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from rundbrief.definitions import Meeting, MeetingStatus, Newsletter, NewsletterStatus
from rundbrief.messages import Kind
from rundbrief.planning.audience import members
from rundbrief.planning.holdings import Held, Holdings
from rundbrief.planning.material import fingerprint
from rundbrief.planning.plan import Effect, Note, Plan, PlanItem, Why
from rundbrief.planning.stories import (
    Left,
    Story,
    story_of_cancelled,
    story_of_meeting,
    story_of_newsletter,
)
from rundbrief.planning.succession import held_by, identities, is_among
from rundbrief.recipients import Recipient

NEWSLETTER_WINDOW = timedelta(days=14)  # from its first sending: later it is no news (decision 7)

MAIL_OF: dict[Why, tuple[Kind, Effect]] = {
    Why.NOT_YET_INVITED: (Kind.INVITATION, Effect.NEW_ENTRY),
    Why.NOT_YET_SENT: (Kind.NEWSLETTER, Effect.NONE),
}

NAMED = {Left.OPTED_OUT}  # left out for good: whoever reads the plan should see whom that concerns

Subject = Meeting | Newsletter


def make_plan(
    meetings: Sequence[Meeting],
    newsletters: Sequence[Newsletter],
    recipients: Sequence[Recipient],
    holdings: Holdings,
    now: datetime,
) -> Plan:
    """Who should get what now, and what was left out and why; in the order of files and lists."""
    subjects: tuple[Subject, ...] = (*meetings, *newsletters)
    at_hand = [each.id for each in subjects if not _is_closed(each, now)]
    held, first_sent = holdings.held(at_hand), holdings.first_sent(at_hand)
    elsewhere = holdings.taken_elsewhere(at_hand)
    opted_out = holdings.suppressed(
        [identity for each in recipients for identity in identities(each)]
    )

    items: list[PlanItem] = []
    notes: list[Note] = []
    for subject in subjects:
        audience = members(subject.audience, recipients)
        notes += (Note(subject.file, code) for code in _of_the_whole(subject, audience, now))
        if _is_closed(subject, now):
            continue
        new, left = _told(
            subject,
            _stories(
                subject,
                audience,
                held.get(subject.id, {}),
                opted_out,
                is_over=_is_over(first_sent.get(subject.id), now),
            ),
        )
        items += new
        notes += (_note(subject, why, left[why]) for why in Left if left[why])
        if new:  # what another transport took counts for nothing, and the reader wonders
            notes += (
                Note(subject.file, f"taken-by-{transport}", {"count": count})
                for transport, count in elsewhere.get(subject.id, {}).items()
            )
    due = (each for each in subjects if _is_due(each, first_sent.get(each.id), now))
    return Plan(tuple(items), tuple(notes), tuple((each.id, _content(each)) for each in due))


def _is_closed(subject: Subject, now: datetime) -> bool:
    """Nothing of it goes to anyone, whoever they are and whatever they hold."""
    return _is_draft(subject) or _is_past(subject, now)


def _is_due(subject: Subject, first_sent: datetime | None, now: datetime) -> bool:
    """Every kind has its window (decision 7), also for what was confirmed while it was open."""
    if isinstance(subject, Newsletter):
        return not _is_draft(subject) and not _is_over(first_sent, now)
    return not _is_closed(subject, now) and not _is_cancelled(subject)


def _content(subject: Subject) -> str:
    return fingerprint(subject) if isinstance(subject, Meeting) else ""


def _is_draft(subject: Subject) -> bool:
    return subject.status in (MeetingStatus.DRAFT, NewsletterStatus.DRAFT)


def _is_past(subject: Subject, now: datetime) -> bool:
    return isinstance(subject, Meeting) and subject.end <= now


def _is_cancelled(subject: Subject) -> bool:
    return subject.status is MeetingStatus.CANCELLED


def _is_over(first_sent: datetime | None, now: datetime) -> bool:
    return first_sent is not None and first_sent + NEWSLETTER_WINDOW <= now


def _of_the_whole(subject: Subject, audience: Sequence[Recipient], now: datetime) -> Iterator[str]:
    """What is to be said of the subject itself: `plan.note.<code>`."""
    if _is_draft(subject):
        yield "draft"
    elif _is_past(subject, now):
        yield "past"
    elif _is_cancelled(subject):
        yield "cancelled"
    elif not audience:
        yield "audience-empty"


def _stories(
    subject: Subject,
    audience: Sequence[Recipient],
    held: Mapping[str, Held],
    opted_out: Collection[str],
    *,
    is_over: bool,
) -> Iterator[tuple[Recipient | None, Story]]:
    """One for each who should have it, and one for each who has it but isn't meant any more."""
    if isinstance(subject, Newsletter):
        if is_over and not held:
            return  # so long ago that the ledger no longer knows who has it
        for each in audience:
            is_out, has_it = is_among(each, opted_out), held_by(each, held)
            yield each, story_of_newsletter(has_it, is_over=is_over, opted_out=is_out)
        return
    if _is_cancelled(subject):
        for has in held.values():
            yield None, story_of_cancelled(has)
        return
    current = fingerprint(subject)
    listed = {identity for each in audience for identity in identities(each)}
    for each in audience:
        is_out, has_it = is_among(each, opted_out), held_by(each, held)
        yield each, story_of_meeting(has_it, current, is_member=True, opted_out=is_out)
    for identity, has in held.items():
        if identity not in listed:
            yield None, story_of_meeting(has, current, is_member=False, opted_out=False)


def _note(subject: Subject, why: Left, who: Sequence[Recipient | None]) -> Note:
    named = tuple(filter(None, who)) if why in NAMED else ()
    return Note(subject.file, why, {"count": len(who)}, named)


def _told(
    subject: Subject, stories: Iterable[tuple[Recipient | None, Story]]
) -> tuple[list[PlanItem], Mapping[Left, Sequence[Recipient | None]]]:
    """The stories of who gets a mail as items; who is left out, None where no list has them."""
    items: list[PlanItem] = []
    left: defaultdict[Left, list[Recipient | None]] = defaultdict(list)
    for recipient, story in stories:
        if isinstance(story, Left):
            left[story].append(recipient)
        elif recipient is not None and story is not None:
            kind, effect = MAIL_OF[story]
            items.append(PlanItem(recipient, kind, subject.id, subject.file, story, effect))
    return items, left
