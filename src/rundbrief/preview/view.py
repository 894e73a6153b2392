"""One mail as a value that can be shown: read back from its very bytes, as a mail program would.

    PlanItem, Message ─▶ view ─▶ View (headers, HTML, text, calendar entry, parts)

Nothing here knows how the mail was made, so what is shown is what will arrive. RFC 5322, 2045,
5545.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from typing import Any, Final

from icalendar import Calendar

from rundbrief.messages import Kind, Message
from rundbrief.planning import Effect, PlanItem

_LANGUAGE = re.compile(r"<html[^>]*\blang=[\"']?([A-Za-z-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the mail that holds content. `size` is its bytes as they travel, encoded."""

    content_type: str
    filename: str
    disposition: str
    size: int


class EntryState(StrEnum):
    """What becomes of an entry, by METHOD and STATUS (RFC 5546 §3.2): `preview.state.<value>`."""

    FIRM = "firm"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


STATES: Final[Mapping[tuple[str, str], EntryState]] = {
    ("REQUEST", "CONFIRMED"): EntryState.FIRM,
    ("REQUEST", "TENTATIVE"): EntryState.TENTATIVE,
    ("CANCEL", "CANCELLED"): EntryState.CANCELLED,
    ("CANCEL", ""): EntryState.WITHDRAWN,
    ("PUBLISH", "CONFIRMED"): EntryState.FIRM,
    ("PUBLISH", "TENTATIVE"): EntryState.TENTATIVE,
    ("PUBLISH", "CANCELLED"): EntryState.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """The entry a calendar will show. `start` and `end` are aware, in the entry's own zone.

    `answer` is the reader's PARTSTAT; `asks` whether the organiser wants one (RSVP). `state` is
    what becomes of the entry.
    """

    method: str
    uid: str
    sequence: int
    summary: str
    start: datetime
    end: datetime
    location: str
    description: str
    organizer: str
    attendee: str
    answer: str
    asks: bool
    state: EntryState


@dataclass(frozen=True, slots=True)
class View:
    """All that there is to see of one mail to one recipient.

    `pictures` are those that the HTML shows: its `cid:` address, and one that holds the picture.
    `offered` are the files for calendars that are attached and change nothing by themselves.
    """

    recipient: str
    name: str
    kind: Kind
    file: str
    title: str
    effect: Effect
    subject: str
    headers: tuple[tuple[str, str], ...]
    html: str
    language: str
    pictures: tuple[tuple[str, str], ...]
    text: str
    entry: CalendarEntry | None
    offered: tuple[str, ...]
    parts: tuple[Part, ...]
    size: int


def view(item: PlanItem, message: Message, title: str) -> View:
    """What the reader of `message` will see; `item` is why it goes out, `title` its subject's."""
    mail = message_from_bytes(message.content, policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 — what the default policy makes
    leaves = list(_leaves(mail))
    html = _first(leaves, "text/html")
    return View(
        recipient=message.recipient,
        name=item.recipient.display_name or message.recipient,
        kind=message.kind,
        file=item.file,
        title=title,
        effect=item.effect,
        subject=str(mail["Subject"]),
        headers=tuple((name, " ".join(str(value).split())) for name, value in mail.items()),
        html=html,
        language=found[1] if (found := _LANGUAGE.search(html)) else "",
        pictures=tuple(_pictures(leaves)),
        text=_first(leaves, "text/plain"),
        entry=_entry(_first(leaves, "text/calendar")),
        offered=tuple(_offered(leaves)),
        parts=tuple(_part(leaf) for leaf in leaves),
        size=len(message.content),
    )


def _leaves(mail: EmailMessage) -> Iterator[EmailMessage]:
    for part in mail.walk():
        if not part.is_multipart():
            assert isinstance(part, EmailMessage)  # noqa: S101 — as above
            yield part


def _first(leaves: list[EmailMessage], content_type: str) -> str:
    return next((str(p.get_content()) for p in leaves if p.get_content_type() == content_type), "")


def _pictures(leaves: list[EmailMessage]) -> Iterator[tuple[str, str]]:
    for leaf in leaves:
        if leaf["Content-ID"] and leaf.get_content_maintype() == "image":
            content = b64encode(leaf.get_content()).decode()
            address = f"data:{leaf.get_content_type()};base64,{content}"
            yield f"cid:{str(leaf['Content-ID']).strip('<> ')}", address


def _offered(leaves: list[EmailMessage]) -> Iterator[str]:
    """A copy of the body's calendar is no offer: it is the same once more."""
    if not _first(leaves, "text/calendar"):
        yield from (
            leaf.get_filename() or ""
            for leaf in leaves
            if leaf.get_content_type() == "application/ics"
        )


def _part(leaf: EmailMessage) -> Part:
    payload = leaf.get_payload(decode=False)
    return Part(
        content_type=leaf.get_content_type(),
        filename=leaf.get_filename() or "",
        disposition=leaf.get_content_disposition() or "inline",
        size=len(str(payload)),
    )


def _entry(text: str) -> CalendarEntry | None:
    if not text:
        return None
    calendar = Calendar.from_ical(text)
    event: Any = calendar.walk("VEVENT")[0]  # its values' types are known by their names alone
    attendee = event.get("ATTENDEE")
    method = str(calendar["METHOD"])
    return CalendarEntry(
        method=method,
        uid=str(event["UID"]),
        sequence=int(event.get("SEQUENCE", 0)),
        summary=str(event.get("SUMMARY", "")),
        start=event["DTSTART"].dt,
        end=event["DTEND"].dt,
        location=str(event.get("LOCATION", "")),
        description=str(event.get("DESCRIPTION", "")),
        organizer=_bare(event.get("ORGANIZER")),
        attendee=_bare(attendee),
        answer=str(attendee.params.get("PARTSTAT", "")) if attendee else "",
        asks=bool(attendee) and attendee.params.get("RSVP") == "TRUE",
        state=STATES[method, str(event.get("STATUS", ""))],
    )


def _bare(address: object) -> str:
    return str(address or "").removeprefix("mailto:").removeprefix("MAILTO:")
