"""What each recipient holds, as planning asks for it."""

from typing import Any
from uuid import UUID

import pytest

from rundbrief.delivery import Event, State
from rundbrief.messages import Kind
from rundbrief.planning import Held, NothingHeld

A, B, C = "a@x.example", "B@x.example", "c@x.example"


def test_nothing_yet(office: Any) -> None:
    """An empty ledger answers like no ledger at all."""
    for holdings in (office.ledger.holdings("smtp"), NothingHeld()):
        assert holdings.held([office.subject]) == {}
        assert holdings.first_sent([office.subject]) == {}
        assert holdings.taken_elsewhere([office.subject]) == {}


def test_held(office: Any) -> None:
    """What was accepted is held, by identity, with the revision that went out."""
    revision = office.confirm(B, fingerprint="F")
    office.send()

    held = office.ledger.holdings("smtp").held([office.subject])

    assert held == {office.subject: {B.lower(): Held(Kind.INVITATION, 0, revision.dtstamp, "F")}}


# Each state of a delivery, and what it means for the plan: open, lost, unclear.
@pytest.mark.parametrize(
    ("steps", "meaning"),
    [
        ([], {"open": True}),
        ([State.CLAIMED], {"open": True}),
        ([State.CLAIMED, State.HANDED_OVER], {"unclear": True}),
        ([State.CLAIMED, State.DEFERRED], {"open": True}),
        ([State.CLAIMED, State.HANDED_OVER, State.SENT], {}),
        ([State.CLAIMED, State.FAILED], {"lost": True}),
        ([State.CLAIMED, State.HANDED_OVER, State.UNCLEAR], {"unclear": True}),
        ([State.SUPERSEDED], None),
    ],
)
def test_states(office: Any, steps: list[State], meaning: dict[str, bool] | None) -> None:
    """A delivery is held from its confirming on; only what was superseded never was."""
    revision = office.confirm(A)
    (row,) = office.ledger.standing()
    office.ledger.record([Event(row.message_id, step, office.now) for step in steps])

    held = office.ledger.holdings("smtp").held([office.subject])

    expected = (
        {}
        if meaning is None
        else {office.subject: {A: Held(Kind.INVITATION, 0, revision.dtstamp, "A", **meaning)}}
    )
    assert held == expected


def test_latest_revision(office: Any) -> None:
    """Of several revisions the latest is held; who got none keeps the earlier one."""
    first = office.confirm(A, C)
    second = office.confirm(A, fingerprint="B")
    office.send()

    held = office.ledger.holdings("smtp").held([office.subject])[office.subject]

    assert (held[A].sequence, held[A].dtstamp) == (1, second.dtstamp)
    assert (held[C].sequence, held[C].dtstamp) == (0, first.dtstamp)


def test_only_what_the_transport_took(office: Any) -> None:
    """What lies in the folder was given to nobody, and is told as taken elsewhere."""
    office.confirm(A, C, transport="folder")
    office.send(transport="folder")

    smtp, folder = (office.ledger.holdings(kind) for kind in ("smtp", "folder"))

    assert smtp.held([office.subject]) == {}
    assert smtp.taken_elsewhere([office.subject]) == {office.subject: {"folder": 2}}
    assert smtp.first_sent([office.subject]) == {}
    assert set(folder.held([office.subject])[office.subject]) == {A, C}
    assert folder.taken_elsewhere([office.subject]) == {}
    assert office.subject in folder.first_sent([office.subject])


def test_elsewhere_counts_recipients(office: Any) -> None:
    """Who got two revisions elsewhere is one recipient; what only waits there counts for none."""
    office.confirm(A, transport="folder")
    office.confirm(A, transport="folder", fingerprint="B")
    office.send(transport="folder")
    office.confirm(C, transport="folder", fingerprint="B")

    elsewhere = office.ledger.holdings("smtp").taken_elsewhere([office.subject])

    assert elsewhere == {office.subject: {"folder": 1}}


# A window opens with the first mailing of which a mail can have left.
@pytest.mark.parametrize(
    ("state", "opens"),
    [
        (State.SENT, True),
        (State.UNCLEAR, True),
        (State.FAILED, False),
        (State.DEFERRED, False),
    ],
)
def test_first_sent(office: Any, state: State, opens: bool) -> None:
    """What nobody can have got opens no window."""
    office.confirm(A)
    begin = office.now
    office.send(state)

    first = office.ledger.holdings("smtp").first_sent([office.subject])

    assert first == ({office.subject: begin} if opens else {})


def test_first_of_several(office: Any) -> None:
    """The first sending counts, not the latest, and not one of which nothing left."""
    office.confirm(A)
    office.send(State.FAILED)
    second = office.later(days=1)
    office.confirm(B)
    office.send()
    office.later(days=1)
    office.confirm(C)
    office.send()

    first = office.ledger.holdings("smtp").first_sent([office.subject])

    assert first == {office.subject: second}


def test_many_subjects(office: Any) -> None:
    """More subjects than one statement can name are still one answer, without the others."""
    subjects = [UUID(int=number) for number in range(1, 1_204)]
    for subject in (subjects[0], subjects[700], subjects[-1], UUID(int=99_999)):
        office.confirm(A, subject=subject, deliveries=_one(subject))
    office.send()
    holdings = office.ledger.holdings("smtp")

    assert set(holdings.held(subjects)) == {subjects[0], subjects[700], subjects[-1]}
    assert set(holdings.first_sent(subjects)) == {subjects[0], subjects[700], subjects[-1]}


def _one(subject: UUID) -> Any:
    from rundbrief.ledger import NewDelivery

    return [NewDelivery(A, A, "", "s@x.example", f"<{subject}@x.example>", "formal", {})]
