"""Head and documents: for whom a letter is, its logo, and what comes with it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Page

from rundbrief.definitions import Document


def test_for_whom(letters: Callable[..., Any]) -> None:
    """An office reads its own name, above a salutation that can't have one."""
    letter = letters()

    (head,) = html.fromstring(letter.html).xpath("//*[@class='masthead-text']")
    assert head.text_content().endswith("für: Kulturbüro der Stadt Ahlen")
    named = [
        line
        for line in letter.text.splitlines()
        if line.endswith("für: Kulturbüro der Stadt Ahlen")
    ]
    assert letter.text.index(named[0]) < letter.text.index("Guten Tag,")


def test_logo_for_words_engine(invitation: Callable[..., Any]) -> None:
    """The size stands in attributes, which Outlook on Windows goes by, in the picture's shape."""
    (logo,) = html.fromstring(invitation(logo=200).html).xpath("//img")

    assert (logo.get("width"), logo.get("height")) == ("200", "200")
    assert logo.get("alt") == "Zeichen: fünf Kreise"
    assert logo.get("src").startswith("data:image/png;")  # put in the place of cid: by the fixture


def test_no_logo(invitation: Callable[..., Any]) -> None:
    """Without a logo there is no picture and no gap for one."""
    letter = invitation(logo=0).html

    assert "<img" not in letter
    assert "beside" not in html.fromstring(letter).xpath("string(//body//@class)")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "is_beside"), [(64, True), (120, True), (121, False), (400, False)]
)
def test_logo_and_name(
    invitation: Callable[..., Any], page: Page, width: int, is_beside: bool
) -> None:
    """A narrow logo stands beside the name, a wide one above it; on a phone both fit."""
    page.set_content(invitation(logo=width).html)
    logo, name = (page.locator(f".{each}").bounding_box() for each in ("logo", "masthead-text"))
    page.set_viewport_size({"width": 320, "height": 800})

    assert logo is not None
    assert name is not None
    assert (name["x"] > logo["x"] + width) is is_beside
    assert (name["y"] > logo["y"] + logo["height"]) is not is_beside
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.browser
@pytest.mark.parametrize("logo", [0, 64, 400])
def test_accessible_with_any_logo(
    invitation: Callable[..., Any], axe: Callable[[str], list[dict[str, Any]]], logo: int
) -> None:
    """axe finds nothing, whichever way the head is made."""
    assert axe(invitation(logo=logo).html) == []


def test_plate_stays_white(invitation: Callable[..., Any]) -> None:
    """Under the logo it is white in dark mode too: most logos are made for paper."""
    letter = invitation().html

    (plate,) = html.fromstring(letter).xpath("//*[@class='plate']")
    assert "background-color:#fff" in plate.get("style")
    assert "gradient" not in plate.get("style")  # inline, Gmail's Android app rewrites it
    assert re.findall(r"\.plate \{ (.*?) \}", letter) == [
        "background-image: linear-gradient(#ffffff, #ffffff);"
    ]


def test_attached_document(invitation: Callable[..., Any]) -> None:
    """What is attached is named by title and file name, and nothing pretends to be a link."""
    letter = invitation(documents=(Document(title="Leitfragen", file="unterlagen/fragen.pdf"),))

    assert "Leitfragen\nim Anhang dieser Mail: fragen.pdf\n" in letter.text
    (item,) = html.fromstring(letter.html).xpath("//li[contains(., 'fragen.pdf')]")
    assert item.text_content() == "Leitfragenim Anhang dieser Mail: fragen.pdf"
    assert item.xpath(".//a") == []
