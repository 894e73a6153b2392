"""A composed mail as the checks see it: read back from its bytes, with what it is held against.

    bytes ─▶ headers, HTML as a tree, plain text, calendars, attachments
    subject, sender, organisation, clients ─▶ what ought to be in it

Read once for all checks. Knows nothing of templates, so what is checked is what will arrive.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from rundbrief.checking.styles import Sheet, sheet_of
from rundbrief.definitions import Meeting, Newsletter, Organisation, Sender
from rundbrief.messages import RULES, Kind
from rundbrief.wording import Language

# Never shown, and not read out.
UNSEEN = frozenset({"head", "style", "script", "title", "meta"})


class Attachment(NamedTuple):
    """A part that the reader saves; `size` is in bytes as they lie on disk."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True)
class Specimen:
    """One mail of one variant. `clients` are keys of `support.CLIENTS`."""

    kind: Kind
    content: bytes
    subject: Meeting | Newsletter
    organisation: Organisation
    sender: Sender
    language: Language
    clients: tuple[str, ...] = ()

    @cached_property
    def mail(self) -> EmailMessage:
        """The mail, its headers decoded."""
        mail = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)  # noqa: S101 - what the default policy makes
        return mail

    @cached_property
    def title(self) -> str:
        """The subject line."""
        return str(self.mail["Subject"] or "")

    @cached_property
    def html(self) -> str:
        """The HTML part; empty where there is none."""
        return self._first("text/html")

    @cached_property
    def text(self) -> str:
        """The plain text part."""
        return self._first("text/plain")

    @cached_property
    def calendars(self) -> tuple[str, ...]:
        """The calendars in it, the body's first, lines ending in LF."""
        kinds = ("text/calendar", "application/ics")
        parts = [part for part in self._leaves if part.get_content_type() in kinds]
        return tuple(_decoded(part).replace("\r\n", "\n") for part in parts)

    @cached_property
    def attachments(self) -> tuple[Attachment, ...]:
        """What is attached, in order."""
        return tuple(
            Attachment(part.get_filename() or "", part.get_content_type(), _size(part))
            for part in self._leaves
            if part.get_content_disposition() == "attachment"
        )

    @cached_property
    def tree(self) -> etree._Element:
        """The HTML as a tree; an empty page where there is no HTML."""
        parser = etree.HTMLParser(encoding="utf-8")
        page = self.html or "<html><head></head><body></body></html>"
        return etree.fromstring(page.encode(), parser)

    @cached_property
    def elements(self) -> tuple[etree._Element, ...]:
        """All elements, in document order."""
        return tuple(each for each in self.tree.iter() if isinstance(each.tag, str))

    @cached_property
    def sheet(self) -> Sheet:
        """What the `<style>` elements say."""
        styles = [str(each.text or "") for each in self.elements if each.tag == "style"]
        return sheet_of("\n".join(styles))

    @property
    def is_listed(self) -> bool:
        """Whether it is a mail to a list, which one can leave."""
        return RULES[self.kind].listed

    @property
    def domain(self) -> str:
        """The sender's."""
        return self.sender.email.rpartition("@")[2]

    @cached_property
    def _leaves(self) -> tuple[EmailMessage, ...]:
        return tuple(part for part in self.mail.walk() if not part.is_multipart())

    def _first(self, content_type: str) -> str:
        found = (
            part
            for part in self._leaves
            if part.get_content_type() == content_type
            and part.get_content_disposition() != "attachment"
        )
        part = next(found, None)
        return _decoded(part).replace("\r\n", "\n") if part else ""


def words(element: etree._Element) -> str:
    """An element's text as it is read, pictures by their alt; blanks as one."""
    return " ".join("".join(_read(element)).split())


def _read(element: etree._Element) -> Iterator[str]:
    if element.tag in UNSEEN or not isinstance(element.tag, str):
        return
    if element.tag == "img":
        yield f" {element.get('alt') or ''} "
    yield element.text or ""
    for child in element:
        yield from _read(child)
        yield child.tail or ""
    if element.tag in BLOCKS:
        yield " "


BLOCKS = frozenset(
    {"p", "td", "th", "tr", "table", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "br", "hr"}
)


def shortened(text: str, most: int = 60) -> str:
    """As a place to show: a line of no more letters than that."""
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _decoded(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _size(part: EmailMessage) -> int:
    payload = part.get_payload(decode=True)
    return len(payload) if isinstance(payload, bytes) else 0
