"""Whether a PDF runs something when it is opened: mail filters hold such files back.

    bytes ─▶ what stands outside of streams ─┐
         └─▶ object streams, inflated ───────┴─▶ names un-escaped ─▶ /JavaScript, /JS, /Launch?

ISO 32000-1 §7.3.5 (names, and `#4A` for a letter in them), §7.5.7 (object streams), §12.6.4 (the
actions). An /OpenAction most often only turns to a page; what a dangerous one starts is one of the
names looked for. Not read: what is encrypted, and other ways of packing than Flate.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
HEAD: Final = 500  # bytes before a stream in which its dictionary says what it is
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_RUNS: Final = re.compile(rb"/(?:JavaScript|JS|Launch)(?![A-Za-z0-9])")
MOST: Final = 20_000_000  # bytes of one stream once inflated: more is a bomb, not a list of objects


def runs_something(data: bytes) -> bool:
    """Whether a script or a program is to be started by that PDF."""
    return any(_RUNS.search(_plain(part)) for part in _objects(data))


def _objects(data: bytes) -> Iterator[bytes]:
    """Every text that holds objects; other streams hold pages, pictures and fonts."""
    end = 0
    for found in _STREAM.finditer(data):
        outside = data[end : found.start()]
        yield outside
        if b"/ObjStm" in _plain(outside[-HEAD:]):
            yield _inflated(found[1])
        end = found.end()
    yield data[end:]


def _inflated(stream: bytes) -> bytes:
    """As much of it as is Flate; what is damaged ends there, as for a reader of PDFs."""
    try:
        return zlib.decompressobj().decompress(stream, MOST)
    except zlib.error:
        return b""


def _plain(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), text)
