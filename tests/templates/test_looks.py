"""The letters in a browser: readable by everyone, on every screen, in light and dark."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from rundbrief.definitions import Registration

pytestmark = pytest.mark.browser

WIDTHS = (320, 375, 800)

# What html-validate asks of web pages and a mail has reasons to do otherwise.
NOT_FOR_MAILS = {
    "no-conditional-comment",  # Outlook on Windows takes its width and font from them
    "prefer-native-element",  # mail clients drop <main> and its like, and keep a role
    "long-title",  # no search engine will cut it
}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("language", "width"), [("de", 800), ("en", 375)])
def test_accessible(
    letters: Callable[..., Any],
    page: Page,
    axe: Callable[[str], list[dict[str, Any]]],
    language: str,
    mode: Literal["light", "dark"],
    width: int,
) -> None:
    """axe finds nothing, by WCAG 2.2 AA and best practice, in light and dark."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=mode)

    violations = axe(letters(language).html)

    assert violations == []


# What an organiser may choose at worst: too pale for text, and no colour at all.
@pytest.mark.parametrize("colour", ["#ffd500", "#ffffff"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_accessible_in_any_colour(
    invitation: Callable[..., Any],
    page: Page,
    axe: Callable[[str], list[dict[str, Any]]],
    colour: str,
    mode: Literal["light", "dark"],
) -> None:
    """An organisation's colour never costs readability, not on buttons either."""
    page.emulate_media(color_scheme=mode)
    registration = Registration(link="https://kulturnetzwerk.example/anmeldung")

    violations = axe(invitation(colour=colour, registration=registration).html)

    assert violations == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_sideways_scrolling(letters: Callable[..., Any], page: Page, width: int) -> None:
    """Nothing is wider than the screen, from 320 pixels on (WCAG 1.4.10)."""
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(letters().html)

    needed = page.evaluate("document.documentElement.scrollWidth")

    assert needed == width


def test_no_narrower_than_it_can_be_read(letters: Callable[..., Any], page: Page) -> None:
    """On a wide screen the letter stays a column of 640 pixels."""
    page.set_viewport_size({"width": 1600, "height": 900})
    page.set_content(letters().html)

    box = page.get_by_role("main").bounding_box()

    assert box is not None
    assert box["width"] == 640


def test_no_foreign_request(
    letters: Callable[..., Any], page: Page, foreign_requests: list[str]
) -> None:
    """Opening a mail tells nobody."""
    page.set_content(letters().html, wait_until="networkidle")

    assert foreign_requests == []


def test_valid(letters: Callable[..., Any], html_problems: Callable[[str], list[str]]) -> None:
    """html-validate has nothing to say that concerns a mail."""
    problems = html_problems(letters().html)

    assert [found for found in problems if found.split(": ")[1] not in NOT_FOR_MAILS] == []


def test_contents_list_leads_somewhere(newsletter: Callable[..., Any], page: Page) -> None:
    """Each entry of the contents list names and reaches a section."""
    page.set_content(newsletter().html)
    links = page.locator("a[href^='#']")

    titles = [
        (link.inner_text(), page.locator(link.get_attribute("href") or "").inner_text())
        for link in links.all()
    ]

    assert len(titles) == 3
    assert all(link == heading for link, heading in titles)
