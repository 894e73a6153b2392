"""The lists now against the lists when last something was sent: who is new, gone, changed.

    before, recipients ─▶ list_change ─▶ ListChange     is_halved: a question, not an order

An emptied export, a wrong filter or an old copy of the table looks just like a list that shrank:
half of it gone is asked about before anything goes out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b

from rundbrief.planning.succession import identities
from rundbrief.recipients import Recipient

PLACE = {"file", "line"}  # moving a row changes nobody
SAID = tuple(each.name for each in fields(Recipient) if each.name not in PLACE)
WORDS_BYTES = 8  # to notice a change, not to withstand a forger


@dataclass(frozen=True, slots=True)
class Listed:
    """One recipient as a list had them; `words` is a digest of all that the row said."""

    identity: str
    display_name: str
    words: str


@dataclass(frozen=True, slots=True)
class ListChange:
    """What happened to the lists since; `before` and `now` count everyone on them."""

    before: int
    now: int
    new: tuple[Listed, ...]
    gone: tuple[Listed, ...]
    changed: tuple[Listed, ...]

    @property
    def is_halved(self) -> bool:
        """Whether half of those who were on the lists are missing, or more."""
        return bool(self.gone) and 2 * len(self.gone) >= self.before

    def __bool__(self) -> bool:
        """Whether anything happened at all."""
        return bool(self.new or self.gone or self.changed)


def listed(recipient: Recipient) -> Listed:
    """The recipient as the ledger remembers them until the next sending."""
    said = [(name, value) for name in SAID if (value := getattr(recipient, name))]
    words = blake2b(repr(said).encode(), digest_size=WORDS_BYTES).hexdigest()
    return Listed(recipient.identity, recipient.display_name, words)


def list_change(before: Mapping[str, Listed], recipients: Sequence[Recipient]) -> ListChange:
    """The difference, in the order of the lists; who has a new address has changed."""
    new: list[Listed] = []
    changed: list[Listed] = []
    seen: set[str] = set()
    for each in recipients:
        seen.update(identities(each))
        was = next((before[one] for one in identities(each) if one in before), None)
        row = listed(each)
        if was is None:
            new.append(row)
        elif was != row:
            changed.append(row)
    gone = tuple(row for identity, row in before.items() if identity not in seen)
    return ListChange(len(before), len(recipients), tuple(new), gone, tuple(changed))
