"""Which encoding a CSV file has: by its mark, else by its bytes.

    byte order mark ─▶ UTF-8 or UTF-16
    zeros in every second byte ─▶ UTF-16 ("Unicode-Text") whose mark was lost
    else ─▶ UTF-8 where the whole file is, else Windows-1252

The file is read once for it, a block at a time. Guesses no other encoding: statistics took short
German files for Japanese.
"""

import codecs
from typing import BinaryIO

from rundbrief.problems import Problem

BLOCK = 1 << 18
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS are ZIP files, XLS is OLE
ZEROS = 0.4  # of a half's bytes; a German text in UTF-16 has more, any other text none


def read_encoding(file: BinaryIO, name: str) -> str | Problem:
    """The encoding of a CSV file, which is left where its text begins; a problem if it has none."""
    head = file.read(BLOCK)
    if head.startswith(_WORKBOOKS):
        return Problem(name, None, "", "recipients.workbook")
    bom = next((bom for bom in _BOMS if head.startswith(bom)), b"")
    bad_line = 1
    for encoding in [_BOMS[bom]] if bom else _candidates(head):
        file.seek(len(bom))
        bad = _first_bad_line(file, encoding)
        if not bad:
            file.seek(len(bom))
            return encoding
        bad_line = bad
    return Problem(name, bad_line, "", "recipients.encoding")


def _candidates(head: bytes) -> list[str]:
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > ZEROS * len(odd) and not even.count(0):
        return ["utf-16-le"]
    if even.count(0) > ZEROS * len(even) and not odd.count(0):
        return ["utf-16-be"]
    return ["utf-8", "cp1252"]


def _first_bad_line(file: BinaryIO, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    while True:
        block = file.read(BLOCK)
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return lines + error.object.count(b"\n", 0, error.start)
        if not block:
            return None
        lines += block.count(b"\n")
