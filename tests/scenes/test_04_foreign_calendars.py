"""Every guest's calendar reads the invitation: two readers that aren't ours, in New York."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.scenes.conftest import Demo

ID = "560dcd71-57f0-4a17-a0c8-7b6f2e5a1f42"
MAILBOX = "mailto:einladungen@kulturnetzwerk.example"

Read = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def calendars(demo: Demo) -> dict[str, str]:
    """The calendar of each invitation, by its reader's address."""
    found = {}
    for mail in demo.of_kind("invitation_").values():
        (reader,) = mail["To"].addresses
        found[reader.addr_spec] = part(mail, "text/calendar").get_content()
    assert len(found) == 78
    return found


def part(mail: EmailMessage, content_type: str) -> EmailMessage:
    (found,) = (each for each in mail.walk() if each.get_content_type() == content_type)
    assert isinstance(found, EmailMessage)
    return found


@pytest.fixture(scope="module", params=["ical_js", "vobject_ics"])
def entries(request: pytest.FixtureRequest, calendars: dict[str, str]) -> dict[str, Any]:
    """What a reader makes of them, by the guest's address."""
    read: Read = request.getfixturevalue(request.param)
    found = (
        [entry for text in calendars.values() for entry in read(text)]
        if request.param == "ical_js"
        else read("".join(calendars.values()))  # a process for each would take a minute
    )
    assert len(found) == len(calendars)
    return dict(zip(calendars, found, strict=True))


def test_the_hour_is_right_wherever_the_reader_is(entries: dict[str, Any]) -> None:
    """10 to 12 in Münster is 8 to 10 in UTC: the VTIMEZONE is right, and is obeyed."""
    assert {(entry["start"], entry["end"]) for entry in entries.values()} == {
        ("2025-09-08T08:00:00Z", "2025-09-08T10:00:00Z")
    }


def test_it_is_one_meeting_from_one_mailbox(entries: dict[str, Any]) -> None:
    """One UID, one SEQUENCE, one organiser: all calendars mean the same meeting."""
    assert {
        (entry["method"], entry["uid"], entry["sequence"], entry["organizer"]["address"])
        for entry in entries.values()
    } == {("REQUEST", ID, 0, MAILBOX)}


def test_each_guest_reads_of_themselves_alone(entries: dict[str, Any]) -> None:
    """Exactly one attendee, who is the reader, is asked to answer, and hasn't yet."""
    for address, entry in entries.items():
        (attendee,) = entry["attendees"]
        assert attendee["address"] == f"mailto:{address}"
        assert (attendee["rsvp"], attendee["partstat"]) == ("TRUE", "NEEDS-ACTION")


def test_nobody_elses_address_is_in_a_calendar(calendars: dict[str, str]) -> None:
    """Not in a description, not in a parameter: no guest learns of another."""
    for address, text in calendars.items():
        unfolded = text.replace("\r\n ", "").replace("\n ", "")
        assert [other for other in calendars if other != address and other in unfolded] == []


def test_the_calendar_comes_twice_and_is_the_same(demo: Demo) -> None:
    """As a part that says its METHOD (for Outlook), and as a file with the same content."""
    for mail in demo.of_kind("invitation_").values():
        inline, attached = part(mail, "text/calendar"), part(mail, "application/ics")
        assert inline.get_param("method") == "REQUEST"
        assert attached.get_content_disposition() == "attachment"
        assert inline.get_payload(decode=True) == attached.get_payload(decode=True)


def test_a_newsletter_asks_no_calendar(demo: Demo) -> None:
    """No calendar part in any newsletter."""
    for mail in demo.of_kind("newsletter_").values():
        assert not any("calendar" in each.get_content_type() for each in mail.walk())
