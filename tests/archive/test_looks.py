"""The site in a browser: readable for all, in any light, on a phone and on paper."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from rundbrief.definitions import Logo, Meeting, MeetingStatus, Picture, Registration

pytestmark = pytest.mark.browser

NOW = datetime(2025, 8, 4, 9, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def full(
    archive: Any,
    meetings: list[Meeting],
    a_meeting: Callable[..., Meeting],
    a_publisher: Callable[..., Any],
    logo: Picture,
) -> Any:
    """A site with everything that a site can show."""
    picture = Logo(file="logo.png", alt="Zeichen des Netzwerks", width=64)
    archive.publisher = a_publisher(logo=logo, site="https://termine.example")
    organisation = archive.publisher.organisation.model_copy(update={"logo": picture})
    archive.publisher = replace(archive.publisher, organisation=organisation)
    some = [
        *meetings,
        a_meeting(
            1,
            registration=Registration(link="https://anmeldung.example", deadline=NOW.date()),
            language="en",
            announcement="# Why\n\nA [text](https://lesen.example).\n\n* one\n* two",
        ),
        a_meeting(2, status=MeetingStatus.CANCELLED),
        a_meeting(3, status=MeetingStatus.SAVE_THE_DATE),
        *(a_meeting(n, start=NOW - timedelta(days=40 * n)) for n in range(10, 35)),
    ]
    moved = a_meeting(4, start=NOW + timedelta(days=40))
    archive.write(*some, a_meeting(4))
    archive.write(*some, moved, now=NOW + timedelta(days=1))
    return archive


@pytest.fixture(params=["index.html", *(f"termine/{n}" for n in (1, 2, 3, 4, 10))])
def opened(request: pytest.FixtureRequest, full: Any, page: Page) -> Page:
    """Each kind of page, from the disk; whatever its console says is an error."""
    name = re.sub(
        r"termine/(\d+)",
        lambda at: f"termine/00000000-0000-0000-0000-{int(at[1]):012x}.html",
        request.param,
    )
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((full.folder / name).as_uri())
    assert said == []
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    opened: Page, axe: Callable[..., Any], scheme: Literal["light", "dark"]
) -> None:
    """WCAG 2.2 AA and best practices, in both schemes."""
    opened.emulate_media(color_scheme=scheme)

    assert axe(opened) == []


def test_html_is_valid(full: Any, html_problems: Callable[[str], list[str]]) -> None:
    """html-validate has nothing to say of any page."""
    pages = [full.folder / "index.html", *sorted((full.folder / "termine").glob("*.html"))[:8]]

    assert [found for page in pages for found in html_problems(page.read_text("utf-8"))] == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_scrolls_sideways(opened: Page, width: int) -> None:
    """WCAG 2.2, 1.4.10: readable on 320 CSS pixels in one direction."""
    opened.set_viewport_size({"width": width, "height": 700})
    wide = opened.evaluate("document.documentElement.scrollWidth")

    assert wide <= width


def test_nothing_foreign_is_asked_for(opened: Page, foreign_requests: list[str]) -> None:
    """No page tells anybody that it is read, and its policy forbids that it ever does."""
    policy = opened.locator("meta[http-equiv]").get_attribute("content")

    assert foreign_requests == []
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_styles_apply(opened: Page) -> None:
    """The policy lets the style sheet through, from a disk too."""
    colour = opened.locator("header").evaluate("e => getComputedStyle(e).backgroundColor")

    assert colour == "rgb(20, 80, 92)"


def test_paper_shows_what_is_to_be_read(full: Any, page: Page) -> None:
    """Printed: dark on white, no buttons, and where a link leads stands behind it."""
    page.goto((full.folder / "index.html").as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    body = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    link = page.locator(".prose a[href^='https://lesen']").first
    behind = link.evaluate("e => getComputedStyle(e, '::after').content")

    assert body == "rgb(255, 255, 255)"
    assert not page.locator(".button").first.is_visible()
    assert "https://lesen.example" in behind


def test_keyboard_reaches_the_content_first(full: Any, page: Page) -> None:
    """WCAG 2.2, 2.4.1: the first Tab offers to skip the head."""
    page.goto((full.folder / "index.html").as_uri())
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.hash") == "#content"
