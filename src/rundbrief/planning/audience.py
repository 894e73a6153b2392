"""Who an audience is: a rule in the definition, applied to the lists as they are now.

    Audience, recipients ─▶ members           who is written to
                         ─▶ audience_problems  a tier, tag or address that no list knows

Words are compared as people mean them: "kreisfreie  Stadt" is "Kreisfreie Stadt". Addresses are
all ASCII by then, and compared in lower case, which is their identity.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Protocol

from rundbrief.definitions import Audience
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import Recipient


class Membership:
    """An audience's rule, asked of one recipient after the other.

    `addresses` are the identities that belong whatever else is said of them.
    """

    def __init__(self, audience: Audience) -> None:
        self._tiers = frozenset(map(_word, audience.tiers))
        self._tags = frozenset(map(_word, audience.tags))
        self.addresses = frozenset(map(str.lower, audience.addresses))
        # Addresses alone mean only those.
        self._by_rule = bool(self._tiers or self._tags or not self.addresses)

    def fits(self, tier: str, tags: Iterable[str]) -> bool:
        """Whether whoever has that tier and those tags belongs."""
        return (
            self._by_rule
            and (not self._tiers or _word(tier) in self._tiers)
            and (not self._tags or not self._tags.isdisjoint(map(_word, tags)))
        )

    def __contains__(self, recipient: Recipient) -> bool:
        """Whether this one belongs."""
        return recipient.identity in self.addresses or self.fits(recipient.tier, recipient.tags)


def members(audience: Audience, recipients: Iterable[Recipient]) -> list[Recipient]:
    """Those recipients who belong, in the order of the lists."""
    membership = Membership(audience)
    return [recipient for recipient in recipients if recipient in membership]


class Lists(Protocol):
    """Everyone on the lists, by what an audience can name."""

    def __len__(self) -> int:
        """How many they are."""
        ...

    def tiers(self) -> Iterable[str]:
        """Every tier that somebody has."""
        ...

    def tags(self) -> Iterable[str]:
        """Every tag that somebody has."""
        ...

    def has(self, identity: str) -> bool:
        """Whether that one is on a list."""
        ...

    def addresses(self) -> Iterable[str]:
        """Everyone's address; read only where one is looked for in vain."""
        ...


def audience_problems(audience: Audience, lists: Lists, file: str) -> list[Problem]:
    """A warning for each tier, tag or address that no recipient has, with the nearest that exists.

    Warnings, because an audience may well name someone who has left since. Nothing where there
    are no recipients at all: that is another problem.
    """
    if not len(lists):
        return []
    tiers, tags = set(map(_word, lists.tiers())), set(map(_word, lists.tags()))
    unknown = (
        *_unknown("tier", audience.tiers, lambda tier: _word(tier) in tiers, lists.tiers, _word),
        *_unknown("tag", audience.tags, lambda tag: _word(tag) in tags, lists.tags, _word),
        *_unknown(
            "address",
            audience.addresses,
            lambda address: lists.has(address.lower()),
            lists.addresses,
            str.lower,
        ),
    )
    return [
        Problem(file, None, field, code, values, Severity.WARNING)
        for field, code, values in unknown
    ]


PLURAL = {"tier": "tiers", "tag": "tags", "address": "addresses"}


def _unknown(
    what: str,
    named: Sequence[str],
    is_known: Callable[[str], bool],
    existing: Callable[[], Iterable[str]],
    same: Callable[[str], str],
) -> Iterator[tuple[str, str, dict[str, str | int]]]:
    for index, word in enumerate(named):
        if is_known(word):
            continue
        place = f"audience.{PLURAL[what]}[{index}]"
        if nearest := _nearest(same(word), existing(), same):
            yield place, f"plan.{what}-unknown", {what: word, "nearest": nearest}
        else:
            yield place, f"plan.{what}-none", {what: word}


def _nearest(word: str, existing: Iterable[str], same: Callable[[str], str]) -> str:
    """The one most like it, none where there are none; a million are gone through, not kept."""
    matcher = SequenceMatcher(b=word)
    found, best = "", -1.0
    for other in existing:
        matcher.set_seq1(same(other))
        # Each is an upper bound of the next, and far cheaper.
        if matcher.real_quick_ratio() <= best or matcher.quick_ratio() <= best:
            continue
        if (ratio := matcher.ratio()) > best:
            found, best = other, ratio
    return found


def _word(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()).casefold())
