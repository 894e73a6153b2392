"""What happened, and what the plan says: the whole of what Rundbrief does by itself.

One subject, one position, one story. A `Why` becomes items of the plan, a `Left` is counted and
told, None needs no words. Each branch is a line of the one table that the program follows; nothing
else decides who is written to.

    story_of_entry      the calendar's entry: new, moved, elsewhere, called off
    story_of_copy       the organiser's own
    story_of_reminder   one occurrence of it, to those whose answer is meant
    story_of_recap      to those who were invited, or came
    story_of_newsletter
"""

from datetime import datetime
from enum import StrEnum

from rundbrief.definitions import Answer, MeetingStatus, RecapTo, Reminded
from rundbrief.messages import Kind
from rundbrief.planning.answers import date_of
from rundbrief.planning.holdings import Had, Held, Position
from rundbrief.planning.plan import Why


class Left(StrEnum):
    """Why a recipient is left out: `plan.note.<value>`, with how many."""

    OFF_THE_LIST = "off-the-list"
    DECLINED = "declined"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    WAITING = "waiting"
    NOT_MEANT = "not-meant"
    TOO_LATE = "too-late"
    OPTED_OUT = "opted-out"


Story = Why | Left | None

TAKEN_BACK = (Kind.CANCELLATION, Kind.WITHDRAWAL)
INVITED = (Kind.INVITATION, Kind.UPDATE)
ENTRY = (Kind.SAVE_THE_DATE, *INVITED, *TAKEN_BACK)  # the kinds that a calendar hears of


def story_of_entry(
    at: Position, status: MeetingStatus, fingerprint: str, *, notify: bool = False
) -> Story:
    """A meeting that is to come and no draft; `fingerprint` is what is material in it now."""
    holds = at.held is not None and at.held.kind not in TAKEN_BACK
    if status is MeetingStatus.CANCELLED:
        return _story_of_cancelled(at, fingerprint, holds=holds)
    if not at.is_member:
        return _story_of_one_off_the_list(at) if holds else None
    if at.held is None or not holds:
        return _story_of_newcomer(at, status, fingerprint)
    if at.held.fingerprint == fingerprint:
        return _story_of_holder(at, notify=notify)
    if waits_or_refused := _under_way(at, fingerprint):
        return waits_or_refused
    if at.opted_out and at.held.kind is Kind.SAVE_THE_DATE:
        return Left.OPTED_OUT  # nothing settled is theirs to be moved
    if at.held.kind is Kind.SAVE_THE_DATE and status is MeetingStatus.PLANNED:
        return Why.NOW_INVITED
    if date_of(at.held.fingerprint) != date_of(fingerprint):
        return Why.MOVED  # also for who declined, the new date may suit them; and who opted out
    if at.answer is Answer.DECLINED:
        return Left.DECLINED  # another room is nothing to them
    return Why.RELOCATED


def _story_of_cancelled(at: Position, fingerprint: str, *, holds: bool) -> Story:
    """Exactly those who hold it, or may: on a list or not, opted out or not."""
    if not holds:
        return Left.UNCLEAR if at.is_unclear else None  # never got it, or knows
    return _under_way(at, fingerprint) or Why.CANCELLED


def _story_of_one_off_the_list(at: Position) -> Story:
    """Who has the entry and should not any more: named, and taken back on the organiser's word."""
    if at.waiting and at.waiting.kind is Kind.WITHDRAWAL:
        return Left.WAITING
    if at.refused and at.refused.kind is Kind.WITHDRAWAL:
        return Left.REFUSED
    return Why.WITHDRAWN if at.is_withdrawn else Left.OFF_THE_LIST


def _story_of_newcomer(at: Position, status: MeetingStatus, fingerprint: str) -> Story:
    """Who should have the entry, and hasn't."""
    if at.opted_out:
        return Left.OPTED_OUT  # no more mails; what they hold is still moved and cancelled
    if waits_or_refused := _under_way(at, fingerprint):
        return waits_or_refused
    if at.held is not None:
        called_off = at.held.kind is Kind.CANCELLATION
        return Why.PLANNED_AGAIN if called_off else Why.REJOINED
    is_open = status is MeetingStatus.SAVE_THE_DATE
    return Why.NOT_YET_SAVED if is_open else Why.NOT_YET_INVITED


def _story_of_holder(at: Position, *, notify: bool) -> Story:
    """Who has, or may have, what should be."""
    if at.is_unclear:
        return Left.UNCLEAR  # once more only on the organiser's word
    if not notify:
        return None
    return Left.WAITING if at.waiting else Why.NOTIFIED


def _under_way(at: Position, fingerprint: str) -> Left | None:
    """What should be is on its way, or was refused at this address: not tried again by itself."""
    if at.waiting and at.waiting.fingerprint == fingerprint:
        return Left.WAITING
    if at.refused and at.refused.fingerprint == fingerprint:
        return Left.REFUSED
    return None


def story_of_copy(
    at: Position, status: MeetingStatus, fingerprint: str, *, is_anyones: bool, notify: bool = False
) -> Story:
    """The organiser's own copy of a meeting that is to come; `is_anyones` where it has guests."""
    if at.held is None and (status is MeetingStatus.CANCELLED or not is_anyones):
        return None  # nothing of it is in her calendar, and nothing need be
    if at.held is not None and at.held.fingerprint == fingerprint:
        story = _story_of_holder(at, notify=notify)
        return Why.COPIED if story is Why.NOTIFIED else story
    return _under_way(at, fingerprint) or Why.COPIED


def may_still_leave(at: Position) -> bool:
    """Whether what waits of the entry is still for this one.

    Who is off the list is told nothing new of it, and who is on it keeps it.
    """
    if at.waiting is None or at.waiting.kind is Kind.CANCELLATION:
        return True
    return at.is_member is not (at.waiting.kind is Kind.WITHDRAWAL)


def story_of_reminder(at: Position, fingerprint: str, to: Reminded, time: datetime) -> Story:
    """One occurrence whose `time` (aware) has come, for a meeting that is planned."""
    if not _is_invited(at.held, fingerprint) or not is_meant(to, at.answer):
        return None  # nothing to be reminded of, or first to be told of the change
    if at.held and at.held.confirmed_at >= time:
        return None  # they have just heard of it
    return _story_of_further(at, Why.REMINDED)


def is_meant(to: Reminded, answer: Answer | None) -> bool:
    """Whether a reminder is for those who answered so."""
    match to:
        case "no-answer":
            return answer is None
        case "accepted":
            return answer is Answer.ACCEPTED
        case "all-but-declined":
            return answer is not Answer.DECLINED


def story_of_recap(at: Position, to: RecapTo, *, is_over: bool) -> Story:
    """The recap of a meeting that is past; over when its window is."""
    if to == "nobody" or not _is_invited(at.held):
        return None
    if to == "accepted" and at.answer is not Answer.ACCEPTED:
        return None
    return _story_of_further(at, Why.RECAPPED, is_over=is_over)


def _is_invited(held: Held | None, fingerprint: str | None = None) -> bool:
    if held is None or held.kind not in INVITED:
        return False
    return fingerprint in (None, held.fingerprint)


def _story_of_further(at: Position, why: Why, *, is_over: bool = False) -> Story:
    if not at.is_member:
        return None  # no more mails
    match at.had:
        case Had.SENT:
            return None
        case Had.UNCLEAR:
            return Left.UNCLEAR
        case Had.REFUSED:
            return Left.REFUSED
        case Had.WAITING if not at.opted_out:
            return None if is_over else Left.WAITING
        case _:
            return None if at.opted_out or is_over else why


def story_of_newsletter(at: Position, *, is_over: bool) -> Story:
    """A newsletter that is ready; over when its window is."""
    if at.held is not None:
        return Left.UNCLEAR if at.is_unclear else None
    if not at.is_member:
        return None
    if at.opted_out:
        return None if is_over else Left.OPTED_OUT  # no more mails, and no word of old ones
    if at.refused:
        return Left.REFUSED  # not tried again by itself
    if is_over:
        return Left.TOO_LATE
    return Left.WAITING if at.waiting else Why.NOT_YET_SENT
