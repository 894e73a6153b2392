"""How long each kind of mail may leave, and what of it is true no more (decision 7).

    invitation, cancellation, copy, …     until the meeting's end, while they say what is
    reminder                              from its time until its deadline
    recap, newsletter                     14 days from their first sending: later it is no news

What was confirmed while its window was open may not leave once it is closed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from rundbrief.definitions import Meeting, MeetingStatus, Newsletter, NewsletterStatus, Reminder
from rundbrief.messages import Kind
from rundbrief.planning.holdings import Held
from rundbrief.planning.material import fingerprint
from rundbrief.planning.stories import ENTRY

NEWS = timedelta(days=14)

Subject = Meeting | Newsletter


def is_draft(subject: Subject) -> bool:
    """Nothing of it leaves."""
    return subject.status in (MeetingStatus.DRAFT, NewsletterStatus.DRAFT)


def is_past(subject: Subject, now: datetime) -> bool:
    """Whether it was a meeting."""
    return isinstance(subject, Meeting) and subject.end <= now


def is_over(mailings: Sequence[Held], kind: Kind, now: datetime) -> bool:
    """Whether it is too late for a recap or newsletter of which a mail can have left."""
    first = next((each for each in mailings if each.kind is kind and each.has_left), None)
    return first is not None and first.confirmed_at + NEWS <= now


def reminders(meeting: Meeting, now: datetime) -> list[Reminder]:
    """Those whose time it is, the latest first; none for a meeting that is not settled."""
    if meeting.status is not MeetingStatus.PLANNED or is_past(meeting, now):
        return []
    its_time = [each for each in meeting.reminders if each.at <= now < each.until]
    return sorted(its_time, key=lambda each: each.at, reverse=True)


def due(subject: Subject, mailings: Sequence[Held], now: datetime) -> Iterator[int]:
    """The subject's mailings, oldest first, that may still leave; by their numbers."""
    if is_draft(subject):
        return
    if isinstance(subject, Newsletter):
        if not is_over(mailings, Kind.NEWSLETTER, now):
            yield from (each.number for each in mailings)
        return
    stale = set(outdated(subject, mailings))
    at_their_time = {each.at.isoformat() for each in reminders(subject, now)}
    for each in mailings:
        match each.kind:
            case Kind.RECAP:
                took_place = subject.status is MeetingStatus.PLANNED
                is_due = took_place and not is_over(mailings, Kind.RECAP, now)
            case Kind.REMINDER:
                is_due = each.occurrence in at_their_time and each.number not in stale
            case _:
                is_due = not is_past(subject, now) and each.number not in stale
        if is_due:
            yield each.number


def outdated(meeting: Meeting, mailings: Sequence[Held]) -> Iterator[int]:
    """Mailings that say what is true no more, or were overtaken by another that said otherwise.

    Moved and moved back, the first says again what is, under a number that whoever got the second
    would refuse.
    """
    current = fingerprint(meeting)
    is_true = {True: True, False: True}  # of copies, and of what their guests get
    for each in reversed(mailings):
        if each.kind is Kind.WITHDRAWAL:
            if meeting.status is MeetingStatus.CANCELLED:
                yield each.number  # the meeting leaves every calendar now
        elif each.kind in ENTRY or each.kind is Kind.COPY:
            is_copy = each.kind is Kind.COPY
            is_true[is_copy] &= each.fingerprint == current
            if not is_true[is_copy]:
                yield each.number
        elif each.kind is Kind.REMINDER and each.fingerprint != current:
            yield each.number
