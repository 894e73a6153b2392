"""Any mail's bytes, taken apart: its parts in their order, each with its fields and its content.

    bytes ─▶ head │ body ─▶ email's header parser ─▶ Part(fields, decoded content)
                    └── multipart ─▶ cut at the boundary ─▶ the same for each piece

RFC 5322 §2.2, 2045 §6, 2046 §5.1. Made for whatever lies in a mailbox: nothing raises, nothing
recurses, and what is nested deeper or in more parts than any mail program writes is left unread.
The standard library's own reader of bodies recurses and lets codecs raise, so only its reader of
fields is used. An attached mail is a part like any other: who wants to look into it reads its
content.
"""

import quopri
import re
from binascii import Error, a2b_base64
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message as Fields
from email.parser import BytesHeaderParser
from email.policy import compat32
from itertools import islice

DEEPEST = 8  # a forwarded report with its pictures has four
MOST_PARTS = 64
LONGEST_FIELD = 1 << 14  # letters; the References of a long thread
LONGEST_WORDS = 1_000  # letters of a field that are decoded: email's decoder is quadratic

_HEAD = re.compile(rb"[!-9;-~]++[ \t]*+:")  # a field's name, RFC 5322 §3.6.8
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:>?From [^\n]*+\r?\n)?")
_HEAD_ENDS = re.compile(rb"(?:\A|\n)\r?\n")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
# Charsets that are letters and nothing else: `undefined`, `idna` and the like raise, or are slow.
_CHARSET = re.compile(r"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d|cp125\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A part, or the whole mail: its fields, its type in lower case, its content decoded.

    A multipart's content is its body as it stands; its pieces follow it as parts of their own.
    """

    fields: "Fields[str, str]"
    type: str
    content: bytes

    def values(self, name: str) -> list[str]:
        """The values of all fields of that name, unfolded, otherwise as written."""
        return [
            _FOLD.sub("", value).strip()
            for found, value in self.fields.raw_items()
            if found.lower() == name
        ]

    def value(self, name: str) -> str:
        """The first of them, or nothing; of a longer one its end, where References matter."""
        return next(iter(self.values(name)), "")[-LONGEST_FIELD:]

    def words(self, name: str) -> str:
        """The same with its encoded words decoded (RFC 2047), as far as they can be."""
        value = self.value(name)[:LONGEST_WORDS]
        try:
            return str(make_header(decode_header(value)))
        except (LookupError, ValueError, Error):  # a charset or a base64 that is none
            return value

    def parameter(self, name: str) -> str:
        """A parameter of the Content-Type, or nothing."""
        try:
            value = self.fields.get_param(name, "")
        except (LookupError, ValueError):  # RFC 2231 with a charset that is none
            return ""
        return value[2] if isinstance(value, tuple) else str(value)

    @property
    def text(self) -> str:
        """The content as text; what its charset can't read becomes U+FFFD."""
        charset = self.parameter("charset")
        try:
            return self.content.decode(
                charset if _CHARSET.fullmatch(charset) else "utf-8", "replace"
            )
        except LookupError:  # iso-8859-99
            return self.content.decode("utf-8", "replace")


def is_mail(content: bytes) -> bool:
    """Whether bytes begin as a mail does: with a field, behind a mailbox's `From ` line or none."""
    return _HEAD.match(content, _begin(content)) is not None


def read(content: bytes) -> list[Part]:
    """The mail's parts, the whole first, each before its own pieces. Raises nothing."""
    parts: list[Part] = []
    waiting = [(content[_begin(content) :], 0)]
    while waiting and len(parts) < MOST_PARTS:
        piece, depth = waiting.pop()
        parts.append(part := read_part(piece))
        if part.type.startswith("multipart/") and depth < DEEPEST:
            pieces = islice(_pieces(part), MOST_PARTS - len(parts))
            waiting += reversed([(each, depth + 1) for each in pieces])
    return parts


def read_part(content: bytes) -> Part:
    """Fields, an empty line, a body; the body alone where it begins with the empty line."""
    end = _HEAD_ENDS.search(content)
    head, body = (content[: end.start() + 1], content[end.end() :]) if end else (content, b"")
    fields = BytesHeaderParser(policy=compat32).parsebytes(head)
    try:
        kind = fields.get_content_type()
    except (LookupError, ValueError):
        kind = "text/plain"
    return Part(fields, kind, _decoded(str(fields.get("content-transfer-encoding", "")), body))


def _begin(content: bytes) -> int:
    found = _BEFORE.match(content)
    return found.end() if found else 0


def _pieces(part: Part) -> Iterator[bytes]:
    """What stands between a multipart's boundaries, cut off or not."""
    boundary = part.parameter("boundary").encode("utf-8", "replace")
    if not boundary:
        return
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*+\r?(?:\n|\Z)")
    begin = None
    # A delimiter's own line end may be the one that the next begins with.
    found = delimiter.search(part.content)
    while found:
        if begin is not None:
            yield part.content[begin : max(found.start(), begin)]
        if found[1]:
            return
        begin = found.end()
        found = delimiter.search(part.content, max(begin - 1, found.start() + 1))
    if begin is not None:
        yield part.content[begin:]


def _decoded(encoding: str, body: bytes) -> bytes:
    """RFC 2045 §6; what is no base64 in base64 is passed over (§6.8)."""
    match encoding.strip().lower():
        case "quoted-printable":
            return quopri.decodestring(body)
        case "base64":
            letters = _NO_BASE64.sub(b"", body)
            whole = letters[: len(letters) - (len(letters) % 4 == 1)]
            return a2b_base64(whole + b"=" * (-len(whole) % 4))
    return body
