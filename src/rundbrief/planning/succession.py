"""Successors: an address that replaces a former one holds what that one held.

    recipients ─▶ identities           every address they have or had
               ─▶ succession_problems  former addresses of which nobody can say who has them

Who moves from one address to another has the entry in their calendar already: no second
invitation, and no cancellation to the address they left.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rundbrief.problems import Problem
from rundbrief.recipients import Recipient


def identities(recipient: Recipient) -> tuple[str, ...]:
    """Every identity they have or had, the present one first."""
    return (recipient.identity, *recipient.former)


class Succession(NamedTuple):
    """A row that replaces a former address, and one that has that address, or replaces it too."""

    heir: Recipient
    former: str
    other: Recipient


def succession_problems(
    twice: Iterable[Succession], listed: Iterable[Succession]
) -> Iterator[Problem]:
    """Each former address that two rows replace, or that is still on a list."""
    for code, found in (("plan.former-twice", twice), ("plan.former-listed", listed)):
        for heir, former, other in found:
            values: dict[str, str | int] = {"address": former}
            values |= {"file": other.file, "line": other.line}
            yield Problem(heir.file, heir.line, "frueher", code, values)
