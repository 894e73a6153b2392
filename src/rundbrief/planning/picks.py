"""Which meetings a newsletter picks by its rule, beside those it names.

    coming    planned or to be kept free, and not yet over
    recaps    over, with a recap, ended since the newsletter before it went out

No draft is told of, not even one that is named: whoever joins when a meeting has become a draft
again reads nothing of it. A newsletter that is a draft itself is for looking at, and keeps what it
names. All as of its first sending, so that whoever joins its audience later reads the same one: of
nothing more than that told of, whatever was filed since, and of nothing that has been called off.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from rundbrief.definitions import Meeting, MeetingStatus, Newsletter, NewsletterStatus
from rundbrief.messages import Kind
from rundbrief.planning.holdings import Held

COMING = (MeetingStatus.PLANNED, MeetingStatus.SAVE_THE_DATE)


def with_picks(
    newsletter: Newsletter,
    meetings: Iterable[Meeting],
    mailings: Mapping[UUID, Sequence[Held]],
    now: datetime,
) -> Newsletter:
    """The newsletter with all its meetings named: those of the file first, then those picked.

    Of these what comes next is first, then the recaps, the newest first.
    """
    meetings = list(meetings)
    is_draft = newsletter.status is NewsletterStatus.DRAFT
    drafts = {each.id for each in meetings if each.status is MeetingStatus.DRAFT and not is_draft}
    named = [each for each in newsletter.meetings if each not in drafts]
    if not (newsletter.pick or drafts):
        return newsletter
    own = (each for each in mailings.get(newsletter.id, ()) if each.has_left)
    first = min(own, key=attrgetter("confirmed_at"), default=None)
    then = first.confirmed_at if first else now
    told = first.tells_of if first else None
    before = max(_earlier(newsletter, mailings, then), default=None)
    picked = [
        each.id
        for each in (*_coming(meetings, then), *_past(meetings, then))
        if (told is None or each.id in told) and _is_picked(each, newsletter, before, then)
    ]
    every = dict.fromkeys((*named, *picked))
    return newsletter.model_copy(update={"meetings": tuple(every)})


def _coming(meetings: Iterable[Meeting], then: datetime) -> list[Meeting]:
    return sorted((each for each in meetings if each.end > then), key=_start)


def _past(meetings: Iterable[Meeting], then: datetime) -> list[Meeting]:
    past = (each for each in meetings if each.end <= then)
    return sorted(past, key=_start, reverse=True)


def _start(meeting: Meeting) -> datetime:
    return meeting.start


def _earlier(
    newsletter: Newsletter, mailings: Mapping[UUID, Sequence[Held]], then: datetime
) -> Iterator[datetime]:
    """When each other newsletter first went out, of those before."""
    for subject, held in mailings.items():
        left = [e.confirmed_at for e in held if e.has_left and e.kind is Kind.NEWSLETTER]
        if subject != newsletter.id and left and min(left) < then:
            yield min(left)


def _is_picked(
    meeting: Meeting, newsletter: Newsletter, before: datetime | None, then: datetime
) -> bool:
    if meeting.end > then:
        return "coming" in newsletter.pick and meeting.status in COMING
    is_new = before is None or meeting.end > before
    is_told = bool(meeting.recap.strip()) and meeting.status is MeetingStatus.PLANNED
    return "recaps" in newsletter.pick and is_told and is_new
