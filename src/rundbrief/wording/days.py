"""Days, moments and times of day as sentences say them: by Babel, in the sentence's language.

    "Der {day} ist ein {day:EEEE}."  ─▶  "Der 8. September 2025 ist ein Montag."

What stands behind the colon is a pattern of Unicode TR 35, part 4; without one a day is written
with its year, a moment with its time of day too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from babel.dates import format_date

from rundbrief.wording.catalogue import Language, sentence

# CLDR's names for our two languages; British English, as Europe's offices write it.
LOCALES: dict[Language, str] = {"de": "de_DE", "en": "en_GB"}


def worded(values: Mapping[str, object], language: Language) -> dict[str, object]:
    """The values, days and times among them ready to be placed in a sentence."""
    return {
        name: Worded(value, language) if isinstance(value, date | time) else value
        for name, value in values.items()
    }


@dataclass(frozen=True, slots=True)
class Worded:
    """A day, moment or time of day, to be placed in a sentence of that language."""

    value: date | time
    language: Language

    def __format__(self, pattern: str) -> str:
        """The value by that pattern, or as it is usually written."""
        clock = ""
        if isinstance(self.value, datetime | time):
            # As it is on the wall: 24 hours, in both languages.
            clock = sentence("mail.time", self.language, time=f"{self.value:%H:%M}")
        if isinstance(self.value, time):
            return clock
        day = format_date(self.value, pattern or "long", locale=LOCALES[self.language])
        return ", ".join(filter(None, (day, "" if pattern else clock)))
