"""What colours a mail's words have, and how large they are: as inlined, light and dark.

    tree, sheet ─▶ painted(dark=…) ─▶ a Patch for each element with words of its own

Colour and size are inherited, a background is the nearest one behind; a gradient counts as
unknown, and what lies on it isn't judged. Lengths are CSS pixels.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from rundbrief.checking.specimen import UNSEEN, Specimen
from rundbrief.checking.styles import Rule, own
from rundbrief.rendering.colours import Colour

NAMED = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "gray": "#808080"}
LIGHT = ("#000000", "#ffffff")  # what browsers begin with
DARK = ("#ffffff", "#121212")

_LENGTH = re.compile(r"([\d.]+)(px|pt|em|rem|%)")
_UNITS = {"px": 1.0, "pt": 4 / 3, "rem": 16.0}


@dataclass(frozen=True, slots=True)
class Patch:
    """An element's own words: their colours (None where unknown), size and weight."""

    element: etree._Element
    words: str
    ink: Colour | None
    ground: Colour | None
    size: float
    is_bold: bool

    @property
    def is_large(self) -> bool:
        """WCAG 2.2 calls 18 pt large, bold 14 pt."""
        return self.size >= 24 or (self.is_bold and self.size >= 18.66)


def painted(specimen: Specimen, *, dark: bool) -> Iterator[Patch]:
    """Every element that has words of its own, in document order; hidden ones left out."""
    rules = tuple(rule for rule in specimen.sheet.rules if rule.is_dark) if dark else ()
    ink, ground = map(parsed, DARK if dark and rules else LIGHT)
    start = Patch(specimen.tree, "", ink, ground, 16.0, is_bold=False)
    yield from _painted(specimen.tree, start, rules)


def _painted(element: etree._Element, around: Patch, rules: tuple[Rule, ...]) -> Iterator[Patch]:
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return
    style = own(element, dark=rules)
    if style.get("display") == "none":
        return
    patch = _own(element, style, around)
    if said := " ".join([element.text or "", *(child.tail or "" for child in element)]).strip():
        yield replace(patch, words=said)
    for child in element:
        yield from _painted(child, patch, rules)


def _own(element: etree._Element, style: dict[str, str], around: Patch) -> Patch:
    ink, ground = around.ink, around.ground
    if "color" in style:
        ink = parsed(style["color"])
    if "gradient" in style.get("background-image", "") + style.get("background", ""):
        ground = None
    elif (
        colour := style.get("background-color") or style.get("background") or element.get("bgcolor")
    ):
        ground = ground if colour == "transparent" else parsed(colour)
    weight = style.get("font-weight", "")
    bold = around.is_bold or element.tag in ("strong", "b", "th", "h1", "h2", "h3", "h4")
    if weight:
        bold = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
    return Patch(element, "", ink, ground, _size(style.get("font-size", ""), around.size), bold)


def _size(value: str, around: float) -> float:
    if not (found := _LENGTH.fullmatch(value.strip())):
        return 0.0 if value.strip() == "0" else around
    number, unit = float(found[1]), found[2]
    return number * (_UNITS.get(unit) or (around if unit == "em" else around / 100))


@lru_cache(maxsize=256)
def parsed(text: str) -> Colour | None:
    """`#rgb`, `#rrggbb`, `rgb(…)` or one of the commonest names; None for anything else."""
    text = text.strip().lower()
    text = NAMED.get(text, text)
    if re.fullmatch("#[0-9a-f]{3}", text):
        text = "#" + "".join(letter * 2 for letter in text[1:])
    if re.fullmatch("#[0-9a-f]{6}", text):
        return Colour.parse(text)
    if found := re.fullmatch(r"rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)", text):
        return Colour(*(min(255, int(channel)) for channel in found.groups()))
    return None
