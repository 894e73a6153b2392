"""How calendars treat what a mail carries, by their own documentation; tried where it could be.

What stands here is shown beside the entry, with its source and the day it was read.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date

from rundbrief.web.drawing import say
from rundbrief.wording import Language
from rundbrief.wording.days import LOCALES

READ = date(2026, 11, 24)
# name, and the page that says it
CLIENTS: Final = {
    "outlook": ("Outlook", "learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcical"),
    "google": ("Google Kalender", "support.google.com/calendar/answer/13159188"),
    "apple": ("Apple Kalender", "support.apple.com/guide/calendar/icl1035"),
    "thunderbird": ("Thunderbird", "support.mozilla.org/kb/calendar-invitations"),
}


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one calendar does, in words, and where that is written."""

    name: str
    words: str
    source: str


def treatments(method: str, language: Language) -> list[Treatment]:
    """What each does with a REQUEST or a CANCEL; nothing is claimed of any other METHOD."""
    if method not in {"REQUEST", "CANCEL"}:
        return []
    day = format_date(READ, "medium", locale=LOCALES[language])
    return [
        Treatment(
            name,
            say(language, f"client.{key}.{method.lower()}"),
            say(language, "client-source", source=source, day=day),
        )
        for key, (name, source) in CLIENTS.items()
    ]
