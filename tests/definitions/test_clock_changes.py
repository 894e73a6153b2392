"""Hours that don't exist or exist twice, in any zone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from rundbrief.definitions.times import ClockChange, clock_change

ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",  # by half an hour
    "Africa/Casablanca",  # around Ramadan
    "Asia/Gaza",
    "America/Asuncion",
    "Pacific/Apia",  # left out a whole day, 30 December 2011
    "Asia/Kolkata",  # never since 1945
    "UTC",
)
SECOND = timedelta(seconds=1)
moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 12, 31))  # noqa: DTZ001  # local times


@given(moment=moments, zone=st.sampled_from(ZONES))
@example(moment=datetime(2026, 3, 29, 2), zone="Europe/Berlin")  # noqa: DTZ001  # first that is left out
@example(moment=datetime(2026, 3, 29, 3), zone="Europe/Berlin")  # noqa: DTZ001  # first that is not
@example(moment=datetime(2026, 10, 25, 2), zone="Europe/Berlin")  # noqa: DTZ001  # first that comes twice
@example(moment=datetime(2026, 10, 25, 3), zone="Europe/Berlin")  # noqa: DTZ001  # first that doesn't
@example(moment=datetime(2011, 12, 30, 12), zone="Pacific/Apia")  # noqa: DTZ001
def test_an_hour_is_told_exactly_when_it_is_not_one(moment: datetime, zone: str) -> None:
    """A local time is refused exactly where going to UTC and back doesn't give it, or two do."""
    places = {moment.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    real = {utc for utc in places if _local(utc, zone) == moment}

    assert (clock_change(moment, ZoneInfo(zone)) is None) == (len(real) == 1)


@given(
    zone=st.sampled_from([zone for zone in ZONES if zone not in {"Asia/Kolkata", "UTC"}]),
    year=st.integers(2000, 2036),
    within=st.floats(0, 0.999),
)
@example(zone="Pacific/Apia", year=2011, within=0.5)
@example(zone="Australia/Lord_Howe", year=2026, within=0.99)
def test_the_change_that_is_named_is_the_one_that_happens(
    zone: str, year: int, within: float
) -> None:
    """Every hour left out or doubled by a change is told with that change, to the second."""
    for instant in _changes(zone, year):
        before = _local(instant - SECOND, zone) + SECOND
        after = _local(instant, zone)
        moment = min(before, after) + within * abs(after - before)

        assert clock_change(moment, ZoneInfo(zone)) == ClockChange(before, after)
        assert clock_change(max(before, after), ZoneInfo(zone)) is None
        assert clock_change(min(before, after) - SECOND, ZoneInfo(zone)) is None


def test_berlin_in_spring() -> None:
    """On 29 March 2026 the clocks of Berlin go from 02:00 to 03:00."""
    change = clock_change(datetime(2026, 3, 29, 2, 59), ZoneInfo("Europe/Berlin"))  # noqa: DTZ001

    assert change
    assert (change.before.hour, change.after.hour, change.is_gap) == (2, 3, True)


def test_berlin_in_autumn() -> None:
    """On 25 October 2026 the clocks of Berlin go from 03:00 to 02:00."""
    change = clock_change(datetime(2026, 10, 25, 2), ZoneInfo("Europe/Berlin"))  # noqa: DTZ001

    assert change
    assert (change.before.hour, change.after.hour, change.is_gap) == (3, 2, False)


@cache
def _changes(zone: str, year: int) -> list[datetime]:
    """The instants of a year at which a zone's offset changes, found by looking at each minute."""
    found = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(366)]
    for step, count in ((timedelta(hours=1), 24), (timedelta(minutes=1), 60)):
        last = timedelta(days=1) if count == 24 else timedelta(hours=1)
        changing = [one for one in found if _offset(one, zone) != _offset(one + last, zone)]
        found = [one + step * number for one in changing for number in range(count)]
    minute = timedelta(minutes=1)
    return [one + minute for one in found if _offset(one, zone) != _offset(one + minute, zone)]


def _offset(utc: datetime, zone: str) -> timedelta:
    return _local(utc, zone) - utc.replace(tzinfo=None)


def _local(utc: datetime, zone: str) -> datetime:
    return utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def test_order_is_by_the_hours_that_pass(
    write: Callable[..., str], read: Callable[..., list[str]]
) -> None:
    """Over the night of the change, an end that the wall clock shows after the start is fine."""
    text = write(start="start = 2026-10-25T01:30:00", end="end = 2026-10-25T03:00:00")

    assert read(text) == []
