"""When a reminder is due and when it is too late, by what its file says."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rundbrief.definitions import Defaults, read_meeting

BERLIN = ZoneInfo("Europe/Berlin")

REGISTRATION = '[registration]\nemail = "anmeldung@kreis.example"\n'


@pytest.mark.parametrize(
    ("deadline", "lines", "at", "until"),
    [
        # a day begins at its midnight; without deadline the reminder lasts until the meeting
        (None, "at = 2025-09-01", "2025-09-01T00:00", "2025-09-08T10:00"),
        (None, "at = 2025-09-01T08:30:00", "2025-09-01T08:30", "2025-09-08T10:00"),
        # before the deadline it lasts as long as that, a day to its end
        ("2025-09-04", "at = 2025-09-01", "2025-09-01T00:00", "2025-09-05T00:00"),
        ("2025-09-04T12:00:00", "at = 2025-09-01", "2025-09-01T00:00", "2025-09-04T12:00"),
        ("2025-09-04", "at = 2025-09-04T20:00:00", "2025-09-04T20:00", "2025-09-05T00:00"),
        # after the deadline it is one to come
        ("2025-09-04", "at = 2025-09-05", "2025-09-05T00:00", "2025-09-08T10:00"),
        ("2025-09-04T12:00:00", "at = 2025-09-04T12:00:00", "2025-09-04T12:00", "2025-09-08T10:00"),
        # never after the start, though the day of a deadline or of `until` goes on
        ("2025-09-08", "at = 2025-09-01", "2025-09-01T00:00", "2025-09-08T10:00"),
        (None, "at = 2025-09-01\nuntil = 2025-09-08", "2025-09-01T00:00", "2025-09-08T10:00"),
        # what is written counts before what is assumed
        (
            "2025-09-04",
            "at = 2025-09-01\nuntil = 2025-09-02",
            "2025-09-01T00:00",
            "2025-09-03T00:00",
        ),
        (
            "2025-09-04",
            "at = 2025-09-01\nuntil = 2025-09-06T09:00:00",
            "2025-09-01T00:00",
            "2025-09-06T09:00",
        ),
    ],
)
def test_when(
    write: Callable[..., str],
    defaults: Defaults,
    deadline: str | None,
    lines: str,
    at: str,
    until: str,
) -> None:
    """A reminder is due from `at` and too late at `until`, both in the meeting's zone."""
    registration = f"{REGISTRATION}deadline = {deadline}\n" if deadline else ""
    below = f'{registration}[[reminders]]\nto = "accepted"\n{lines}'

    meeting, problems = read_meeting(write(below=below).encode(), "m.toml", defaults)

    assert problems == []
    assert meeting is not None
    [reminder] = meeting.reminders
    assert reminder.at == datetime.fromisoformat(at).replace(tzinfo=BERLIN)
    assert reminder.until == datetime.fromisoformat(until).replace(tzinfo=BERLIN)
    assert reminder.at < reminder.until <= meeting.start


def test_zone_of_the_meeting(write: Callable[..., str], defaults: Defaults) -> None:
    """A reminder is meant where the meeting is: its day begins there."""
    text = write(
        extra='timezone = "America/New_York"',
        below='[[reminders]]\nat = 2025-09-01\nto = "accepted"',
    )

    meeting, _ = read_meeting(text.encode(), "m.toml", defaults)

    assert meeting is not None
    assert meeting.reminders[0].at.isoformat() == "2025-09-01T00:00:00-04:00"
