"""Times of day against the zone they are in, and against each other.

    start, end, deadline, agenda ─▶ does that hour exist, once? ─▶ is the order right?

What a field can say of itself is checked in `fields`; here they are seen together, as the file
has them, whatever else may be wrong with it. Moments are compared in UTC: Python compares two of
one zone by the clock on the wall, which on a clock-change day is not their order.
"""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rundbrief.definitions.fields import YEARS
from rundbrief.definitions.source import Path, Source
from rundbrief.problems import Problem

_SECOND = timedelta(seconds=1)


@dataclasses.dataclass(frozen=True, slots=True)
class ClockChange:
    """The clocks of a zone go from `before` to `after`, both local times without zone."""

    before: datetime
    after: datetime

    @property
    def is_gap(self) -> bool:
        """Whether hours are left out; else they come twice."""
        return self.after > self.before


def clock_change(moment: datetime, zone: ZoneInfo) -> ClockChange | None:
    """The change that makes this local time one that doesn't exist or exists twice (PEP 495)."""
    old, new = (_offset(moment.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if old == new:
        return None
    low, high = sorted(moment.replace(microsecond=0) - offset for offset in (old, new))
    while high - low > _SECOND:
        middle = low + (high - low) // (2 * _SECOND) * _SECOND
        if _offset(middle.replace(tzinfo=UTC).astimezone(zone)) == old:
            low = middle
        else:
            high = middle
    return ClockChange(high + old, high + new)


def check_times(source: Source, zone: ZoneInfo) -> Iterator[Problem]:
    """What is wrong with start, end, deadline and the agenda's times, seen together."""
    start, end = moment_in(source.values.get("start")), moment_in(source.values.get("end"))
    deadline = table_in(source.values.get("registration")).get("deadline")
    for path in (("start",), ("end",), ("registration", "deadline")):
        yield from check_clock(source, path, zone)
    if start and end and instant(end, zone) <= instant(start, zone):
        yield source.problem(("end",), "definitions.end-before-start", end=end, start=start)
    if start and isinstance(deadline, date) and is_after(deadline, start, zone):
        yield source.problem(
            ("registration", "deadline"),
            "definitions.deadline-after-start",
            deadline=deadline,
            start=start,
        )
    if start and end and instant(end, zone) > instant(start, zone):
        yield from _agenda_outside(source, start, end)


def check_clock(source: Source, path: Path, zone: ZoneInfo) -> Iterator[Problem]:
    """Whether the local time at `path`, if one is there, exists, and once only."""
    moment = moment_in(source.value(path))
    if moment and (change := clock_change(moment, zone)):
        yield _impossible(source, path, moment, change, zone)


def _agenda_outside(source: Source, start: datetime, end: datetime) -> Iterator[Problem]:
    agenda = source.values.get("agenda")
    for position, item in enumerate(agenda if isinstance(agenda, list) else ()):
        clock = table_in(item).get("time")
        if not isinstance(clock, time) or isinstance(clock, datetime):
            continue
        days = range((end.date() - start.date()).days + 1)
        moments = (datetime.combine(start.date() + timedelta(days=day), clock) for day in days)
        if not any(start <= moment <= end for moment in moments):
            yield source.problem(
                ("agenda", position, "time"),
                "definitions.agenda-outside",
                time=clock,
                start=start,
                end=end,
            )


def _impossible(
    source: Source, path: Path, moment: datetime, change: ClockChange, zone: ZoneInfo
) -> Problem:
    later = moment + (change.after - change.before)
    return source.problem(
        path,
        "definitions.hour-left-out" if change.is_gap else "definitions.hour-twice",
        clock=moment.time(),
        day=change.before.date(),
        before=f"{change.before:%H:%M}",
        after=f"{change.after:%H:%M}",
        zone=zone.key,
        example=f"{path[-1]} = {(later if change.is_gap else change.before).isoformat()}",
    )


def is_after(day: date, start: datetime, zone: ZoneInfo) -> bool:
    """Whether a moment or day is after the start; a day counts to its end, so the same is not."""
    if isinstance(day, datetime):
        moment = moment_in(day)
        return moment is not None and instant(moment, zone) > instant(start, zone)
    return day > start.date()


def moment_in(value: object) -> datetime | None:
    """The value, if it is a local date-time that can be counted with at all."""
    if isinstance(value, datetime) and value.tzinfo is None and value.year in YEARS:
        return value
    return None


def table_in(value: object) -> dict[str, Any]:
    """The value, if it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def instant(moment: datetime, zone: ZoneInfo) -> datetime:
    """A local moment of that zone in UTC, to be compared."""
    return moment.replace(tzinfo=zone).astimezone(UTC)


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
