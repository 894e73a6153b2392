"""Confirming: revisions, and mailings that are whole or not there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rundbrief.delivery import State
from rundbrief.ledger import AlreadyConfirmed, Ledger, NewDelivery
from rundbrief.messages import Kind

A, B, C = "a@x.example", "B@x.example", "c@x.example"


# A meeting's life as the fingerprints that were confirmed, and the SEQUENCE each gets.
@pytest.mark.parametrize(
    ("fingerprints", "sequences"),
    [
        pytest.param("A", [0], id="the first is 0"),
        pytest.param("AAA", [0, 0, 0], id="unchanged: the one it has"),
        pytest.param("AB", [0, 1], id="moved: one more"),
        pytest.param("ABA", [0, 1, 2], id="moved back: never a number twice"),
        pytest.param("ABBA", [0, 1, 1, 2], id="moved, joined, moved back"),
    ],
)
def test_sequence(office: Any, fingerprints: str, sequences: list[int]) -> None:
    """SEQUENCE rises with what is material, and only then (RFC 5546 §2.1.4)."""
    given = [
        office.confirm(f"{number}@x.example", fingerprint=each).sequence
        for number, each in enumerate(fingerprints)
    ]

    assert given == sequences


@pytest.mark.parametrize("step", [60, 0, -1, -86_400])
def test_dtstamp_rises(office: Any, step: int) -> None:
    """DTSTAMP rises strictly for a meeting, even where the clock stands or goes back."""
    stamps = []
    for number, fingerprint in enumerate("AABA"):
        stamps.append(office.confirm(f"{number}@x.example", fingerprint=fingerprint).dtstamp)
        office.later(seconds=step)

    assert all(earlier < later for earlier, later in pairwise(stamps))
    assert all(stamp.microsecond == 0 and stamp.tzinfo is UTC for stamp in stamps)


def test_dtstamp_is_utc(office: Any) -> None:
    """A local time is told to the calendar in UTC, in whole seconds."""
    office.now = datetime(2025, 8, 4, 9, 30, 15, 987_000, tzinfo=ZoneInfo("Europe/Berlin"))

    assert office.confirm(A).dtstamp == datetime(2025, 8, 4, 7, 30, 15, tzinfo=UTC)


def test_meetings_do_not_share_a_sequence(office: Any) -> None:
    """Each meeting counts for itself."""
    office.confirm(A)
    office.confirm(A, fingerprint="B")

    assert office.confirm(A, subject=UUID(int=5)).sequence == 0


def test_two_mailings_of_one_transaction(office: Any) -> None:
    """Two mailings of one meeting confirmed together have one SEQUENCE and two DTSTAMPs."""
    with office.ledger.confirming() as act:
        first = act.revision(office.subject, "A", office.now)
        act.open_mailing(office.mailing(first, A))
        second = act.revision(office.subject, "A", office.now)
        act.open_mailing(office.mailing(second, C, title="x"))

    assert (first.sequence, second.sequence) == (0, 0)
    assert first.dtstamp < second.dtstamp


def test_frozen(office: Any) -> None:
    """A sender finds everything in the ledger: skeleton, values, addresses, as confirmed."""
    office.confirm(B)

    with office.ledger.sending(office.worker):
        (claimed,) = office.claim()

    assert claimed.address == B
    assert claimed.kind is Kind.INVITATION
    assert claimed.sender == "ruecklauf@netz.example"
    assert claimed.values == {"name": "Frau Müller-Ödegård", "token": B}
    assert office.ledger.skeleton(claimed.mailing, claimed.skeleton) == "Guten Tag ⟨name⟩"


def test_nobody_twice(office: Any) -> None:
    """Whoever was confirmed for the same thing is not confirmed again, however they are written."""
    office.confirm(A, B)

    with pytest.raises(AlreadyConfirmed):
        office.confirm(C, B.upper())

    assert set(office.states()) == {A, B}
    assert len(office.ledger.mailings()) == 1


def newly(person: str, message_id: str) -> NewDelivery:
    """A delivery with a Message-ID of its own."""
    return NewDelivery(person, person, "", "s@x.example", message_id, "formal", {})


def test_nobody_twice_in_one_mailing(office: Any) -> None:
    """The same recipient twice in one mailing is refused like in two."""
    with pytest.raises(AlreadyConfirmed):
        office.confirm(deliveries=[newly(A, "<1>"), newly(A, "<2>")])

    assert office.ledger.mailings() == []


def test_refusal_in_the_middle(office: Any) -> None:
    """A refused mailing leaves nothing behind, even where its transaction goes on."""
    office.confirm(A)
    with office.ledger.confirming() as act:
        revision = act.revision(office.subject, "A", office.now)
        with pytest.raises(AlreadyConfirmed):
            act.open_mailing(office.mailing(revision, C, A))
        act.open_mailing(office.mailing(revision, B, plan_hash="second"))

    assert set(office.states()) == {A, B}
    assert [each.plan_hash for each in office.ledger.mailings()] == ["a1b2c3", "second"]


# What makes it another thing, so that the same recipient may get it too.
@pytest.mark.parametrize(
    "other",
    [
        {"subject": UUID(int=5)},
        {"kind": Kind.UPDATE},
        {"occurrence": "2025-10-01"},
        {"transport": "folder"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_thing(office: Any, other: dict[str, Any]) -> None:
    """Subject, kind, occurrence and transport each make another delivery."""
    office.confirm(A)

    office.later(minutes=1)
    office.confirm(A, **other)

    assert [each.counts for each in office.ledger.mailings()] == [{State.PENDING: 1}] * 2


def test_what_waits_of_an_earlier_revision(office: Any) -> None:
    """A later revision supersedes what waits for the same recipients, and nothing else."""
    office.confirm(A, B)

    office.later(minutes=1)
    office.confirm(A, fingerprint="B")

    assert [each.counts for each in office.ledger.mailings()] == [
        {State.SUPERSEDED: 1, State.PENDING: 1},
        {State.PENDING: 1},
    ]


def test_message_id_belongs_to_one(office: Any) -> None:
    """A Message-ID used twice is a mistake of ours, and not called "already confirmed"."""
    twice = [
        NewDelivery(person, person, "", "s@x.example", "<1@x.example>", "formal", {})
        for person in (A, C)
    ]

    with pytest.raises(Exception, match="message_id") as caught:
        office.confirm(deliveries=twice)

    assert not isinstance(caught.value, AlreadyConfirmed)
    assert office.ledger.mailings() == []


def test_unknown_skeleton(office: Any) -> None:
    """A delivery whose skeleton is not in its mailing could never be sent, and is refused."""
    lost = NewDelivery(A, A, "", "s@x.example", "<1@x.example>", "nowhere", {})

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        office.confirm(deliveries=[lost])

    assert office.ledger.mailings() == []


def test_failure_while_drawing(office: Any) -> None:
    """Where composing fails halfway, nothing was ever confirmed, the revision included."""

    def people() -> Iterator[NewDelivery]:
        yield NewDelivery(A, A, "", "s@x.example", "<1@x.example>", "formal", {})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        office.confirm(deliveries=people(), fingerprint="B")

    assert office.ledger.mailings() == []
    assert office.confirm(C).sequence == 0


def test_drawn_in_chunks(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliveries are drawn a chunk at a time: a long list never sits in memory whole."""
    monkeypatch.setattr("rundbrief.ledger.confirming.CHUNK", 3)
    drawn: list[int] = []
    written: list[int] = []

    with office.ledger.confirming() as act:
        revision = act.revision(office.subject, "A", office.now)

        def people() -> Iterator[NewDelivery]:
            for number in range(8):
                drawn.append(number)
                written.append(
                    sum(sum(each.counts.values()) for each in _mailings(act._connection))
                )
                name = f"{number}@x.example"
                yield NewDelivery(name, name, "", "s@x.example", f"<{name}>", "formal", {})

        act.open_mailing(office.mailing(revision, deliveries=people()))

    assert written == [0, 0, 0, 3, 3, 3, 6, 6]
    assert len(office.states()) == 8


def _mailings(connection: Any) -> Any:
    from rundbrief.ledger.standing import mailings

    return mailings(connection)


def test_not_before_the_end(office: Any, open_ledger: Callable[[], Ledger]) -> None:
    """Nobody sees a mailing before it is confirmed as a whole."""
    other = open_ledger()
    with office.ledger.confirming() as act:
        revision = act.revision(office.subject, "A", office.now)
        act.open_mailing(office.mailing(revision, A))
        seen = other.mailings()

    assert seen == []
    assert len(other.mailings()) == 1


def test_two_desks_confirm(office: Any, open_ledger: Callable[[], Ledger]) -> None:
    """Two desks on one ledger never give out the same number for different content."""
    other = type(office)(open_ledger())

    given = [
        office.confirm(A),
        other.confirm(C, fingerprint="B"),
        office.confirm(A, fingerprint="C"),
    ]

    assert [each.sequence for each in given] == [0, 1, 2]
    assert given[0].dtstamp < given[1].dtstamp < given[2].dtstamp


def test_naive_time_is_refused(office: Any) -> None:
    """A time without a zone names no moment, and never gets into the ledger."""
    naive = office.now.replace(tzinfo=None)

    with pytest.raises(Exception, match="no zone"):
        office.confirm(A, confirmed_at=naive)

    assert office.ledger.mailings() == []


def test_moments_come_back(office: Any) -> None:
    """A moment comes back as the same moment, aware and in UTC."""
    office.now = datetime(2025, 8, 4, 9, 0, 0, 123_456, tzinfo=ZoneInfo("Europe/Berlin"))
    office.confirm(A)

    (mailing,) = office.ledger.mailings()

    assert mailing.confirmed_at == office.now
    assert mailing.confirmed_at.utcoffset() == timedelta(0)
