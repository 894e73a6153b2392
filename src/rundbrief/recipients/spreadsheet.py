"""XLSX, XLS and ODS: the sheet that has the addresses, its cells as the organiser sees them.

    bytes ─▶ package ─▶ calamine ─▶ visible sheets ─▶ the one with an address column ─▶ rows
                                         └── none, or several: a question, not a guess

A number without a fraction loses its ".0", a date is written 03.04.2021, a truth value WAHR or
FALSCH. What only a cell's format shows (leading zeros of a number) is not seen. A cell without a
value (an error, a formula nobody has reckoned) is a problem of its row, where its column is read.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO
from itertools import chain, islice
from typing import Any, BinaryIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from rundbrief.problems import Problem
from rundbrief.recipients.csv_rows import HEADER_WITHIN, Row, in_runs
from rundbrief.recipients.fault import shown
from rundbrief.recipients.garbled import watched
from rundbrief.recipients.header import Headings, find_header
from rundbrief.recipients.package import package_problem, unreadable_cells
from rundbrief.recipients.recipient import Recipient
from rundbrief.recipients.table import read_table


def read_sheets(
    source: bytes | BinaryIO, file: str, headings: Headings
) -> Iterator[Recipient | Problem]:
    """The recipients and problems of the one sheet that has addresses."""
    data = source if isinstance(source, bytes) else source.read()
    if problem := package_problem(data, file):
        yield problem
        return
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            sheets = _visible_sheets(book)
    except PasswordError:
        yield Problem(file, None, "", "recipients.password")
        return
    except CalamineError:
        yield Problem(file, None, "", "recipients.damaged")
        return
    listed = [sheet for sheet in sheets if _header_of(sheet, headings)]
    names = ", ".join(shown(sheet.name) for sheet in listed or sheets)
    if len(listed) > 1:
        yield Problem(file, None, "", "recipients.several-sheets", {"sheets": names})
    elif listed or len(sheets) == 1:
        sheet = (listed or sheets)[0]
        place = f"{file} [{shown(sheet.name)}]"
        rows = watched(_rows(sheet, data, place, headings), place)
        yield from chain.from_iterable(read_table(in_runs(rows), place, headings))
    elif sheets:
        yield Problem(file, None, "", "recipients.no-sheet", {"sheets": names})
    else:
        yield Problem(file, None, "", "recipients.empty")


def _visible_sheets(book: CalamineWorkbook) -> list[CalamineSheet]:
    sheets = (
        book.get_sheet_by_name(each.name)
        for each in book.sheets_metadata
        if each.typ is SheetTypeEnum.WorkSheet and each.visible is SheetVisibleEnum.Visible
    )
    return [sheet for sheet in sheets if sheet.start]


def _plain_rows(sheet: CalamineSheet) -> Iterator[Row]:
    for line, cells in enumerate(sheet.iter_rows(), 1):
        yield line, [as_text(cell) for cell in cells]


def _header_of(sheet: CalamineSheet, headings: Headings) -> Row | None:
    rows = (row for row in _plain_rows(sheet) if any(map(str.strip, row[1])))
    head = list(islice(rows, HEADER_WITHIN))
    found = find_header(head, headings)
    return None if found is None else head[found]


def _rows(
    sheet: CalamineSheet, data: bytes, file: str, headings: Headings
) -> Iterator[Row | Problem]:
    """The sheet's rows; a problem in place of one that lacks a value which is read."""
    header = _header_of(sheet, headings)
    left = sheet.start[1] if sheet.start else 0
    lacking: dict[int, Problem] = {}
    for (line, place), code in unreadable_cells(data, sheet.name).items():
        at = place - left
        if header and line > header[0] and at < len(header[1]) and headings.is_read(header[1][at]):
            lacking[line] = Problem(file, line, shown(header[1][at]), code)
    for row in _plain_rows(sheet):
        yield lacking.get(row[0], row)


def as_text(value: Any) -> str:
    """A cell's value as the organiser sees it."""
    return value if isinstance(value, str) else _AS_TEXT.get(type(value), str)(value)


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:.15g}".replace(".", ",")


def _moment(value: datetime) -> str:
    return f"{value:%d.%m.%Y}" if value.time() == time() else f"{value:%d.%m.%Y %H:%M}"


_AS_TEXT: Mapping[type, Callable[[Any], str]] = {
    float: _number,
    bool: lambda value: "WAHR" if value else "FALSCH",
    datetime: _moment,
    date: lambda value: f"{value:%d.%m.%Y}",
    time: lambda value: f"{value:%H:%M}",
}
