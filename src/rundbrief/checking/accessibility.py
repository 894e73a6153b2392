"""Can everybody read it: what of WCAG 2.2 AA and EN 301 549 a machine can see in a mail.

    Specimen ─▶ one function for each rule ─▶ Noticed, …

EN 301 549 V3.2.1 clause 10 (documents that aren't web pages) takes WCAG's criteria over by their
numbers: 1.1.1 is 10.1.1.1. What a machine can't see stands in `manual`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from lxml import etree

from rundbrief.checking.finding import Noticed
from rundbrief.checking.painting import painted
from rundbrief.checking.specimen import Specimen, shortened, words
from rundbrief.checking.styles import own
from rundbrief.rendering.colours import TEXT_CONTRAST, contrast
from rundbrief.wording import LANGUAGES, sentence

LARGE_CONTRAST = 3.0  # WCAG 2.2, 1.4.3
A_SENTENCE = 4  # words; fewer are the same thing put otherwise, unless one is a number
SMALLEST = 12  # CSS pixels; WCAG names none, and who writes of mails advises 14

EMPTY_WORDS = "checking.empty-words"
_FILE_NAME = re.compile(r".*\.(?:png|jpe?g|gif|webp|svg)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}|\d{2,}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def language(specimen: Specimen) -> Iterator[Noticed]:
    """3.1.1: the page says its language, and it is the mail's."""
    said = (specimen.tree.get("lang") or "").partition("-")[0].lower()
    if said != specimen.language:
        yield Noticed("<html>", {"found": said or "–", "wanted": specimen.language})


def title(specimen: Specimen) -> Iterator[Noticed]:
    """2.4.2: the page has a title."""
    if not any(each.tag == "title" and (each.text or "").strip() for each in specimen.elements):
        yield Noticed("<title>")


def heading_order(specimen: Specimen) -> Iterator[Noticed]:
    """1.3.1: headings begin with the first rank and skip none."""
    before = 0
    for element in specimen.elements:
        if re.fullmatch("h[1-6]", str(element.tag)):
            rank = int(str(element.tag)[1])
            if rank > before + 1:
                yield Noticed(shortened(words(element)), {"rank": rank, "before": before})
            before = rank


def heading_missing(specimen: Specimen) -> Iterator[Noticed]:
    """2.4.6, 1.3.1: there is a heading to jump to."""
    if not any(re.fullmatch("h[1-6]", str(element.tag)) for element in specimen.elements):
        yield Noticed("<h1>")


def contrast_light(specimen: Specimen) -> Iterator[Noticed]:
    """1.4.3: words stand out from their ground."""
    yield from _contrast(specimen, dark=False)


def contrast_dark(specimen: Specimen) -> Iterator[Noticed]:
    """1.4.3 for those who read in dark mode, as far as the mail says what is then."""
    if any(rule.is_dark for rule in specimen.sheet.rules):
        yield from _contrast(specimen, dark=True)


def _contrast(specimen: Specimen, *, dark: bool) -> Iterator[Noticed]:
    seen = set()
    for patch in painted(specimen, dark=dark):
        if patch.ink is None or patch.ground is None or patch.size == 0:
            continue
        ratio = contrast(patch.ink, patch.ground)
        pair = patch.ink, patch.ground, patch.is_large
        if ratio < (LARGE_CONTRAST if patch.is_large else TEXT_CONTRAST) and pair not in seen:
            seen.add(pair)  # a colour is wrong once, however often it stands there
            found = {"ink": str(patch.ink), "ground": str(patch.ground), "ratio": f"{ratio:.1f}"}
            yield Noticed(shortened(patch.words), found)


def link_colour(specimen: Specimen) -> Iterator[Noticed]:
    """Without a colour of its own a link is a browser's dark blue, also on a dark ground."""
    for element in specimen.elements:
        if element.tag == "a" and element.get("href") and "color" not in own(element):
            yield Noticed(shortened(words(element)))


def link_words(specimen: Specimen) -> Iterator[Noticed]:
    """2.4.4: a link's words say where it leads, read out by themselves."""
    for element in specimen.elements:
        if element.tag != "a" or not element.get("href"):
            continue
        said = words(element) or (element.get("aria-label") or "").strip()
        if not said or said.casefold().strip(" .…»›>→") in _empty_words():
            yield Noticed(shortened(said) or shortened(str(element.get("href"))))


@cache
def _empty_words() -> frozenset[str]:
    """What says nothing by itself, in either language: mails mix them."""
    return frozenset(
        said for language in LANGUAGES for said in sentence(EMPTY_WORDS, language).split("|")
    )


def link_same(specimen: Specimen) -> Iterator[Noticed]:
    """2.4.4: two links of the same words lead to the same place."""
    targets: dict[str, set[str]] = defaultdict(set)
    for element in specimen.elements:
        if element.tag == "a" and element.get("href"):
            said = words(element) + " " + (element.get("aria-label") or "")
            targets[said.strip().casefold()].add(str(element.get("href")))
    for said, addresses in targets.items():
        if said and len(addresses) > 1:
            yield Noticed(shortened(said), {"number": len(addresses)})


def alt_missing(specimen: Specimen) -> Iterator[Noticed]:
    """1.1.1: every picture has an alternative, empty where it only adorns."""
    for element in specimen.elements:
        if element.tag == "img" and element.get("alt") is None:
            yield Noticed(shortened(str(element.get("src"))))


def alt_filename(specimen: Specimen) -> Iterator[Noticed]:
    """1.1.1: a file's name says nothing."""
    for element in specimen.elements:
        if element.tag == "img" and _FILE_NAME.fullmatch((element.get("alt") or "").strip()):
            yield Noticed(shortened(str(element.get("alt"))))


def layout_table(specimen: Specimen) -> Iterator[Noticed]:
    """1.3.1: a table for the layout says so, else its cells are counted aloud."""
    for element in specimen.elements:
        if element.tag != "table" or element.get("role") in ("presentation", "none"):
            continue
        if not any(cell.tag == "th" for cell in element.iter()):
            yield Noticed(shortened(words(element)) or "<table>")


def text_size(specimen: Specimen) -> Iterator[Noticed]:
    """Words that are too small to be read on a phone."""
    for patch in painted(specimen, dark=False):
        if 0 < patch.size < SMALLEST:
            yield Noticed(shortened(patch.words), {"size": f"{patch.size:g}"})


def reading_order(specimen: Specimen) -> Iterator[Noticed]:
    """1.3.2, 2.4.3: what is read out first is what is seen first."""
    for element in specimen.elements:
        style = own(element)
        turned = element.get("dir") == "rtl" or style.get("direction") == "rtl"
        moved = style.get("float") == "right" or style.get("position") in ("absolute", "fixed")
        jumps = (element.get("tabindex") or "0").lstrip("+").isdecimal() and int(
            element.get("tabindex") or 0
        ) > 0
        if turned or moved or jumps or "order" in style:
            yield Noticed(shortened(words(element)) or f"<{element.tag!s}>")


def text_missing(specimen: Specimen) -> Iterator[Noticed]:
    """Whoever reads plain text reads all that the HTML says: the words that are not there."""
    there = set(_told(specimen.text))
    read = " ".join(
        patch.words
        for patch in painted(specimen, dark=False)
        if not _is_told_otherwise(patch.element, specimen.text)
    )
    gone = [word for word in dict.fromkeys(_told(read)) if word not in there]
    if specimen.text and (len(gone) >= A_SENTENCE or any(map(str.isdecimal, gone))):
        yield Noticed(shortened(", ".join(gone)), {"number": len(gone)})


def _is_told_otherwise(element: etree._Element, text: str) -> bool:
    """A link's words, where the plain text has the address itself."""
    links = (each for each in (element, *element.iterancestors("a")) if each.tag == "a")
    return any(_shown_address(link.get("href") or "-") in text for link in links)


def _shown_address(href: str) -> str:
    """A link as plain text shows it: of one that opens a mail, whom that goes to (RFC 6068)."""
    return href.removeprefix("mailto:").partition("?")[0] if href.startswith("mailto:") else href


def _told(text: str) -> list[str]:
    """Its words and numbers, but for the addresses, which the two editions show differently."""
    text = _ADDRESS.sub(" ", text.replace("\u00ad", "").replace("\u200b", ""))
    return [word.casefold() for word in _WORD.findall(text)]
