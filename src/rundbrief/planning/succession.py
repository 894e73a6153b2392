"""Successors: an address that replaces a former one holds what that one held.

    recipient, held ─▶ held_by              what they hold, under whichever address
    recipients      ─▶ succession_problems  former addresses of which nobody can say who has them

Who moves from one address to another has the entry in their calendar already: no second
invitation, and no cancellation to the address they left.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rundbrief.planning.holdings import Held
from rundbrief.problems import Problem
from rundbrief.recipients import Recipient


def identities(recipient: Recipient) -> tuple[str, ...]:
    """Every identity they have or had, the present one first."""
    return (recipient.identity, *recipient.former)


def heirs(recipients: Iterable[Recipient]) -> Mapping[str, str]:
    """Who has each former address now: from that identity to the present one."""
    return {former: each.identity for each in recipients for former in each.former}


def held_by(recipient: Recipient, held: Mapping[str, Held]) -> Held | None:
    """What they hold. What a former address was refused is no longer theirs: this one is new."""
    own = held.get(recipient.identity)
    if own is not None and not own.lost:
        return own
    inherited = (held[each] for each in recipient.former if each in held)
    return next((each for each in inherited if not each.lost), own)


def is_among(recipient: Recipient, some: Collection[str]) -> bool:
    """Whether one of their identities is: who opted out does not come back by a new address."""
    return any(each in some for each in identities(recipient))


def succession_problems(recipients: Sequence[Recipient]) -> Iterator[Problem]:
    """Each former address that is still on a list, or that two rows replace."""
    listed = {each.identity: each for each in recipients}
    heirs: dict[str, Recipient] = {}
    for each in recipients:
        for former in each.former:
            other = heirs.setdefault(former, each)
            if other is not each:
                yield _problem("plan.former-twice", each, former, other)
            elif former in listed and former != each.identity:
                yield _problem("plan.former-listed", each, former, listed[former])


def _problem(code: str, recipient: Recipient, former: str, other: Recipient) -> Problem:
    values: dict[str, str | int] = {"address": former, "file": other.file, "line": other.line}
    return Problem(recipient.file, recipient.line, "frueher", code, values)
