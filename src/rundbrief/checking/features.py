"""What a mail is made of, in caniemail's words: elements, attributes, CSS.

    Specimen ─▶ uses ─▶ {"css-border-radius": "<td style>", …}, each with the first place

Most features are a property or an element, and are found by their name; what isn't stands in the
tables. Outlook's conditional comments are for Outlook alone and are left out.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from rundbrief.checking.specimen import Specimen
from rundbrief.checking.styles import Rule, declarations

ELEMENTS: Final = {
    **{f"h{rank}": "html-h1-h6" for rank in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "li", "dl"), "html-lists"),
    **dict.fromkeys(
        ("article", "aside", "details", "figcaption", "figure", "footer", "header", "main", "mark",
         "nav", "section", "summary", "time"), "html-semantics",
    ),
    **dict.fromkeys(("b", "strong"), "html-strong"),
    **dict.fromkeys(("s", "strike"), "html-strike"),
    "map": "html-image-maps",
    "svg": "html-svg",
}  # fmt: skip
NAMED: Final = frozenset(
    {"abbr", "acronym", "address", "audio", "base", "bdi", "blockquote", "body", "code", "del"}
    | {"dfn", "dialog", "div", "form", "hr", "img", "link", "marquee", "meter", "object", "p"}
    | {"picture", "pre", "progress", "rp", "rt", "ruby", "select", "small", "span", "style"}
    | {"table", "textarea", "video", "wbr"}
)
ATTRIBUTES: Final = {
    **{
        name: f"html-{name}"
        for name in ("align", "aria-describedby", "aria-hidden", "aria-label", "aria-labelledby",
                     "aria-live", "background", "cellpadding", "cellspacing", "dir", "height",
                     "hidden", "lang", "popover", "required", "role", "srcset", "target", "valign",
                     "width")
    },
    "loading": "html-loading-attribute",
}  # fmt: skip
# Properties that share a feature with the one they are a part of.
WHOLES: Final = ("margin", "padding", "border", "background", "font", "list-style", "outline")
OWN_FEATURES: Final = re.compile(
    r"background-(?:color|image|size|position|repeat|clip|origin|blend-mode)|border-(?:radius|collapse"
    r"|spacing|image)|font-(?:size|weight|kerning|stretch|size-adjust)|list-style-(?:type|image|position)"
    r"|outline-offset"
)
UNITS: Final = ("px", "em", "rem", "pt", "vh", "vw", "vmin", "vmax", "ch", "ex", "cm", "mm")
# A value that is a feature of its own: property, value, feature.
VALUES: Final = tuple(
    (re.compile(name), re.compile(value, re.IGNORECASE), slug)
    for name, value, slug in (
        ("display", "none", "css-display-none"),
        ("display", "(?:inline-)?flex", "css-display-flex"),
        ("display", "(?:inline-)?grid", "css-display-grid"),
        (".*", r".*\bcalc\(.*", "css-unit-calc"),
        (".*", r".*linear-gradient\(.*", "css-linear-gradient"),
        (".*", r".*radial-gradient\(.*", "css-radial-gradient"),
        (".*", r".*conic-gradient\(.*", "css-conic-gradient"),
        (".*", r".*\brgba\(.*", "css-rgba"),
        (".*", r".*\brgb\(.*", "css-rgb"),
        (".*", r".*\bvar\(.*", "css-variables"),
        (".*", r".*\bclamp\(.*", "css-function-clamp"),
        (".*", r".*\blight-dark\(.*", "css-function-light-dark"),
        (".*", r".*!\s*important.*", "css-important"),
        ("font(?:-family)?", ".*system-ui.*", "css-sytem-ui"),
        *((".*", rf".*\d{unit}\b.*", f"css-unit-{unit}") for unit in UNITS),
        (".*", r".*\d%.*", "css-unit-percent"),
    )
)  # fmt: skip
AT_RULES: Final = (
    (re.compile(r"@media"), "css-at-media"),
    (re.compile(r"prefers-color-scheme"), "css-at-media-prefers-color-scheme"),
    (re.compile(r"prefers-reduced-motion"), "css-at-media-prefers-reduced-motion"),
    (re.compile(r"orientation"), "css-at-media-orientation"),
    (re.compile(r"@font-face"), "css-at-font-face"),
    (re.compile(r"@import"), "css-at-import"),
    (re.compile(r"@keyframes"), "css-at-keyframes"),
    (re.compile(r"@supports"), "css-at-supports"),
)
SELECTORS: Final = (
    (re.compile(r"\.[\w-]"), "css-selector-class"),
    (re.compile(r"#[\w-]"), "css-selector-id"),
    (re.compile(r"(?:^|[\s>+~])[a-z]"), "css-selector-type"),
    (re.compile(r"\["), "css-selector-attribute"),
    (re.compile(r"\*"), "css-selector-universal"),
    (re.compile(r"\S\s+[^\s>+~]"), "css-selector-descendant"),
    (re.compile(r">"), "css-selector-child"),
    (re.compile(r"\+"), "css-selector-adjacent-sibling"),
    (re.compile(r"~(?!=)"), "css-selector-general-sibling"),
    *(
        (re.compile(rf":{name}\b"), f"css-pseudo-class-{name}")
        for name in ("hover", "focus", "active", "visited", "link", "checked", "not", "has",
                     "target", "first-child", "last-child", "nth-child")
    ),
    (re.compile(r"::?before\b"), "css-pseudo-element-before"),
    (re.compile(r"::?after\b"), "css-pseudo-element-after"),
)  # fmt: skip


def uses(specimen: Specimen) -> dict[str, str]:
    """Every feature in use, with the first place where it is."""
    found: dict[str, str] = {}
    for slug, place in _all(specimen):
        found.setdefault(slug, place)
    return found


def _all(specimen: Specimen) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for element in specimen.elements:
        tag = str(element.tag)
        yield from _of_element(tag)
        yield from _of_attributes(element)
        style = element.get("style") or ""
        if style not in seen:  # a mail says the same of many elements
            seen.add(style)
            for name, value in declarations(style):
                yield from _of_declaration(name, value, f"<{tag} style>: {name}")
    for rule in specimen.sheet.rules:
        yield from _of_rule(rule)


def _of_rule(rule: Rule) -> Iterator[tuple[str, str]]:
    yield from _found(AT_RULES, rule.at)
    for selector in rule.selectors:
        yield from _found(SELECTORS, selector)
    selectors = ", ".join(rule.selectors)
    if len(rule.selectors) > 1:
        yield "css-selector-grouping", selectors
    for name, value in rule.declarations:
        yield from _of_declaration(name, value, f"{rule.at or selectors} {{ {name} }}")


def _found(table: Iterable[tuple[re.Pattern[str], str]], text: str) -> Iterator[tuple[str, str]]:
    """The features of a table that a text has; the text itself is the place."""
    return ((slug, text) for pattern, slug in table if pattern.search(text))


def _of_attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    tag = str(element.tag)
    for name in map(str, element.attrib):
        if name in ATTRIBUTES:
            yield ATTRIBUTES[name], f"<{tag} {name}>"
    href = element.get("href") or ""
    if tag == "a" and href.startswith("#"):
        yield "html-anchor-links", "<a href>"
    if tag == "a" and href.startswith("mailto:"):
        yield "html-mailto-links", "<a href>"
    if tag == "meta" and element.get("name") == "color-scheme":
        yield "html-meta-color-scheme", "<meta>"
    if tag == "img":
        yield from _of_picture(str(element.get("src") or ""))


def _of_element(tag: str) -> Iterator[tuple[str, str]]:
    if tag in ELEMENTS:
        yield ELEMENTS[tag], f"<{tag}>"
    if tag in NAMED:
        yield f"html-{tag}", f"<{tag}>"


def _of_picture(src: str) -> Iterator[tuple[str, str]]:
    if src.startswith("data:"):
        yield "image-base64", "<img src>"
    ending = src.rpartition(".")[2].lower()
    if ending in ("svg", "webp", "avif", "bmp", "ico", "tiff", "apng", "heif"):
        yield f"image-{ending}", "<img src>"


def _of_declaration(name: str, value: str, place: str) -> Iterator[tuple[str, str]]:
    if name.startswith(("mso-", "-webkit-", "-ms-")):
        return  # for one program alone; the others pass it over
    if name == "font-family":
        yield "css-font", place
    elif re.fullmatch(r"border-(?:top|bottom)-(?:left|right)-radius", name):
        yield "css-border-radius", place
    elif OWN_FEATURES.fullmatch(name):
        yield f"css-{name}", place
    else:
        whole = next((each for each in WHOLES if name.startswith(f"{each}-")), name)
        yield f"css-{whole}", place
    for names, values, slug in VALUES:
        if names.fullmatch(name) and values.fullmatch(value):
            yield slug, place
