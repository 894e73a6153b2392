"""The VTIMEZONE of an entry: the zone's rule, proved against zoneinfo before it is used.

    zone, start, end ──▶ its rule ──── says the same as zoneinfo ──▶ RRULE from 1970
                             └── does not, or there is none ──▶ that time's dated onsets

icalendar's own are lists of RDATEs, which Outlook ignores, with the spring onset an hour late.
Offsets are all that counts here, so DAYLIGHT is the onset that puts the clock forward, also in
zones whose law calls winter the exception (Dublin, Casablanca). RFC 5545 §3.6.5.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from rundbrief.calendaring.posix import DAY, EPOCH_YEAR, LAST, Onset, yearly_onsets

WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
SECOND = timedelta(seconds=1)


def timezone(zone: ZoneInfo, start: datetime, end: datetime) -> Timezone:
    """The VTIMEZONE that holds, as zoneinfo does, from the year of `start` to that of `end`."""
    component = Timezone()
    component.add("tzid", zone.key)
    for onset in onsets(zone, start, end):
        component.add_component(_observance(onset))
    return component


def onsets(zone: ZoneInfo, start: datetime, end: datetime) -> tuple[Onset, ...]:
    """The onsets of `zone`: by its rule where that is true for the time asked for, else dated."""
    # A day more, so that New Year's Eve is the same year in every zone.
    since = datetime(start.year, 1, 1, tzinfo=UTC) - DAY
    until = datetime(end.year + 1, 1, 1, tzinfo=UTC) + DAY
    dated = tuple(_changes(zone, since, until))
    first = _offset(zone, since)
    rule = yearly_onsets(zone.key)
    agrees = rule and _says(rule, since, until) == [(o.start, o.before, o.after) for o in dated]
    if rule and agrees and (dated or rule[0].after == first):
        return rule
    epoch = datetime(EPOCH_YEAR, 1, 1)  # noqa: DTZ001 — a local time
    return (Onset(_name(zone, since), first, first, epoch), *dated)


def _says(
    rule: tuple[Onset, ...], since: datetime, until: datetime
) -> list[tuple[datetime, timedelta, timedelta]]:
    """What the rule has happen from `since` to `until`, in order."""
    years = range(since.year, until.year + 1)
    once = [onset.in_year(year) for year in years for onset in rule if onset.day]
    return sorted(
        (onset.start, onset.before, onset.after)
        for onset in once
        if since < (onset.start - onset.before).replace(tzinfo=UTC) <= until
    )


def _changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Onset]:
    """Each change of the offset from `since` to `until` (in UTC), as zoneinfo has it."""
    while since < until:
        following = min(since + DAY, until)
        before, after = _offset(zone, since), _offset(zone, following)
        if before != after:
            instant = _first_second(zone, since, following)
            local = (instant + before).replace(tzinfo=None)
            yield Onset(_name(zone, instant), before, after, local)
        since = following


def _first_second(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The first second at which the offset is that of `late`, no longer that of `early`."""
    after = _offset(zone, late)
    while late - early > SECOND:
        middle = early + (late - early) // (2 * SECOND) * SECOND
        if _offset(zone, middle) == after:
            late = middle
        else:
            early = middle
    return late


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)


def _name(zone: ZoneInfo, instant: datetime) -> str:
    return instant.astimezone(zone).tzname() or ""


def _observance(onset: Onset) -> TimezoneDaylight | TimezoneStandard:
    component = TimezoneDaylight() if onset.after > onset.before else TimezoneStandard()
    component.add("dtstart", onset.start)
    component.add("tzoffsetfrom", onset.before)
    component.add("tzoffsetto", onset.after)
    component.add("tzname", onset.name)
    if onset.day:
        week = -1 if onset.day.week == LAST else onset.day.week
        weekday = f"{week}{WEEKDAYS[onset.day.weekday]}"
        component.add("rrule", {"FREQ": "YEARLY", "BYMONTH": onset.day.month, "BYDAY": weekday})
    return component
