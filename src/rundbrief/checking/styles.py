"""CSS as mails have it: what an element's `style` says, what the `<style>` elements add.

    style="…" ─▶ declarations
    <style>   ─▶ Sheet: its rules, those in `@media (prefers-color-scheme: dark)` apart

No more CSS than mails use: one nested level, selectors of names, classes and attributes. Matching
knows `tag`, `.class`, `tag.class` and lists of them; what it doesn't know, it doesn't match.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIMPLE = re.compile(r"(?P<tag>[a-z0-9]+|\*)?(?P<classes>(?:\.[\w-]+)*)", re.IGNORECASE)
_DARK = re.compile(r"prefers-color-scheme\s*:\s*dark", re.IGNORECASE)

Declarations = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A style rule; `at` is the at-rule it stands in, empty where in none."""

    at: str
    selectors: tuple[str, ...]
    declarations: Declarations

    @property
    def is_dark(self) -> bool:
        """Whether it holds in dark mode alone."""
        return bool(_DARK.search(self.at))


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rules, and the at-rules by their names."""

    rules: tuple[Rule, ...]
    ats: tuple[str, ...]


def sheet_of(css: str) -> Sheet:
    """The rules of a style sheet; what isn't closed ends with it."""
    rules = tuple(_rules(_COMMENT.sub("", css), ""))
    return Sheet(rules, tuple(dict.fromkeys(rule.at for rule in rules if rule.at)))


def _rules(css: str, at: str) -> Iterator[Rule]:
    position = 0
    while (opening := css.find("{", position)) >= 0:
        head = css[position:opening].rpartition(";")[2].strip()
        end = _closing(css, opening)
        body = css[opening + 1 : end]
        if head.startswith("@"):
            if "{" in body:
                yield from _rules(body, head)
            else:  # @font-face
                yield Rule(head, (), declarations(body))
        else:
            selectors = tuple(each.strip() for each in head.split(",") if each.strip())
            yield Rule(at, selectors, declarations(body))
        position = end + 1


def _closing(css: str, opening: int) -> int:
    depth = 0
    for found in re.finditer("[{}]", css[opening:]):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return opening + found.start()
    return len(css)


@lru_cache(maxsize=4096)
def declarations(text: str) -> Declarations:
    """Properties in lower case and their values, in order."""
    found = []
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        if colon and name.strip():
            found.append((name.strip().lower(), value.strip()))
    return tuple(found)


def own(element: etree._Element, *, dark: tuple[Rule, ...] = ()) -> dict[str, str]:
    """What holds for this element alone: its `style`, then what dark mode changes of it."""
    found = dict(declarations(element.get("style") or ""))
    changes = [
        (has_class, rule.declarations)
        for rule in dark
        for selector in rule.selectors
        if (has_class := _match(selector, element)) is not None
    ]
    for _, changed in sorted(changes, key=lambda change: change[0]):  # a class outdoes a name
        found |= {name: value.replace("!important", "").strip() for name, value in changed}
    return found


@lru_cache(maxsize=1024)
def _parts(selector: str) -> tuple[str, frozenset[str]] | None:
    match = _SIMPLE.fullmatch(selector)
    if match is None:
        return None
    classes = frozenset(filter(None, match["classes"].split(".")))
    return (match["tag"] or "*").lower(), classes


def _match(selector: str, element: etree._Element) -> bool | None:
    """None where it doesn't fit; else whether it names a class."""
    parts = _parts(selector)
    if parts is None:
        return None
    tag, classes = parts
    if tag not in ("*", element.tag) or not classes <= set((element.get("class") or "").split()):
        return None
    return bool(classes)
