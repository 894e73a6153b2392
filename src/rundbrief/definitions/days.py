"""Whether a meeting's day is a good one, and whether its texts speak of that day.

    Meeting, its file, Land ─┬─ the day: holiday, school holidays, weekend, another own meeting
                             └─ its texts: "Montag, 9. September", a date that is not the file's

What is known of school holidays ends some years ahead; beyond that the answer is "keine Angabe",
never "free". A holiday of some places only counts as one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from rundbrief.definitions.dates import days_in
from rundbrief.definitions.models import Meeting, MeetingStatus
from rundbrief.definitions.source import Path, Source, read_source
from rundbrief.problems import Problem, Severity

_SATURDAY = 5
_ASKED = range(2020, 2060)  # far beyond what is known
# "bis zum 1. September", "Anmeldeschluss ist der 1. September": days, but not the meeting's.
_ANOTHER_DAY = re.compile(
    r"(?:\b(?:bis|spätestens|seit|vor|nach|ab)(?:\s+(?:zum|am|dem|den|spätestens))*"
    r"|(?:schluss|frist)(?:\s+(?:ist|endet))?:?(?:\s+(?:der|am))?)\s*$",
    re.IGNORECASE,
)

Values = dict[str, str]


@cache
def holidays(land: str, year: int) -> Mapping[date, str]:
    """The public holidays of that Land, also those of its Catholic places; their German names.

    Without a Land those that all have.
    """
    return _germany(land, (year,), ("public", "catholic"))


@cache
def school_holidays(land: str) -> Mapping[date, str]:
    """All school holidays of that Land that are known; none where no Land is given."""
    return _germany(land, _ASKED, ("school",)) if land else {}


def _germany(land: str, years: Iterable[int], categories: tuple[str, ...]) -> Mapping[date, str]:
    from holidays import country_holidays  # a fifth of a second: only who asks pays for it

    return dict(
        country_holidays(
            "DE", subdiv=land or None, years=years, categories=categories, language="de"
        )
    )


def is_good_day(day: date, land: str) -> bool:
    """Whether nothing speaks against the day, as far as is known."""
    return not list(_day_of(day, land))


def check_day(
    meeting: Meeting, data: bytes, others: Iterable[Meeting], *, land: str, today: date
) -> list[Problem]:
    """What speaks against the day of a meeting to come, and what its texts say of other days.

    `data` is its file. `others` are the meetings to come: of two on one day, the file that comes
    later by name is told. `land` is the Land's two letters, empty for none.
    """
    source, problems = read_source(data, meeting.file)
    if source is None:
        return problems
    for code, values in _day_of(meeting.start.date(), land):
        problems.append(_warning(_said(source, ("start",), code, values)))
    problems += _same_day(meeting, others, source)
    for path in (("title",), ("announcement",)):
        problems += _check_text(meeting, source, path, today)
    return problems


def _said(source: Source, path: Path, code: str, values: Values, row: int | None = None) -> Problem:
    return source.problem(path, code, row=row, **values)


def _warning(problem: Problem) -> Problem:
    return replace(problem, severity=Severity.WARNING)


def _day_of(day: date, land: str) -> Iterator[tuple[str, Values]]:
    values = {"day": day.isoformat(), "land": land}
    school = school_holidays(land)
    if name := holidays(land, day.year).get(day):
        yield "writing.holiday", values | {"name": name}
    elif day.weekday() >= _SATURDAY:
        yield f"writing.weekend-{day.weekday()}", values
    if name := school.get(day):
        yield "writing.school-holidays", values | {"name": name}
    elif school and day > max(school):
        yield "writing.school-unknown", values | {"known": max(school).isoformat()}


def _same_day(meeting: Meeting, others: Iterable[Meeting], source: Source) -> Iterator[Problem]:
    for other in others:
        if other.file >= meeting.file:
            continue
        if meeting.start < other.end and other.start < meeting.end:
            code = "writing.overlap"
        elif meeting.start.date() == other.start.date():
            code = "writing.same-day"
        else:
            continue
        values = {"other": other.file, "title": other.title, "time": f"{other.start:%H:%M}"}
        yield _warning(_said(source, ("start",), code, values))


def _check_text(meeting: Meeting, source: Source, path: Path, today: date) -> Iterator[Problem]:
    """A weekday that isn't its date's; another day than the meeting's, where that is not named."""
    text = source.value(path)
    if not isinstance(text, str):
        return
    start, end = meeting.start.date(), meeting.end.date()
    named = [(each, each.on(start.year)) for each in days_in(text)]
    own = [each for each, day in named if day and (each.since(start.year) or day) <= end <= day]
    own += [each for each, day in named if day and start <= day <= end]
    for each, day in named:
        row, said = text.count("\n", 0, each.start), text[each.start : each.end]
        if day is None:
            code, is_sure = "writing.no-such-day-in-text", True
        elif each.weekday not in {None, day.weekday()} and not each.first:
            code = f"writing.weekday-in-text-{day.weekday()}"
            is_sure = each.year is not None or each in own
        elif own or day < today or _is_another(text[: each.start], day, meeting):
            continue
        else:
            code, is_sure = "writing.other-day", False
        values = {"found": said, "start": start.isoformat(), "day": (day or start).isoformat()}
        problem = _said(source, path, code, values, row)
        # A draft may be unfinished; what is planned may go out with the next command.
        stops = is_sure and meeting.status is MeetingStatus.PLANNED
        yield problem if stops else _warning(problem)


def _is_another(before: str, day: date, meeting: Meeting) -> bool:
    """Whether the text speaks of a day that isn't meant to be the meeting's: a deadline."""
    deadline = meeting.registration and meeting.registration.deadline
    is_deadline = isinstance(deadline, date) and f"{deadline:%Y-%m-%d}" == day.isoformat()
    return is_deadline or bool(_ANOTHER_DAY.search(before))
