"""What one mail of a mailbox says of mails that we sent.

    bytes ─▶ parts ─┬─ written by a server ─▶ Report, one for each address
                    ├─ its own Message-ID ──▶ Copy
                    ├─ what it answers ─────▶ Reply
                    └─ METHOD:REPLY in it ──▶ CalendarReply
             attached mails ─▶ the same

Every mail gives some; whether one of ours is named is for whoever knows these. Decides nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rundbrief.calendaring import CalendarReply, replies_in
from rundbrief.inbox.mail import Part, read
from rundbrief.inbox.names import ids, parents, sender_of, tokens
from rundbrief.inbox.reports import MAILS, Report, reports_in

MOST_ATTACHED = 16  # mails within a mail that are looked into
CALENDARS = frozenset({"text/calendar", "application/ics"})


@dataclass(frozen=True, slots=True)
class Copy:
    """A mail under that Message-ID. `is_traced` where a server wrote on it that it took it."""

    names: frozenset[str]
    is_traced: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail that answers those, by hand or by itself; `author` is the address in its From."""

    names: frozenset[str]
    author: str


Trace = Report | Copy | Reply | CalendarReply


@dataclass(frozen=True, slots=True)
class Found:
    """A trace, and when its mail was written by its own Date (UTC); None where that is no date."""

    trace: Trace
    at: datetime | None


def traces(content: bytes) -> Iterator[Found]:
    """What a mail and those attached to it say. Raises nothing."""
    waiting, seen = [content], 0
    while waiting and seen < MOST_ATTACHED:
        parts, seen = read(waiting.pop()), seen + 1
        at = _date(parts[0])
        reports = reports_in(parts)
        for trace in _of_people(parts) if reports is None else reports:
            yield Found(trace, at)
        if reports is None:  # what a server returns has come back, and says nothing more
            waiting += [part.content for part in parts if part.type in MAILS]


def _of_people(parts: list[Part]) -> Iterator[Trace]:
    mail = parts[0]
    if own := ids(mail.value("message-id")):
        yield Copy(frozenset(own[:1]), bool(mail.values("received")))
    answered, author = frozenset((*parents(mail), *tokens(mail))), sender_of(mail)
    if answered and author:  # who is nobody may be ourselves
        yield Reply(answered, author)
    for part in parts:
        if part.type in CALENDARS:
            yield from replies_in(part.text)


def _date(mail: Part) -> datetime | None:
    try:
        found = parsedate_to_datetime(mail.value("date"))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
