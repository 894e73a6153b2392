"""A mail's tree as values, and the tree written out.

    invitation:  mixed { alternative { plain, html, calendar }, calendar file }
    newsletter:  alternative { plain, html }, or mixed { that, attachments }

    Part(…, children) ─▶ write(headers, tree, nonce) ─▶ text, ready for the wire

RFC 2045, 2046 §5.1, 2183. Bodies come transfer-encoded and are passed through unread, marks and
all. Text in, text out: no clock, no chance, so the same tree makes the same bytes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from rundbrief.composing.encoding import parameter, raw_header

# To and Message-ID are early and together: `Seal` compares a message's beginning up to there. What
# isn't named here follows in the order given.
ORDER = (
    *("From", "To", "Message-ID", "Date", "Reply-To", "Subject"),
    *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
)

# "=_" can't occur in quoted-printable or base64, so a boundary with it never does (RFC 2045 §6.7).
BOUNDARY = "=_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One node of the tree: a body already encoded as `encoding` says, or children.

    `parameters` are Content-Type's. With a `filename` the part is an attachment.
    """

    content_type: str
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)
    encoding: Literal["quoted-printable", "base64"] = "quoted-printable"
    body: str = ""
    filename: str = ""
    children: tuple["Part", ...] = ()


def text(subtype: str, body: str) -> Part:
    """text/plain or text/html in UTF-8, of a quoted-printable body."""
    return Part(content_type=f"text/{subtype}", parameters={"charset": "utf-8"}, body=body)


def calendar(method: str, body: str) -> Part:
    """The calendar as one of the body's alternatives: what calendars open by themselves.

    Without `method` in the Content-Type, Outlook shows "not supported calendar message.ics".
    """
    parameters = {"charset": "utf-8", "method": method}
    return Part(content_type="text/calendar", parameters=parameters, body=body)


def calendar_file(filename: str, body: str) -> Part:
    """The calendar as an attachment, for readers who save it and open it by hand."""
    parameters = {"name": filename}
    return Part(content_type="application/ics", parameters=parameters, body=body, filename=filename)


def alternative(*parts: Part) -> Part:
    """The same said in several ways, the best last (RFC 2046 §5.1.4)."""
    return Part(content_type="multipart/alternative", children=parts)


def mixed(body: Part, *attachments: Part) -> Part:
    """A body and its attachments; the body alone where there are none."""
    if not attachments:
        return body
    return Part(content_type="multipart/mixed", children=(body, *attachments))


def write(headers: Iterable[str], tree: Part, nonce: str) -> str:
    """The whole mail of these finished header fields, each with its CRLF, put in order.

    `nonce` (ASCII letters and digits) makes the boundaries this mail's own: a mail quoted in
    another keeps its parts. Raises ValueError for a header that doesn't end in CRLF, and for a
    body that isn't in its encoding.
    """
    fields = list(headers)
    if unfinished := [line for line in fields if not line.endswith("\r\n")]:
        raise ValueError(f"not whole header fields: {unfinished}")
    # Between the numbers and the nonce a dot, so that none is the beginning of another.
    boundaries = (f"{BOUNDARY}{number}.{nonce}" for number in count(1))
    return "".join(
        [*sorted(fields, key=_place), "MIME-Version: 1.0\r\n", *_written(tree, boundaries)]
    )


def _place(line: str) -> int:
    name, _, _ = line.partition(":")
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _written(part: Part, boundaries: Iterator[str]) -> Iterator[str]:
    if not part.children:
        yield from _leaf(part)
        return
    boundary = next(boundaries)
    yield _field("Content-Type", part.content_type, {**part.parameters, "boundary": boundary})
    for child in part.children:
        yield f"\r\n--{boundary}\r\n"
        yield from _written(child, boundaries)
    yield f"\r\n--{boundary}--\r\n"


def _leaf(part: Part) -> Iterator[str]:
    if BOUNDARY in part.body:
        raise ValueError(f"a {part.content_type} body that isn't in {part.encoding}")
    yield _field("Content-Type", part.content_type, part.parameters)
    yield f"Content-Transfer-Encoding: {part.encoding}\r\n"
    if part.filename:
        yield _field("Content-Disposition", "attachment", {"filename": part.filename})
    yield f"\r\n{part.body}"


def _field(name: str, value: str, parameters: Mapping[str, str]) -> str:
    pieces = [value]
    for key, text in parameters.items():
        pieces += parameter(key, text)
    return raw_header(name, *(f"{piece};" for piece in pieces[:-1]), pieces[-1])
