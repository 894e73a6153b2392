"""What looks odd about a recipient although nothing is wrong: for the eye, before sending.

    Recipient, all of them ─▶ doubts ─▶ warnings: no form of address, a name in capitals, …

Each is a rule with a sentence; none changes the recipient, and none guesses what was meant.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from rundbrief.problems import Problem, Severity
from rundbrief.recipients.recipient import Recipient

# Local parts that belong to a desk, never to a person (RFC 2142 and what offices use).
DESKS = {
    *("info", "kontakt", "contact", "office", "mail", "post", "poststelle", "verwaltung"),
    *("kultur", "kulturamt", "kulturbuero", "sekretariat", "rathaus", "stadt", "gemeinde", "kreis"),
    *("postmaster", "webmaster", "noreply", "no-reply"),
}
_NOT_IN_A_NAME = re.compile(r"[,;:/\\()\d@]")
FEW = 20  # one tier in so many recipients, beside another that reads alike, is a slip


def doubts(recipients: Iterable[Recipient]) -> dict[str, list[Problem]]:
    """The doubtful recipients by their identity, each with what is doubtful."""
    everyone = list(recipients)
    tiers = Counter(each.tier for each in everyone)
    rules = (*_RULES, _tier_rule(tiers))
    found: dict[str, list[Problem]] = {}
    for recipient in everyone:
        if problems := [problem for rule in rules for problem in rule(recipient)]:
            found[recipient.identity] = problems
    return found


def _doubt(recipient: Recipient, code: str, **values: str | int) -> Problem:
    code = f"recipients.doubt-{code}"
    return Problem(recipient.file, recipient.line, "", code, values, Severity.WARNING)


def _person(recipient: Recipient) -> Iterator[Problem]:
    given, family, form = recipient.given_name, recipient.family_name, recipient.form_of_address
    if not (given or family or recipient.office):
        yield _doubt(recipient, "nobody")
    if given and not family:
        yield _doubt(recipient, "given-name-only", name=given)
    if (form or recipient.title) and not (given or family):
        yield _doubt(recipient, "form-without-name")
    if family and not form:
        yield _doubt(recipient, "form-missing", name=f"{given} {family}".strip())


def _spelling(recipient: Recipient) -> Iterator[Problem]:
    for name in filter(None, (recipient.given_name, recipient.family_name)):
        if len(name) > 2 and (name.isupper() or name.islower()):
            yield _doubt(recipient, "capitals", name=name)
        if _NOT_IN_A_NAME.search(name):
            yield _doubt(recipient, "name-characters", name=name)


def _desk(recipient: Recipient) -> Iterator[Problem]:
    local = recipient.identity.partition("@")[0]
    # A family name alone may well be the office, in the column of names: `form-missing` asks.
    is_somebody = recipient.given_name or (recipient.family_name and recipient.form_of_address)
    if local in DESKS and is_somebody:
        yield _doubt(recipient, "desk-with-person", address=recipient.address)


def _tier_rule(tiers: Counter[str]) -> Callable[[Recipient], Iterator[Problem]]:
    often = [tier for tier, count in tiers.items() if tier and count > 1]
    total = tiers.total()

    def rule(recipient: Recipient) -> Iterator[Problem]:
        tier = recipient.tier
        if not tier and often:
            yield _doubt(recipient, "tier-missing")
        if not tier or tiers[tier] * FEW > total:
            return
        others = [other for other in often if tiers[other] > tiers[tier]]
        if likely := get_close_matches(tier, others, n=1, cutoff=0.75):
            yield _doubt(recipient, "tier-unlike", tier=tier, likely=likely[0])

    return rule


_RULES = (_person, _spelling, _desk)
