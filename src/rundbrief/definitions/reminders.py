"""Reminders: when each is due and when it is too late, and what can't be right about that.

    [[reminders]] at, until ─┐
    registration deadline ───┼─▶ at < until ≤ start ─▶ Reminder
    start of the meeting ────┘

A day alone begins a reminder at its midnight and ends it with its last minute, but never later than
the meeting begins. Without `until` it ends with the deadline if it comes before that, else when
the meeting begins.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rundbrief.definitions.models import Reminder
from rundbrief.definitions.source import Path, Source
from rundbrief.definitions.times import check_clock, instant, is_after, moment_in, table_in
from rundbrief.definitions.written import WrittenReminder
from rundbrief.problems import Problem


def reminder(
    written: WrittenReminder, deadline: datetime | date | None, start: datetime
) -> Reminder:
    """The reminder of a meeting with that deadline and `start` (aware, in its zone)."""
    zone = start.tzinfo
    at = _begin(written.at).replace(tzinfo=zone)
    last = written.until or deadline
    until = min(_end(last).replace(tzinfo=zone), start) if last else start
    if not written.until and at >= until:
        until = start
    return Reminder(at=at, to=written.to, until=until, text=written.text)


def check_reminders(source: Source, zone: ZoneInfo) -> Iterator[Problem]:
    """What is wrong with the times of reminders and with whom they are for."""
    seen: set[datetime] = set()
    listed = source.values.get("reminders")
    for number, each in enumerate(listed if isinstance(listed, list) else ()):
        path: Path = ("reminders", number)
        for key in ("at", "until"):
            yield from check_clock(source, (*path, key), zone)
        yield from _check_order(source, path, zone)
        yield from _check_answers(source, (*path, "to"))
        at = _day_or_moment(table_in(each).get("at"))
        if at and _begin(at) in seen:
            # `at` is what tells one reminder from another in the ledger.
            example = (_begin(at) + timedelta(hours=8)).isoformat()
            yield source.problem((*path, "at"), "definitions.reminder-twice", example=example)
        seen |= {_begin(at)} if at else set()


def _check_order(source: Source, path: Path, zone: ZoneInfo) -> Iterator[Problem]:
    """Each reminder comes to its end after its beginning and before the meeting."""
    start = moment_in(source.values.get("start"))
    at = _day_or_moment(source.value((*path, "at")))
    until = _day_or_moment(source.value((*path, "until")))
    deadline = _day_or_moment(table_in(source.values.get("registration")).get("deadline"))
    if start and until and is_after(until, start, zone):
        code = "definitions.until-after-start"
        yield source.problem((*path, "until"), code, until=until, start=start)
    if at is None:
        return
    begin = instant(_begin(at), zone)
    if start and begin >= instant(start, zone):
        code = "definitions.reminder-after-start"
        yield source.problem((*path, "at"), code, at=at, start=start)
    elif until and begin >= instant(_end(until), zone):
        yield source.problem((*path, "until"), "definitions.until-before-at", until=until, at=at)
    elif (
        deadline
        and begin >= instant(_end(deadline), zone)
        and source.value((*path, "to")) == "no-answer"
    ):
        code = "definitions.no-answer-after-deadline"
        yield source.problem((*path, "at"), code, at=at, deadline=deadline)


def _check_answers(source: Source, path: Path) -> Iterator[Problem]:
    """Where nobody is asked, nobody has answered or failed to."""
    if source.values.get("answers") == "none" and source.value(path) in {"no-answer", "accepted"}:
        yield source.problem(
            path,
            "definitions.nobody-answers",
            found=source.written(path),
            example='to = "all-but-declined"',
        )


def _day_or_moment(value: object) -> datetime | date | None:
    """The value, if it is a day or a local moment that can be counted with at all."""
    if isinstance(value, datetime):
        return moment_in(value)
    return value if isinstance(value, date) and moment_in(_begin(value)) else None


def _begin(moment: datetime | date) -> datetime:
    """The moment, of a day its first."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def _end(moment: datetime | date) -> datetime:
    """The moment, of a day the one after its last."""
    return moment if isinstance(moment, datetime) else _begin(moment) + timedelta(days=1)
