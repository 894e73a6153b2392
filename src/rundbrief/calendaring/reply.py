"""A guest's calendar answers: the REPLY in a mail, read as leniently as calendars write it.

    BEGIN:VCALENDAR … METHOD:REPLY … UID, SEQUENCE, ATTENDEE;PARTSTAT ─▶ CalendarReply

RFC 5546 §3.2.3: one ATTENDEE, the UID and SEQUENCE of what was asked. ORGANIZER isn't looked at
(Exchange omits it). What is no REPLY, or names no UID, gives nothing; nothing raises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rundbrief.calendaring.lines import unfold

_LINE = re.compile(r'([A-Za-z0-9-]++)((?:;[A-Za-z0-9-]++=(?:"[^"]*+"|[^":;]*+))*+):(.*)')
_PARTSTAT = re.compile(r';PARTSTAT="?([A-Za-z-]+)', re.IGNORECASE)
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CalendarReply:
    """What one guest's calendar said: `partstat` in capitals, as RFC 5545 §3.2.12 has it.

    `attendee` is the address as written, `sequence` 0 where none is named (RFC 5545 §3.8.7.4).
    """

    uid: str
    attendee: str
    partstat: str
    sequence: int


def replies_in(text: str) -> Iterator[CalendarReply]:
    """What a calendar's text answers, entry by entry."""
    found = [match for line in _lines(text) if (match := _LINE.fullmatch(line))]
    if not any(
        each[1].upper() == "METHOD" and each[3].strip().upper() == "REPLY" for each in found
    ):
        return
    entry: list[re.Match[str]] | None = None
    for each in found:
        name, value = each[1].upper(), each[3].strip().upper()
        if (name, value) == ("BEGIN", "VEVENT"):
            entry = []
        elif (name, value) == ("END", "VEVENT"):
            yield from _of(entry or [])
            entry = None
        elif entry is not None:
            entry.append(each)


def _of(entry: list[re.Match[str]]) -> Iterator[CalendarReply]:
    fields = {each[1].upper(): each[3].strip() for each in entry}
    number = fields.get("SEQUENCE", "0")
    sequence = int(number) if re.fullmatch(r"[0-9]{1,9}", number) else 0
    for each in entry:
        if each[1].upper() == "ATTENDEE" and (uid := fields.get("UID")):
            said = _PARTSTAT.search(each[2])
            address = _MAILTO.sub("", each[3].strip(), count=1)
            yield CalendarReply(uid, address, said[1].upper() if said else "", sequence)


def _lines(text: str) -> list[str]:
    return unfold(text.replace("\r\n", "\n").replace("\n", "\r\n")).split("\r\n")
