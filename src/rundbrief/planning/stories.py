"""What happened, and what the plan says: the whole of what Rundbrief does by itself.

One recipient, one subject, what is held: one story. A `Why` becomes an item of the plan, a `Left`
is counted and told, None needs no words. Each branch is a line of the one table that the program
follows; nothing else decides who is written to.
"""

from enum import StrEnum

from rundbrief.planning.holdings import Held
from rundbrief.planning.plan import Why


class Left(StrEnum):
    """Why a recipient is left out: `plan.note.<value>`, with how many."""

    CANCELLED_HELD = "cancelled-held"
    CHANGED = "changed"
    OFF_THE_LIST = "off-the-list"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    WAITING = "waiting"
    TOO_LATE = "too-late"
    OPTED_OUT = "opted-out"


Story = Why | Left | None


def story_of_meeting(
    held: Held | None, fingerprint: str, *, is_member: bool, opted_out: bool
) -> Story:
    """A planned meeting that is to come; `fingerprint` is what is material in it now."""
    if held is None or held.lost:
        if not is_member:
            return None  # never invited, or refused and gone since
        if opted_out:
            return Left.OPTED_OUT  # no more mails; what they hold is still moved and cancelled
        if held is None or held.fingerprint != fingerprint:
            return Why.NOT_YET_INVITED  # new meeting; joined the list later; refused, moved since
        return Left.REFUSED  # same address, same revision: not tried again by itself
    if held.fingerprint != fingerprint and held.open:
        # Moved before it went out: the old date stays behind, and they are invited to the new one.
        return story_of_meeting(None, fingerprint, is_member=is_member, opted_out=opted_out)
    if held.fingerprint != fingerprint:
        return Left.CHANGED  # moved since it went out
    if not is_member:
        return Left.OFF_THE_LIST  # taken off the list, and still has the entry
    return _story_of_holder(held, opted_out=opted_out)


def story_of_cancelled(held: Held) -> Story:
    """A meeting that is called off before its end."""
    if held.lost:
        return None  # never got it
    return Left.CANCELLED_HELD  # still has the entry


def story_of_newsletter(held: Held | None, *, is_over: bool, opted_out: bool) -> Story:
    """A newsletter that is ready, for a member of its audience; over when its window is."""
    if held is None:
        if opted_out:
            return None if is_over else Left.OPTED_OUT  # no more mails, and no word of old ones
        return Left.TOO_LATE if is_over else Why.NOT_YET_SENT
    if held.lost:
        return Left.REFUSED  # not tried again by itself
    return _story_of_holder(held, opted_out=opted_out)


def _story_of_holder(held: Held, *, opted_out: bool) -> Story:
    if held.unclear:
        return Left.UNCLEAR  # may have it: once more only on the organiser's word
    if held.open:
        if opted_out:
            return Left.OPTED_OUT  # confirmed before they opted out, and never to leave
        return Left.WAITING  # confirmed, not yet handed over
    return None  # has what should be
