"""Builders for planning: a test names only what it is about."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rundbrief.definitions import (
    Answer,
    Audience,
    Contact,
    InPersonVenue,
    Meeting,
    MeetingStatus,
    Newsletter,
    NewsletterStatus,
)
from rundbrief.messages import Kind
from rundbrief.planning import (
    Had,
    Held,
    Membership,
    Person,
    Position,
    Question,
    fingerprint,
)
from rundbrief.recipients import Recipient

BERLIN = ZoneInfo("Europe/Berlin")
CONTACT = Contact(name="Kulturbüro", email="kultur@netz.example")


@dataclass(frozen=True)
class Got:
    """One mail to one recipient: what it said, and whether it waits, was refused or is unclear."""

    mail: Held
    open: bool = False
    lost: bool = False
    unclear: bool = False


@dataclass
class Remembered:
    """Holdings as a test states them: the plain rule, one person after the other, in memory."""

    has: dict[UUID, dict[str, Any]] = field(default_factory=dict)  # a Got, or several
    elsewhere: dict[UUID, dict[str, int]] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    answers: dict[str, Answer] = field(default_factory=dict)
    lists: list[Recipient] = field(default_factory=list)

    def beside(self, lists: Sequence[Recipient]) -> "Remembered":
        """The same beside these lists."""
        return replace(self, lists=list(lists))

    def _got(self, subject: UUID) -> dict[str, list[Got]]:
        rows = self.has.get(subject, {})
        return {who: [got] if isinstance(got, Got) else list(got) for who, got in rows.items()}

    def mailings(self) -> Mapping[UUID, Sequence[Held]]:
        told: dict[UUID, dict[int, Held]] = {}
        for subject in self.has:
            for rows in self._got(subject).values():
                for mail in (got.mail for got in rows):
                    same = told.setdefault(subject, {}).get(mail.number, mail)
                    left = same.has_left or mail.has_left
                    told[subject][mail.number] = replace(mail, has_left=left)
        return {subject: [mails[n] for n in sorted(mails)] for subject, mails in told.items()}

    def taken_elsewhere(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, int]]:
        return {each: self.elsewhere[each] for each in subjects if each in self.elsewhere}

    def positions(self, asked: Question) -> Mapping[Position, int]:
        return Counter(at for at, _ in self._everyone(asked))

    def people(self, asked: Question, positions: Collection[Position]) -> Collection[Person]:
        return tuple(person for at, person in self._everyone(asked) if at in positions)

    def own(self, copies: Sequence[Held], to: Recipient) -> tuple[Position, Person]:
        numbers = {each.number for each in copies}
        rows = [
            (who, each)
            for got in self.has
            for who, some in self._got(got).items()
            for each in some
            if who == to.identity and each.mail.number in numbers
        ]
        return self._position(to, rows, [])._replace(answer=None), Person(to)

    def _everyone(self, asked: Question) -> Iterator[tuple[Position, Person]]:
        got = self._got(asked.subject)
        membership = Membership(asked.audience)
        entry, further = ({each.number for each in some} for some in (asked.entry, asked.further))
        heirs = {former: each for each in self.lists for former in each.former}
        strangers = [
            Recipient(address=who, identity=who)
            for who in got
            if who not in heirs and who not in {each.identity for each in self.lists}
        ]
        for one in (*self.lists, *strangers):
            names = (one.identity, *one.former)
            rows = [(who, each) for who in names for each in got.get(who, ())]
            mails = [(who, each) for who, each in rows if each.mail.number in entry]
            if not mails and (one in strangers or one not in membership):
                continue
            at = self._position(one, mails, [e for _, e in rows if e.mail.number in further])
            is_member = one not in strangers and one in membership
            withdrawn = one.identity in asked.withdraw
            yield at._replace(is_member=is_member, is_withdrawn=withdrawn), Person(one, at.answer)

    def _position(
        self, one: Recipient, mails: list[tuple[str, Got]], further: list[Got]
    ) -> Position:
        left = [got for _, got in mails if not (got.open or got.lost)]
        last = max(left, key=lambda got: got.mail.number, default=None)
        held = last.mail if last else None
        since = [(w, g) for w, g in mails if held is None or g.mail.number > held.number]
        latest = max(further, key=lambda got: got.mail.number, default=None)
        return Position(
            held=held,
            waiting=next((got.mail for _, got in reversed(since) if got.open), None),
            refused=next(
                (g.mail for w, g in reversed(since) if g.lost and w == one.identity), None
            ),
            is_unclear=bool(last and last.unclear),
            answer=self.answers.get(one.identity) if mails else None,
            had=_had(latest),
            opted_out=not self.out.isdisjoint((one.identity, *one.former)),
        )


def _had(got: Got | None) -> Had:
    if got is None:
        return Had.NOTHING
    if got.open or got.lost:
        return Had.WAITING if got.open else Had.REFUSED
    return Had.UNCLEAR if got.unclear else Had.SENT


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
def held(meeting: Meeting) -> Callable[..., Got]:
    """The meeting's first invitation, accepted; otherwise as the test says."""

    def make(**changes: Any) -> Got:
        states = {
            name: changes.pop(name) for name in ("open", "lost", "unclear") if name in changes
        }
        values: dict[str, Any] = {
            "number": 1,
            "kind": Kind.INVITATION,
            "sequence": 0,
            "fingerprint": fingerprint(meeting),
            "confirmed_at": datetime(2025, 8, 1, 7, tzinfo=UTC),
            "start": meeting.start,
            "end": meeting.end,
            "has_left": not (states.get("open") or states.get("lost")),
        }
        return Got(Held(**values | changes), **states)

    return make
