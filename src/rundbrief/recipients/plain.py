"""The rows that take no thought, a million of them if need be; the others go by hand (`row`).

    a block of rows ─▶ its columns ─▶ every cell known (`memo`), every address plain ─▶ Recipients
                           └── Odd ─▶ each half of it by itself ─▶ … ─▶ one row ─▶ by hand

Column by column, because then the interpreter's own loops run over the cells and not ours. A row is
plain where reading it by hand would give the same recipient without a word: a test compares the
two.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, count, repeat
from typing import Any

from rundbrief.problems import Problem
from rundbrief.recipients.address import (
    ADDRESS_LIMIT,
    ATOM_LETTERS,
    LOCAL_PART_LIMIT,
    ascii_domain,
)
from rundbrief.recipients.cells import clean, read_language, read_tags, read_text
from rundbrief.recipients.consent import consent, read_date
from rundbrief.recipients.csv_rows import Row, Run, Text, rows_of
from rundbrief.recipients.header import ABSENT, Column, Header
from rundbrief.recipients.mailboxes import read_former
from rundbrief.recipients.memo import Memo, Odd
from rundbrief.recipients.names import plain_family_name, plain_form, plain_name
from rundbrief.recipients.recipient import Recipient

_SELDOM = (Column.FORMER, Column.BASIS, Column.SOURCE, Column.GIVEN_ON)
# A local part's letters, told from dots; a line's end is as good as one, since no dot may touch it.
_LETTER, _DOT, _REFUSED = b"a.@"
_SHAPE = bytes(
    _DOT if each in b".\n" else _LETTER if each in ATOM_LETTERS else _REFUSED for each in range(256)
)


def read_rows(
    runs: Iterable[Run],
    header: Header,
    file: str,
    by_hand: Callable[[Row | Problem], Iterable[Recipient | Problem]],
) -> Iterator[Iterable[Recipient | Problem]]:
    """What the rows of each run give, in their order."""
    columns = _Columns(header, file)
    for run in runs:
        try:
            recipients = columns.recipients(*columns.of(run))
        except Odd:
            yield _in_halves(rows_of(run), columns, by_hand)
        else:
            yield recipients


def _in_halves(
    rows: Sequence[Row | Problem],
    columns: "_Columns",
    by_hand: Callable[[Row | Problem], Iterable[Recipient | Problem]],
) -> Iterable[Recipient | Problem]:
    """What rows give of which one at least takes more thought."""
    if len(rows) == 1:
        return by_hand(rows[0])
    found: list[Recipient | Problem] = []
    middle = len(rows) // 2
    for half in rows[:middle], rows[middle:]:
        try:
            found += columns.recipients(*columns.of(half))
        except Odd:
            found += _in_halves(half, columns, by_hand)
    return found


class _Columns:
    """Reads blocks of one file, and remembers its cells."""

    def __init__(self, header: Header, file: str) -> None:
        self._file = file
        self._width = header.width
        self._named = len(header.names)
        self._places = header.places
        self._has_seldom = any(header.places[column] != ABSENT for column in _SELDOM)
        texts: Memo[str] = Memo(read_text)
        names: Memo[str] = Memo(read_text, plain_name)
        self._memos: dict[Column, Memo[str]] = {
            Column.OFFICE: texts,
            Column.FORM: Memo(read_text, plain_form),
            Column.TITLE: names,
            Column.GIVEN_NAME: names,
            Column.FAMILY_NAME: Memo(read_text, plain_family_name),
            Column.TIER: texts,
            Column.PLACE: texts,
            Column.TAGS: Memo(clean, read_tags),
            Column.LANGUAGE: Memo(read_text, read_language),
        }
        formers: Memo[str] = Memo(read_former)
        dates: Memo[str] = Memo(read_text, read_date)
        self._seldom = (formers, texts, texts, dates)
        self._domains: Memo[str] = Memo(_other_domain)

    def of(self, run: Run) -> tuple[Sequence[Sequence[str]], Iterable[int]]:
        """The columns of a run and the lines of its rows; `Odd` where a row is of another width."""
        if isinstance(run, Text):
            columns = run.columns(self._width)
            if not columns:
                raise Odd
            return columns, count(run.line)
        if set(map(type, run)) != {tuple}:
            raise Odd
        lines, rows = zip(*run, strict=True)
        if set(map(len, rows)) != {self._width}:
            raise Odd
        return list(zip(*rows, strict=True)), lines

    def recipients(self, columns: Sequence[Sequence[str]], lines: Iterable[int]) -> list[Recipient]:
        """One for each row; `Odd` where one of them takes more thought."""
        if any(map(any, columns[self._named :])):
            raise Odd
        columns = [*columns, ("",) * len(columns[0])]  # for what is absent
        places = self._places
        addresses, identities = self._addresses(columns[places[Column.ADDRESS]])
        read = (
            map(memo.__getitem__, columns[places[column]]) for column, memo in self._memos.items()
        )
        former, grounds = self._rare(columns) if self._has_seldom else (repeat(()), repeat(None))
        fields = zip(
            addresses, identities, *read, former, grounds, repeat(self._file), lines
        )  # repeat() has no end, so there is nothing to be strict about
        new: Any = tuple.__new__
        return list(map(new, repeat(Recipient), fields))

    def _addresses(self, written: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        """Each address, its domain as A-label, and its identity.

        The local part must be a Dot-string (RFC 5321 §4.1.2).
        """
        parts = "\n".join((*written, "")).replace("\n", "@\n@").split("@")
        ends = parts[2::3]
        if len(parts) != 3 * len(written) + 1 or ends != ["\n"] * len(written):
            raise Odd  # a cell of two lines, or not one @ in each
        domains = parts[1::3]
        del parts[1::3]
        locals_ = "".join(["\n", *parts])
        if not locals_.isascii():
            raise Odd
        shape = locals_.encode().translate(_SHAPE)
        if _REFUSED in shape or b".." in shape:
            raise Odd
        others = list(map(self._domains.__getitem__, domains))
        if any(others):
            written = list(written)
            for place in compress(range(len(others)), others):
                local, _, _ = written[place].partition("@")
                written[place] = f"{local}@{others[place]}"
        longest = max(map(len, written))
        if longest > LOCAL_PART_LIMIT and (
            longest > ADDRESS_LIMIT or max(map(len, locals_.split("\n"))) > LOCAL_PART_LIMIT
        ):
            raise Odd
        return written, _identities(written)

    def _rare(self, columns: Sequence[Sequence[str]]) -> tuple[Iterable[Any], Iterable[Any]]:
        """Former addresses, and the grounds on which someone is on the list."""
        former, *grounds = (
            map(memo.__getitem__, columns[self._places[column]])
            for column, memo in zip(_SELDOM, self._seldom, strict=True)
        )
        return former, map(consent, *grounds)


def _identities(addresses: Sequence[str]) -> Sequence[str]:
    """The addresses in small letters; most lists have no others."""
    joined = "\n".join(addresses)
    small = joined.lower()
    return addresses if small == joined else small.split("\n")


def _other_domain(domain: str) -> str:
    """The A-label form where that is another; empty where the domain stays as it is."""
    known = ascii_domain(domain)
    if not known:
        raise Odd
    return "" if known == domain else known
