"""One cell of a list: free text made clean, and the cells that hold one of a few words.

    "\\u00a0Kulturbüro  der Stadt Ahlen " ─▶ "Kulturbüro der Stadt Ahlen"

Blanks around a value are dropped, within it made one; a decomposed umlaut (macOS) becomes one
letter. What would break a header line or hide from the reader is refused, never mended by
guessing: line breaks, controls, zero-width and bidirectional controls. Blank is never a fault.
"""

import re
import unicodedata
from functools import lru_cache

from rundbrief.recipients.fault import Fault, shown
from rundbrief.wording import Language

LENGTH_LIMIT = 200  # letters: far above any name or office, far below a whole text in a cell
AROUND = " \t\u00a0\u200b\ufeff"  # what copying from web pages and Outlook leaves around a value
LINE_BREAKS = "\r\n\v\f\x85\u2028\u2029"  # str.splitlines' and Unicode's, §5.8
# Most cells of a list repeat. Shared, a million recipients take 1.2 GB instead of 1.7 (measured).
CELLS_REMEMBERED = 1 << 14

LANGUAGES: dict[str, Language] = {
    "de": "de",
    "deutsch": "de",
    "german": "de",
    "en": "en",
    "englisch": "en",
    "english": "en",
}


@lru_cache(CELLS_REMEMBERED)
def read_text(cell: str) -> str | Fault:
    """The cell as one clean line of at most 200 letters; empty where it is blank."""
    text = clean(cell)
    if isinstance(text, str) and len(text) > LENGTH_LIMIT:
        return Fault(
            "recipients.too-long",
            {"length": len(text), "limit": LENGTH_LIMIT, "value": shown(text)},
        )
    return text


def clean(cell: str) -> str | Fault:
    """The cell as one clean line of any length."""
    text = cell.strip(AROUND)
    if not text.isprintable() and (fault := _hidden(text)):
        return fault
    return " ".join(unicodedata.normalize("NFC", text).split())


def _hidden(text: str) -> Fault | None:
    for position, letter in enumerate(text, 1):
        if letter in LINE_BREAKS:
            return Fault("recipients.line-break", {"value": shown(text)})
        if not letter.isprintable() and unicodedata.category(letter) != "Zs":
            name = f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".strip()
            return Fault(
                "recipients.hidden-character",
                {"character": name, "position": position, "value": shown(text)},
            )
    return None


def read_language(text: str) -> Language | Fault | None:
    """The language a clean cell names; None where it is blank."""
    if not text:
        return None
    language = LANGUAGES.get(text.casefold())
    return language or Fault("recipients.language-unknown", {"value": shown(text)})


@lru_cache(CELLS_REMEMBERED)
def read_tags(text: str) -> tuple[str, ...] | Fault:
    """The tags of a clean cell, each once, in the cell's order."""
    tags = tuple(dict.fromkeys(filter(None, map(str.strip, re.split("[,;|]", text)))))
    for tag in tags:
        if isinstance(fault := read_text(tag), Fault):
            return fault
    return tags
