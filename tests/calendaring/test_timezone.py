"""A VTIMEZONE says what zoneinfo says, onset by onset, to a reader that obeys it."""

import io
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.tz import tzical
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from rundbrief.calendaring.posix import yearly_onsets
from rundbrief.calendaring.timezone import timezone

# Without a rule of its own, or a name for whatever this machine's zone is.
ZONES = sorted(available_timezones() - {"localtime", "Factory"})


def text(key: str, year: int, last: int | None = None) -> str:
    """The VTIMEZONE's lines for a meeting in `year`."""
    zone = ZoneInfo(key)
    start, end = datetime(year, 5, 3, tzinfo=zone), datetime(last or year, 5, 4, tzinfo=zone)
    calendar = Calendar()
    calendar.add_component(timezone(zone, start, end))
    return "\r\n".join(calendar.content_lines())


def read(key: str, year: int) -> tzinfo:
    """The same as dateutil reads it."""
    zone = tzical(io.StringIO(text(key, year))).get(key)
    assert zone is not None
    return zone


def telling_times(key: str, year: int) -> Iterator[datetime]:
    """Local times that tell a zone from another: around each of its changes, and one a month.

    Those that exist exactly once; half an hour is the smallest step a clock ever made lately.
    """
    zone, half_hour = ZoneInfo(key), timedelta(minutes=30)
    instants = [datetime(year, month, 15, 12, tzinfo=UTC) for month in range(1, 13)]
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        following = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            instants += [day + step * half_hour for step in range(-48, 96)]
        day = following
    for instant in instants:
        local = instant.astimezone(zone)
        if local.year == year and local.utcoffset() == local.replace(fold=1).utcoffset():
            yield local.replace(tzinfo=None, fold=0)


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        (
            "Europe/Berlin",
            ["DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"],
        ),
        ("America/New_York", ["DTSTART:19700308T020000", "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3"]),
        ("Australia/Sydney", ["DTSTART:19701004T020000", "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10"]),
        ("Asia/Tokyo", ["DTSTART:19700101T000000", "TZOFFSETTO:+0900"]),
        ("Asia/Kathmandu", ["TZOFFSETFROM:+0545", "TZOFFSETTO:+0545"]),
    ],
)
def test_rule(key: str, lines: list[str]) -> None:
    """Where a rule is true it is written from 1970 on, as RRULE."""
    written = text(key, 2027).split("\r\n")

    assert set(lines) <= set(written)


@pytest.mark.parametrize(
    ("key", "year"),
    [
        # Ramadan has no rule.
        ("Africa/Casablanca", 2027),
        # Hours beyond the day.
        ("Africa/Cairo", 2027),
        ("Asia/Jerusalem", 2027),
        ("America/Nuuk", 2027),
        # Today's rule is not that year's.
        ("America/New_York", 2006),
        ("Europe/Istanbul", 2015),
    ],
)
def test_dated(key: str, year: int) -> None:
    """Where the rule can't be said, or is not true for that year, the onsets are dated."""
    written = text(key, year)

    assert "RRULE" not in written
    assert f"DTSTART:{year}" in written


@pytest.mark.parametrize("key", ["Europe/Berlin", "Europe/Dublin", "Africa/Casablanca"])
def test_daylight_is_forward(key: str) -> None:
    """DAYLIGHT is the onset that puts the clock forward, whatever the zone's law calls it."""
    zone = ZoneInfo(key)
    component = timezone(zone, datetime(2027, 5, 3, tzinfo=zone), datetime(2027, 5, 4, tzinfo=zone))

    assert {
        (part.name, part.TZOFFSETTO > part.TZOFFSETFROM) for part in component.subcomponents
    } == {("DAYLIGHT", True), ("STANDARD", False)}


@given(st.sampled_from(ZONES), st.integers(1990, 2060))
@example("Europe/Berlin", 2027)
@example("Europe/London", 2027)
@example("Asia/Tokyo", 2027)
@example("Africa/Casablanca", 2027)
@example("America/New_York", 2027)
@example("Australia/Sydney", 2027)
@example("Australia/Lord_Howe", 2027)
@example("Europe/Dublin", 2027)
@example("Europe/Berlin", 2045)
# A day left out at the end of the year.
@example("Pacific/Apia", 2011)
@settings(deadline=None)  # dateutil's first look at a rule takes its time
def test_onsets(key: str, year: int) -> None:
    """dateutil, reading our VTIMEZONE, has zoneinfo's offset on both sides of every onset."""
    theirs, zone = read(key, year), ZoneInfo(key)

    wrong = [
        time
        for time in telling_times(key, year)
        if time.replace(tzinfo=theirs).utcoffset() != time.replace(tzinfo=zone).utcoffset()
    ]

    assert wrong == []


@pytest.fixture
def without_system_zones() -> Iterator[None]:
    """As on Windows: there are no zones but those of the package tzdata."""
    path = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([])
    yearly_onsets.cache_clear()
    yield
    zoneinfo.reset_tzpath(path)
    yearly_onsets.cache_clear()


@pytest.mark.usefixtures("without_system_zones")
def test_zones_of_the_package() -> None:
    """Where the system has no zones, the rule comes from the package tzdata."""
    onsets = yearly_onsets("Europe/Berlin")

    assert onsets is not None
    assert [onset.name for onset in onsets] == ["CEST", "CET"]


def test_over_new_year() -> None:
    """A meeting that lasts into another year has the onsets of both."""
    written = text("Africa/Casablanca", 2026, 2027)

    assert "DTSTART:2026" in written
    assert "DTSTART:2027" in written
