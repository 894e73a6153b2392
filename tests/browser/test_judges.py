"""The judges judge: each finds what is wrong and passes what is right."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

# Berlin's summer offset under a false name: only who obeys the VTIMEZONE gets the instant.
ICS = "\r\n".join(
    (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Test//EN",
        "METHOD:REQUEST",
        "BEGIN:VTIMEZONE",
        "TZID:America/New_York",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0200",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:4c1",
        "SEQUENCE:2",
        "DTSTAMP:20250804T070000Z",
        "DTSTART;TZID=America/New_York:20250908T100000",
        "DTEND;TZID=America/New_York:20250908T120000",
        "SUMMARY:Kaffee\\, Kuchen 🎂",
        'ORGANIZER;CN="Kulturnetzwerk":mailto:netz@netz.example',
        'ATTENDEE;CN="Stadt Höxter";RSVP=TRUE:mailto:kultur@hoexter.example',
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
)

EML = b"\r\n".join(
    (
        b"From: =?utf-8?q?K=C3=B6nig?= <a@a.example>",
        b"To: b@b.example",
        b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=",
        b"MIME-Version: 1.0",
        b'Content-Type: multipart/mixed; boundary="x"',
        b"",
        b"--x",
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Transfer-Encoding: quoted-printable",
        b"",
        b"sch=C3=B6n",
        b"--x",
        b"Content-Type: application/ics; name=a.ics",
        b"Content-Disposition: attachment; filename=a.ics",
        b"",
        b"BEGIN",
        b"--x--",
        b"",
    )
)


@pytest.mark.parametrize("judge", ["ical_js", "vobject_ics"])
def test_calendar_judges(request: pytest.FixtureRequest, judge: str) -> None:
    """Both calendar readers obey the VTIMEZONE in the file and tell the same story."""
    read: Callable[[str], list[dict[str, Any]]] = request.getfixturevalue(judge)

    [entry] = read(ICS)

    assert (entry["method"], entry["uid"], entry["sequence"]) == ("REQUEST", "4c1", 2)
    assert (entry["start"], entry["end"]) == ("2025-09-08T08:00:00Z", "2025-09-08T10:00:00Z")
    assert entry["summary"] == "Kaffee, Kuchen 🎂"
    assert entry["organizer"] == {"address": "mailto:netz@netz.example", "cn": "Kulturnetzwerk"}
    assert entry["attendees"] == [
        {"address": "mailto:kultur@hoexter.example", "cn": "Stadt Höxter", "rsvp": "TRUE"}
    ]


@pytest.mark.parametrize("judge", ["ical_js", "vobject_ics"])
def test_zone_without_definition(request: pytest.FixtureRequest, judge: str) -> None:
    """A TZID without its VTIMEZONE is a fault, not a guess by name."""
    read: Callable[[str], list[dict[str, Any]]] = request.getfixturevalue(judge)
    before, _, after = ICS.partition("BEGIN:VTIMEZONE\r\n")

    with pytest.raises(Exception):  # noqa: B017, PT011 (each judge raises its own)
        read(before + after.partition("END:VTIMEZONE\r\n")[2])


def test_postal_mime(postal_mime: Callable[[bytes], dict[str, Any]]) -> None:
    """postal-mime gives texts decoded and attachments as bytes."""
    mail = postal_mime(EML)

    assert mail["subject"] == "Grüße"
    assert mail["from"] == {"name": "König", "address": "a@a.example"}
    assert mail["text"] == "schön\n"
    [part] = mail["attachments"]
    assert (part["mimeType"], part["filename"], part["content"]) == (
        "application/ics",
        "a.ics",
        b"BEGIN\n",
    )


def test_axe(axe: Callable[[Page | str], list[dict[str, Any]]]) -> None:
    """axe names an image without a text, and nothing in a sound page."""
    sound = (
        "<!doctype html><html lang=de><title>A</title><body><main><h1>A</h1>{}</main></body></html>"
    )

    assert axe(sound.format("")) == []
    assert [found["id"] for found in axe(sound.format("<img src='data:,'>"))] == ["image-alt"]


def test_html_problems(html_problems: Callable[[str], list[str]]) -> None:
    """html-validate lets a mail's tables and styles pass and names an unclosed element."""
    head = '<!DOCTYPE html>\n<html lang="de"><head><title>A</title></head><body>'
    table = '<table align="center" bgcolor="#fff" style="width:100%"><tr><td>A</td></tr></table>'

    assert html_problems(f"{head}{table}</body></html>\n") == []
    problems = html_problems(f"{head}<p><b>A</p></body></html>\n")
    assert any("close-order" in problem for problem in problems)


def test_foreign_requests(page: Page, foreign_requests: list[str]) -> None:
    """A page's call for a foreign picture is refused and noted; data: passes."""
    page.set_content("<img src='https://tracker.example/a.png'><img src='data:image/gif,'>")
    page.wait_for_load_state("networkidle")

    assert foreign_requests == ["https://tracker.example/a.png"]


def test_own_route(page: Page, foreign_requests: list[str]) -> None:
    """What a test serves itself is not foreign."""

    def serve(route: Route) -> None:
        route.fulfill(body="<p>da", content_type="text/html")

    page.route("https://mail.example/", serve)
    page.goto("https://mail.example/")

    assert page.inner_text("p") == "da"
    assert foreign_requests == []


def test_run_beside_browser(page: Page) -> None:
    """asyncio.run() works in a test that has a page, and the page works afterwards."""

    async def answer() -> int:
        await asyncio.sleep(0)
        return 42

    assert asyncio.run(answer()) == 42
    with page.expect_popup() as popup:
        page.evaluate("window.open('about:blank')")
    assert popup.value.url == "about:blank"


async def test_loop_beside_browser() -> None:
    """An async test runs in a worker whose browser is open."""
    await asyncio.sleep(0)

    assert asyncio.get_running_loop().is_running()
