"""Which encoding a CSV file has: by its mark, else by its bytes.

    byte order mark ─▶ UTF-8 or UTF-16
    zeros in every second byte ─▶ UTF-16 ("Unicode-Text") whose mark was lost
    else ─▶ UTF-8 where the whole file is, else Windows-1252

The file is read once for it, a block at a time. Guesses no other encoding: statistics took short
German files for Japanese.
"""

import codecs
from typing import BinaryIO, NamedTuple

from rundbrief.problems import Problem
from rundbrief.recipients.garbled import garbled, garbled_at, garbled_problem

BLOCK = 1 << 18
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS are ZIP files, XLS is OLE
ZEROS = 0.4  # of a half's bytes; a German text in UTF-16 has more, any other text none


def read_encoding(file: BinaryIO, name: str) -> tuple[str | None, list[Problem]]:
    """The encoding of a CSV file, which is left where its text begins; why it has none, if so.

    Beside an encoding stands a warning where umlauts were spoilt before the file was saved.
    """
    head = file.read(BLOCK)
    if head.startswith(_WORKBOOKS):
        return None, [Problem(name, None, "", "recipients.workbook")]
    bom = next((bom for bom in _BOMS if head.startswith(bom)), b"")
    bad_line = 1
    for encoding in [_BOMS[bom]] if bom else _candidates(head):
        file.seek(len(bom))
        found = _read_through(file, encoding)
        if not found.bad_line:
            file.seek(len(bom))
            spoilt = [garbled_problem(name, found.garbled_line, found.garbled)]
            return encoding, spoilt if found.garbled else []
        bad_line = found.bad_line
    return None, [Problem(name, bad_line, "", "recipients.encoding")]


def _candidates(head: bytes) -> list[str]:
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > ZEROS * len(odd) and not even.count(0):
        return ["utf-16-le"]
    if even.count(0) > ZEROS * len(even) and not odd.count(0):
        return ["utf-16-be"]
    return ["utf-8", "cp1252"]


class _Found(NamedTuple):
    """The first line that can't be decoded, how many places are garbled, and where the first is."""

    bad_line: int | None
    garbled: int = 0
    garbled_line: int = 0


def _read_through(file: BinaryIO, encoding: str) -> _Found:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, places, first = 1, 0, 0
    last = ""
    while True:
        block = file.read(BLOCK)
        try:
            text = last + decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return _Found(lines + error.object.count(b"\n", 0, error.start))
        if not block:
            return _Found(None, places, first)
        if count := garbled(text):
            first = first or lines + text.count("\n", 0, garbled_at(text))
            places += count
        lines += block.count(b"\n")
        last = text[-1:].strip("\n")  # of two letters that a block's end parts
