"""A zone's rule for the years to come, as the last line of its TZif file gives it.

    CET-1CEST,M3.5.0,M10.5.0/3 ──▶ forward on the last Sunday in March at 02:00,
                                   back on the last Sunday in October at 03:00

RFC 9636 §3.3; the notation is POSIX.1-2017 §8.3 (its signs count west of Greenwich). The file is
the one `zoneinfo` itself would read: the system's, else that of the package tzdata.
"""

import calendar
import re
import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

EPOCH_YEAR = 1970
DAY = timedelta(days=1)
LAST = 5  # POSIX: week 5 is the last of the month, whether it has four or five

_NAME = r"[A-Za-z]+|<[A-Za-z0-9+-]+>"
_TIME = r"[+-]?\d+(?::\d\d){0,2}"
_OFFSETS = re.compile(
    rf"(?P<standard>{_NAME})(?P<offset>{_TIME})"
    rf"(?:(?P<summer>{_NAME})(?P<summer_offset>{_TIME})?)?"
)
_DATE = re.compile(rf"M(?P<month>\d+)\.(?P<week>\d)\.(?P<weekday>\d)(?:/(?P<time>{_TIME}))?")


@dataclass(frozen=True, slots=True)
class Day:
    """The `week`-th (5: the last) `weekday` (0: Sunday) of `month`."""

    month: int
    week: int
    weekday: int

    def of(self, year: int) -> datetime:
        """Midnight of that day in `year`, without a zone."""
        first, length = calendar.monthrange(year, self.month)
        day = 1 + (self.weekday - 1 - first) % 7 + 7 * (self.week - 1)
        return datetime(year, self.month, day if day <= length else day - 7)  # noqa: DTZ001 — a local time


@dataclass(frozen=True, slots=True)
class Onset:
    """From `start` on (local time, by the offset `before`) the offset is `after`, called `name`.

    With a `day` it comes every year, and `start` is its first in 1970.
    """

    name: str
    before: timedelta
    after: timedelta
    start: datetime
    day: Day | None = None

    def in_year(self, year: int) -> "Onset":
        """The same onset, once, in `year`."""
        if self.day is None:
            return self
        time = self.start - self.day.of(self.start.year)
        return Onset(self.name, self.before, self.after, self.day.of(year) + time)


@cache
def yearly_onsets(key: str) -> tuple[Onset, ...] | None:
    """The onsets of the zone `key` by its rule, or None where an RRULE can't say them.

    One onset that never changes for a zone without summer time; else two.
    None for hours beyond the day (Cairo, Jerusalem, Nuuk), counted days and absent rules.
    """
    offsets, *dates = _last_line(key).split(",")
    match = _OFFSETS.fullmatch(offsets)
    if match is None:
        return None
    standard = -_time(match["offset"])
    if not match["summer"]:
        epoch = datetime(EPOCH_YEAR, 1, 1)  # noqa: DTZ001 — a local time
        return (Onset(_name(match["standard"]), standard, standard, epoch),)
    # POSIX: summer is an hour ahead unless said
    ahead = match["summer_offset"]
    summer = -_time(ahead) if ahead else standard + timedelta(hours=1)
    to_summer = _yearly(_name(match["summer"]), standard, summer, dates[0])
    to_standard = _yearly(_name(match["standard"]), summer, standard, dates[1])
    return (to_summer, to_standard) if to_summer and to_standard else None


def _yearly(name: str, before: timedelta, after: timedelta, date: str) -> Onset | None:
    match = _DATE.fullmatch(date)
    if match is None:
        return None
    time = _time(match["time"] or "2")  # POSIX: 02:00 unless said
    if not timedelta(0) <= time < DAY:
        return None
    day = Day(int(match["month"]), int(match["week"]), int(match["weekday"]))
    return Onset(name, before, after, day.of(EPOCH_YEAR) + time, day)


def _name(written: str) -> str:
    return written.strip("<>")


def _time(written: str) -> timedelta:
    hours, minutes, seconds = (*map(int, written.lstrip("+-").split(":")), 0, 0)[:3]
    time = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -time if written.startswith("-") else time


def _last_line(key: str) -> str:
    """The TZif file's footer; empty in files of version 1, which have none."""
    paths = (Path(root, key) for root in zoneinfo.TZPATH)
    path = next((path for path in paths if path.is_file()), None)
    data = path.read_bytes() if path else files("tzdata").joinpath("zoneinfo", key).read_bytes()
    return data.rsplit(b"\n", 2)[-2].decode("ascii") if data[4:5] >= b"2" else ""
