"""What is material, field by field."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rundbrief.definitions import (
    AgendaItem,
    Audience,
    Contact,
    Document,
    HybridVenue,
    InPersonVenue,
    Meeting,
    MeetingStatus,
    OnlineVenue,
    Registration,
    Reminder,
    Series,
)
from rundbrief.planning import fingerprint
from rundbrief.planning.material import MATERIAL, NOT_MATERIAL

BERLIN = ZoneInfo("Europe/Berlin")
HALL: dict[str, Any] = {
    "kind": "hybrid",
    "name": "Rathaus",
    "street": "Markt 1",
    "postal_code": "48143",
    "town": "Münster",
    "room": "Saal 1",
    "directions": "Hintereingang",
    "link": "https://online.example/1",
    "dial_in": "+49 251 1",
}

REMINDER = Reminder(
    at=datetime(2025, 9, 1, tzinfo=BERLIN),
    to="no-answer",
    until=datetime(2025, 9, 8, tzinfo=BERLIN),
)

# One edit of each field of a meeting but its venue; the test below holds this list complete.
EDITS: dict[str, Any] = {
    "file": "meetings/elsewhere.toml",
    "id": UUID(int=9),
    "status": MeetingStatus.CANCELLED,
    "title": "Anders",
    "start": datetime(2025, 9, 8, 9, tzinfo=BERLIN),
    "end": datetime(2025, 9, 8, 13, tzinfo=BERLIN),
    "zone": ZoneInfo("Europe/Vienna"),
    "language": "en",
    "series": Series(name="Reihe"),
    "announcement": "Neu",
    "reason": "Die Referentin ist krank.",
    "recap": "Es war schön.",
    "recap_to": "invited",
    "reminders": (REMINDER,),
    "agenda": (AgendaItem(time=time(10, 30), title="Begrüßung"),),
    "registration": Registration(deadline=date(2025, 9, 1)),
    "documents": (Document(title="Protokoll", link="https://netz.example/p"),),
    "contact": Contact(name="Jemand", email="jemand@netz.example"),
    "audience": Audience(tiers=("Kreis",)),
    "answers": "none",
}


def test_table_is_complete() -> None:
    """Every field of a meeting and of every venue stands in the table once, with its reason."""
    venues = (InPersonVenue, OnlineVenue, HybridVenue)
    fields = set(Meeting.model_fields) - {"venue"}
    fields |= {f"venue.{name}" for venue in venues for name in venue.model_fields}

    assert set(MATERIAL) | set(NOT_MATERIAL) == fields
    assert not set(MATERIAL) & set(NOT_MATERIAL)
    assert all({**MATERIAL, **NOT_MATERIAL}.values())


def test_every_field_is_edited() -> None:
    """The edits below leave no field of a meeting out."""
    assert {*EDITS, "venue"} == set(Meeting.model_fields)


@pytest.mark.parametrize("name", EDITS)
def test_edit_of_a_meeting(make_meeting: Callable[..., Meeting], name: str) -> None:
    """A field makes a new revision if and only if the table calls it material."""
    before = make_meeting()

    after = make_meeting(**{name: EDITS[name]})

    assert after != before
    assert (fingerprint(after) != fingerprint(before)) == (name in MATERIAL)


@pytest.mark.parametrize("name", [name for name in HALL if name != "kind"])
def test_edit_of_a_venue(make_meeting: Callable[..., Meeting], name: str) -> None:
    """The same for each field of the venue."""
    before = make_meeting(venue=HybridVenue(**HALL))

    after = make_meeting(venue=HybridVenue(**HALL | {name: f"{HALL[name]}0"}))

    assert (fingerprint(after) != fingerprint(before)) == (f"venue.{name}" in MATERIAL)


def test_kinds_of_venue(make_meeting: Callable[..., Meeting]) -> None:
    """Going there, dialling in and doing either are three different things."""
    place = {name: HALL[name] for name in InPersonVenue.model_fields if name != "kind"}
    link = {name: HALL[name] for name in ("name", "link", "dial_in")}

    prints = {
        fingerprint(make_meeting(venue=HybridVenue(**HALL))),
        fingerprint(make_meeting(venue=InPersonVenue(kind="in-person", **place))),
        fingerprint(make_meeting(venue=OnlineVenue(kind="online", **link))),
    }

    assert len(prints) == 3


def test_words_do_not_run_together(make_meeting: Callable[..., Meeting]) -> None:
    """Moving a word from one field of the venue to the next is a change."""
    one = make_meeting(venue=HybridVenue(**HALL | {"street": "a", "postal_code": ""}))
    other = make_meeting(venue=HybridVenue(**HALL | {"street": "", "postal_code": "a"}))

    assert fingerprint(one) != fingerprint(other)


def test_the_same_in_every_process(meeting: Meeting) -> None:
    """A fingerprint is the same in a fresh process, whatever seed its hashes have."""
    code = (
        "import sys; from rundbrief.definitions import Meeting;"
        "from rundbrief.planning import fingerprint; import pickle;"
        "print(fingerprint(pickle.load(sys.stdin.buffer)))"
    )
    import pickle

    fresh = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps(meeting),
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "1"},
    )

    assert fresh.stdout.decode().strip() == fingerprint(meeting)


def test_known_fingerprint(meeting: Meeting) -> None:
    """What is in a ledger already must stay comparable: another value here moves every meeting."""
    assert fingerprint(meeting) == "b58cd2cd82cae167 ffbe48fdf1b584fb"


def test_another_edition_of_the_zones(
    make_meeting: Callable[..., Meeting], meeting: Meeting
) -> None:
    """When a zone's rules change, local times stay what they are: that is not the organiser's."""
    shifted = make_meeting(
        start=meeting.start.replace(tzinfo=UTC), end=meeting.end.replace(tzinfo=UTC)
    )

    assert shifted.start - meeting.start == timedelta(hours=2)
    assert fingerprint(shifted) == fingerprint(meeting)
