"""Who an audience is: a rule in the definition, applied to the lists as they are now.

    Audience, recipients ─▶ members           who is written to
                         ─▶ audience_problems  a tier, tag or address that no list knows

Words are compared as people mean them: "kreisfreie  Stadt" is "Kreisfreie Stadt". Addresses are
all ASCII by then, and compared in lower case, which is their identity.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from rundbrief.definitions import Audience
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import Recipient


def members(audience: Audience, recipients: Iterable[Recipient]) -> list[Recipient]:
    """Those recipients who belong, in the order of the lists."""
    tiers, tags = set(map(_word, audience.tiers)), set(map(_word, audience.tags))
    addresses = set(map(str.lower, audience.addresses))
    by_rule = bool(tiers or tags or not addresses)  # addresses alone mean only those

    def fits_rule(recipient: Recipient) -> bool:
        return (not tiers or _word(recipient.tier) in tiers) and (
            not tags or not tags.isdisjoint(map(_word, recipient.tags))
        )

    return [
        recipient
        for recipient in recipients
        if recipient.identity in addresses or (by_rule and fits_rule(recipient))
    ]


def audience_problems(
    audience: Audience, recipients: Sequence[Recipient], file: str
) -> list[Problem]:
    """A warning for each tier, tag or address that no recipient has, with the nearest that exists.

    Warnings, because an audience may well name someone who has left since. Nothing where there
    are no recipients at all: that is another problem.
    """
    if not recipients:
        return []
    tiers = (each.tier for each in recipients if each.tier)
    tags = (tag for each in recipients for tag in each.tags)
    addresses = (each.address for each in recipients)
    unknown = (
        *_unknown("tier", "tiers", audience.tiers, tiers, _word),
        *_unknown("tag", "tags", audience.tags, tags, _word),
        *_unknown("address", "addresses", audience.addresses, addresses, str.lower),
    )
    return [
        Problem(file, None, field, code, values, Severity.WARNING)
        for field, code, values in unknown
    ]


def _unknown(
    what: str,
    field: str,
    named: Sequence[str],
    existing: Iterable[str],
    same: Callable[[str], str],
) -> Iterator[tuple[str, str, dict[str, str | int]]]:
    if not named:
        return
    known = {same(word): word for word in existing}
    for index, word in enumerate(named):
        place = f"audience.{field}[{index}]"
        if not known:
            yield place, f"plan.{what}-none", {what: word}
        elif same(word) not in known:
            nearest = known[max(known, key=_likeness(same(word)))]
            yield place, f"plan.{what}-unknown", {what: word, "nearest": nearest}


def _likeness(word: str) -> Callable[[str], float]:
    matcher = SequenceMatcher(b=word)

    def ratio(other: str) -> float:
        matcher.set_seq1(other)
        return matcher.ratio()

    return ratio


def _word(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()).casefold())
