"""Will calendars take the entry as it is meant: design rules, and the times worked out anew.

    text/calendar ─▶ content lines, read by hand ─▶ DTSTART by its own VTIMEZONE (dateutil)
                                                └─▶ the meeting's, by the system's zones: the same?

RFC 5545, 5546. The entry was written by icalendar; here neither icalendar nor our own zones are
asked, so a mistake of theirs isn't repeated. That a REQUEST has one guest is the seal's affair.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from io import StringIO
from typing import NamedTuple

from dateutil.tz import tzical

from rundbrief.checking.finding import Noticed
from rundbrief.checking.specimen import Specimen
from rundbrief.definitions import Meeting

_LINE = re.compile(r'(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;(?:"[^"]*"|[^":])*)?):(?P<value>.*)')
_VALUE = r'(?:"[^"]*"|[^";:,]*)'
_STRICT = re.compile(rf"[A-Z-]+(?:;[A-Z-]+={_VALUE}(?:,{_VALUE})*)*:")  # RFC 5545 §3.1
_ZONE = re.compile(r"TZID=\"?(?P<zone>[^;:\"]+)")
_VTIMEZONE = re.compile(r"BEGIN:VTIMEZONE\n.*?END:VTIMEZONE\n", re.DOTALL)


class Line(NamedTuple):
    """A content line (RFC 5545 §3.1)."""

    name: str
    parameters: str
    value: str


def entry(calendar: str) -> dict[str, Line]:
    """The first of each of an event's properties; empty where there is no event."""
    unfolded = re.sub(r"\n[ \t]", "", calendar)
    _, _, event = unfolded.partition("BEGIN:VEVENT\n")
    event = event.partition("END:VEVENT")[0].partition("BEGIN:VALARM")[0]
    lines = (_LINE.fullmatch(line) for line in event.split("\n") if line)
    found: dict[str, Line] = {}
    for match in lines:
        if match:
            found.setdefault(match["name"].upper(), Line(*match.groups()))
    return found


@lru_cache(maxsize=64)  # asked by several checks, of the body and of the file: dateutil is slow
def moment(line: Line, calendar: str) -> datetime | None:
    """The instant in UTC, by the calendar's own VTIMEZONE; None where it can't be told."""
    text = line.value.strip()
    try:
        if text.endswith("Z"):
            return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        local = datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - its zone follows
        named = _ZONE.search(line.parameters)
        blocks = "".join(_VTIMEZONE.findall(re.sub(r"\n[ \t]", "", calendar)))
        zone = tzical(StringIO(blocks)).get(named["zone"]) if named and blocks else None
    except ValueError:
        return None
    return local.replace(tzinfo=zone).astimezone(UTC) if zone else None


def unreadable(specimen: Specimen) -> Iterator[Noticed]:
    """What must be there to be an entry, and times that a stranger can work out."""
    for calendar in specimen.calendars:
        found = entry(calendar)
        for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
            if name not in found or not found[name].value.strip():
                yield Noticed(name)
        for name in ("DTSTART", "DTEND"):
            if name in found and moment(found[name], calendar) is None:
                yield Noticed(f"{name}: {found[name].value}")


def other_time(specimen: Specimen) -> Iterator[Noticed]:
    """The entry's beginning and end are the meeting's."""
    meeting = specimen.subject
    if not isinstance(meeting, Meeting):
        return
    for calendar in specimen.calendars:
        found = entry(calendar)
        for name, meant in (("DTSTART", meeting.start), ("DTEND", meeting.end)):
            there = moment(found[name], calendar) if name in found else None
            if there is not None and there != meant.astimezone(UTC):
                times = {
                    "found": f"{there:%Y-%m-%d %H:%M}",
                    "wanted": f"{meant.astimezone(UTC):%Y-%m-%d %H:%M}",
                }
                yield Noticed(name, times)


def clock_change(specimen: Specimen) -> Iterator[Noticed]:
    """On the day the clocks change, people and programs are an hour off."""
    meeting = specimen.subject
    if not isinstance(meeting, Meeting) or not specimen.calendars:
        return
    day = meeting.start.replace(hour=0, minute=0), meeting.start.replace(hour=23, minute=59)
    if day[0].utcoffset() != day[1].utcoffset():
        yield Noticed("DTSTART", {"date": f"{meeting.start:%Y-%m-%d}"})


def stamp(specimen: Specimen) -> Iterator[Noticed]:
    """RFC 5545 §3.8.7.2: DTSTAMP is in UTC."""
    for calendar in specimen.calendars[:1]:
        found = entry(calendar).get("DTSTAMP")
        if found and not found.value.endswith("Z"):
            yield Noticed(f"DTSTAMP: {found.value}")


def counter(specimen: Specimen) -> Iterator[Noticed]:
    """Without this mark Outlook offers to propose another time, and nobody reads the answer."""
    for calendar in specimen.calendars[:1]:
        is_asking = "METHOD:REQUEST" in calendar
        if is_asking and "X-MICROSOFT-DISALLOW-COUNTER:TRUE" not in calendar:
            yield Noticed("VEVENT")


def online_link(specimen: Specimen) -> Iterator[Noticed]:
    """Few calendars show CONFERENCE: the link stands in LOCATION or in DESCRIPTION too."""
    meeting = specimen.subject
    link = str(getattr(meeting.venue, "link", "")) if isinstance(meeting, Meeting) else ""
    for calendar in specimen.calendars[:1]:
        found = entry(calendar)
        shown = "".join(found[name].value for name in ("LOCATION", "DESCRIPTION") if name in found)
        if link and link not in shown.replace("\\,", ",").replace("\\;", ";"):
            yield Noticed("LOCATION")


def quoted_name(specimen: Specimen) -> Iterator[Noticed]:
    """RFC 6868: a quotation mark in a name ends it for most readers; `^'` stands for it."""
    for calendar in specimen.calendars[:1]:
        for line in re.sub(r"\n[ \t]", "", calendar).split("\n"):
            if line.startswith(("ORGANIZER", "ATTENDEE")) and not _STRICT.match(line):
                yield Noticed(line.partition(";")[0])
