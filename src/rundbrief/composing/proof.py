"""A skeleton is proved before use: for the nastiest readers it says what naive mails say.

    the variant's nastiest readers ─┬─▶ skeleton.fill ──▶ Reading ─┐
                                    └─▶ compose_naive ──▶ Reading ─┴─ equal, or NotProved

A Reading is what a mail client makes of the bytes: decoded headers, the tree of parts, decoded
bodies (HTML parsed, calendar unfolded). Bytes may differ: both may fold and encode as they like.
"""

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Tree
from email.utils import parseaddr
from typing import Final

from lxml import etree

from rundbrief.calendaring import unfold
from rundbrief.composing.letter import Letter
from rundbrief.composing.naive import compose_naive
from rundbrief.composing.skeleton import Skeleton, fill
from rundbrief.composing.typesetting import NotProved
from rundbrief.rendering import Reader, Templates, Trail

# What has broken mails before, together: quotes, markup, separators of headers, parameters and
# calendars, escapes; then what looks like an encoded word, a boundary, a dot line or a template;
# then length, beyond the BMP, right to left, combining, nowhere a blank to break at.
NASTY: Final = (
    "Ä\"ö\" 'ß' <b>&amp; & </b>, ; : \\, \\n (x) [y] =3D %41 ^' @",
    ".From =?utf-8?q?=41?= --=_1 . {{ x }} {% y %}",
    "Ü" * 60 + "\U0001f469\u200d\U0001f4bb" * 20 + "\u05e9\u05dc\u05d5\u05dd" * 12 + "e\u0301" * 30,
)
NASTY_ADDRESS: Final = "o'neil+a=b.c-d_e@xn--kulturbro-mlb.xn--mnster-3ya.example"
TEXTS: Final = frozenset({"text/plain", "text/html", "text/calendar", "application/ics"})
_GIVEN: Final = frozenset({"address", "token", "tags", "language", "answer", "lacks", "references"})

Reading = dict[str, object]


def prove(
    skeleton: Skeleton, letter: Letter, templates: Templates, readers: Iterable[Reader]
) -> None:
    """Compose each reader's mail both ways and compare what they say. Raises NotProved."""
    message_id = f"<proof@{letter.domain}>"
    for reader in readers:
        spliced = reading(
            fill(
                skeleton, skeleton.values(reader, reader.token, message_id), letter.envelope_sender
            ).content
        )
        naive = reading(compose_naive(letter, templates, reader, message_id))
        for part in {**naive, **spliced}:
            if naive.get(part) != spliced.get(part):
                raise NotProved(part)


def nasty_readers(reader: Reader, trail: Trail) -> Iterator[Reader]:
    """Readers of the same variant, as nasty as its questions allow, and one with empty fields."""
    for words in (*NASTY, ""):
        nasty = reader
        changes = {"address": NASTY_ADDRESS} if words else {}
        changes |= {
            field: words and f"{words} {field}" for field in Reader._fields if field not in _GIVEN
        }
        for field, value in changes.items():
            changed = nasty._replace(**{field: value})  # type: ignore[arg-type] # all are texts
            if trail.same_for(changed):
                nasty = changed
        yield nasty


def reading(content: bytes) -> Reading:
    """What a mail client makes of these bytes: headers, parts and bodies, each under a name."""
    mail = message_from_bytes(content)
    said: Reading = {}
    for name in mail:
        if not name.lower().startswith("content-t"):  # of the parts, below
            said[name] = [_header(name, value) for value in mail.get_all(name, ())]
    for number, part in enumerate(mail.walk()):
        kind = part.get_content_type()
        said[f"part {number}"] = (kind, _parameters(part))
        if not part.is_multipart():
            said[f"{kind} (part {number})"] = _body(kind, part)
    return said


def _header(name: str, value: str) -> object:
    value = re.sub(r"\r?\n(?=[ \t])", "", value)
    if name != "To":
        return _decoded(value)
    phrase, address = parseaddr(value)
    # Within quotation marks nothing is an encoded word, whatever it looks like (RFC 2047 §5 (3)).
    return (phrase if value.startswith('"') else _decoded(phrase)), address


def _decoded(value: str) -> str:
    return str(make_header(decode_header(value)))


def _parameters(part: Tree) -> dict[str, object]:
    found = dict(part.get_params(failobj=[])[1:])
    found.pop("boundary", None)
    return {
        **found,
        "charset": part.get_content_charset(),
        "filename": part.get_filename(),
        "shown": part.get_content_disposition() != "attachment" and part["Content-ID"],
    }


def _body(kind: str, part: Tree) -> object:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or kind not in TEXTS:
        return payload
    text = payload.decode()
    if kind == "text/html":
        return etree.tostring(etree.fromstring(text, etree.HTMLParser()), method="c14n")
    if kind in {"text/calendar", "application/ics"}:
        return unfold(text.replace("\r\n", "\n").replace("\n", "\r\n"))
    return text.replace("\r\n", "\n").removesuffix("\n")  # the email package adds a last one
