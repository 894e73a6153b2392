"""A spreadsheet's file before it is read as one: what it is, how big, what has no value.

    bytes ─▶ what begins them ─▶ HTML or text under a borrowed name, a password ─▶ Problem
    ZIP   ─▶ sizes and rows as stored ─▶ too large for memory ─▶ Problem
    XLSX  ─▶ cells that hold an error, or a formula nobody has reckoned ─▶ unreadable cells

The reader itself (python-calamine) gives such cells as blank ones, and takes a gigabyte for a
million rows; both are seen here first. Office Open XML is ECMA-376, OpenDocument ISO/IEC 26300.
"""

import re
import zlib
from collections.abc import Mapping
from html import unescape
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from rundbrief.problems import Problem

ROWS_LIMIT = 100_000
# Unpacked: a hundred thousand rows of ten cells take 60 MB.
SIZE_LIMIT = 400 << 20
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # MS-OFFCRYPTO §1.3.2
_MANIFEST = "META-INF/manifest.xml"  # of OpenDocument, where each part's encryption is stated
_ROW = re.compile(rb"<(?:table:table-)?row[ >/]")
_LOOKED_AT = re.compile(rf"xl/worksheets/[^/]+\.xml|content\.xml|{_MANIFEST}").fullmatch
_CELL = rb'<c r="([A-Z]{1,3})(\d+)"'
_VALUELESS = {
    "recipients.cell-error": re.compile(_CELL + rb'[^>]*\bt="e"'),
    "recipients.formula-empty": re.compile(
        _CELL + rb"[^>]*><f(?:/>|[^>]*>[^<]*</f>)(?:<v></v>|<v/>|<v />)?</c>"
    ),
}
_SHEETS = re.compile(rb"<sheet\b[^>]*>")
_RELATIONS = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


def package_problem(data: bytes, file: str) -> Problem | None:
    """What keeps the file from being read as a spreadsheet, where that is plain from outside."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") and (b"<html" in start or b"<table" in start or b"<!doc" in start):
        return Problem(file, None, "", "recipients.html-not-workbook")
    if data.startswith(OLE):
        is_locked = _ENCRYPTED in data
        return Problem(file, None, "", "recipients.password") if is_locked else None
    if not data.startswith(ZIP):
        code = "recipients.empty-file" if not data else "recipients.text-not-workbook"
        return Problem(file, None, "", code)
    try:
        return _zip_problem(data, file)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        return Problem(file, None, "", "recipients.damaged")


def _zip_problem(data: bytes, file: str) -> Problem | None:
    with ZipFile(BytesIO(data)) as package:
        if sum(each.file_size for each in package.infolist()) > SIZE_LIMIT:
            return _too_large(file)
        if package.testzip():  # reads every part once: what is read below is whole
            return Problem(file, None, "", "recipients.damaged")
        parts = {name: package.read(name) for name in package.namelist() if _LOOKED_AT(name)}
    if b"encryption-data" in parts.pop(_MANIFEST, b""):
        return Problem(file, None, "", "recipients.password")
    is_large = any(len(_ROW.findall(sheet)) > ROWS_LIMIT for sheet in parts.values())
    return _too_large(file) if is_large else None


def _too_large(file: str) -> Problem:
    values = {"limit": f"{ROWS_LIMIT:_}".replace("_", ".")}
    return Problem(file, None, "", "recipients.too-many-rows", values)


def unreadable_cells(data: bytes, sheet: str) -> Mapping[tuple[int, int], str]:
    """The cells of an XLSX sheet that have no value to read: (line, column from 0) and the code.

    Nothing for other formats, nor where the file names its parts in an unusual way.
    """
    if not data.startswith(ZIP):
        return {}
    with ZipFile(BytesIO(data)) as package:
        part = _part_of(package, sheet)
        xml = package.read(part) if part in package.namelist() else b""
    return {
        (int(line), _column(letters)): code
        for code, pattern in _VALUELESS.items()
        for letters, line in pattern.findall(xml)
    }


def _part_of(package: ZipFile, sheet: str) -> str:
    """The part of the package in which a sheet stands; ECMA-376 part 1, §12.3.23."""
    names = package.namelist()
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return ""
    relations = {
        each.get("Id"): each.get("Target", "")
        for each in _attributes(_RELATIONS, package.read("xl/_rels/workbook.xml.rels"))
    }
    for each in _attributes(_SHEETS, package.read("xl/workbook.xml")):
        if each.get("name") == sheet:
            target = relations.get(each.get("r:id"), "")
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _attributes(element: re.Pattern[bytes], xml: bytes) -> list[dict[str, str]]:
    return [
        {
            name.decode(): unescape(value.decode(errors="replace"))
            for name, value in _ATTRIBUTE.findall(tag)
        }
        for tag in element.findall(xml)
    ]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
