"""Umlauts that were taken for another encoding once too often: "KulturbÃ¼ro" for "Kulturbüro".

    text ─▶ garbled ─▶ in how many places; garbled_problem ─▶ a warning that says what to do

The bytes of UTF-8, read as Windows-1252 and saved, are good text in any encoding: no reader can
refuse them. Nothing is mended here, for what else the same program spoilt nobody knows.
"""

import re
from collections.abc import Iterable, Iterator

from rundbrief.problems import Problem, Severity
from rundbrief.recipients.csv_rows import Row

# UTF-8 writes what follows ASCII in Unicode as one byte C2 or C3 (Â, Ã) and one of 80 to BF, and
# quotation marks and dashes as E2 80 and another ("â€“"). Five of those bytes cp1252 leaves open.
_SECOND = bytes(range(0x80, 0xC0)).decode("cp1252", "ignore") + "\x81\x8d\x8f\x90\x9d"
_GARBLED = re.compile(f"[ÃÂ][{re.escape(_SECOND)}]|â€")
_FIRST = ("Ã", "Â", "â€")  # looked for before the pattern: most texts have none


def garbled(text: str) -> int:
    """In how many places a letter stands as the two that its bytes would be."""
    return len(_GARBLED.findall(text)) if any(each in text for each in _FIRST) else 0


def garbled_at(text: str) -> int:
    """Where the first of them stands; the text's end where there is none."""
    found = _GARBLED.search(text)
    return found.start() if found else len(text)


def garbled_problem(file: str, line: int, places: int) -> Problem:
    """The warning for a whole list; `line` is the first that is concerned."""
    values = {"count": places}
    return Problem(file, line, "", "recipients.garbled", values, Severity.WARNING)


def watched(rows: Iterable[Row | Problem], file: str) -> Iterator[Row | Problem]:
    """The same rows, and behind them the warning if it is due."""
    places = first = 0
    for row in rows:
        yield row
        if isinstance(row, tuple) and (count := garbled("\n".join(row[1]))):
            places, first = places + count, first or row[0]
    if places:
        yield garbled_problem(file, first, places)
