"""A server's bytes as replies, however they are cut into packets.

    b"250-two\\r\\n250 li" ─▶ nothing yet      b"nes\\r\\n354 Go" ─▶ Reply(250, "two\\nlines")

RFC 5321 §4.2.1. What is no reply raises Garbled, and nothing is read after it: who skips a line
takes the next one for the answer to something else. No I/O.
"""

from collections.abc import Iterator
from functools import lru_cache

from rundbrief.delivery.replies import Reply, fit

# Far above RFC 5321 §4.5.3.1.5's 512 octets and any EHLO reply; what is longer is no reply.
LONGEST = 32_768

HYPHEN = b"-"
MARKS = (b" ", HYPHEN, b"\r", b"")  # "250" alone is a reply, too


class Garbled(Exception):
    """The server sent what is no reply; the message is its words, fit to be shown."""


class ReplyReader:
    """Bytes in, replies out; what is not whole yet is kept."""

    __slots__ = ("_code", "_length", "_lines", "_rest")

    def __init__(self) -> None:
        self._rest = b""  # of a line
        self._lines: list[str] = []  # of a reply
        self._code = 0
        self._length = 0

    def feed(self, data: bytes) -> Iterator[Reply]:
        """The replies that are whole now. Raises Garbled, at any of them."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            reply, is_last = _parsed(line)
            if is_last and not self._lines:
                yield reply
            elif (reply_of_lines := self._joined(line, reply, is_last=is_last)) is not None:
                yield reply_of_lines
        if self._length + len(self._rest) > LONGEST:
            raise Garbled(fit(self._rest[:100]))

    def _joined(self, line: bytes, said: Reply, *, is_last: bool) -> Reply | None:
        """The reply of several lines that ends with this one; None where more follow."""
        if self._lines and said.code != self._code:  # all have one code (RFC 5321 §4.2.1)
            raise Garbled(fit(line[:100]))
        self._code = said.code
        self._lines.append(said.text)
        self._length += len(line)
        if not is_last:
            return None
        reply = Reply(said.code, "\n".join(self._lines))
        self._lines, self._length = [], 0
        return reply


@lru_cache(maxsize=64)  # a server says the same few lines all day
def _parsed(line: bytes) -> tuple[Reply, bool]:
    """What a line says by itself, and whether it is the reply's last. Raises Garbled."""
    digits, mark = line[:3], line[3:4]
    code = int(digits) if digits.isdigit() and len(digits) == 3 else 0
    if not 200 <= code <= 599 or mark not in MARKS or len(line) > LONGEST:
        raise Garbled(fit(line[:100]))
    return Reply(code, fit(line[4:].rstrip(b"\r"))), mark != HYPHEN
