"""Calendars for everyone: a file to download, and a feed to subscribe to.

    Entries, those called off ─┬─▶ publication ─▶ METHOD:PUBLISH, no ATTENDEE, nothing else
                               └─▶ feed ────────▶ the same under a name, with how often to look

RFC 5546 §3.2.1, RFC 7986 §5. A meeting that is called off stays, STATUS:CANCELLED: in a feed that
is the only way to say so (RFC 5545 §3.8.1.11). What comes out are unfolded lines, as in `itip`.

What RFC 7986 calls NAME, DESCRIPTION and REFRESH-INTERVAL goes out under the older X- names too:
Outlook, Google's and Apple's calendars read those.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vDatetime, vDuration, vUri

from rundbrief.calendaring.entry import Entry
from rundbrief.calendaring.itip import PRODID, Text, component
from rundbrief.calendaring.timezone import timezone

# Half a day: a moved meeting is seen the same day, and a small web server is left in peace.
REFRESH: Final = timedelta(hours=12)

# COLOR takes a name of CSS 3 only (RFC 7986 §5.9). Of the 147 those that tell colours apart.
NAMES: Final = {
    "black": 0x000000, "dimgray": 0x696969, "darkgray": 0xA9A9A9, "silver": 0xC0C0C0,
    "white": 0xFFFFFF, "maroon": 0x800000, "firebrick": 0xB22222, "crimson": 0xDC143C,
    "red": 0xFF0000, "tomato": 0xFF6347, "salmon": 0xFA8072, "pink": 0xFFC0CB,
    "hotpink": 0xFF69B4, "mediumvioletred": 0xC71585, "purple": 0x800080, "indigo": 0x4B0082,
    "mediumpurple": 0x9370DB, "plum": 0xDDA0DD, "saddlebrown": 0x8B4513, "sienna": 0xA0522D,
    "chocolate": 0xD2691E, "darkorange": 0xFF8C00, "orange": 0xFFA500, "tan": 0xD2B48C,
    "goldenrod": 0xDAA520, "gold": 0xFFD700, "yellow": 0xFFFF00, "khaki": 0xF0E68C,
    "olive": 0x808000, "olivedrab": 0x6B8E23, "yellowgreen": 0x9ACD32, "limegreen": 0x32CD32,
    "forestgreen": 0x228B22, "green": 0x008000, "darkgreen": 0x006400, "seagreen": 0x2E8B57,
    "lightgreen": 0x90EE90, "darkslategray": 0x2F4F4F, "teal": 0x008080, "lightseagreen": 0x20B2AA,
    "turquoise": 0x40E0D0, "cadetblue": 0x5F9EA0, "skyblue": 0x87CEEB, "deepskyblue": 0x00BFFF,
    "steelblue": 0x4682B4, "cornflowerblue": 0x6495ED, "royalblue": 0x4169E1, "blue": 0x0000FF,
    "mediumblue": 0x0000CD, "navy": 0x000080, "midnightblue": 0x191970, "slategray": 0x708090,
    "slateblue": 0x6A5ACD,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a subscribed calendar is called and where it comes from.

    `colour` is `#rrggbb`; `source` is the feed's own address, `url` that of a page for people;
    either may be empty. `changed` (aware) is when any of its entries last changed.
    """

    name: str
    description: str
    colour: str
    changed: datetime
    source: str = ""
    url: str = ""


def publication(entry: Entry, *, is_off: bool) -> str:
    """One entry as a file to download."""
    return _lines(_calendar([entry], {entry.uid} if is_off else ()))


def feed(entries: Sequence[Entry], called_off: Collection[str], heading: Heading) -> str:
    """All entries as a calendar to subscribe to; `called_off` are UIDs among them."""
    calendar = _calendar(entries, called_off)
    for name, value in _properties(heading):
        calendar.add(name, value)
    return _lines(calendar)


def colour_name(colour: str) -> str:
    """The name of CSS 3 that comes nearest to `#rrggbb`, by the eye's weights for the channels."""
    wanted = _channels(int(colour.removeprefix("#"), 16))

    def distance(name: str) -> int:
        red, green, blue = (a - b for a, b in zip(wanted, _channels(NAMES[name]), strict=True))
        return 2 * red * red + 4 * green * green + 3 * blue * blue

    return min(NAMES, key=distance)


def _channels(value: int) -> tuple[int, int, int]:
    return value >> 16, value >> 8 & 0xFF, value & 0xFF


def _calendar(entries: Sequence[Entry], called_off: Collection[str]) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for zone in _zones(entries):
        calendar.add_component(zone)
    for entry in entries:
        calendar.add_component(_event(entry, is_off=entry.uid in called_off))
    return calendar


def _zones(entries: Sequence[Entry]) -> Iterator[Timezone]:
    spans: dict[ZoneInfo, list[datetime]] = {}
    for entry in entries:
        spans.setdefault(entry.zone, []).extend((entry.start, entry.end))
    for zone, times in spans.items():
        yield timezone(zone, min(times), max(times))


def _event(entry: Entry, *, is_off: bool) -> Event:
    event = component(entry)
    event.add("status", "CANCELLED" if is_off else "TENTATIVE" if entry.tentative else "CONFIRMED")
    if is_off:  # it blocks nobody's time
        del event["transp"]
        event.add("transp", "TRANSPARENT")
    return event


def _properties(heading: Heading) -> Iterator[tuple[str, Any]]:
    for name in ("name", "x-wr-calname"):
        yield name, Text(heading.name)
    for name in ("description", "x-wr-caldesc"):
        yield name, Text(heading.description)
    yield "last-modified", vDatetime(heading.changed)
    if heading.url:
        yield "url", vUri(heading.url)
    if heading.source:
        source = vUri(heading.source)
        source.params["VALUE"] = "URI"
        yield "source", source
    refresh = vDuration(REFRESH)
    refresh.params["VALUE"] = "DURATION"  # demanded by RFC 7986 §5.7
    yield "refresh-interval", refresh
    yield "x-published-ttl", vDuration(REFRESH)
    yield "color", Text(colour_name(heading.colour))
    yield "x-apple-calendar-color", Text(heading.colour)


def _lines(calendar: Calendar) -> str:
    return "\r\n".join(calendar.content_lines(sorted=False))
