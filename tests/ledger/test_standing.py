"""Who holds what, since when, and what the server said."""

from typing import Any
from uuid import UUID

from rundbrief.delivery import Event, Outcome, State
from rundbrief.ledger import Standing
from rundbrief.messages import Kind

A, B = "a@x.example", "B@x.example"


def test_accepted(office: Any) -> None:
    """An accepted delivery says when, and the server's own words."""
    office.confirm(B)
    with office.ledger.sending(office.worker):
        (claimed,) = office.claim()
        office.hand_over(claimed.message_id)
        accepted = office.later(seconds=3)
        office.end(
            State.SENT, claimed.message_id, words="Ok: queued as 4F", enhanced="2.0.0", command="."
        )

    assert list(office.ledger.standing()) == [
        Standing(
            subject=office.subject,
            title="Kultur im Gespräch",
            file="meetings/2025-09-08.toml",
            kind=Kind.INVITATION,
            transport="smtp",
            sequence=0,
            mailing=claimed.mailing,
            address=B,
            identity=B.lower(),
            display_name="B",
            message_id=claimed.message_id,
            state=State.SENT,
            at=accepted,
            code=250,
            enhanced="2.0.0",
            words="Ok: queued as 4F",
            cause="",
        )
    ]


def test_latest_reply(office: Any) -> None:
    """After several attempts the latest reply is told."""
    office.confirm(A)
    with office.ledger.sending(office.worker):
        (claimed,) = office.claim()
        office.end(State.DEFERRED, claimed.message_id, code=450, words="greylisted")
        office.later(minutes=5)
        office.claim()
        office.end(State.FAILED, claimed.message_id, code=550, words="no such user")

    (row,) = office.ledger.standing()

    assert (row.state, row.code, row.words) == (State.FAILED, 550, "no such user")


def test_no_reply_yet(office: Any) -> None:
    """What nobody answered yet has no reply, and stands since it was confirmed."""
    office.confirm(A)

    (row,) = office.ledger.standing()

    assert (row.state, row.at, row.code, row.words) == (State.PENDING, office.now, None, "")


def test_cause(office: Any) -> None:
    """Where no server spoke, the cause is kept as its sentence's key."""
    office.confirm(A)
    with office.ledger.sending(office.worker):
        (claimed,) = office.claim()
        outcome = Outcome(State.DEFERRED, "timed out", cause="delivery.no-connection")
        office.ledger.record([Event(claimed.message_id, State.DEFERRED, office.now, outcome)])

    (row,) = office.ledger.standing()

    assert (row.code, row.cause, row.words) == (None, "delivery.no-connection", "timed out")


def test_some_subjects(office: Any) -> None:
    """One can ask for some subjects only."""
    office.confirm(A)
    office.confirm(B, subject=UUID(int=5))

    assert [row.address for row in office.ledger.standing([UUID(int=5)])] == [B]
    assert list(office.ledger.standing([])) == []
    assert len(list(office.ledger.standing())) == 2


def test_left_halfway(office: Any) -> None:
    """A reader who stops halfway keeps no one from writing."""
    office.confirm(A, B)
    rows = office.ledger.standing()
    next(rows)

    office.send()

    assert set(office.states().values()) == {State.SENT}


def test_mailings(office: Any) -> None:
    """Each mailing is told with its deliveries counted by state, oldest first."""
    office.confirm(A, B)
    with office.ledger.sending(office.worker):
        office.hand_over(*[each.message_id for each in office.claim(1)])
    office.confirm(A, fingerprint="B", kind=Kind.UPDATE, plan_hash="ffff")

    first, second = office.ledger.mailings()

    assert first.counts == {State.HANDED_OVER: 1, State.PENDING: 1}
    assert (first.subject, first.kind, first.sequence) == (office.subject, Kind.INVITATION, 0)
    assert second.counts == {State.PENDING: 1}
    assert (second.kind, second.sequence, second.plan_hash) == (Kind.UPDATE, 1, "ffff")
