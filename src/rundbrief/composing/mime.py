"""A mail's tree as values, and the tree written out.

    invitation:  mixed { alternative { plain, html, calendar }, calendar file, documents }
    newsletter:  alternative { plain, html }
    with a logo: related { html, picture } in the place of html

    Part(…, children) ─▶ write(headers, tree, nonce) ─▶ text, ready for the wire

RFC 2045, 2046 §5.1, 2183, 2387, 2392. Bodies come transfer-encoded and are passed through unread,
marks and all. Text in, text out: no clock, no chance, so the same tree makes the same bytes.
"""

from base64 import encodebytes
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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

    `parameters` are Content-Type's. With a `filename` the part is an attachment, unless it has a
    `content_id`: then it is a picture that the HTML shows.
    """

    content_type: str
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)
    encoding: Literal["quoted-printable", "base64"] = "quoted-printable"
    body: str = ""
    filename: str = ""
    content_id: str = ""
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


def document(filename: str, content_type: str, content: bytes) -> Part:
    """A file as an attachment."""
    return Part(
        content_type=content_type,
        parameters={"name": filename},  # as for the calendar: some readers know no other name
        encoding="base64",
        body=_base64(content),
        filename=filename,
    )


def picture(filename: str, content_type: str, content: bytes, content_id: str) -> Part:
    """A picture to show where the HTML says `cid:` and this id (RFC 2392)."""
    return replace(document(filename, content_type, content), content_id=content_id)


def related(html: Part, *pictures: Part) -> Part:
    """HTML and what it shows (RFC 2387 §3.1: the root's type is named); alone where nothing is."""
    if not pictures:
        return html
    return Part(
        content_type="multipart/related",
        parameters={"type": html.content_type},
        children=(html, *pictures),
    )


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
    if part.content_id:
        yield raw_header("Content-ID", f"<{part.content_id}>")
    if part.filename:
        disposition = "inline" if part.content_id else "attachment"
        yield _field("Content-Disposition", disposition, {"filename": part.filename})
    yield f"\r\n{part.body}"


def _base64(content: bytes) -> str:
    """RFC 2045 §6.8: lines of 76."""
    return encodebytes(content).decode().replace("\n", "\r\n").removesuffix("\r\n")


def _field(name: str, value: str, parameters: Mapping[str, str]) -> str:
    pieces = [value]
    for key, text in parameters.items():
        pieces += parameter(key, text)
    return raw_header(name, *(f"{piece};" for piece in pieces[:-1]), pieces[-1])
