"""Builders for planning: a test names only what it is about."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rundbrief.definitions import (
    Audience,
    Contact,
    InPersonVenue,
    Meeting,
    MeetingStatus,
    Newsletter,
    NewsletterStatus,
)
from rundbrief.messages import Kind
from rundbrief.planning import Held, fingerprint
from rundbrief.recipients import Recipient

BERLIN = ZoneInfo("Europe/Berlin")
CONTACT = Contact(name="Kulturbüro", email="kultur@netz.example")


@dataclass
class Remembered:
    """Holdings as a test states them."""

    has: dict[UUID, dict[str, Held]] = field(default_factory=dict)
    began: dict[UUID, datetime] = field(default_factory=dict)
    elsewhere: dict[UUID, dict[str, int]] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)

    def held(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, Held]]:
        return {subject: self.has[subject] for subject in subjects if subject in self.has}

    def first_sent(self, subjects: Collection[UUID]) -> Mapping[UUID, datetime]:
        return {subject: self.began[subject] for subject in subjects if subject in self.began}

    def taken_elsewhere(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, int]]:
        return {each: self.elsewhere[each] for each in subjects if each in self.elsewhere}

    def suppressed(self, identities: Collection[str]) -> Collection[str]:
        return self.out & set(identities)


@pytest.fixture
def now() -> datetime:
    """A Monday morning in August."""
    return datetime(2025, 8, 4, 9, tzinfo=BERLIN)


@pytest.fixture
def make_meeting() -> Callable[..., Meeting]:
    """A planned meeting in September, otherwise as the test says."""

    def make(**changes: Any) -> Meeting:
        values: dict[str, Any] = {
            "file": "meetings/2025-09-08.toml",
            "id": UUID(int=1),
            "status": MeetingStatus.PLANNED,
            "title": "Kultur im Gespräch",
            "start": datetime(2025, 9, 8, 10, tzinfo=BERLIN),
            "end": datetime(2025, 9, 8, 12, tzinfo=BERLIN),
            "zone": BERLIN,
            "language": "de",
            "venue": InPersonVenue(kind="in-person", name="Rathaus", town="Münster"),
            "contact": CONTACT,
            "answers": "calendar",
        }
        return Meeting(**values | changes)

    return make


@pytest.fixture
def meeting(make_meeting: Callable[..., Meeting]) -> Meeting:
    """A planned meeting that is to come."""
    return make_meeting()


@pytest.fixture
def make_newsletter() -> Callable[..., Newsletter]:
    """A newsletter that is ready, otherwise as the test says."""

    def make(**changes: Any) -> Newsletter:
        values: dict[str, Any] = {
            "file": "newsletters/2025-herbst.toml",
            "id": UUID(int=2),
            "status": NewsletterStatus.READY,
            "title": "Herbst",
            "language": "de",
            "contact": CONTACT,
            "audience": Audience(),
        }
        return Newsletter(**values | changes)

    return make


@pytest.fixture
def newsletter(make_newsletter: Callable[..., Newsletter]) -> Newsletter:
    """A newsletter that is ready."""
    return make_newsletter()


@pytest.fixture
def town() -> Recipient:
    """The office of a town."""
    address = "kultur@stadt.example"
    return Recipient(address=address, identity=address, tier="Stadt", tags=("Theater", "Museen"))


@pytest.fixture
def county() -> Recipient:
    """The office of a district."""
    address = "Kultur@kreis.example"
    return Recipient(address=address, identity=address.lower(), tier="Kreis", tags=("Museen",))


@pytest.fixture
def holdings() -> Remembered:
    """Nothing yet; a test adds what it is about."""
    return Remembered()


@pytest.fixture
def held(meeting: Meeting) -> Callable[..., Held]:
    """The meeting's first invitation, accepted; otherwise as the test says."""

    def make(**changes: Any) -> Held:
        values: dict[str, Any] = {
            "kind": Kind.INVITATION,
            "sequence": 0,
            "dtstamp": datetime(2025, 8, 1, 7, tzinfo=UTC),
            "fingerprint": fingerprint(meeting),
        }
        return Held(**values | changes)

    return make
