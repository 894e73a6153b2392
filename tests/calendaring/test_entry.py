"""An entry that its calendar would show otherwise than meant is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rundbrief.calendaring import Entry

BERLIN = ZoneInfo("Europe/Berlin")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A time in Berlin in 2027."""
    return datetime(2027, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        # The clock goes forward at 02:00 on 28 March 2027, and back at 03:00 on 31 October.
        ({"start": at(3, 28, 2, 30), "end": at(3, 28, 12)}, "not at all"),
        ({"start": at(10, 31, 2, 30), "end": at(10, 31, 12)}, "twice"),
        ({"start": at(10, 30, 20), "end": at(10, 31, 2).replace(fold=1)}, "twice"),
        ({"start": at(5, 3, 12), "end": at(5, 3, 12)}, "not after"),
        ({"start": at(5, 3, 12), "end": at(5, 3, 13).astimezone(ZoneInfo("UTC"))}, "one zone"),
        ({"dtstamp": at(5, 3, 12).replace(tzinfo=None)}, "dtstamp"),
        (
            {
                "start": at(5, 3, 12).replace(tzinfo=timezone(timedelta(hours=2), "x")),
                "end": at(5, 3, 13).replace(tzinfo=timezone(timedelta(hours=2), "x")),
            },
            "named",
        ),
        ({"start": datetime(2027, 5, 3), "end": datetime(2027, 5, 4)}, "named"),  # noqa: DTZ001
    ],
)
def test_refused(make_entry: Callable[..., Entry], wanted: dict[str, Any], complaint: str) -> None:
    """Hours that don't exist or exist twice, ends before starts and zones without a name."""
    with pytest.raises(ValueError, match=complaint):
        make_entry(**wanted)


def test_night_of_change(make_entry: Callable[..., Entry]) -> None:
    """The hours around a clock change are fine."""
    entry = make_entry(start=at(3, 28, 1, 59), end=at(3, 28, 3))

    assert entry.zone is BERLIN
