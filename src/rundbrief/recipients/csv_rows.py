"""The rows of a CSV file as German Excel writes it, each with the physical line it begins on.

    text ─▶ separator (from the header lines) ─▶ a block of lines ─▶ no quotation mark: Text
                                                       ├── each row on one line: csv ─▶ rows
                                                       └── a cell that spans lines: line by line

RFC 4180, with the separators and line ends that are met. A quotation mark that is never closed
would swallow every row behind it: it is a problem of its own line, and the next line is read anew.
Never holds more than a block. Says nothing about what the cells mean (`table`).
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import NamedTuple, TextIO, TypeAlias

from rundbrief.problems import Problem

SEPARATORS = ";,\t"  # where a header line leaves it open, German Excel's own comes first
HEADER_WITHIN = 20  # rows, titles and notes above a header counted in
# Letters: enough that what is done once a block costs nothing, few enough to read some again.
BLOCK = 1 << 15
RUN = 256  # rows at a time, where no block's end parts them
# Excel's own first line, which it obeys and never shows.
_STATED_SEPARATOR = re.compile(r'"?sep=([;,|\t])"?[;,\t]*', re.IGNORECASE)

# The line it begins on, counted from 1, and its cells as they stand.
Row: TypeAlias = tuple[int, list[str]]


class Text(NamedTuple):
    """Whole lines without a quotation mark: separators and line ends are all there is to them.

    `line` is the first one's number. In `text` a line's end is a cell of its own, and stands
    between two separators.
    """

    line: int
    text: str
    separator: str

    def rows(self) -> list[Row]:
        """The rows, blank ones too."""
        *lines, _ = self.text.split(_end(self.separator))
        return list(enumerate(csv.reader(lines, delimiter=self.separator), self.line))

    def columns(self, width: int) -> list[list[str]] | None:
        """The columns; None where not every row has that many cells."""
        cells = self.text.split(self.separator)
        *columns, ends = (cells[place :: width + 1] for place in range(width + 1))
        # Every line's end stands where it must, so there is none among the cells.
        is_even = len(cells) == len(ends) * (width + 1) + 1 and set(ends) == {"\n"}
        if not is_even or len(ends) != self.text.count("\n"):
            return None
        columns[0].pop()  # what the split leaves behind the last end
        return columns


def _end(separator: str) -> str:
    return f"{separator}\n{separator}"


Run: TypeAlias = Text | Sequence[Row | Problem]


def rows_of(run: Run) -> Sequence[Row | Problem]:
    """The rows of a run, one by one."""
    return run.rows() if isinstance(run, Text) else run


def in_runs(rows: Iterable[Row | Problem]) -> Iterator[Run]:
    """Rows that come one by one, a few hundred at a time."""
    rest = iter(rows)
    return iter(lambda: list(islice(rest, RUN)), [])


def csv_rows(text: TextIO, file: str, *, rate_header: Callable[[list[str]], int]) -> Iterator[Run]:
    """Every row in order, blank ones too, and a problem for each that can't be told apart.

    `text` was opened with `newline=""`. `rate_header` says how many column names it knows in
    a header's cells: that decides which separator the file has.
    """
    lines = _Lines(text)
    separator = _separator(lines, rate_header)
    while content := lines.block():
        line = lines.number + 1
        if text_of_cells := _unquoted(content, separator):
            lines.number += text_of_cells.count("\n")
            yield Text(line, text_of_cells, separator)
        elif rows := _one_line_each(content, separator):
            lines.number += len(rows)
            yield list(enumerate(rows, line))
        else:
            lines.take_back(StringIO(content, newline="").readlines())
            yield from in_runs(_line_by_line(lines, separator, file))


def _line_by_line(lines: "_Lines", separator: str, file: str) -> Iterator[Row | Problem]:
    while lines.are_returned:
        yield _next_row(lines, separator, file)


def _unquoted(content: str, separator: str) -> str | None:
    """A `Text` of those lines; None where one has a quotation mark or an end of its own kind."""
    if '"' in content or len(content) > csv.field_size_limit():
        return None
    end = "\r\n" if "\r" in content else "\n"
    whole = content if content.endswith(end) else f"{content}{end}"
    text = whole.replace(end, _end(separator))
    longer = text.count("\n") * (len(_end(separator)) - len(end))
    return text if len(text) == len(whole) + longer and "\r" not in text else None


def _one_line_each(content: str, separator: str) -> list[list[str]] | None:
    """The rows of those lines, where each line is a row and closes what it opens."""
    try:
        lines = StringIO(content, newline="").readlines()
        rows = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        return None
    return rows if len(rows) == len(lines) else None


def _next_row(lines: "_Lines", separator: str, file: str) -> Row | Problem:
    lines.row.clear()
    cells: list[str] = []
    try:
        cells = next(csv.reader(lines, delimiter=separator))
    except csv.Error:  # a cell longer than csv.field_size_limit()
        is_whole = False
    else:
        is_whole = len(lines.row) < 2 or _is_closed(lines.row, separator)
    line = lines.number - len(lines.row) + 1
    if is_whole:
        return line, cells
    lines.number -= len(lines.row) - 1
    lines.take_back(lines.row[1:])
    return Problem(file, line, "", "recipients.cell-open")


class _Lines:
    """The text's physical lines; `row` are those read for the row at hand."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._returned: list[str] = []
        self.row: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.pop() if self._returned else self._text.readline()
        if not line:
            raise StopIteration
        self.row.append(line)
        self.number += 1
        return line

    def block(self) -> str:
        """Many whole lines in one, not counted yet; empty behind the last."""
        returned = "".join(reversed(self._returned))
        self._returned.clear()
        return f"{returned}{self._text.read(BLOCK)}{self._text.readline()}"

    @property
    def are_returned(self) -> bool:
        """Whether there are lines that were given back."""
        return bool(self._returned)

    def take_back(self, lines: list[str]) -> None:
        """These lines will be read again."""
        self._returned.extend(reversed(lines))


def _separator(lines: _Lines, rate_header: Callable[[list[str]], int]) -> str:
    """The separator; the next line to be read is the first that is not blank, or one before it."""
    lines.row.clear()
    first = next(filter(str.strip, lines), "")
    if stated := _STATED_SEPARATOR.fullmatch(first.rstrip("\r\n")):
        return stated[1]
    head = [first, *islice(lines, HEADER_WITHIN)] if first else []
    lines.number -= len(head)
    lines.take_back(head)

    def rating(separator: str) -> tuple[int, int]:
        limit = csv.field_size_limit()
        rows = [next(csv.reader([line[:limit]], delimiter=separator), []) for line in head]
        known = max(map(rate_header, rows), default=0)
        return known, len(rows[0]) if rows else 0

    return max(SEPARATORS, key=rating)


def _is_closed(row: list[str], separator: str) -> bool:
    """Whether each quotation mark that opens a cell closes it."""
    try:
        list(csv.reader(row, delimiter=separator, strict=True))
    except csv.Error:
        return False
    return True
