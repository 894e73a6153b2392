"""How calendars treat what a mail carries, by their own documentation; tried where it could be.

What stands here is shown beside the entry, with its source and the day it was read, or that
nobody has read it there yet.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date

from rundbrief.web.drawing import say
from rundbrief.wording import Language
from rundbrief.wording.days import LOCALES

READ = date(2026, 11, 24)
IMIP_BAR = "searchfox.org/comm-central: calendar/test/browser/invitations/browser_imipBarUpdates.js"
# name, the page that says it, and when it was read; None where only its being there is known
CLIENTS: Final[dict[str, tuple[str, str, date | None]]] = {
    "outlook": (
        "Outlook",
        "learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcical",
        None,
    ),
    "google": ("Google Kalender", "support.google.com/calendar/answer/13159188", READ),
    "apple": ("Apple Kalender", "support.apple.com/guide/calendar", None),
    "thunderbird": ("Thunderbird", IMIP_BAR, READ),
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
    return [
        Treatment(
            name, say(language, f"client.{key}.{method.lower()}"), _cited(language, source, read)
        )
        for key, (name, source, read) in CLIENTS.items()
    ]


def _cited(language: Language, source: str, read: date | None) -> str:
    if read is None:
        return say(language, "client-unread", source=source)
    day = format_date(read, "medium", locale=LOCALES[language])
    return say(language, "client-source", source=source, day=day)
