"""An attendance list as a sheet of paper: at the door people find their name and sign beside it.

    Attendance ─▶ rows in the order of a register, without who declined ─▶ HTML for A4

It is passed round: no address stands on it and no note. Self-contained, without any script.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rundbrief.definitions import Answer, Meeting, MeetingStatus
from rundbrief.planning import Attendance, Guest
from rundbrief.rendering.dates import clock_words, short_date_words, when
from rundbrief.wording import Language, sentence

HERE = Path(__file__).parent
BLANK = 6  # lines for whom nobody expected
PLACE = ("name", "room", "town")


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    office: str
    answer: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    when: str
    place: str
    is_cancelled: bool
    numbers: tuple[str, ...]
    rows: tuple[_Row, ...]


def sheet(
    lists: Sequence[Attendance], *, organisation: str, now: datetime, language: Language
) -> str:
    """The HTML, each list on paper of its own. `now` (aware) is when it is true."""
    day, time = short_date_words(now, language), clock_words(now)
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("sheet.html").render(
        language=language,
        say=partial(_say, language),
        organisation=organisation,
        as_of=_say(language, "as-of", day=day, time=time),
        sheets=[_sheet(each, language) for each in lists],
        blank=range(BLANK),
        style=Markup((HERE / "sheet.css").read_text(encoding="utf-8")),  # noqa: S704 — our own file
    )


def _sheet(attendance: Attendance, language: Language) -> _Sheet:
    meeting = attendance.meeting
    expected = [each for each in attendance.invited if each.answer is not Answer.DECLINED]
    return _Sheet(
        title=meeting.title,
        when=str(when(meeting, language)),
        place=_place(meeting, language),
        is_cancelled=meeting.status is MeetingStatus.CANCELLED,
        numbers=tuple(
            _say(language, f"count.{said}", count=count)
            for said, count in attendance.counts.items()
        ),
        rows=tuple(_row(attendance, each, language) for each in expected),
    )


def _place(meeting: Meeting, language: Language) -> str:
    venue = meeting.venue
    parts = [str(getattr(venue, name, "")) for name in PLACE]
    return ", ".join(filter(None, parts)) or _say(language, "online")


def _row(attendance: Attendance, guest: Guest, language: Language) -> _Row:
    answer = _say(language, f"said.{attendance.said(guest)}")
    return _Row(_register_name(guest), guest.office, answer)


def _register_name(guest: Guest) -> str:
    """`Muster, Dr. Erika`: the name by which the row is found comes first."""
    row = guest.recipient
    if row is None or not row.family_name:
        return guest.display_name or guest.address
    rest = " ".join(filter(None, (row.title, row.given_name)))
    return ", ".join(filter(None, (row.family_name, rest)))


def _say(language: Language, key: str, /, **values: object) -> str:
    return sentence(f"attendance.{key}", language, **values)
