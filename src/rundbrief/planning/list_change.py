"""The lists now against the lists when last something was sent: who is new, gone, changed.

    rows beside what they were ─▶ list_change ─▶ ListChange     is_halved: a question, not an order

An emptied export, a wrong filter or an old copy of the table looks just like a list that shrank:
half of it gone is asked about before anything goes out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Self

from rundbrief.recipients import Recipient

PLACE = {"file", "line"}  # moving a row changes nobody
SAID = tuple(name for name in Recipient._fields if name not in PLACE)
NAMED = 12  # of thousands, a dozen tell what kind of change it was
WORDS_BYTES = 8  # to notice a change, not to withstand a forger


@dataclass(frozen=True, slots=True)
class Listed:
    """One recipient as a list had them; `words` is a digest of all that the row said."""

    identity: str
    display_name: str
    words: str


@dataclass(frozen=True, slots=True)
class Some:
    """How many, and the first of them by name."""

    count: int = 0
    first: tuple[Listed, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[Listed]) -> Self:
        """Count them, and keep the first `NAMED`."""
        rest = iter(rows)
        first = tuple(islice(rest, NAMED))
        return cls(len(first) + sum(1 for _ in rest), first)


@dataclass(frozen=True, slots=True)
class ListChange:
    """What happened to the lists since; `before` and `now` count everyone on them."""

    before: int
    now: int
    new: Some = Some()
    gone: Some = Some()
    changed: Some = Some()

    @property
    def is_halved(self) -> bool:
        """Whether half of those who were on the lists are missing, or more."""
        return bool(self.gone.count) and 2 * self.gone.count >= self.before

    def __bool__(self) -> bool:
        """Whether anything happened at all."""
        return bool(self.new.count or self.gone.count or self.changed.count)


def listed(recipient: Recipient) -> Listed:
    """The recipient as the ledger remembers them until the next sending."""
    said = [(name, value) for name in SAID if (value := getattr(recipient, name))]
    words = blake2b(repr(said).encode(), digest_size=WORDS_BYTES).hexdigest()
    return Listed(recipient.identity, recipient.display_name, words)


def list_change(
    before: int, rows: Iterable[tuple[Recipient, Listed | None]], gone: Iterable[Listed]
) -> ListChange:
    """The difference, in the order of the lists.

    `before` counts the list of then; `rows` are those of now, each beside what it was (None where
    it is new), under whichever of its addresses: who has a new address has changed. `gone` are
    those who are on no list any more.
    """
    new, changed = _Counted(), _Counted()
    now = 0
    for recipient, was in rows:
        now += 1
        row = listed(recipient)
        if was is None:
            new.add(row)
        elif was != row:
            changed.add(row)
    return ListChange(before, now, new.some(), Some.of(gone), changed.some())


class _Counted:
    def __init__(self) -> None:
        self._count = 0
        self._first: list[Listed] = []

    def add(self, row: Listed) -> None:
        self._count += 1
        if self._count <= NAMED:
            self._first.append(row)

    def some(self) -> Some:
        return Some(self._count, tuple(self._first))
