"""Days and times of day as people write them in a German text.

    "Montag, den 8. September 2025, 10–12 Uhr" ─▶ NamedDay(8, 9, 2025, weekday 0), (10:00, 12:00)

Spelt out, shortened or in figures, with the year, two figures of it or none; English names of
months are understood too. What only looks like a date (a version, a chapter) is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

MONTHS = (
    *("jan|jän", "feb", "mär|mrz|maer|mar", "apr", "mai|may", "jun", "jul", "aug"),
    *("sep", "okt|oct", "nov", "dez|dec"),
)
WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")

# Whole names and the usual short ones; a word that merely begins like a month is none.
_MONTH = (
    r"(?P<name>J[aä]n(?:uar|uary|ner)?|Feb(?:ruar|ruary|er)?|M(?:ärz|aerz|är|rz|arch)|Apr(?:il)?"
    r"|Mai|May|Jun[ie]?|Jul[iy]?|Aug(?:ust)?|Sept?(?:ember)?|O[kc]t(?:ober)?|Nov(?:ember)?"
    r"|De[zc](?:ember)?)\b\.?"
)
_WEEKDAY = (
    r"(?P<weekday>(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Sonnabend"
    r"|(?:Mo|Di|Mi|Do|Fr|Sa|So)(?=[.,\s]))\.?,?\s+(?:(?:den|dem|der)\s+)?"
)
_ISO = r"(?P<iso>\d{4}-\d\d-\d\d)"
_FIRST = r"(?:(?P<first>\d{1,2})\.?\s?(?:[–—/-]|bis|und|\+)\s?)?"
_NAMED = rf"{_FIRST}(?P<day>\d{{1,2}})(?:\.\s?|\s){_MONTH}(?:\s?(?P<year>\d{{4}})(?!\d))?"
_FIGURES = r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?:\s?(?P<y>\d{4})(?!\d)|(?P<short>\d\d)(?![\d.]))?"
_DAY = re.compile(
    rf"(?<![\d.,:/-])(?:(?:\b{_WEEKDAY})?(?:{_ISO}(?!\d)|{_NAMED}|{_FIGURES}))", re.IGNORECASE
)
# 15/03/27, 15-03-2027, 2027/03/15; not 2027-03-15, which is understood.
_OTHER_DAY = re.compile(r"(?:\d{1,2}([/-])\d{1,2}\1(?:\d{4}|\d\d)|\d{4}/\d{1,2}/\d{1,2})(?![\d/-])")
_LAST_DAY = 31
_LEADS_TO_A_DAY = re.compile(r"\b(?:am|den|dem|vom|zum|der|bis)\s+$", re.IGNORECASE)

_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?"
_CLOCKS = re.compile(
    rf"\b{_CLOCK}\s*(?:Uhr|h)?\s*(?:[–—-]|bis)\s*{_CLOCK}\s*(?:Uhr|h)\b"
    r"|\b(\d{1,2}):(\d\d)\s*(?:[–—-]|bis)\s*(\d{1,2}):(\d\d)\b"
    rf"|\b{_CLOCK}\s*(?:Uhr|h)\b|\b(\d{{1,2}}):(\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day as a text names it: `year` and `weekday` (0 is Monday) None where it doesn't say.

    `first` is the 8 of "8.–10. September". `start` and `end` are where it stands in the text.
    """

    day: int
    month: int
    year: int | None
    weekday: int | None
    first: int | None
    start: int
    end: int

    def on(self, year: int) -> date | None:
        """The day in its own year, or in `year` where the text names none; None if impossible."""
        return _day(self.year or year, self.month, self.day)

    def since(self, year: int) -> date | None:
        """The first of several days: that of "8.–10. September", else the day itself."""
        return _day(self.year or year, self.month, self.first or self.day)


def days_in(text: str) -> Iterator[NamedDay]:
    """Each day that the text names, in its order, also one that no calendar has."""
    for found in _DAY.finditer(text):
        weekday = _weekday(found["weekday"])
        year, month, day = _numbers(found)
        is_plain = found["d"] and year is None and weekday is None
        if is_plain and not _LEADS_TO_A_DAY.search(text[: found.start()]):
            continue  # 8.9. alone may as well be a chapter
        first = int(found["first"]) if found["first"] else None
        yield NamedDay(day, month, year, weekday, first, found.start(), found.end())


def other_spelling(text: str) -> tuple[str, str] | None:
    """A day in figures that a German text doesn't write, and how it would: 15/03/27, 15.3.2027.

    Only where the text begins with it; 03/04/2027 may be either day, and is taken for the third.
    """
    found = _OTHER_DAY.match(text.lstrip("#* "))
    if not found:
        return None
    first, second, third = (int(part) for part in re.split(r"\D", found[0]))
    day, month, year = (third, second, first) if first > _LAST_DAY else (first, second, third)
    if month > 12:
        day, month = month, day
    year += 2000 if year < 100 else 0
    return found[0], f"{day}.{month}.{year}" if _day(year, month, day) else "8.9.2025"


def clocks_in(text: str) -> tuple[time | None, time | None, int]:
    """When it begins and ends by the first times of day named, and where these end in the text."""
    found = _CLOCKS.search(text)
    if not found:
        return None, None, 0
    figures = [part for part in _in_pairs(found.groups()) if part[0]]
    clocks = [_clock(*figure) for figure in figures] + [None]
    return clocks[0], clocks[1], found.end()


def _numbers(found: re.Match[str]) -> tuple[int | None, int, int]:
    if found["iso"]:
        year, month, day = map(int, found["iso"].split("-"))
        return year, month, day
    if found["name"]:
        begin = found["name"].casefold()
        month = next(n for n, names in enumerate(MONTHS, 1) if begin.startswith(_each(names)))
        return int(found["year"]) if found["year"] else None, month, int(found["day"])
    written = found["y"] or (found["short"] and f"20{found['short']}")
    return int(written) if written else None, int(found["m"]), int(found["d"])


def _each(names: str) -> tuple[str, ...]:
    return tuple(names.split("|"))


def _weekday(name: str | None) -> int | None:
    if not name:
        return None
    begin = name[:2].casefold()
    return next(n for n, whole in enumerate(WEEKDAYS) if whole.startswith(begin))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(hour: str, minute: str | None) -> time | None:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None


def _in_pairs(parts: tuple[str | None, ...]) -> Iterator[tuple[str, str | None]]:
    for hour, minute in zip(parts[::2], parts[1::2], strict=True):
        yield hour or "", minute
