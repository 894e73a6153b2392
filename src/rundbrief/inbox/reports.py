"""What a mail server tells of a mail: bounces, delays, deliveries, in every shape they come in.

    multipart/report ─┬─ message/delivery-status ─▶ each recipient: action, status, words
                      └─ the mail, or its head ──▶ Message-ID    (beside it: Original-Envelope-Id)
    text of a mail daemon ─▶ the copied head ────▶ Message-ID, the first line with a reply code

RFC 3464 (fields), 6522 (report), 6533 (the same in UTF-8). Exchange names the mail in In-Reply-To
as well, and sometimes there alone. Exim and GMX, WEB.DE and 1&1 write plain text with the mail's
head beneath a line of dashes; so did qmail. A report is about the mail that it names so: nothing
is guessed by address, subject or time.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rundbrief.inbox.mail import Part, read_part
from rundbrief.inbox.names import ids, parents, sender_of

STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
HEADS = frozenset({"text/rfc822-headers", "message/global-headers", "message/rfc822-headers"})
MAILS = frozenset({"message/rfc822", "message/global"})

# Exchange's own address is the same on every server; the others are RFC 5321 §4.5.1 and custom.
DAEMONS = frozenset(
    {"mailer-daemon", "postmaster", "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e"}
)
MARKS = ("x-failed-recipients", "x-ms-exchange-message-is-ndr")  # Exim and Google; Exchange
LONGEST = 300  # letters of a server's words; some copy whole pages

_RETURNED = re.compile(r"(?im)^[ \t>]*Message-ID:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]+>)")
_REPLY = re.compile(r"(?<![\d.:-])([45]\d\d)[ -]+(?:#?([245]\.\d{1,3}\.\d{1,3})\b)?[^\r\n]*")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_EMPTY_LINES = re.compile(rb"\r?\n[ \t]*(?:\r?\n[ \t]*)+")


class Action(StrEnum):
    """What became of the mail, in RFC 3464 §2.3.3's words; UNKNOWN where a report doesn't say."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says became of one mail for one address.

    `names` are Message-IDs in their brackets and envelope ids: whatever names the mail. `status`
    is RFC 3463's, `words` the server's, `recipient` the address that it speaks of, each empty where
    none is given.
    """

    names: frozenset[str]
    action: Action
    status: str
    words: str
    recipient: str


def reports_in(parts: Sequence[Part]) -> list[Report] | None:
    """What the mail of those parts reports; None where no server wrote it."""
    statuses = [part for part in parts if part.type in STATUS]
    if not statuses and not _is_from_a_server(parts[0]):
        return None
    names = frozenset((*parents(parts[0]), *_returned(parts)))
    found = [report for part in statuses for report in _of_status(part, names)]
    return found or [_of_text(parts, names)]


def _is_from_a_server(mail: Part) -> bool:
    if mail.type == "multipart/report":
        # Who acknowledges having read a mail is no server (RFC 8098).
        return mail.parameter("report-type").lower() in ("", "delivery-status")
    is_marked = any(mail.values(mark) for mark in MARKS)
    return is_marked or sender_of(mail).partition("@")[0] in DAEMONS


def _returned(parts: Sequence[Part]) -> Iterator[str]:
    """The Message-ID of what comes back, whole or its head alone, as a part or within a text."""
    for part in parts[1:]:
        if part.type in HEADS | MAILS:
            yield from ids(read_part(part.content.lstrip()).value("message-id"))
    for part in parts:
        if part.type == "text/plain":
            yield from _RETURNED.findall(part.text)


def _of_status(part: Part, names: frozenset[str]) -> Iterator[Report]:
    """Fields of the mail, then those of each recipient (RFC 3464 §2.1)."""
    groups = [read_part(each) for each in _EMPTY_LINES.split(part.content.strip()) if each]
    envelopes = {
        name for group in groups if (name := group.value("original-envelope-id").strip("<>"))
    }
    for group in groups:
        if not (group.values("action") or group.values("final-recipient")):
            continue
        said = group.value("action").partition(" ")[0].lower()  # some comment behind it
        status = _STATUS.search(group.value("status"))
        yield Report(
            names | envelopes,
            Action(said) if said in set(Action) else Action.UNKNOWN,
            status[0] if status else "",
            _short(group.words("diagnostic-code").partition(";")[2]),
            _short(group.words("final-recipient").partition(";")[2]).strip("<>").lower(),
        )


def _of_text(parts: Sequence[Part], names: frozenset[str]) -> Report:
    """What a server says in words: its first line with a reply code above the returned head."""
    text = "\n".join(part.text for part in parts if part.type == "text/plain")
    head = _RETURNED.search(text)
    above = text[: head.start()] if head else text
    found = _REPLY.search(above)
    failed = parts[0].value("x-failed-recipients").partition(",")[0]
    if found is None:
        return Report(names, Action.UNKNOWN, "", "", failed.strip().lower())
    action = Action.FAILED if found[1].startswith("5") else Action.UNKNOWN
    return Report(names, action, found[2] or "", _short(found[0]), failed.strip().lower())


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
