"""An entry in which a test names only what it is about."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rundbrief.calendaring import Attendee, Entry, Party

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="session")
def make_entry() -> Callable[..., Entry]:
    """Make an entry: two hours on 8 September 2025 in Berlin, unless said otherwise."""

    def entry(**wanted: Any) -> Entry:
        usual: dict[str, Any] = {
            "uid": "0b8f7f0e-6f5c-4a57-9a3c-0c3c1f0f4d11",
            "sequence": 0,
            "dtstamp": datetime(2025, 8, 4, 7, tzinfo=UTC),
            "start": datetime(2025, 9, 8, 10, tzinfo=BERLIN),
            "end": datetime(2025, 9, 8, 12, tzinfo=BERLIN),
            "summary": "Netzwerktreffen",
            "organizer": Party("Kulturnetzwerk", "netzwerk@kulturnetz.example"),
        }
        return Entry(**usual | wanted)

    return entry


@pytest.fixture(scope="session")
def town() -> Attendee:
    """The one reader."""
    return Attendee("Kulturbüro der Stadt Höxter", "kultur@hoexter.example")
