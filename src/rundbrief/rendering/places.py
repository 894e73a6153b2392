"""Where in an HTML mail a reader's own words may stand, and where they would do harm.

    inlined HTML, marks ─▶ check_places ─▶ Misuse for the first mark in a wrong place

| where | what the words need |
| --- | --- |
| text, comments for Outlook, `title`, `alt`, `aria-label` | HTML escaping (templates do it) |
| addresses: `href`, `src` | `|urlencode`, or to be the token, letters and digits |
| styles, scripts, any other attribute | nothing helps: they'd change the mail's shape |
"""

from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from rundbrief.rendering.marks import Marks, Misuse, Place, Token, variable

ADDRESSES: Final = frozenset({"href", "src"})
WORDS: Final = frozenset({"title", "alt", "aria-label"})
NOT_TEXT: Final = frozenset({"style", "script"})


def check_places(html: str, marks: Marks, is_own: Callable[[Place], bool] = lambda _: True) -> None:
    """Raise Misuse, its `place` noted, for a mark that stands where no reader's words may.

    Where several templates printed it, that one is meant which `is_own`: the organiser's.
    """
    for text, where in _texts(html):
        for token in marks.pattern.findall(text):
            if fault := _fault(marks.meaning(token), where):
                field = marks.meaning(token).field
                printed = marks.places.get(token, [])
                place = next((each for each in printed if is_own(each)), None)
                place = place or next(iter(printed), None)
                raise Misuse(fault, variable(field), where, place)


def _texts(html: str) -> Iterator[tuple[str, str]]:
    """Every text of the document, and where it stands: an attribute's or element's name."""
    root = etree.fromstring(html, etree.HTMLParser())
    for element in root.iter():
        name = element.tag if isinstance(element.tag, str) else ""
        yield element.text or "", name
        yield element.tail or "", ""
        for attribute, value in element.attrib.items():
            yield str(value), f"{attribute}="


def _fault(meaning: Token, where: str) -> str:
    """The code of the problem that this token in that place is, empty where there is none."""
    attribute = where.removesuffix("=") if where.endswith("=") else None
    if meaning.field == "token":
        return ""
    if attribute in ADDRESSES:
        return "" if "percent" in meaning.steps else "rendering.reader-in-address"
    if where in NOT_TEXT or attribute not in {None, *WORDS}:
        return "rendering.reader-in-markup"
    return "" if meaning.steps else "rendering.reader-unescaped"
