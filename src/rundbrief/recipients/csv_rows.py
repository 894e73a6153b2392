"""The rows of a CSV file as German Excel writes it, each with the physical line it begins on.

    text ─▶ separator (from the header lines) ─▶ csv ─▶ rows
                         └── from the first cell that spans lines: line by line

RFC 4180, with the separators and line ends that are met. A quotation mark that is never closed
would swallow every row behind it: it is a problem of its own line, and the next line is read anew.
Never holds more than a row. Says nothing about what the cells mean (`table`).
"""

import csv
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TextIO, TypeAlias

from rundbrief.problems import Problem

SEPARATORS = ";,\t"  # where a header line leaves it open, German Excel's own comes first
HEADER_WITHIN = 20  # rows, titles and notes above a header counted in
# Excel's own first line, which it obeys and never shows.
_STATED_SEPARATOR = re.compile(r'"?sep=([;,|\t])"?[;,\t]*', re.IGNORECASE)

# The line it begins on, counted from 1, and its cells as they stand.
Row: TypeAlias = tuple[int, list[str]]


def csv_rows(
    text: TextIO, file: str, *, rate_header: Callable[[list[str]], int]
) -> Iterator[Row | Problem]:
    """Every row in order, blank ones too, and a problem for each that can't be told apart.

    `text` was opened with `newline=""`. `rate_header` says how many column names it knows in
    a header's cells: that decides which separator the file has.
    """
    start = text.tell()
    lines = _Lines(text)
    separator = _separator(lines, rate_header)
    read = _at_line(text, start, lines.number)
    above = lines.number
    reader = csv.reader(text, delimiter=separator)
    try:
        for cells in reader:
            line = above + reader.line_num
            if line > read + 1:  # a cell spans lines
                break
            read = line
            yield line, cells
        else:
            return
    except csv.Error:  # a cell longer than csv.field_size_limit()
        pass
    lines = _Lines(text, _at_line(text, start, read))
    while lines.is_left():
        yield from _next_row(lines, separator, file)


def _at_line(text: TextIO, start: int, count: int) -> int:
    """Put the text behind its first `count` lines."""
    text.seek(start)
    for _ in range(count):
        text.readline()
    return count


def _next_row(lines: "_Lines", separator: str, file: str) -> Iterator[Row | Problem]:
    lines.row.clear()
    cells: list[str] | None = []
    try:
        cells = next(csv.reader(lines, delimiter=separator), None)
    except csv.Error:  # a cell longer than csv.field_size_limit()
        is_whole = False
    else:
        is_whole = len(lines.row) < 2 or _is_closed(lines.row, separator)
    line = lines.number - len(lines.row) + 1
    if not is_whole:
        lines.give_back(lines.row[1:])
        yield Problem(file, line, "", "recipients.cell-open")
    elif cells is not None:
        yield line, cells


class _Lines:
    """The text's physical lines; `row` are those read for the row at hand."""

    def __init__(self, text: TextIO, number: int = 0) -> None:
        self._text = text
        self._returned: list[str] = []
        self.row: list[str] = []
        self.number = number

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.pop() if self._returned else self._text.readline()
        if not line:
            raise StopIteration
        self.row.append(line)
        self.number += 1
        return line

    def is_left(self) -> bool:
        """Whether there is another line."""
        if not self._returned and (line := self._text.readline()):
            self._returned.append(line)
        return bool(self._returned)

    def give_back(self, lines: list[str]) -> None:
        """These lines will be read again."""
        self._returned.extend(reversed(lines))
        self.number -= len(lines)


def _separator(lines: _Lines, rate_header: Callable[[list[str]], int]) -> str:
    """The separator; the next line to be read is the first that is not blank, or one before it."""
    lines.row.clear()
    first = next(filter(str.strip, lines), "")
    if stated := _STATED_SEPARATOR.fullmatch(first.rstrip("\r\n")):
        return stated[1]
    head = [first, *islice(lines, HEADER_WITHIN)] if first else []
    lines.give_back(head)

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
