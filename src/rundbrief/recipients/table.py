"""Rows become recipients; every row that can't becomes problems, all of them at once.

    rows ─▶ header ─▶ plain rows (`plain`) ─▶ Recipients
                  └── odd rows (`row`) ─▶ Recipients and Problems of that row

Whatever wrote the rows (CSV, XLSX, ODS), their meaning is read here. Each row that is not blank
comes out as a recipient or as at least one problem with its line: none is lost. Holds none.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from rundbrief.problems import Problem, Severity
from rundbrief.recipients.csv_rows import HEADER_WITHIN, Row, Run, rows_of
from rundbrief.recipients.header import Header, Headings, find_header, read_header
from rundbrief.recipients.plain import read_rows
from rundbrief.recipients.recipient import Recipient
from rundbrief.recipients.row import read_row


def read_table(
    runs: Iterable[Run], file: str, headings: Headings
) -> Iterator[Iterable[Recipient | Problem]]:
    """What the rows of each run say, in their order; the header's is among the first of them."""
    head, runs = _head(runs)
    found = find_header([row for row in head if isinstance(row, tuple)], headings)
    header_row, below, above = _split(head, found)
    if not isinstance(header_row, tuple):
        yield [header_row or Problem(file, None, "", "recipients.empty")]
        return
    yield _above(above, file)
    first = below[0] if below else None
    header, problems = read_header(
        header_row, first if isinstance(first, tuple) else None, file, headings
    )
    yield problems
    if header is None:
        return
    if not below:
        severity = Severity.WARNING
        yield [Problem(file, header_row[0], "", "recipients.no-rows", severity=severity)]
    by_hand = _ByHand(header, file)
    yield from read_rows(chain([below] if below else [], runs), header, file, by_hand)
    yield by_hand.summary()


def _head(runs: Iterable[Run]) -> tuple[list[Row | Problem], Iterator[Run]]:
    """The first rows that are not blank, and all that follow."""
    head: list[Row | Problem] = []
    runs = iter(runs)
    for run in runs:
        rows = rows_of(run)
        for number, row in enumerate(rows, 1):
            if not _is_blank(row):
                head.append(row)
            if len(head) == HEADER_WITHIN:
                rest = rows[number:]
                return head, chain([rest] if rest else [], runs)
    return head, runs


def _is_blank(row: Row | Problem) -> bool:
    return isinstance(row, tuple) and not any(map(str.strip, row[1]))


def _split(
    head: list[Row | Problem], found: int | None
) -> tuple[Row | Problem | None, list[Row | Problem], list[Row | Problem]]:
    """The header's row, what is below and above it; the first row where none is a header."""
    index = 0
    if found is not None:
        index = [n for n, row in enumerate(head) if isinstance(row, tuple)][found]
    return (head[index] if head else None), head[index + 1 :], head[:index]


def _above(rows: Iterable[Row | Problem], file: str) -> Iterator[Problem]:
    """What stands above the header is a title; an address there may be meant otherwise."""
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif any("@" in cell for cell in row[1]):
            severity = Severity.WARNING
            yield Problem(file, row[0], "", "recipients.above-header", severity=severity)


class _ByHand:
    """Reads odd rows, and counts those that lack cells."""

    def __init__(self, header: Header, file: str) -> None:
        self._header = header
        self._file = file
        self._first_short = self._short = 0

    def __call__(self, row: Row | Problem) -> Iterable[Recipient | Problem]:
        """What a row gives; nothing where it is blank."""
        if isinstance(row, Problem):
            return [row]
        if _is_blank(row):
            return []
        if len(row[1]) < len(self._header.names):
            self._first_short = self._first_short or row[0]
            self._short += 1
        return read_row(row, self._header, self._file)

    def summary(self) -> Iterator[Problem]:
        """What is told once for the whole file."""
        if self._short:
            values = {"count": self._short, "expected": len(self._header.names)}
            code, severity = "recipients.cells-missing", Severity.WARNING
            yield Problem(self._file, self._first_short, "", code, values, severity)
