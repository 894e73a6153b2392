"""Links that fill in the form of a calendar on the web: for those who hold nothing of a meeting.

    Meeting ─▶ web_calendars ─▶ Link("Google", https://calendar.google.com/…), …

They carry neither UID nor organiser, so what is made of them never moves and is never cancelled.
Nobody documents them; the addresses and parameters are those that spatie/calendar-links and
add-to-calendar-button have used for years.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode

from rundbrief.definitions import Meeting
from rundbrief.rendering.calendar_words import CalendarWords, calendar_words
from rundbrief.rendering.links import Link
from rundbrief.wording import Language

LONGEST: Final = 900  # letters of the description: an address of more than 2,000 is cut by some


def web_calendars(meeting: Meeting, language: Language) -> tuple[Link, ...]:
    """One link for each calendar, in its order; its words are the calendar's name."""
    words = calendar_words(meeting, language)
    return tuple(
        Link(words=name, address=f"{base}?{urlencode(fields(meeting, words), quote_via=quote)}")
        for name, (base, fields) in _CALENDARS.items()
    )


def _google(meeting: Meeting, words: CalendarWords) -> dict[str, str]:
    return {
        "action": "TEMPLATE",
        "text": words.summary,
        "dates": f"{_compact(meeting.start)}/{_compact(meeting.end)}",
        "location": words.location,
        "details": _shortened(words.description),
    }


def _outlook(meeting: Meeting, words: CalendarWords) -> dict[str, str]:
    return {
        "rru": "addevent",
        "subject": words.summary,
        "startdt": _extended(meeting.start),
        "enddt": _extended(meeting.end),
        "location": words.location,
        "body": _shortened(words.description),
    }


_CALENDARS: Final[Mapping[str, tuple[str, Callable[[Meeting, CalendarWords], dict[str, str]]]]] = {
    "Google": ("https://calendar.google.com/calendar/render", _google),
    "Outlook": ("https://outlook.office.com/calendar/0/action/compose", _outlook),
}


def _compact(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _extended(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
