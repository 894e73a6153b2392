"""A meeting's dates and times in words, in the language of the mail.

    start, end, zone ─▶ When ─▶ "Montag, 8. September 2025", "10:00–12:00 Uhr"

The zone is named only for those who might live in another one: readers of another language than
the meeting's, and everyone where the meeting itself is not on Central European Time.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from babel.dates import format_date, get_timezone_name

from rundbrief.definitions import Meeting
from rundbrief.wording import Language, sentence

# CLDR's names for our two languages; British English, as Europe's offices write it.
LOCALES: dict[Language, str] = {"de": "de_DE", "en": "en_GB"}
HOME_ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When a meeting is. `until` is empty unless it ends on another day than it begins.

    `weekday`, `day`, `month`, `year` are the pieces of `date`, `short_date` is without the weekday.
    """

    weekday: str
    day: str
    month: str
    year: str
    date: str
    short_date: str
    time: str
    until: str

    def __str__(self) -> str:
        """All of it in one line."""
        return ", ".join(filter(None, (self.date, self.time))) + (self.until and f" {self.until}")


def date_words(day: date, language: Language) -> str:
    """`Montag, 8. September 2025`, `Monday, 8 September 2025`."""
    return format_date(day, "full", locale=LOCALES[language])


def short_date_words(day: date, language: Language) -> str:
    """`8. September 2025`: the date without its weekday."""
    return format_date(day, "long", locale=LOCALES[language])


def clock_words(moment: time | datetime) -> str:
    """`10:00`, in both languages: public offices on this side write 24 hours."""
    return format(moment, "%H:%M")


def time_words(moment: time | datetime, language: Language) -> str:
    """`10:00 Uhr`, `10:00`."""
    return sentence("mail.time", language, time=clock_words(moment))


def deadline_words(deadline: datetime | date, language: Language) -> str:
    """`Montag, 1. September 2025`, with the time of day where the deadline has one."""
    words = date_words(deadline, language)
    if isinstance(deadline, datetime):
        words += f", {time_words(deadline, language)}"
    return words


def when(meeting: Meeting, language: Language) -> When:
    """The meeting's date and time in that language, as local time where it takes place."""
    start, end, locale = meeting.start, meeting.end, LOCALES[language]
    same_day = start.date() == end.date()
    if same_day:
        clock = sentence("mail.time-span", language, start=clock_words(start), end=clock_words(end))
    else:
        clock = time_words(start, language)
    if meeting.zone.key != HOME_ZONE or meeting.language != language:
        clock += f" ({get_timezone_name(start, 'short', locale=locale)})"
    return When(
        weekday=format_date(start, "EEEE", locale=locale),
        day=format_date(start, "d", locale=locale),
        month=format_date(start, "MMMM", locale=locale),
        year=format_date(start, "y", locale=locale),
        date=date_words(start, language),
        short_date=short_date_words(start, language),
        time=clock,
        until=""
        if same_day
        else sentence("mail.until", language, moment=deadline_words(end, language)),
    )
