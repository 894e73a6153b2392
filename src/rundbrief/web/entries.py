"""A calendar's entry as a card: what the reader's calendar shows before and after a mail."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_time

from rundbrief.definitions import Meeting
from rundbrief.preview import CalendarEntry
from rundbrief.wording import Language
from rundbrief.wording.days import LOCALES

PLACE = ("name", "room", "street", "town", "link")


@dataclass(frozen=True, slots=True)
class Card:
    """One entry, in words."""

    month: str
    day: str
    weekday: str
    title: str
    when: str
    place: str


def card_of_entry(entry: CalendarEntry, language: Language) -> Card:
    """The entry that a mail carries."""
    return _card(entry.start, entry.end, entry.summary, entry.location, language)


def card_of_meeting(meeting: Meeting, language: Language) -> Card:
    """A meeting as calendars were told of it."""
    parts = (str(getattr(meeting.venue, name, "") or "") for name in PLACE)
    place = ", ".join(filter(None, parts))
    return _card(meeting.start, meeting.end, meeting.title, place, language)


def _card(start: datetime, end: datetime, title: str, place: str, language: Language) -> Card:
    locale = LOCALES[language]
    day = format_date(start, "full", locale=locale)
    begins, ends = (format_time(each, "HH:mm", locale=locale) for each in (start, end))
    if end.date() != start.date():
        ends = f"{format_date(end, 'full', locale=locale)}, {ends}"
    return Card(
        month=format_date(start, "LLLL", locale=locale),
        day=str(start.day),
        weekday=format_date(start, "EEEE", locale=locale),
        title=title,
        when=f"{day}, {begins}–{ends}",
        place=place,
    )
