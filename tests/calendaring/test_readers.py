"""What foreign readers in New York make of our calendars: the instant, and every word."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from rundbrief.calendaring import Attendee, Entry, Party, fold, request

pytestmark = pytest.mark.browser

Read = Callable[[str], list[dict[str, Any]]]

ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "Asia/Tokyo",
    "Africa/Casablanca",
    "America/New_York",
    "Australia/Sydney",
    "UTC",
)

HALF_AN_HOUR = timedelta(minutes=30)

# Local times, existing once in every zone above, as do those half an hour later.
TIMES = {
    "an ordinary summer day": datetime(2025, 9, 8, 10),  # noqa: DTZ001
    "an ordinary winter day": datetime(2026, 1, 19, 10),  # noqa: DTZ001
    "the USA have switched, Europe has not": datetime(2027, 3, 16, 10),  # noqa: DTZ001
    "the day before Europe's spring": datetime(2027, 3, 27, 22),  # noqa: DTZ001
    "the day of Europe's spring": datetime(2027, 3, 28, 3, 30),  # noqa: DTZ001
    "before the hour Europe has twice": datetime(2027, 10, 31, 0, 15),  # noqa: DTZ001
    "after the hour Europe has twice": datetime(2027, 10, 31, 3, 30),  # noqa: DTZ001
    "the USA have summer still": datetime(2027, 11, 2, 10),  # noqa: DTZ001
    "beyond the 32-bit clock": datetime(2041, 7, 1, 10),  # noqa: DTZ001
}


@pytest.fixture(params=["ical_js", "vobject_ics"])
def read(request: pytest.FixtureRequest) -> Read:
    """Each of the two readers that obey a VTIMEZONE."""
    reader: Read = request.getfixturevalue(request.param)
    return reader


def instant(time: datetime) -> str:
    """What zoneinfo says."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("local", TIMES.values(), ids=TIMES.keys())
def test_instants_vobject(
    make_entry: Callable[..., Entry], town: Attendee, vobject_ics: Read, local: datetime
) -> None:
    """vobject gets zoneinfo's instants, in each zone."""
    starts = [local.replace(tzinfo=ZoneInfo(key)) for key in ZONES]
    entries = [make_entry(start=start, end=start + HALF_AN_HOUR) for start in starts]

    found = vobject_ics("".join(fold(request(entry, town)) for entry in entries))

    assert [(it["start"], it["end"]) for it in found] == [
        (instant(entry.start), instant(entry.end)) for entry in entries
    ]


@pytest.mark.parametrize("key", ZONES)
def test_instants_ical_js(
    make_entry: Callable[..., Entry], town: Attendee, ical_js: Read, key: str
) -> None:
    """ical.js gets zoneinfo's instants, at each time."""
    for local in TIMES.values():
        start = local.replace(tzinfo=ZoneInfo(key))
        entry = make_entry(start=start, end=start + HALF_AN_HOUR)

        [found] = ical_js(fold(request(entry, town)))

        assert (found["start"], found["end"]) == (instant(entry.start), instant(entry.end))


@pytest.mark.slow
def test_every_zone(make_entry: Callable[..., Entry], town: Attendee, ical_js: Read) -> None:
    """ical.js gets zoneinfo's instants in every zone there is, in and out of summer time."""
    zones = map(ZoneInfo, sorted(available_timezones() - {"localtime", "Factory"}))
    days = ((1, 19), (7, 6))
    wrong = []

    for zone, (month, day) in itertools.product(zones, days):
        start = datetime(2027, month, day, 10, tzinfo=zone)
        entry = make_entry(start=start, end=start + HALF_AN_HOUR)
        [found] = ical_js(fold(request(entry, town)))
        if (found["start"], found["end"]) != (instant(entry.start), instant(entry.end)):
            wrong.append((zone.key, month, found["start"], instant(entry.start)))

    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "Kaffee, Kuchen; Tee: um 10",
        "Zeile eins\nZeile zwei\n\n- drei, vier",
        "C:\\neu\\Neu\\, \\; und \\\\",
        "Straße, Grüße, „Zitat“, 👩🏼‍🎓🎂",
        "Ein sehr langer Satz mit Umlauten äöü, der gefaltet wird; " * 20,
        "\n".join(["x" * 60, "y" * 13, "z" * 74] * 5),
        "أهلا وسهلا, שלום",
        'Save the Date: "Kultur" <b>fett</b> & mehr',
    ],
    ids=["marks", "lines", "backslashes", "letters", "long", "folds", "right-to-left", "colon"],
)
def test_words(make_entry: Callable[..., Entry], town: Attendee, read: Read, text: str) -> None:
    """Every text comes out of a calendar as it went in."""
    entry = make_entry(summary=text, description=text, location=text)

    [found] = read(fold(request(entry, town)))

    assert (found["summary"], found["description"], found["location"]) == (text, text, text)


def test_parties_and_addresses(make_entry: Callable[..., Entry], read: Read) -> None:
    """Both readers see one attendee, the organizer and each address on the web as it is."""
    entry = make_entry(
        sequence=2,
        organizer=Party("Netz; Werk", "netz@kultur.example"),
        url="https://kultur.example/termine?nr=1;2,3",
        conference="https://raum.example/a?b=c;d:e",  # vobject cuts at a comma
    )
    attendee = Attendee("Höxter, Kultur: Büro", "kultur@xn--hxter-jua.example", rsvp=False)

    [found] = read(fold(request(entry, attendee)))

    assert (found["method"], found["sequence"], found["uid"]) == ("REQUEST", 2, entry.uid)
    assert (found["url"], found["conference"]) == (entry.url, entry.conference)
    assert found["organizer"] == {"address": "mailto:netz@kultur.example", "cn": "Netz; Werk"}
    assert found["attendees"] == [
        {
            "address": "mailto:kultur@xn--hxter-jua.example",
            "cn": "Höxter, Kultur: Büro",
            "cutype": "INDIVIDUAL",
            "role": "REQ-PARTICIPANT",
            "partstat": "NEEDS-ACTION",
            "rsvp": "FALSE",
        }
    ]
