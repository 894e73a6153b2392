"""Suppressions: written down once, found whatever the list says, taken back on one's word."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from rundbrief.definitions import Audience
from rundbrief.delivery import State
from rundbrief.ledger import Ledger, OptedOut, Roll
from rundbrief.ledger.database import reading
from rundbrief.ledger.tables import suppression
from rundbrief.planning import Position, Question
from rundbrief.recipients import Recipient

A, B = "a@x.example", "b@x.example"


def test_suppressed(office: Any) -> None:
    """Only the suppressed of those asked about are answered, for every transport."""
    office.ledger.suppress(A, "am Telefon", office.now)

    people = Roll(Recipient(address=each, identity=each) for each in (A, B))
    for transport in ("smtp", "folder"):
        with office.ledger.beside(people, transport) as holdings:
            found = holdings.positions(Question(office.subject, Audience()))
        assert found == {Position(opted_out=True): 1, Position(): 1}


def test_told_twice(office: Any) -> None:
    """Another reason later is kept beside the first, each with its day; the same again is not."""
    began = office.now
    done = [
        office.ledger.suppress(A, reason, office.later(days=1))
        for reason in ("am Telefon", "schriftlich", "am Telefon", "")
    ]

    assert done == [OptedOut.NEW, OptedOut.ANOTHER_REASON, OptedOut.BEFORE, OptedOut.BEFORE]
    rows = office.ledger.suppressions()
    assert [(row.identity, row.reason) for row in rows] == [(A, "schriftlich"), (A, "am Telefon")]
    assert rows[-1].since == began + timedelta(days=1)
    assert office.ledger.revoke(A) is OptedOut.REVOKED
    assert office.ledger.suppressions() == []


def test_revoked(office: Any) -> None:
    """What is taken back is gone; what was never so cannot be taken back."""
    office.ledger.suppress(A, "", office.now)

    assert office.ledger.revoke(A) is OptedOut.REVOKED
    assert office.ledger.revoke(A) is OptedOut.NOT_OUT
    assert office.ledger.suppressions() == []


def test_revoked_after_being_forgotten(office: Any) -> None:
    """Who had themselves forgotten is written to again only on their own word."""
    office.ledger.forget([A], office.now)

    assert office.ledger.revoke(A) is OptedOut.FORGOTTEN
    assert [row.identity for row in office.ledger.suppressions()] == [None]
    assert office.ledger.revoke(A, although_forgotten=True) is OptedOut.REVOKED
    assert office.ledger.suppressions() == []


def test_waiting_mails_stay(office: Any) -> None:
    """A mail confirmed before the opt-out is not sent and not counted, until that is taken back."""
    office.confirm(A, B)
    office.ledger.suppress(A, "", office.now)

    assert office.ledger.waiting("smtp") == 1
    office.send()
    assert office.states() == {A: State.PENDING, B: State.SENT}
    assert office.ledger.waiting("smtp") == 0
    office.ledger.revoke(A)
    assert office.ledger.waiting("smtp") == 1


def test_the_salt_is_the_ledgers_own(office: Any, tmp_path: Path) -> None:
    """The same address has another hash in another ledger."""
    hashes = []
    with Ledger.open(tmp_path / "other.db") as other:
        for ledger in (office.ledger, other):
            ledger.suppress(A, "", office.now)
            with reading(ledger._engine) as connection:
                hashes.append(connection.execute(select(suppression.c.hash)).scalar_one())

    assert len(set(hashes)) == 2
