"""What is on the site, and what is not."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rundbrief.definitions import (
    Audience,
    Document,
    HybridVenue,
    Meeting,
    MeetingStatus,
    OnlineVenue,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 8, 4, 9, tzinfo=BERLIN)
AFTERWARDS = datetime(2025, 10, 1, 9, tzinfo=BERLIN)
SEED = Path(__file__).parents[1] / "seed" / "kulturverwaltungen.txt"


class Words(HTMLParser):
    """A page's words, without head, scripts and markup."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in {"head", "script"}

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"head", "script"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def words(page: str) -> str:
    reader = Words()
    reader.feed(page)
    return " ".join("".join(reader.said).replace("\xa0", " ").split())


def everything(archive: Any) -> str:
    """All that is in the folder, calendars unfolded."""
    files = [path for path in archive.folder.rglob("*") if path.is_file()]
    return "\n".join(
        path.read_bytes().decode("utf-8", "replace").replace("\r\n ", "") for path in files
    )


def event(archive: Any, meeting: Meeting) -> dict[str, Any]:
    """The schema.org Event of a meeting's page."""
    page = archive.text(f"termine/{meeting.id}.html")
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    return found


def test_first_page_is_the_page_it_all_began_with(archive: Any, meetings: list[Meeting]) -> None:
    """Once all four are past, the first page says every line of the seed, in its order."""
    archive.write(*meetings, now=AFTERWARDS)
    said = words(archive.text("index.html"))

    place = 0
    for line in SEED.read_text(encoding="utf-8").splitlines():
        if line == "Ihre Ansprechpartnerin" or not line.strip():
            continue  # "Ansprechperson": nobody's gender is guessed
        line = " ".join(line.removeprefix("Tel:").split())
        assert line in said[place:], line
        place = said.index(line, place)


def test_coming_stands_before_past_and_past_newest_first(
    archive: Any, a_meeting: Callable[..., Meeting]
) -> None:
    """Who comes to the page wants to know what is next; then what was last."""
    days = {1: 90, 2: 30, 3: -30, 4: -90}
    made = [a_meeting(n, title=f"T{n}", start=NOW + timedelta(days=d)) for n, d in days.items()]
    archive.write(*made)

    assert re.findall(r"\bT\d", words(archive.text("index.html"))) == ["T2", "T1", "T3", "T4"]


def test_meeting_that_runs_is_still_coming(archive: Any, a_meeting: Callable[..., Meeting]) -> None:
    """It is past when it is over, not when it begins."""
    one = a_meeting(start=NOW - timedelta(hours=1))
    archive.write(one, now=NOW)
    before = "Rückblick" in words(archive.text("index.html"))
    archive.write(one, now=NOW + timedelta(hours=1))

    assert (before, "Rückblick" in words(archive.text("index.html"))) == (False, True)


def test_draft_is_nowhere(archive: Any, a_meeting: Callable[..., Meeting]) -> None:
    """What the organiser hasn't let go isn't published, and is taken back when drawn back."""
    one = a_meeting(1, title="Geheim")
    archive.write(one, a_meeting(2))
    archive.write(one.model_copy(update={"status": MeetingStatus.DRAFT}), a_meeting(2))

    assert "Geheim" not in everything(archive)
    assert str(one.id) not in everything(archive)
    assert not (archive.folder / f"termine/{one.id}.html").exists()


@pytest.mark.parametrize("kind", ["online", "hybrid"])
def test_what_opens_a_door_or_speaks_of_people_is_not_published(
    archive: Any, a_meeting: Callable[..., Meeting], kind: str
) -> None:
    """Keys to the online room, attached files, the reason why it is off and the audience."""
    key = {"link": "https://geheim.example/raum", "dial_in": "+49 30 9876543"}
    venue = (
        OnlineVenue(kind="online", **key)
        if kind == "online"
        else HybridVenue(kind="hybrid", name="Kulturhaus", **key)
    )
    archive.write(
        a_meeting(
            venue=venue,
            reason="Erkrankung",
            status=MeetingStatus.CANCELLED,
            documents=(Document(title="Anhang", file="intern.pdf"),),
            audience=Audience(addresses=("kultur@ahlen.example",)),
        ),
        a_meeting(2, venue=venue),
    )
    said = everything(archive)

    hidden = ("geheim.example", "9876543", "Erkrankung", "intern.pdf", "Anhang", "ahlen.example")
    assert [each for each in hidden if each in said] == []
    assert "Den Zugang zum Online-Raum finden Sie in Ihrer Einladung." in said


def test_only_mail_addresses_are_the_contact_and_the_office(
    archive: Any, meetings: list[Meeting]
) -> None:
    """No personal data but the contact: the organiser's mailbox stands in calendars only."""
    archive.write(*meetings)

    said = everything(archive).replace("<wbr>", "").replace("\\n", "\n")

    assert set(re.findall(r"[\w.]+@[\w.]+", said)) == {
        "anne.melzig@kulturnetzwerk.example",
        "einladungen@kulturnetzwerk.example",
    }


def test_called_off_meeting_stays_and_says_so(
    archive: Any, a_meeting: Callable[..., Meeting]
) -> None:
    """Whoever looks it up must learn that it is off, in words, in the data and in the feed."""
    one = a_meeting(status=MeetingStatus.CANCELLED)
    archive.write(one)

    assert "Abgesagt" in words(archive.text("index.html"))
    assert "Abgesagt" in words(archive.text(f"termine/{one.id}.html"))
    assert event(archive, one)["eventStatus"] == "https://schema.org/EventCancelled"
    assert "<title>Abgesagt: " in archive.text("atom.xml")


def test_moved_meeting_says_from_where(archive: Any, a_meeting: Callable[..., Meeting]) -> None:
    """The old date stands beside the new one: readers had written it down."""
    one = a_meeting()
    later = {"start": one.start + timedelta(days=7), "end": one.end + timedelta(days=7)}
    archive.write(one)
    moved = one.model_copy(update=later)
    archive.write(moved, now=NOW + timedelta(days=1))
    found = event(archive, moved)

    assert "Bisher war Montag, 8. September 2025 vorgesehen." in words(archive.text("index.html"))
    assert found["eventStatus"] == "https://schema.org/EventRescheduled"
    assert found["previousStartDate"] == "2025-09-08T10:00:00+02:00"
    assert found["startDate"] == "2025-09-15T10:00:00+02:00"


def test_moved_back_is_moved_once_more(archive: Any, a_meeting: Callable[..., Meeting]) -> None:
    """Who read of the date between must learn that it is none any more."""
    one = a_meeting()
    later = one.model_copy(
        update={"start": one.start + timedelta(days=7), "end": one.end + timedelta(days=7)}
    )
    archive.write(one)
    archive.write(later, now=NOW + timedelta(days=1))
    archive.write(one, now=NOW + timedelta(days=2))

    assert "Bisher war Montag, 15. September 2025 vorgesehen." in words(archive.text("index.html"))


@pytest.mark.parametrize(
    ("venue", "mode", "places"),
    [
        (None, "Offline", ["Place"]),
        (OnlineVenue(kind="online", link="https://raum.example"), "Online", ["VirtualLocation"]),
        (
            HybridVenue(kind="hybrid", name="Kulturhaus", link="https://raum.example"),
            "Mixed",
            ["Place", "VirtualLocation"],
        ),
    ],
    ids=["in-person", "online", "hybrid"],
)
def test_event_says_how_to_attend(
    archive: Any, a_meeting: Callable[..., Meeting], venue: Any, mode: str, places: list[str]
) -> None:
    """schema.org knows each of our three kinds of venue."""
    one = a_meeting(**({"venue": venue} if venue else {}))
    archive.write(one)
    found = event(archive, one)

    assert found["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    assert [each["@type"] for each in found["location"]] == places


@pytest.mark.parametrize("site", ["", "https://kultur.example/termine"])
def test_event_has_what_search_engines_ask_for(
    archive: Any, a_meeting: Callable[..., Meeting], a_publisher: Callable[..., Any], site: str
) -> None:
    """A name, a start with its offset, a place with an address, a room with a page of its own."""
    archive.publisher = a_publisher(site=site)
    venue = HybridVenue(kind="hybrid", name="Kulturhaus", link="https://raum.example/geheim")
    one = a_meeting(venue=venue)
    archive.write(one)
    found = event(archive, one)

    place, room = found["location"]
    assert (found["name"], found["startDate"]) == (one.title, "2025-09-08T10:00:00+02:00")
    assert (place["name"], place["address"]) == ("Kulturhaus", "Kulturhaus")
    assert (archive.folder / "termine" / room["url"].rpartition("/")[2]).is_file()
    assert room["url"].startswith(f"{site}/termine/") or not site


def test_event_cannot_end_its_element(archive: Any, a_meeting: Callable[..., Meeting]) -> None:
    """A title with `</script>` stays a title."""
    one = a_meeting(title='</script><b>Kunst & "Kultur"')
    archive.write(one)

    assert event(archive, one)["name"] == one.title


def test_english_workspace_has_an_english_site(
    archive: Any, a_meeting: Callable[..., Meeting], a_publisher: Callable[..., Any]
) -> None:
    """The frame speaks the workspace's language, each meeting its own."""
    archive.publisher = a_publisher(language="en")
    one = a_meeting(announcement="Wir tauschen uns aus.")
    archive.write(one)
    page = archive.text("index.html")

    assert '<html lang="en">' in page
    assert '<div class="prose" lang="de">' in page
    assert "Coming meetings" in words(page)
    assert "Monday 8 September 2025" in words(page)


def test_many_past_meetings_become_lines(archive: Any, a_meeting: Callable[..., Meeting]) -> None:
    """The first page stays readable: twenty with their text, the others by year."""
    made = [
        a_meeting(n, title=f"T{n}", recap=f"Wort {n}.", start=NOW - timedelta(days=30 * n))
        for n in range(1, 31)
    ]
    archive.write(*made)
    page = words(archive.text("index.html"))

    assert re.findall(r"Wort (\d+)\.", page) == [str(n) for n in range(1, 21)]
    assert re.findall(r": T(\d+)", page) == [str(n) for n in range(1, 31)]


def test_site_without_meetings_says_so(archive: Any) -> None:
    """A new network has a site before it has a meeting."""
    archive.write()

    assert "Zurzeit ist kein Termin angekündigt." in words(archive.text("index.html"))


def test_links_lead_to_files_of_the_site(archive: Any, meetings: list[Meeting]) -> None:
    """Every relative link works from any folder, on a disk too."""
    archive.write(*meetings)
    links = [
        (page, link)
        for page in archive.folder.rglob("*.html")
        for link in re.findall(r'(?:href|src)="([^"#]+)"', page.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", link)
    ]

    assert len(links) > 20
    assert [link for page, link in links if not (page.parent / link).exists()] == []


def test_organiser_may_replace_a_template(
    archive: Any, a_meeting: Callable[..., Meeting], tmp_path: Path
) -> None:
    """Her template stands before the stock one, and may extend it."""
    own = tmp_path / "templates" / "site"
    own.mkdir(parents=True)
    (own / "index.html").write_text(
        '{% extends "stock/site/index.html" %}{% block subscribe %}Unser Kalender{% endblock %}',
        encoding="utf-8",
    )
    archive.templates = [tmp_path / "templates"]
    archive.write(a_meeting())
    page = words(archive.text("index.html"))

    assert "Unser Kalender" in page
    assert "Kultur im Kreis" in page
