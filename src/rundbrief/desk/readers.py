"""Whom `check` composes mails for: a few who stand for all, whatever their number.

    lists ─▶ the first of each kind ─▶ a mail tried ─▶ do its templates ask for somebody's words?
        └──────────────────────────────────────────────────── yes: everyone, one by one ─┘

A list is gone through once for each audience and not for each of its mails.
"""

from collections.abc import Iterator
from functools import cache

from rundbrief.composing import Press, nastiest
from rundbrief.definitions import Audience
from rundbrief.ledger import Roll
from rundbrief.planning import Membership
from rundbrief.recipients import Recipient


class Readers:
    """The people of each audience, as far as a mail must be tried on them."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._kinds = cache(lambda audience: tuple(roll.kinds(Membership(audience))))
        self._nastiest = cache(lambda audience: nastiest(roll.members(Membership(audience))))

    def nastiest(self, audience: Audience) -> list[Recipient]:
        """Those by whom its mails are proved."""
        return self._nastiest(audience)

    def of_all_variants(self, made: Press, audience: Audience) -> Iterator[Recipient]:
        """At least one for each variant that the audience has; `made` learns them meanwhile."""
        yield from self._kinds(audience)
        if made.asks_for_words:
            yield from self._roll.members(Membership(audience))
