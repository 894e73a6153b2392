"""A table as a file that Excel opens by a double click, and that can do nothing there.

    headings, rows ─▶ cells made harmless ─▶ semicolons, CRLF, a BOM ─▶ bytes

RFC 4180 but for the semicolon, which German Excel expects; without the BOM it reads no umlauts.
A cell that begins like a formula gets an apostrophe before it: a name on somebody's list must not
start a program on the organiser's PC (OWASP, "CSV Injection").
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable
from datetime import datetime
from io import StringIO

from rundbrief.cli.show import say

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def time_cell(time: datetime) -> str:
    """A time as Excel reads it in a country that speaks our language; else it stays text."""
    return say("csv.time", time=time)


def spreadsheet(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """The file's bytes; the headings are its first line."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(heading) for heading in headings])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return BOM_UTF8 + text.getvalue().encode("utf-8", "replace")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
