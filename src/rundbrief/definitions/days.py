"""Whether a meeting's day is a good one, and whether its texts speak of that day.

    Meeting, its file, Land ─┬─ the day: holiday, school holidays, weekend, another own meeting
                             └─ its texts: "Montag, 9. September", a date that is not the file's

What is known of school holidays ends some years ahead; beyond that the answer is "keine Angabe",
never "free". A holiday of some places only counts as one.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from rundbrief.definitions.dates import days_in
from rundbrief.definitions.markdown import in_each
from rundbrief.definitions.models import Meeting, MeetingStatus, Newsletter, NewsletterStatus
from rundbrief.definitions.source import Path, Source, read_source
from rundbrief.problems import Problem, Severity, Value

_SATURDAY = 5
_ASKED = range(2020, 2060)  # far beyond what is known
# "bis zum 1. September", "Anmeldeschluss ist der 1. September": days, but not the meeting's.
_ANOTHER_DAY = re.compile(
    r"(?:\b(?:bis|spätestens|seit|vor|nach|ab)(?:\s+(?:zum|am|dem|den|spätestens))*"
    r"|(?:schluss|frist)(?:\s+(?:ist|endet))?:?(?:\s+(?:der|am))?)\s*$",
    re.IGNORECASE,
)
# "Weiter geht es am 3. November", "Anträge nimmt das Land am 1. Oktober entgegen": a sentence about
# something else, where the text names the meeting's own day too.
_ANOTHER_THING = re.compile(
    r"\b(?:nächst|folge|folgt|fortsetz|weiter|danach|anschließend|später|wieder|vorher|zuvor|zweit|dritt"
    r"|frist|schluss|anmeld|antrag|anträg|bewerb|einreich|einsend|ausschreib|förder|projekt"
    r"|ferien|feiertag|festival|tagung|konferenz|messe|ausstellung|wettbewerb|preis|gesetz|richtlinie"
    r"|erschein|veröffentlich|in\s+kraft|beginn\w*\s+der)"
    r"|(?:frist|schluss|tagung|konferenz|messe|ausstellung|festival|preis|ferien)\b",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"(?<!\d)[.!?:](?=\s)|\n\s*\n|\n-\s")
_FULL_STOP = re.compile(r"(?<=[^\W\d])\.$")  # that of "am 9. September."

Values = dict[str, Value]


@cache
def holidays(land: str, year: int, *, in_places: bool = False) -> Mapping[date, str]:
    """The public holidays of that Land by their German names; without a Land those that all have.

    `in_places`: those of its Catholic places alone.
    """
    return _germany(land, (year,), "catholic" if in_places else "public")


@cache
def school_holidays(land: str) -> Mapping[date, str]:
    """All school holidays of that Land that are known; none where no Land is given."""
    return _germany(land, _ASKED, "school") if land else {}


def _germany(land: str, years: Iterable[int], category: str) -> Mapping[date, str]:
    from holidays import country_holidays  # a fifth of a second: only who asks pays for it

    return dict(
        country_holidays("DE", subdiv=land or None, years=years, categories=category, language="de")
    )


def is_good_day(day: date, land: str) -> bool:
    """Whether nothing speaks against the day, as far as is known."""
    return not list(_day_of(day, land))


def check_day(
    meeting: Meeting, data: bytes, others: Collection[Meeting], *, land: str, today: date
) -> list[Problem]:
    """What speaks against the day of a meeting to come, and what its texts say of other days.

    `data` is its file. `others` are the meetings to come: of two on one day, the file that comes
    later by name is told. `land` is the Land's two letters, empty for none.
    """
    source, problems = read_source(data, meeting.file)
    if source is None:
        return problems
    for code, values in _day_of(meeting.start.date(), land):
        problems.append(_of_the_day(source, code, values))
    problems += _same_day(meeting, others, source)
    days = {other.start.date() for other in others if other.id != meeting.id}
    for path in [("title",), ("announcement",), *in_each(source, "reminders", "text")]:
        problems += _check_text(meeting, source, path, days, today)
    return problems


def _of_the_day(source: Source, code: str, values: Values) -> Problem:
    """A hint at the start: whether the day is a good one she decides."""
    problem = source.problem(("start",), code)
    return replace(problem, values=values, severity=Severity.WARNING)


def _day_of(day: date, land: str) -> Iterator[tuple[str, Values]]:
    values: Values = {"day": day, "land": land}
    school = school_holidays(land)
    if name := holidays(land, day.year).get(day):
        yield "writing.holiday", values | {"name": name}
    elif name := holidays(land, day.year, in_places=True).get(day):
        yield "writing.holiday-in-places", values | {"name": name}
    elif day.weekday() >= _SATURDAY:
        yield "writing.weekend", values
    if name := school.get(day):
        yield "writing.school-holidays", values | {"name": name}
    elif school and day > max(school):
        yield "writing.school-unknown", values | {"known": max(school)}


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
        values: Values = {"other": other.file, "title": other.title, "time": other.start.time()}
        yield _of_the_day(source, code, values)


def check_days_named(newsletter: Newsletter, data: bytes, *, today: date) -> list[Problem]:
    """What the texts of a newsletter say of days that can't be; `data` is its file."""
    source, problems = read_source(data, newsletter.file)
    if source is None:
        return problems
    is_firm = newsletter.status is NewsletterStatus.READY
    paths: list[Path] = [("title",), ("introduction",)]
    paths += [("articles", number, "text") for number in range(len(newsletter.articles))]
    for path in paths:
        for named in _named(source, path, near=today):
            # Of a newsletter that went out long ago nobody knows which year it was written in.
            is_sure = named.day is None or named.has_year
            if (code := named.contradiction) and (is_sure or not is_firm):
                problems.append(named.problem(source, path, code, is_error=is_firm))
    return problems


@dataclass(frozen=True, slots=True)
class _Named:
    """A day that a text names: the words, where they stand, and the day they mean.

    `row` counts from 0; `before` is the text as far as the words, `sentence` the one around them.
    """

    said: str
    row: int
    before: str
    sentence: str
    has_year: bool
    weekday: int | None
    since: date | None
    day: date | None

    @property
    def contradiction(self) -> str | None:
        """The code of what can't be: a day that no calendar has, or another weekday's."""
        if self.day is None:
            return "writing.no-such-day-in-text"
        is_one_day = self.since == self.day
        if self.weekday is not None and is_one_day and self.weekday != self.day.weekday():
            return "writing.other-weekday-in-text" if self.has_year else "writing.weekday-by-year"
        return None

    def is_within(self, first: date, last: date) -> bool:
        return bool(self.since and self.day and self.since <= last and first <= self.day)

    def problem(
        self, source: Source, path: Path, code: str, *, is_error: bool, start: date | None = None
    ) -> Problem:
        values = {name: day for name, day in (("day", self.day), ("start", start)) if day}
        problem = source.problem(path, code, row=self.row, found=self.said, **values)
        return replace(problem, severity=Severity.ERROR if is_error else Severity.WARNING)


def _named(source: Source, path: Path, *, near: date) -> list[_Named]:
    """Each day that the text at `path` names; without its year the one that is nearest."""
    text = source.value(path)
    if not isinstance(text, str):
        return []
    found = []
    for each in days_in(text):
        near_days = (each.on(near.year + years) for years in (0, -1, 1))
        day = min(filter(None, near_days), key=lambda day: abs(day - near), default=None)
        found.append(
            _Named(
                said=_FULL_STOP.sub("", text[each.start : each.end]),
                row=text.count("\n", 0, each.start),
                before=text[: each.start],
                sentence=_sentence(text, each.start, each.end),
                has_year=each.year is not None,
                weekday=each.weekday,
                since=day and each.since(day.year),
                day=day,
            )
        )
    return found


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around that part of the text."""
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(text)]
    first = max((place for place in ends if place <= start), default=0)
    return text[first : min((place for place in ends if place >= end), default=len(text))]


def _check_text(
    meeting: Meeting, source: Source, path: Path, others: Set[date], today: date
) -> Iterator[Problem]:
    """What can't be, and a day that is not the meeting's nor that of anything else."""
    start, end = meeting.start.date(), meeting.end.date()
    named = _named(source, path, near=start)
    own = [each for each in named if each.is_within(start, end)]
    for each in named:
        # A draft may be unfinished; anything else may go out with the next command.
        is_firm = meeting.status is not MeetingStatus.DRAFT
        if code := each.contradiction:
            is_sure = each.day is None or each.has_year or each in own
            yield each.problem(source, path, code, is_error=is_firm and is_sure, start=start)
        elif each in own or not each.day or each.day < today or each.day in others:
            continue
        elif not _is_another(each, meeting, is_own_named=bool(own)):
            yield each.problem(source, path, "writing.other-day", is_error=False, start=start)


def _is_another(named: _Named, meeting: Meeting, *, is_own_named: bool) -> bool:
    """Whether the text speaks of a day that isn't meant to be the meeting's.

    A deadline always; and where the meeting's own day is named too, several days or a sentence
    about something else.
    """
    deadline = meeting.registration and meeting.registration.deadline
    day = deadline.date() if isinstance(deadline, datetime) else deadline
    if named.day == day or _ANOTHER_DAY.search(named.before):
        return True
    is_of_else = named.since != named.day or _ANOTHER_THING.search(named.sentence)
    return is_own_named and bool(is_of_else)
