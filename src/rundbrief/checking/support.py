"""Which mail programs know what a mail is made of, by caniemail's data.

    elements, attributes, properties, selectors ─▶ features ─▶ a program's latest answer to each

`data/caniemail.json` is the file of npm's caniemail 2.0.2 (MIT, its licence lies beside it), byte
for byte, of 2026-05-13. A program that was not asked is "unknown", never "supported". What a mail
can do without has its reason in `FALLBACKS`, and is told only where that fallback is missing.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from rundbrief.checking.features import uses
from rundbrief.checking.finding import Noticed
from rundbrief.checking.specimen import Specimen

DATA: Final = Path(__file__).parent / "data" / "caniemail.json"
SOURCE: Final = "https://www.caniemail.com/features/"


class Client(NamedTuple):
    """A mail program as readers know it, and as the data does."""

    name: str
    family: str
    platform: str


CLIENTS: Final[Mapping[str, Client]] = {
    "outlook-windows": Client("Outlook (Windows)", "outlook", "windows"),
    # The new Outlook is Outlook on the web in a window of its own, by Microsoft's own words.
    "outlook-new": Client("Outlook (neu)", "outlook", "outlook-com"),
    "outlook-com": Client("Outlook.com", "outlook", "outlook-com"),
    "gmail": Client("Gmail", "gmail", "desktop-webmail"),
    "gmail-android": Client("Gmail (Android)", "gmail", "android"),
    "apple-mail": Client("Apple Mail (macOS)", "apple-mail", "macos"),
    "apple-mail-ios": Client("Apple Mail (iPhone)", "apple-mail", "ios"),
    "thunderbird": Client("Thunderbird", "thunderbird", "macos"),
    "gmx": Client("GMX", "gmx", "desktop-webmail"),
    "web-de": Client("WEB.DE", "web-de", "desktop-webmail"),
    "t-online": Client("T-Online", "t-online-de", "desktop-webmail"),
    "samsung": Client("Samsung Email", "samsung-email", "android"),
}

Fallback = Callable[[Specimen], bool]


def _always(_: Specimen) -> bool:
    return True


def _never(_: Specimen) -> bool:
    return False


def _contains(pattern: str) -> Fallback:
    found = re.compile(pattern, re.DOTALL).search
    return lambda specimen: found(specimen.html) is not None


# What a mail can do without, and how to see that it provides for those who do.
FALLBACKS: Final[Mapping[str, Fallback]] = {
    # corners are square
    "css-border-radius": _always,
    # what it hides is hidden by display:none as well
    "css-max-height": _contains("display: ?none"),
    "css-overflow": _contains("display: ?none"),
    # the layout holds without it
    "css-at-media": _always,
    # it stays light, or the program darkens it
    "css-at-media-prefers-color-scheme": _always,
    "css-color-scheme": _always,
    "html-meta-color-scheme": _always,
    # it stands in media queries alone
    "css-important": _always,
    # it is for Outlook.com's dark mode alone
    "css-selector-attribute": _contains(r"\[data-ogs"),
    # styles are in the elements as well
    "css-selector-type": _contains('style="'),
    "html-style": _contains('style="'),
    # links are as other links
    "css-pseudo-class-link": _always,
    # words break as they do
    "css-hyphens": _always,
    # long words are as long as they are
    "css-overflow-wrap": _always,
    "css-word-break": _always,
    # a number may be broken in two
    "css-white-space": _always,
    # the colour below it stays
    "css-linear-gradient": _contains("background-color"),
    "css-background-image": _contains("background-color"),
    # cellspacing says the same
    "css-border-spacing": _contains("cellspacing="),
    # the next family of the list is taken
    "css-sytem-ui": _contains("sans-serif"),
    # nobody is read more than the table
    "html-role": _always,
    # it is read out
    "html-aria-hidden": _always,
    # the words that are shown are read out
    "html-aria-label": _always,
    "html-aria-labelledby": _always,
    # the mail is read in the reader's own language
    "html-lang": _always,
    # an address breaks elsewhere, or not
    "html-wbr": _always,
    # the list of contents is only read
    "html-anchor-links": _always,
    # tables with paddings in cells look alike without
    "html-doctype": _always,
    # what is in it is shown
    "html-semantics": _always,
    # pixels stand beside it
    "css-unit-rem": _always,
    # the layout holds without it
    "css-at-supports": _always,
}


@cache
def features() -> Mapping[str, Mapping[str, Any]]:
    """The data, by feature."""
    everything = json.loads(DATA.read_bytes())
    return {feature["slug"]: feature for feature in everything["data"]}


def answer(slug: str, client: Client) -> str:
    """`y`, `n`, `a` (in part) or `u` (unknown), by the latest version that was tried."""
    stats = features()[slug]["stats"].get(client.family, {}).get(client.platform, {})
    return str(list(stats.values())[-1])[0] if stats else "u"


def unsupported(specimen: Specimen) -> Iterator[Noticed]:
    """What a chosen program does not show, and the mail has nothing in its place."""
    for slug, place in uses(specimen).items():
        if slug not in features():
            continue
        names = [CLIENTS[key].name for key in specimen.clients if answer(slug, CLIENTS[key]) == "n"]
        if names and not FALLBACKS.get(slug, _never)(specimen):
            title = str(features()[slug]["title"])
            values = {"feature": title, "clients": ", ".join(dict.fromkeys(names)), "slug": slug}
            yield Noticed(place, values)
