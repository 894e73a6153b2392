"""The rows that take no thought, a million of them if need be; the others go by hand (`row`).

    a block of rows ─▶ its columns ─▶ every cell known (`memo`), every address plain ─▶ Recipients
                           └── Odd ─▶ each half of it by itself ─▶ … ─▶ one row ─▶ by hand

Column by column, because then the interpreter's own loops run over the cells and not ours. A row is
plain where reading it by hand would give the same recipient without a word: a test compares the
two.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, repeat
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
from rundbrief.recipients.csv_rows import Row
from rundbrief.recipients.header import ABSENT, Column, Header
from rundbrief.recipients.mailboxes import read_former
from rundbrief.recipients.memo import Memo, Odd
from rundbrief.recipients.names import plain_family_name, plain_form, plain_name
from rundbrief.recipients.recipient import Recipient

BLOCK = 256  # rows: enough that a column's loop is what it costs, few enough to read again
_SELDOM = (Column.FORMER, Column.BASIS, Column.SOURCE, Column.GIVEN_ON)
_NOT_ALONE = (b"\n\n", b"\n.", b".\n", b"..")  # an empty local part, a dot that parts nothing


def read_rows(
    rows: Iterable[Row | Problem],
    header: Header,
    file: str,
    by_hand: Callable[[Row | Problem], Iterable[Recipient | Problem]],
) -> Iterator[Recipient | Problem]:
    """What each row gives, in their order."""
    columns = _Columns(header, file)
    rest = iter(rows)
    while block := list(islice(rest, BLOCK)):
        yield from _read(block, columns, by_hand)


def _read(
    block: Sequence[Row | Problem],
    columns: "_Columns",
    by_hand: Callable[[Row | Problem], Iterable[Recipient | Problem]],
) -> Iterable[Recipient | Problem]:
    try:
        return columns.recipients(block)
    except Odd:
        if len(block) == 1:
            return by_hand(block[0])
    middle = len(block) // 2
    return [
        *_read(block[:middle], columns, by_hand),
        *_read(block[middle:], columns, by_hand),
    ]


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

    def recipients(self, block: Sequence[Row | Problem]) -> list[Recipient]:
        """One for each row; `Odd` where one of them takes more thought."""
        if set(map(type, block)) != {tuple}:
            raise Odd
        lines, rows = zip(*block, strict=True)
        if set(map(len, rows)) != {self._width}:
            raise Odd
        columns = [*zip(*rows, strict=True), ("",) * len(rows)]  # the last for what is absent
        if any(map(any, columns[self._named : -1])):
            raise Odd
        places = self._places
        addresses = self._addresses(columns[places[Column.ADDRESS]])
        read = (
            map(memo.__getitem__, columns[places[column]]) for column, memo in self._memos.items()
        )
        former, grounds = self._rare(columns) if self._has_seldom else (repeat(()), repeat(None))
        fields = zip(
            addresses, map(str.lower, addresses), *read, former, grounds, repeat(self._file), lines
        )  # repeat() has no end, so there is nothing to be strict about
        new: Any = tuple.__new__
        return list(map(new, repeat(Recipient), fields))

    def _addresses(self, written: Sequence[str]) -> Sequence[str]:
        """Each address, its domain as A-label; its local part a Dot-string (RFC 5321 §4.1.2)."""
        if set(map(str.count, written, repeat("@"))) != {1}:
            raise Odd
        parts = "\n".join(written).replace("@", "\n").split("\n")
        if len(parts) != 2 * len(written):  # a cell of two lines
            raise Odd
        locals_, domains = parts[::2], parts[1::2]
        joined = "\n".join(("", *locals_, ""))
        if not joined.isascii():
            raise Odd
        letters = joined.encode()
        if letters.translate(None, ATOM_LETTERS).strip(b".\n"):
            raise Odd
        if any(map(letters.__contains__, _NOT_ALONE)):
            raise Odd
        others = list(map(self._domains.__getitem__, domains))
        addresses = written
        if any(others):
            addresses = [
                f"{parts[2 * place]}@{other}" if other else written[place]
                for place, other in enumerate(others)
            ]
        longest = max(map(len, addresses))
        if longest > LOCAL_PART_LIMIT and (
            longest > ADDRESS_LIMIT or max(map(len, locals_)) > LOCAL_PART_LIMIT
        ):
            raise Odd
        return addresses

    def _rare(self, columns: Sequence[Sequence[str]]) -> tuple[Iterable[Any], Iterable[Any]]:
        """Former addresses, and the grounds on which someone is on the list."""
        former, *grounds = (
            map(memo.__getitem__, columns[self._places[column]])
            for column, memo in zip(_SELDOM, self._seldom, strict=True)
        )
        return former, map(consent, *grounds)


def _other_domain(domain: str) -> str:
    """The A-label form where that is another; empty where the domain stays as it is."""
    known = ascii_domain(domain)
    if not known:
        raise Odd
    return "" if known == domain else known
