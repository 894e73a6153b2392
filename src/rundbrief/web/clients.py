"""How calendars treat what a mail carries, by their own documentation: none of it was tried.

    a mail ─▶ happenings(…): a new entry, a change, … ─▶ treatments(…): what each makes of it

Each sentence stands with the page that says it and the day that page was read. Where a program's
documentation says nothing of a happening, that is what is shown: nothing is guessed (decision
0015).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from babel.dates import format_date

from rundbrief.preview import EntryState, View
from rundbrief.web.drawing import say
from rundbrief.wording import Language
from rundbrief.wording.days import LOCALES

READ: Final = date(2026, 11, 24)


class Happening(StrEnum):
    """What a calendar is told."""

    NEW = "new"
    CHANGE = "change"
    CANCEL = "cancel"
    TENTATIVE = "tentative"  # beside NEW or CHANGE: only pencilled in
    PUBLISH = "publish"  # for information, or a file that is attached


# The pages that were read, by a name of ours; their own titles are `web.client-page.<name>`.
PAGES: Final[Mapping[str, str]] = {
    "processing": "help.outlook.com/en-us/140/ms.exch.ecp.calendarworkflowoptions.aspx",
    "sequence": "learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcical"
    "/c9d1e1c7-4356-462f-bce0-fbf6ce57d214",
    "outdated": "learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxocal"
    "/8e26c2ea-b721-4d0b-bb85-10dc4f1c1257",
    "remove": "learn.microsoft.com/exchange/client-developer/web-service-reference/removeitem",
    "intended": "learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcical"
    "/f6c01b0b-3cec-45ef-8c63-85a557d1d47f",
    "respond": "support.google.com/calendar/answer/37135",
    "reply": "support.apple.com/guide/calendar/icl1019/mac",
    "import": "support.apple.com/guide/calendar/icl1023/mac",
    "itip": "github.com/mozilla/releases-comm-central"
    "/blob/06245a6/calendar/base/modules/utils/calItipUtils.sys.mjs",
}

# What is said of which happening, and where: the words are `web.client.<program>.<happening>`.
SOURCES: Final[Mapping[str, Mapping[Happening, tuple[str, ...]]]] = {
    "outlook": {
        Happening.NEW: ("processing",),
        Happening.CHANGE: ("sequence", "outdated"),
        Happening.CANCEL: ("remove",),
        Happening.TENTATIVE: ("intended",),
    },
    "google": {Happening.NEW: ("respond",)},
    "apple": {
        Happening.NEW: ("reply",),
        Happening.CHANGE: ("reply",),
        Happening.PUBLISH: ("import",),
    },
    "thunderbird": {
        Happening.NEW: ("itip",),
        Happening.CHANGE: ("itip",),
        Happening.CANCEL: ("itip",),
        Happening.PUBLISH: ("itip",),
    },
}


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one calendar does, in words, and where that is written; empty where it is nowhere."""

    name: str
    words: str
    source: str


def happenings(shown: View, *, is_held: bool) -> tuple[Happening, ...]:
    """What a calendar is told by this mail. `is_held` where the reader has an entry already."""
    entry = shown.entry
    if entry is None:
        return (Happening.PUBLISH,) if shown.offered else ()
    if entry.method == "CANCEL":
        return (Happening.CANCEL,)
    told = Happening.CHANGE if is_held else Happening.NEW
    if entry.method != "REQUEST":
        told = Happening.PUBLISH
    is_tentative = entry.state is EntryState.TENTATIVE
    return (told, Happening.TENTATIVE) if is_tentative else (told,)


def treatments(told: Iterable[Happening], language: Language) -> list[Treatment]:
    """What each program makes of these; none where nothing is told to a calendar."""
    happened = tuple(told)
    return [_treatment(program, happened, language) for program in SOURCES if happened]


def _treatment(program: str, told: tuple[Happening, ...], language: Language) -> Treatment:
    known = [each for each in told if each in SOURCES[program]]
    words = [say(language, f"client.{program}.{each}") for each in known]
    words += [say(language, f"client-silent.{each}") for each in told if each not in known]
    pages = dict.fromkeys(page for each in known for page in SOURCES[program][each])
    return Treatment(
        say(language, f"client.{program}"),
        " ".join(words),
        " ".join(_cited(page, language) for page in pages),
    )


def _cited(page: str, language: Language) -> str:
    title = say(language, f"client-page.{page}")
    day = format_date(READ, "medium", locale=LOCALES[language])
    return say(language, "client-source", title=title, address=PAGES[page], day=day)
