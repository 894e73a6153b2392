"""The feeds and calendar files, read by programs that others wrote."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rundbrief.archive import Sent
from rundbrief.calendaring.feed import NAMES, colour_name
from rundbrief.definitions import Meeting, MeetingStatus, OnlineVenue

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 8, 4, 9, tzinfo=BERLIN)
SITE = "https://termine.example/kultur"
Entries = list[dict[str, Any]]


@pytest.fixture(params=["ical_js", "vobject_ics"])
def reader(request: pytest.FixtureRequest) -> Callable[[str], Entries]:
    """Both readers that obey VTIMEZONE, one after the other."""
    found: Callable[[str], Entries] = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def properties(archive: Any) -> Callable[[], dict[str, str]]:
    """The feed's own properties, without those of its components."""

    def read() -> dict[str, str]:
        text = archive.text("termine.ics").replace("\r\n ", "")
        head = text.partition("BEGIN:VTIMEZONE")[0].partition("BEGIN:VEVENT")[0]
        return dict(line.split(":", 1) for line in head.splitlines())

    return read


def test_feed_holds_every_meeting_under_its_uid(
    archive: Any, meetings: list[Meeting], reader: Callable[[str], Entries]
) -> None:
    """A calendar that holds the invitation knows the meeting again, at the same instant."""
    archive.write(*meetings)
    found = {
        each["uid"]: (each["start"], each["end"]) for each in reader(archive.text("termine.ics"))
    }

    def instant(moment: datetime) -> str:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert found == {str(one.id): (instant(one.start), instant(one.end)) for one in meetings}


def test_nobody_is_an_attendee(
    archive: Any, meetings: list[Meeting], reader: Callable[[str], Entries]
) -> None:
    """PUBLISH, no ATTENDEE, an ORGANIZER: RFC 5546 §3.2.1, in the feed and in each file."""
    archive.write(*meetings)
    files = ["termine.ics", *(f"termine/{one.id}.ics" for one in meetings)]
    entries = [each for name in files for each in reader(archive.text(name))]

    assert len(entries) == 8
    assert {(e["method"], len(e["attendees"]), bool(e["organizer"])) for e in entries} == {
        ("PUBLISH", 0, True)
    }


def test_status_is_said(
    archive: Any, a_meeting: Callable[..., Meeting], reader: Callable[[str], Entries]
) -> None:
    """Called off, not yet certain, certain: RFC 5545 §3.8.1.11."""
    statuses = {
        1: MeetingStatus.CANCELLED,
        2: MeetingStatus.SAVE_THE_DATE,
        3: MeetingStatus.PLANNED,
    }
    archive.write(*(a_meeting(number, status=each) for number, each in statuses.items()))
    found = {each["uid"]: each["status"] for each in reader(archive.text("termine.ics"))}

    assert found == {
        str(UUID(int=1)): "CANCELLED",
        str(UUID(int=2)): "TENTATIVE",
        str(UUID(int=3)): "CONFIRMED",
    }


def test_zones_of_two_laws_stand_in_one_feed(
    archive: Any, a_meeting: Callable[..., Meeting], reader: Callable[[str], Entries]
) -> None:
    """Each entry obeys its own VTIMEZONE, on both sides of a change to summer time."""
    tokyo = ZoneInfo("Asia/Tokyo")
    starts = [
        datetime(2026, 3, 27, 10, tzinfo=BERLIN),
        datetime(2026, 3, 30, 10, tzinfo=BERLIN),
        datetime(2026, 3, 30, 10, tzinfo=tokyo),
    ]
    archive.write(*(a_meeting(n, start=start) for n, start in enumerate(starts)))
    found = [each["start"] for each in reader(archive.text("termine.ics"))]

    assert sorted(found) == [
        "2026-03-27T09:00:00Z",
        "2026-03-30T01:00:00Z",
        "2026-03-30T08:00:00Z",
    ]


def test_feed_says_what_it_is(
    archive: Any,
    meetings: list[Meeting],
    a_publisher: Callable[..., Any],
    properties: Callable[[], dict[str, str]],
) -> None:
    """RFC 7986: a name, a colour by name, how often to look, where it comes from."""
    archive.publisher = a_publisher(site=SITE, colour="#14505c")
    archive.write(*meetings)
    found = properties()

    assert found["NAME"] == found["X-WR-CALNAME"] == "Austauschtreffen für Kulturverwaltungen"
    assert found["REFRESH-INTERVAL;VALUE=DURATION"] == found["X-PUBLISHED-TTL"] == "PT12H"
    assert found["COLOR"] in NAMES
    assert found["X-APPLE-CALENDAR-COLOR"] == "#14505c"
    assert found["SOURCE;VALUE=URI"] == f"{SITE}/termine.ics"
    assert found["URL"] == f"{SITE}/index.html"
    assert found["LAST-MODIFIED"] == "20250804T070000Z"


def test_feed_without_an_address_invents_none(
    archive: Any, meetings: list[Meeting], properties: Callable[[], dict[str, str]]
) -> None:
    """Where nobody knows yet where the site will be, the feed says nothing of it."""
    archive.write(*meetings)

    assert {"SOURCE;VALUE=URI", "URL"}.isdisjoint(properties())


@pytest.mark.parametrize(
    ("colour", "name"),
    [("#ff0000", "red"), ("#1f4e79", "darkslategray"), ("#ffd500", "gold"), ("#fefefe", "white")],
)
def test_colour_has_a_name(colour: str, name: str) -> None:
    """COLOR takes a name of CSS only: the nearest is said."""
    assert colour_name(colour) == name


def test_lines_are_folded(archive: Any, a_meeting: Callable[..., Meeting]) -> None:
    """No line is longer than 75 octets: RFC 5545 §3.1."""
    archive.write(a_meeting(title="Ö" * 200, announcement="ä " * 300))
    files = list(archive.folder.rglob("*.ics"))

    assert max(len(line) for path in files for line in path.read_bytes().split(b"\r\n")) <= 75


def test_sequence_is_that_of_the_mails(
    archive: Any, a_meeting: Callable[..., Meeting], reader: Callable[[str], Entries]
) -> None:
    """The revision last sent; one more where the meeting has changed since; 0 before any mail."""
    archive.write(
        a_meeting(1),
        a_meeting(2),
        a_meeting(3),
        sent={
            UUID(int=2): Sent(3, is_current=True, at=NOW - timedelta(days=2)),
            UUID(int=3): Sent(3, is_current=False, at=NOW - timedelta(days=2)),
        },
    )
    found = [each["sequence"] for each in reader(archive.text("termine.ics"))]

    assert found == [0, 3, 4]


def test_dtstamp_rises_with_each_change_even_if_the_clock_goes_back(
    archive: Any, a_meeting: Callable[..., Meeting], reader: Callable[[str], Entries]
) -> None:
    """A calendar takes the later of two entries with one SEQUENCE (RFC 5546 §2.1.5)."""
    name = f"termine/{UUID(int=1)}.ics"
    archive.write(a_meeting(announcement="Eins."), now=NOW)
    archive.write(a_meeting(announcement="Zwei."), now=NOW - timedelta(days=30))
    (found,) = reader(archive.text(name))

    assert found["dtstamp"] == "2025-08-04T07:00:01Z"


def test_site_begun_anew_is_as_old_as_the_mails(
    archive: Any, a_meeting: Callable[..., Meeting], reader: Callable[[str], Entries]
) -> None:
    """Made in an empty folder each time, its feeds don't call everything new."""
    at = datetime(2025, 7, 1, 8, tzinfo=UTC)
    archive.write(a_meeting(), sent={UUID(int=1): Sent(0, is_current=True, at=at)})
    (found,) = reader(archive.text("termine.ics"))

    assert found["dtstamp"] == "2025-07-01T08:00:00Z"


def test_online_meeting_is_online_and_says_where_the_key_is(
    archive: Any, a_meeting: Callable[..., Meeting], reader: Callable[[str], Entries]
) -> None:
    """The entry shows that one needn't travel, without the link."""
    venue = OnlineVenue(kind="online", link="https://raum.example/x", name="Videokonferenz")
    archive.write(a_meeting(venue=venue))
    (found,) = reader(archive.text("termine.ics"))

    assert (found["location"], found["conference"]) == ("Videokonferenz", None)
    assert found["description"].startswith("Den Zugang zum Online-Raum")


def test_atom_is_read_by_others(
    archive: Any, meetings: list[Meeting], a_publisher: Callable[..., Any]
) -> None:
    """feedparser finds no fault, and every entry with its link, id and text."""
    import feedparser

    archive.publisher = a_publisher(site=SITE)
    archive.write(*meetings)
    read = feedparser.parse((archive.folder / "atom.xml").read_bytes())

    assert (read.bozo, read.version) == (0, "atom10")
    assert (read.feed.id, read.feed.author) == (
        f"{SITE}/atom.xml",
        "Kulturnetzwerk Westfalen-Lippe",
    )
    assert {(each.id, each.link) for each in read.entries} == {
        (f"urn:uuid:{one.id}", f"{SITE}/termine/{one.id}.html") for one in meetings
    }
    assert all(each.title and each.updated_parsed and each.content for each in read.entries)


def test_atom_puts_the_latest_change_first(archive: Any, a_meeting: Callable[..., Meeting]) -> None:
    """What changed last is what a feed reader is for; the rest stays as old as it was."""
    archive.write(a_meeting(1, title="A"), a_meeting(2, title="B"))
    archive.write(
        a_meeting(1, title="A", recap="Neu."), a_meeting(2, title="B"), now=NOW + timedelta(1)
    )
    text = archive.text("atom.xml")

    assert re.findall(r"<updated>(.*?)T", text) == ["2025-08-05", "2025-08-05", "2025-08-04"]
    assert re.findall(r"<title>.*: (\w)</title>", text) == ["A", "B"]


def test_atom_ids_never_change(
    archive: Any, meetings: list[Meeting], a_publisher: Callable[..., Any]
) -> None:
    """A site that moves keeps its entries' ids: RFC 4287 §4.2.6."""
    ids = []
    for address in ("", SITE, "https://anderswo.example"):
        archive.publisher = a_publisher(site=address)
        archive.write(*meetings)
        ids.append(re.findall(r"<entry>\s*<id>(.*?)</id>", archive.text("atom.xml")))

    assert ids[0] == ids[1] == ids[2]
