"""The scheduling messages: an entry becomes a calendar that asks, tells or takes back.

    Entry, Attendee ──request──▶ METHOD:REQUEST, one ATTENDEE: the reader
                    ──cancel───▶ METHOD:CANCEL,  one ATTENDEE: the reader
    Entry ───────────publish───▶ METHOD:PUBLISH, no ATTENDEE

RFC 5546 §3.2.1, §3.2.2, §3.2.5 on RFC 5545. What comes out are unfolded lines that end in CRLF:
a placeholder of letters and digits in the attendee's name or address stays whole, is filled by
`parameter_value` (name) or as it is (address), and then the line is folded.
"""

from typing import Any, Literal

from icalendar import Calendar, Event, Parameters, vCalAddress, vText, vUri

from rundbrief.calendaring.entry import Attendee, Entry, Party
from rundbrief.calendaring.lines import parameter_value, text_value
from rundbrief.calendaring.timezone import timezone

PRODID = "-//Rundbrief//Rundbrief//DE"
CONFERENCE: dict[str, Any] = {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]}

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]


def request(entry: Entry, attendee: Attendee) -> str:
    """Ask `attendee`: an invitation, a save-the-date, or an update of either. RFC 5546 §3.2.2."""
    event = component(entry)
    event.add("status", "TENTATIVE" if entry.tentative else "CONFIRMED")
    event.add(
        "attendee",
        _party(
            attendee,
            CUTYPE="INDIVIDUAL",
            ROLE="REQ-PARTICIPANT",
            PARTSTAT=attendee.partstat,
            RSVP="TRUE" if attendee.rsvp else "FALSE",
        ),
    )
    # Outlook's users could answer with another time otherwise (METHOD:COUNTER).
    event.add("x-microsoft-disallow-counter", "TRUE")
    return _calendar("REQUEST", entry, event)


def publish(entry: Entry, *, meeting_off: bool = False) -> str:
    """Tell anyone: the organiser's own copy, a download. RFC 5546 §3.2.1: no ATTENDEE.

    `meeting_off` leaves it there as called off.
    """
    event = component(entry)
    planned = "TENTATIVE" if entry.tentative else "CONFIRMED"
    event.add("status", "CANCELLED" if meeting_off else planned)
    return _calendar("PUBLISH", entry, event)


def cancel(entry: Entry, attendee: Attendee, *, meeting_off: bool) -> str:
    """Take the entry back from `attendee`, under the SEQUENCE of `entry`. RFC 5546 §3.2.5."""
    event = component(entry)
    if meeting_off:  # of one guest who is withdrawn the status must not be said
        event.add("status", "CANCELLED")
    event.add("attendee", _party(attendee, CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT"))
    return _calendar("CANCEL", entry, event)


def _calendar(method: Method, entry: Entry, event: Event) -> str:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(timezone(entry.zone, entry.start, entry.end))
    calendar.add_component(event)
    return "\r\n".join(calendar.content_lines(sorted=False))


def component(entry: Entry) -> Event:
    """The VEVENT of an entry, without what its method adds: STATUS and ATTENDEE."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.dtstamp)  # icalendar writes it in UTC
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    # Without LANGUAGE: by it and a colon in the title ("Save the Date: …") Nextcloud's calendar
    # lost the title (nextcloud/calendar, issue 7312).
    for name in ("summary", "location", "description"):
        if text := getattr(entry, name):
            event.add(name, Text(text))
    if entry.url:
        event.add("url", vUri(entry.url))
    if entry.conference:  # RFC 7986 §5.11
        event.add("conference", vUri(entry.conference), dict(CONFERENCE))
    event.add("organizer", _party(entry.organizer))
    event.add("transp", "TRANSPARENT" if entry.tentative else "OPAQUE")
    if entry.tentative:  # how Outlook shows the time once the reader has answered
        event.add("x-microsoft-cdo-intendedstatus", "TENTATIVE")
    return event


class Text(vText):
    r"""A TEXT escaped by us: icalendar takes the `\N` of `C:\Neu` for an end of line."""

    def to_ical(self) -> bytes:
        return text_value(self).encode()


class _Parameters(Parameters):
    """CN always in quotation marks: a name with a comma may come to stand in for a placeholder."""

    always_quoted = (*Parameters.always_quoted, "CN")  # type: ignore[assignment] # icalendar types it by its own value


def _party(party: Party, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    name: dict[str, Any] = {"CN": parameter_value(party.name)} if party.name else {}
    address.params = _Parameters({**name, **parameters})
    return address
