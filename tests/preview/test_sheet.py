"""The sheet to sign on: names and room to sign, readable by everyone, nothing of it too much."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from rundbrief.definitions import (
    Answer,
    Contact,
    InPersonVenue,
    Meeting,
    MeetingStatus,
    OnlineVenue,
)
from rundbrief.planning import Attendance, Guest, Reach
from rundbrief.preview import sheet
from rundbrief.recipients import Recipient
from rundbrief.wording import LANGUAGES, Language

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 9, 7, 9, tzinfo=BERLIN)
ROOM = InPersonVenue(kind="in-person", name="Kreishaus", room="Saal 2", town="Steinfurt")
HOSTILE = "<script>window.stung = 1</script> & {{ 7*7 }}"


def guest(number: int, **values: Any) -> Guest:
    name = values.pop("family_name", f"Beispiel{number}")
    address = f"p{number}@stadt.example"
    row = Recipient(
        address=address,
        identity=address,
        title="Dr.",
        given_name="Erika",
        family_name=name,
        office=f"Kulturamt {number}",
    )
    return Guest(address, row.display_name, row, Reach.TAKEN, **values)


def made(*guests: Guest, language: Language = "de", **changes: Any) -> str:
    """The sheet of a meeting with those guests, otherwise as the test says."""
    values: dict[str, Any] = {
        "file": "meetings/2025-09-08.toml",
        "id": UUID(int=1),
        "status": MeetingStatus.PLANNED,
        "title": "Kultur im Gespräch",
        "start": datetime(2025, 9, 8, 10, tzinfo=BERLIN),
        "end": datetime(2025, 9, 8, 12, tzinfo=BERLIN),
        "zone": BERLIN,
        "language": "de",
        "venue": ROOM,
        "contact": Contact(name="Kulturbüro", email="kultur@netz.example"),
        "answers": "calendar",
    }
    attended = Attendance(Meeting(**values | changes), guests, 0, 0)
    return sheet([attended], organisation="Kulturnetz", now=NOW, language=language)


FULL = [guest(n, answer=[*Answer, None][n % 4], note="rollt") for n in range(40)]


@pytest.fixture
def opened_page(page: Page, tmp_path: Path) -> Callable[[str], Page]:
    """Opens a page from a file, as the organiser does."""

    def show(html: str) -> Page:
        path = tmp_path / "liste.html"
        path.write_text(html, encoding="utf-8")
        page.goto(path.as_uri())
        return page

    return show


@pytest.fixture
def shown(opened_page: Callable[[str], Page]) -> Page:
    """A sheet with forty guests in the browser."""
    return opened_page(made(*FULL))


def test_who_is_on_it() -> None:
    """By family name first; who declined isn't on it, and neither is an address or a note."""
    declined = guest(7, answer=Answer.DECLINED, family_name="Nichtda")
    html = made(guest(1, answer=Answer.ACCEPTED, note="rollt"), declined, guest(2))

    assert "Beispiel1, Dr. Erika" in html
    assert "Nichtda" not in html
    assert "1 Zusage · 0 vielleicht · 1 Absage · 1 ohne Antwort" in html
    assert "@stadt.example" not in html
    assert "rollt" not in html


def test_where_and_when() -> None:
    """Day, hours and room stand above; an online meeting says so, a cancelled one too."""
    online = OnlineVenue(kind="online", link="https://raum.example/1")

    assert "Montag, 8. September 2025, 10:00–12:00 Uhr" in made()
    assert "Kreishaus, Saal 2, Steinfurt" in made()
    assert "online" in made(venue=online)
    assert "Dieser Termin ist abgesagt." in made(
        status=MeetingStatus.CANCELLED, reason="Der Saal ist zu."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_valid_html(language: Language, html_problems: Callable[[str], list[str]]) -> None:
    """html-validate finds nothing, with guests and without."""
    for guests in ((), FULL):
        assert html_problems(made(*guests, language=language)) == []


@pytest.mark.browser
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_accessible(
    shown: Page,
    axe: Callable[[Page], list[dict[str, Any]]],
    mode: Literal["light", "dark"],
    width: int,
) -> None:
    """axe finds nothing, in light and dark, and nothing is wider than the screen."""
    shown.emulate_media(color_scheme=mode)
    shown.set_viewport_size({"width": width, "height": 900})

    assert [found["id"] for found in axe(shown)] == []
    assert shown.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.browser
def test_printed(shown: Page) -> None:
    """On paper there is room to sign in each row, and no row is cut by the page's end."""
    shown.emulate_media(media="print", color_scheme="dark")
    row = shown.locator("tbody tr").first
    cell = row.locator("td.signature").bounding_box()

    assert shown.locator("tbody tr").count() == 30
    assert cell is not None
    assert (cell["height"] >= 45, cell["width"] >= 200) == (True, True)  # 12 mm and 5 cm
    assert row.evaluate("row => getComputedStyle(row).breakInside") == "avoid"
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.browser
def test_a_name_is_only_a_name(opened_page: Callable[[str], Page]) -> None:
    """What stands in a list or a title does nothing on the page."""
    hostile = guest(1, family_name=HOSTILE)

    page = opened_page(made(hostile, title=HOSTILE))

    assert page.evaluate("window.stung") is None
    assert page.locator("tbody th").first.inner_text().startswith(HOSTILE)


def test_of_a_moment() -> None:
    """It says when it was true, for paper outlives the ledger's state."""
    assert "Stand 7. September 2025, 09:00 Uhr" in made()
    assert "As of 7 September 2025, 09:00" in made(language="en")
