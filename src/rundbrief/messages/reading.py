"""A mail's bytes read back: its headers as written, its parts, the calendars in them.

    bytes ─▶ wire_fault ─▶ email's parser ─▶ Mail(headers, parts) ─▶ Calendar(method, attendees, …)

RFC 5322 §2.2 (headers), 2045 (parts), 5545 §3.1 (content lines). Judges nothing but what can't be
read at all (`table` judges), decodes no encoded words, and knows of calendars only who is named in
them.
"""

import re
from dataclasses import dataclass
from email.message import Message as Tree
from email.parser import BytesParser
from email.policy import compat32
from typing import NamedTuple

CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})

# One address, alone or behind a phrase of quoted strings, atoms and encoded words, folded or not:
# RFC 5322 §3.4 without groups, routes and comments. The possessive loops keep any input linear.
_FOLD = r"\r\n(?=[ \t])"
_QUOTED = rf'"[ !#-\[\]-~]*+(?:(?:\\[ -~]|{_FOLD})[ !#-\[\]-~]*+)*+"'
_ATOMS = r"[!#-'*+\-./0-9=?A-Z^-~ ]++"
_ADDRESS = r"[!#-'*+\-./0-9=?A-Z^-~]++@[A-Za-z0-9.\-]++"
MAILBOX = re.compile(
    rf"(?:(?:{_QUOTED}|{_ATOMS}|{_FOLD})*+(?P<angle><))?(?P<address>{_ADDRESS})(?(angle)>)"
)

_BARE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_LONG_LINE = re.compile(rb"[^\r\n]{999}")  # RFC 5322 §2.1.1
_PROPERTY = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL)


class Header(NamedTuple):
    """A header field: its name in lower case, its value unfolded but otherwise as written."""

    name: str
    value: str


class Property(NamedTuple):
    """A content line of a calendar: name in upper case, parameters and value as written."""

    name: str
    parameters: str
    value: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar as a part of a mail.

    `attached` where it is an attachment, not one of the body's alternatives. `type_method` is the
    `method` of its Content-Type, None where there is none.
    """

    attached: bool
    type_method: str | None
    charset: str
    text: bytes
    properties: tuple[Property, ...]

    def of(self, name: str) -> list[Property]:
        """The properties of that name, in whatever component."""
        return [found for found in self.properties if found.name == name]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail: the headers of the whole, the headers of its parts, their types, its calendars."""

    headers: tuple[Header, ...]
    part_headers: tuple[Header, ...]
    types: tuple[str, ...]
    calendars: tuple[Calendar, ...]
    defects: tuple[str, ...]

    def values(self, name: str) -> list[str]:
        """The values of the whole mail's header fields of that name (in lower case)."""
        return [value for found, value in self.headers if found == name]


def wire_fault(content: bytes) -> str | None:
    """What SMTP would have to mend in these bytes, or could not carry; None when nothing."""
    if not content.isascii() or b"\0" in content:
        return "not 7-bit"
    if _BARE_LINE_END.search(content) or not content.endswith(b"\r\n"):
        return "a line that doesn't end in CRLF"
    if _LONG_LINE.search(content):
        return "a line longer than 998"
    if content.startswith(b".") or b"\r\n." in content:
        return "a line that begins with a dot"
    return None


def address_of(mailbox: str) -> str | None:
    """The address of a header value that is exactly one mailbox, else None."""
    match = MAILBOX.fullmatch(mailbox)
    return match and match["address"]


def read(content: bytes) -> Mail:
    """The mail in these bytes. Raises nothing: what the parser stumbled over is in `defects`."""
    tree = BytesParser(policy=compat32).parsebytes(content)
    parts = list(tree.walk())
    return Mail(
        headers=_headers(tree),
        part_headers=tuple(header for part in parts[1:] for header in _headers(part)),
        types=tuple(part.get_content_type() for part in parts),
        calendars=tuple(_calendar(part) for part in parts if _is_calendar(part)),
        defects=tuple(type(defect).__name__ for part in parts for defect in part.defects),
    )


def _headers(part: "Tree[str, str]") -> tuple[Header, ...]:
    return tuple(
        Header(name.lower(), re.sub(r"\r\n(?=[ \t])", "", value).strip(" \t"))
        for name, value in part.raw_items()
    )


def _is_calendar(part: "Tree[str, str]") -> bool:
    name = part.get_filename() or ""
    return part.get_content_type() in CALENDAR_TYPES or name.lower().endswith(".ics")


def _calendar(part: "Tree[str, str]") -> Calendar:
    payload = part.get_payload(decode=True)
    text = payload if isinstance(payload, bytes) else b""
    method = part.get_param("method")
    return Calendar(
        attached=part.get_content_type() != "text/calendar"
        or part.get_content_disposition() == "attachment",
        type_method=None if method is None else str(method),
        charset=(part.get_content_charset() or "").lower(),
        text=text,
        properties=_properties(text.decode("utf-8", "replace")),
    )


def _properties(text: str) -> tuple[Property, ...]:
    unfolded = re.sub(r"\r?\n[ \t]", "", text)  # RFC 5545 §3.1
    matches = (_PROPERTY.fullmatch(line) for line in re.split(r"\r?\n", unfolded) if line)
    # A line that is none keeps its place under a name that no rule allows.
    return tuple(Property(m[1].upper(), m[2], m[3]) if m else Property("", "", "") for m in matches)
