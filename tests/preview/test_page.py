"""The page in a browser: readable by everyone, worked by keyboard, telling nobody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TABS = ("desktop", "phone", "text", "calendar", "headers", "parts")
HOSTILE = (
    '<script>window.stung = 1</script></script><img src="https://foreign.example/x" '
    'onerror="window.stung = 1">{{ 7*7 }}{% raw %} & "'
)

Opened = Callable[..., Page]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_accessible(
    opened: Opened,
    axe: Callable[[Page], list[dict[str, Any]]],
    mode: Literal["light", "dark"],
    width: int,
) -> None:
    """axe finds nothing on any tab, in light and dark, on a narrow and on a wide screen."""
    page = opened()
    page.emulate_media(color_scheme=mode)
    page.set_viewport_size({"width": width, "height": 900})

    for tab in TABS:
        page.locator(f"#tab-{tab}").click()

        assert [found["id"] for found in axe(page)] == [], tab


def test_valid_html(
    previewed: Callable[..., Any], html_problems: Callable[[str], list[str]]
) -> None:
    """html-validate finds nothing in the page that is written."""
    assert html_problems(previewed().html) == []


@pytest.mark.parametrize("width", [320, 375, 800])
def test_no_sideways_scrolling(opened: Opened, width: int) -> None:
    """Every tab fits the screen, from 320 pixels on (WCAG 1.4.10)."""
    page = opened()
    page.set_viewport_size({"width": width, "height": 900})

    for tab in TABS:
        page.locator(f"#tab-{tab}").click()

        assert page.evaluate("document.documentElement.scrollWidth") == width, tab


def test_nothing_is_asked_of_anyone(opened: Opened, foreign_requests: list[str]) -> None:
    """Whatever is looked at, no request leaves."""
    page = opened()
    for tab in TABS:
        page.locator(f"#tab-{tab}").click()
    page.locator("#mail").select_option("1")
    page.wait_for_load_state("networkidle")

    assert foreign_requests == []


def test_tabs_by_keyboard(opened: Opened) -> None:
    """One stop for the Tab key; arrows go round, Home and End to the ends."""
    page = opened()
    page.locator("#tab-desktop").focus()

    for key, tab in (
        ("ArrowRight", "phone"),
        ("ArrowLeft", "desktop"),
        ("ArrowLeft", "parts"),
        ("ArrowRight", "desktop"),
        ("End", "parts"),
        ("Home", "desktop"),
    ):
        page.keyboard.press(key)

        chosen = page.locator("[role=tab][aria-selected=true]")
        expect(chosen).to_have_id(f"tab-{tab}")
        expect(chosen).to_be_focused()
        expect(page.locator("#panel")).to_have_attribute("aria-labelledby", f"tab-{tab}")
    assert page.locator('[role=tab][tabindex="0"]').count() == 1


def test_a_recipient_is_found_by_typing(opened: Opened) -> None:
    """Part of a name or address leaves those who match, and says how many of how many."""
    page = opened()
    page.locator("#filter").fill("ahlen")

    expect(page.locator("#recipient option")).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1 von 3 Empfängern")
    page.locator("#recipient").select_option(index=0)
    expect(page.locator("#addresses")).to_contain_text("m.yilmaz@ahlen.example")

    page.locator("#filter").fill("YORK")
    expect(page.locator("#recipient option")).to_have_count(1)
    page.locator("#filter").fill("")
    expect(page.locator("#recipient option")).to_have_count(3)


def test_a_link_opens_the_same_view(opened: Opened) -> None:
    """Mail, recipient and tab stand behind `#`, and come back from there."""
    first = opened()
    first.locator("#mail").select_option("1")
    first.locator("#recipient").select_option(index=2)
    first.locator("#tab-text").click()
    place = "#" + first.url.partition("#")[2]
    subject = first.locator("#subject").inner_text()
    first.goto("about:blank")

    again = opened(place=place)

    assert "tab=text" in place
    assert again.locator("#subject").inner_text() == subject
    expect(again.locator("[role=tab][aria-selected=true]")).to_have_id("tab-text")
    expect(again.locator("#mail")).to_have_value("1")
    assert again.url.endswith(place)


@pytest.mark.parametrize("place", ["#mail=99&tab=nix", "#mail=-1", "#mail=length&to=%FF", "#=&&"])
def test_a_link_that_leads_nowhere_opens_the_first_mail(opened: Opened, place: str) -> None:
    """An old or broken link shows the page's beginning, never an empty one."""
    page = opened(place=place)

    expect(page.locator("#subject")).to_contain_text("Kreisverwaltungen")
    expect(page.locator("[role=tab][aria-selected=true]")).to_have_id("tab-desktop")


def test_the_mail_stands_in_a_frame_that_may_nothing(opened: Opened) -> None:
    """The sandbox is empty: no scripts, no forms, no navigation, no origin."""
    frame = opened().locator("#panel iframe")

    expect(frame).to_have_attribute("sandbox", "")
    expect(frame).to_have_attribute("title", "Die Mail am Rechner")
    assert frame.content_frame.locator("body").inner_text().count("Kulturengagement") > 0


def test_hostile_words_stay_words(
    opened: Opened,
    retitled: Callable[[str], None],
    small_workspace: Path,
    foreign_requests: list[str],
) -> None:
    """A title and a name full of markup are shown as they were written and do nothing."""
    retitled(HOSTILE)
    people = small_workspace.parent / "recipients" / "liste.csv"
    name = '"<script>window.stung = 1</script>{{ 7*7 }}"'
    people.write_text(people.read_text("utf-8").replace("Yılmaz", name), encoding="utf-8")

    page = opened()
    for tab in TABS:
        page.locator(f"#tab-{tab}").click()

    assert page.evaluate("window.stung") is None
    assert all(frame.evaluate("window.stung") is None for frame in page.frames[1:])
    assert "{{ 7*7 }}" in page.locator("#subject").inner_text()
    assert "<script>window.stung = 1</script>" in page.locator("#subject").inner_text()
    assert "49" not in page.locator("#subject").inner_text()
    assert "{{ 7*7 }}" in page.locator("#recipient").inner_text()
    assert page.locator("script").count() == 2
    assert foreign_requests == []


def test_no_mails_is_said(
    opened: Opened,
    small_workspace: Path,
    axe: Callable[[Page], list[dict[str, Any]]],
    html_problems: Callable[[str], list[str]],
) -> None:
    """Where there is nothing to show the page says so, and is a whole page."""
    for path in [
        *small_workspace.glob("newsletters/*"),
        *small_workspace.glob("meetings/2025-09*"),
    ]:
        path.unlink()

    page = opened()

    expect(page.locator("main")).to_contain_text("Zurzeit gibt es keine Mail zu zeigen")
    assert [found["id"] for found in axe(page)] == []
    assert html_problems(page.content()) == []


def test_without_script_the_page_says_so(previewed: Callable[..., Any]) -> None:
    """A browser that runs no scripts shows a sentence rather than an empty page."""
    assert "Diese Seite braucht JavaScript" in previewed().html.partition("<noscript>")[2]
