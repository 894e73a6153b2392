"""What each method carries, by the tables of RFC 5546, and what Outlook wants beside them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from rundbrief.calendaring import (
    Attendee,
    Entry,
    Party,
    cancel,
    fold_line,
    parameter_value,
    publish,
    request,
    unfold,
)


def lines(calendar: str) -> list[str]:
    """The lines of the entry alone."""
    inside = calendar.partition("BEGIN:VEVENT\r\n")[2].partition("\r\nEND:VEVENT\r\n")[0]
    return inside.split("\r\n")


def named(calendar: str, name: str) -> list[str]:
    """The lines of one property."""
    return [line for line in lines(calendar) if line.partition(":")[0].partition(";")[0] == name]


def test_request(make_entry: Callable[..., Entry], town: Attendee) -> None:
    """An invitation asks its one reader, in lines that end in CRLF and are not folded."""
    calendar = request(make_entry(location="Höxter, Markt 1"), town)

    assert calendar.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert calendar.endswith("END:VCALENDAR\r\n")
    assert unfold(calendar) == calendar
    assert {"CALSCALE:GREGORIAN", "METHOD:REQUEST"} <= set(calendar.split("\r\n"))
    assert lines(calendar) == [
        "UID:0b8f7f0e-6f5c-4a57-9a3c-0c3c1f0f4d11",
        "SEQUENCE:0",
        "DTSTAMP:20250804T070000Z",
        "DTSTART;TZID=Europe/Berlin:20250908T100000",
        "DTEND;TZID=Europe/Berlin:20250908T120000",
        "SUMMARY:Netzwerktreffen",
        r"LOCATION:Höxter\, Markt 1",
        'ORGANIZER;CN="Kulturnetzwerk":mailto:netzwerk@kulturnetz.example',
        "TRANSP:OPAQUE",
        "STATUS:CONFIRMED",
        (
            'ATTENDEE;CN="Kulturbüro der Stadt Höxter";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;'
            "PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:kultur@hoexter.example"
        ),
        "X-MICROSOFT-DISALLOW-COUNTER:TRUE",
    ]


def test_save_the_date(make_entry: Callable[..., Entry], town: Attendee) -> None:
    """A save-the-date blocks no time and asks for no answer."""
    calendar = request(make_entry(tentative=True), replace(town, rsvp=False))

    assert {
        "STATUS:TENTATIVE",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-INTENDEDSTATUS:TENTATIVE",
    } <= set(lines(calendar))
    assert "RSVP=FALSE" in named(calendar, "ATTENDEE")[0]


def test_publish(make_entry: Callable[..., Entry]) -> None:
    """RFC 5546 §3.2.1: what is published names its organizer and no ATTENDEE."""
    calendar = publish(make_entry(sequence=3))

    assert "METHOD:PUBLISH" in calendar.split("\r\n")
    assert len(named(calendar, "ORGANIZER")) == 1
    assert named(calendar, "SEQUENCE") == ["SEQUENCE:3"]
    assert "ATTENDEE" not in calendar
    assert "RSVP" not in calendar


@pytest.mark.parametrize(("meeting_off", "status"), [(True, ["STATUS:CANCELLED"]), (False, [])])
def test_cancel(
    make_entry: Callable[..., Entry], town: Attendee, meeting_off: bool, status: list[str]
) -> None:
    """RFC 5546 §3.2.5: CANCELLED is said when the meeting is off, not when one guest is out."""
    calendar = cancel(make_entry(sequence=4), town, meeting_off=meeting_off)

    assert "METHOD:CANCEL" in calendar.split("\r\n")
    assert named(calendar, "STATUS") == status
    assert named(calendar, "SEQUENCE") == ["SEQUENCE:4"]
    assert len(named(calendar, "ATTENDEE")) == 1
    assert "RSVP" not in named(calendar, "ATTENDEE")[0]


def test_online(make_entry: Callable[..., Entry], town: Attendee) -> None:
    """The address of the online room stands in CONFERENCE as it is, commas and all."""
    calendar = request(make_entry(conference="https://raum.example/a?b=c;d,e"), town)

    assert named(calendar, "CONFERENCE") == [
        "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://raum.example/a?b=c;d,e"
    ]


def test_dtstamp_in_utc(make_entry: Callable[..., Entry], town: Attendee) -> None:
    """RFC 5545 §3.8.7.2: DTSTAMP is in UTC whatever clock it came from."""
    stamp = datetime(2025, 8, 4, 9, tzinfo=timezone(timedelta(hours=2)))

    assert named(request(make_entry(dtstamp=stamp), town), "DTSTAMP") == [
        "DTSTAMP:20250804T070000Z"
    ]


def test_party_without_name(make_entry: Callable[..., Entry]) -> None:
    """Who has no name is known by the address, not by an empty CN."""
    calendar = request(make_entry(), Attendee("", "kultur@hoexter.example"))

    assert named(calendar, "ATTENDEE")[0].startswith("ATTENDEE;CUTYPE=")


@pytest.mark.parametrize(
    "name", ["Höxter, Kultur", 'Max "Maxi"', "a: b; c", "x" * 200, "a\r\nb", "^n", "🎂" * 30]
)
def test_placeholders(make_entry: Callable[..., Entry], name: str) -> None:
    """A placeholder filled in the unfolded line gives the bytes of an entry made for the reader."""
    entry = make_entry()
    address = "kultur@hoexter.example"

    filled = request(entry, Attendee("n4c7", "a4c7"))
    filled = filled.replace("n4c7", parameter_value(name)).replace("a4c7", address)

    assert filled == request(entry, Attendee(name, address))
    assert [fold_line(line) for line in filled.split("\r\n")]


def test_injection(make_entry: Callable[..., Entry]) -> None:
    """Nothing that an organiser or a list writes begins a line of its own."""
    evil = "x\r\nATTENDEE:mailto:evil@evil.example\nDTSTART:19700101\u2028END:VEVENT"

    calendar = request(
        make_entry(
            summary=evil, description=evil, location=evil, organizer=Party(evil, "a@b.example")
        ),
        Attendee(evil, "kultur@hoexter.example"),
    )

    assert len(named(calendar, "ATTENDEE")) == 1
    assert len(named(calendar, "DTSTART")) == 1
    assert calendar.splitlines() == calendar.split("\r\n")[:-1]
