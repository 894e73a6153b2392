"""What the style sheet says arrives in the elements, and a second inliner agrees."""

import re
from collections.abc import Callable
from typing import Any

import css_inline
import pytest
from lxml import html
from playwright.sync_api import Page

from rundbrief.definitions import Registration
from rundbrief.rendering import Templates, inline_styles

# Every element's computed style, as the browser sees it, in the document's order.
COMPUTED = """properties => [...document.body.querySelectorAll('*')].map(element => {
    const style = getComputedStyle(element);
    return [element.tagName, ...properties.map(name => style.getPropertyValue(name))].join('|');
})"""

# Its attributes, and the browser's own default colours, which the test is not about.
OUTLOOK_COM_GOES_DARK = """() => {
    const root = document.documentElement;
    root.dataset.ogsc = root.dataset.ogsb = '';
    root.style.colorScheme = 'dark';
}"""

Rules = list[tuple[str, list[str]]]


@pytest.fixture
def raw(letters: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> str:
    """The letter before its styles are inlined."""
    rendered: list[str] = []
    render = Templates.render

    def keep(*args: Any, **kwargs: Any) -> str:
        rendered.append(render(*args, **kwargs))
        return rendered[-1]

    monkeypatch.setattr(Templates, "render", keep)
    letters()
    return rendered[0]


@pytest.fixture
def rules(raw: str) -> Rules:
    """Each rule that is to be inlined: its selector, and the names of its properties."""
    sheet = raw.split("<style>\n")[1].split("</style>")[0]
    return [
        (selector.strip(), re.findall(r"([\w-]+)\s*:", body))
        for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", sheet)
    ]


def test_no_declaration_is_lost(raw: str, rules: Rules) -> None:
    """Every property of every rule that matches stands in its elements."""
    tree = html.fromstring(inline_styles(raw))

    lost = {
        (selector, name)
        for selector, names in rules
        for element in tree.cssselect(selector)
        for name in names
        if name not in re.findall(r"([\w-]+)\s*:", element.get("style", ""))
    }

    assert lost == set()


def test_every_rule_is_used(
    rules: Rules,
    invitation: Callable[..., Any],
    update: Callable[..., Any],
    newsletter: Callable[..., Any],
) -> None:
    """A rule for a class that no letter has would be dropped without a word: there is none."""
    registration = Registration(link="https://kulturnetzwerk.example/anmeldung")
    letters = (invitation(), invitation(registration=registration), update(), newsletter())

    used = {
        name
        for letter in letters
        for classes in re.findall(r'class="([^"]+)"', letter.html)
        for name in classes.split()
    }

    assert {selector[1:] for selector, _ in rules if selector.startswith(".")} <= used


@pytest.mark.browser
def test_second_opinion(raw: str, rules: Rules, page: Page) -> None:
    """css-inline, another inliner, gives every element the same computed style."""
    properties = sorted({name for _, names in rules for name in names if name[:4] != "mso-"})
    theirs = css_inline.CSSInliner(load_remote_stylesheets=False).inline(raw)

    page.set_content(inline_styles(raw))
    ours = page.evaluate(COMPUTED, properties)
    page.set_content(theirs)

    assert page.evaluate(COMPUTED, properties) == ours


@pytest.mark.browser
def test_outlook_com_is_as_dark(letters: Callable[..., Any], page: Page) -> None:
    """Outlook.com's own dark mode, which sets attributes, gives the colours of the media query."""
    colours = ["color", "background-color", "border-top-color"]
    page.set_content(letters().html)
    page.emulate_media(color_scheme="dark")
    by_media_query = page.evaluate(COMPUTED, colours)

    page.emulate_media(color_scheme="light")
    page.evaluate(OUTLOOK_COM_GOES_DARK)

    assert page.evaluate(COMPUTED, colours) == by_media_query


def test_what_outlook_needs_is_kept(letters: Callable[..., Any]) -> None:
    """Doctype, and the conditional comments that give Word's engine its width, survive inlining."""
    letter = letters().html

    assert letter.startswith("<!DOCTYPE html>")
    assert letter.count("<!--[if mso]>") == letter.count("<![endif]-->") == 3
    assert '<!--[if mso]><table role="presentation" width="640"' in letter


def test_small(letters: Callable[..., Any]) -> None:
    """A letter stays far below the 102 KB at which Gmail cuts it off."""
    assert len(letters().html.encode()) < 36_000
