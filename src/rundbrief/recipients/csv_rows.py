"""The rows of a CSV file as German Excel writes it, each with the physical line it begins on.

    bytes ─▶ text (BOM, else UTF-8, else Windows-1252) ─▶ separator (from the header line) ─▶ rows

RFC 4180, with the separators and line ends that are met. A quotation mark that is never closed
would swallow every row behind it: it is a problem of its own line, and the next line is read anew.
Says nothing about what the cells mean (`table`).
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from io import StringIO
from typing import NamedTuple

from rundbrief.problems import Problem

SEPARATORS = ";,\t"  # where a header line leaves it open, German Excel's own comes first
# Excel's own first line, which it obeys and never shows.
_STATED_SEPARATOR = re.compile(r'"?sep=([;,|\t])"?[;,\t]*', re.IGNORECASE)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS are ZIP files, XLS is OLE
_BOMS = {
    codecs.BOM_UTF8: ("utf-8",),
    codecs.BOM_UTF16_LE: ("utf-16-le",),
    codecs.BOM_UTF16_BE: ("utf-16-be",),
}


class Row(NamedTuple):
    """A row's cells as they stand; `line` counts from 1."""

    line: int
    cells: list[str]


def csv_text(data: bytes, file: str) -> str | Problem:
    """The file's text without a byte order mark; a problem where it is none."""
    if data.startswith(_WORKBOOKS):
        return Problem(file, None, "", "recipients.workbook")
    bom = next((bom for bom in _BOMS if data.startswith(bom)), b"")
    data = data.removeprefix(bom)
    bad_byte = 0
    for encoding in _BOMS.get(bom, ("utf-8", "cp1252")):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            bad_byte = error.start
    return Problem(file, data.count(b"\n", 0, bad_byte) + 1, "", "recipients.encoding")


def csv_rows(
    text: str, file: str, *, rate_header: Callable[[list[str]], int]
) -> Iterator[Row | Problem]:
    """Every row that is not blank, in order, and a problem for each that can't be told apart.

    `rate_header` says how many column names it knows in a header's cells: that decides which
    separator the file has.
    """
    lines = _Lines(text)
    separator = _separator(lines, rate_header)
    reader = csv.reader(lines, delimiter=separator)
    while True:
        lines.row.clear()
        cells: list[str] | None = []
        try:
            cells = next(reader, None)
        except csv.Error:  # a cell longer than csv.field_size_limit()
            is_whole = False
        else:
            is_whole = len(lines.row) < 2 or _is_closed(lines.row, separator)
        line = lines.number - len(lines.row) + 1
        if not is_whole:
            lines.give_back(len(lines.row) - 1)
            yield Problem(file, line, "", "recipients.cell-open")
        elif cells is None:
            return
        elif any(map(str.strip, cells)):
            yield Row(line, cells)


class _Lines:
    """The text's physical lines; `row` are those read for the row at hand."""

    def __init__(self, text: str) -> None:
        self._ahead = iter(StringIO(text, newline=""))
        self._returned: list[str] = []
        self.row: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.pop() if self._returned else next(self._ahead)
        self.row.append(line)
        self.number += 1
        return line

    def give_back(self, count: int) -> None:
        """The last `count` lines of the row will be read again."""
        self._returned.extend(self.row.pop() for _ in range(count))
        self.number -= count


def _separator(lines: _Lines, rate_header: Callable[[list[str]], int]) -> str:
    """The separator; the next line to be read is the header's, or a blank one before it."""
    first = next(filter(str.strip, lines), "")
    if stated := _STATED_SEPARATOR.fullmatch(first.rstrip("\r\n")):
        return stated[1]
    lines.give_back(min(len(lines.row), 1))

    def rating(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([first[: csv.field_size_limit()]], delimiter=separator), [])
        return rate_header(cells), len(cells)

    return max(SEPARATORS, key=rating)


def _is_closed(row: list[str], separator: str) -> bool:
    """Whether each quotation mark that opens a cell closes it."""
    try:
        list(csv.reader(row, delimiter=separator, strict=True))
    except csv.Error:
        return False
    return True
