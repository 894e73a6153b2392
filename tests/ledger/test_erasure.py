"""Erasing: no one's name is left in the ledger's files, and what happened is still counted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from rundbrief.definitions import Audience
from rundbrief.delivery import State
from rundbrief.ledger import Ledger, LedgerError, Roll
from rundbrief.planning import Question
from rundbrief.recipients import Recipient

A, B = "Anna.Beispiel@x.example", "b@x.example"
ANNA = A.lower()
EVERYONE = (
    Recipient(address=A, identity=ANNA, given_name="Anna", family_name="Beispiel"),
    Recipient(address=B, identity=B),
)
OTHER = UUID(int=5)


@pytest.fixture
def told(office: Any) -> Any:
    """A ledger that knows a good deal of Anna: sent, refused in her name, listed, suppressed."""
    office.confirm(A, B, content={"audience": {"addresses": [A, B], "tiers": []}})
    with office.ledger.sending(office.worker):
        names = [each.message_id for each in office.claim()]
        office.hand_over(*names)
        office.end(State.SENT, names[0], words=f"2.1.5 {A} is welcome")
        office.end(State.FAILED, names[1], words=f"5.1.1 forwarded to <{A}>, who is gone")
    with office.ledger.confirming() as act:
        act.remember_list(Roll(EVERYONE))
    office.ledger.suppress(ANNA, "Anna Beispiel rief an", office.now)
    return office


def test_nothing_of_her_is_left(told: Any, written: Callable[[], bytes]) -> None:
    """Neither file nor log holds a byte of her address or name, in rows or where rows were."""
    assert b"anna.beispiel" in written()

    erased = told.ledger.forget([ANNA], told.now)

    assert erased.deliveries == 1
    assert b"beispiel" not in written()
    assert b"b@x.example" in written()


def test_someone_else_reads(
    told: Any,
    open_ledger: Callable[[], Ledger],
    written: Callable[[], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While another program reads what was there, it can't be said to be gone; then once more."""
    monkeypatch.setattr("rundbrief.ledger.database.PATIENCE", 0.1)
    monkeypatch.setattr("rundbrief.ledger.server.PATIENCE", 0.1)
    impatient = open_ledger()
    rows = told.ledger.standing()
    next(rows)

    with pytest.raises(LedgerError) as refused:
        impatient.forget([ANNA], told.now)

    assert refused.value.problem.code in ("ledger.busy", "ledger.server-busy")
    rows.close()
    impatient.forget([ANNA], told.now)
    assert b"beispiel" not in written()


def test_still_counted(told: Any) -> None:
    """Her delivery keeps its kind, state and time; the others keep all but her name."""
    before = {row.state: row.at for row in told.ledger.standing()}

    told.ledger.forget([ANNA], told.now)

    hers, other = told.ledger.standing()
    assert (hers.address, hers.display_name, hers.words) == ("", "", "")
    assert (hers.state, hers.at, hers.code) == (State.SENT, before[State.SENT], 250)
    assert (other.address, other.state, other.words) == (B, State.FAILED, "")
    (mailing,) = told.ledger.mailings()
    assert mailing.counts == {State.SENT: 1, State.FAILED: 1}


def test_stays_suppressed(told: Any) -> None:
    """She is suppressed by her hash alone; planning finds that, but nothing that she holds."""
    told.ledger.forget([ANNA], told.now)

    roll = Roll(EVERYONE)
    with told.ledger.beside(roll, "smtp") as holdings:
        entry = holdings.mailings()[told.subject]
        found = holdings.positions(Question(told.subject, Audience(), entry))
    assert [each.identity for each in roll.known()] == [B]
    assert {(at.opted_out, bool(at.held or at.refused)) for at in found} == {
        (True, False),
        (False, True),
    }
    (row,) = told.ledger.suppressions()
    assert (row.identity, row.reason) == (None, "")


def test_not_written_down_again(told: Any, written: Callable[[], bytes]) -> None:
    """A list that still has her, or another opt-out, does not bring her address back."""
    told.ledger.forget([ANNA], told.now)

    told.ledger.suppress(ANNA, "noch einmal", told.now)
    with told.ledger.confirming() as act:
        act.remember_list(Roll(EVERYONE))

    assert not told.ledger.list_change(Roll(EVERYONE))
    assert b"beispiel" not in written()


def test_what_waited_is_not_sent(office: Any) -> None:
    """A mail to her that was confirmed and not sent yet never goes out."""
    office.confirm(A, B)

    office.ledger.forget([ANNA], office.now)

    assert len(office.send()) == 1
    assert [row.state for row in office.ledger.standing()] == [State.SUPERSEDED, State.SENT]


def test_nobody_known(office: Any) -> None:
    """Whoever the ledger never knew is suppressed all the same."""
    assert office.ledger.forget([ANNA], office.now).deliveries == 0
    roll = Roll(EVERYONE)
    with office.ledger.beside(roll, "smtp"):
        assert [each.identity for each in roll.known()] == [B]


def test_two_erased_of_one_mailing(office: Any) -> None:
    """Each erased delivery is a nobody of its own, so that the ledger's keys hold."""
    office.confirm(A, B)

    assert office.ledger.forget([ANNA, B], office.now).deliveries == 2
    assert office.ledger.forget([ANNA, B], office.now).deliveries == 0


def test_outdated(office: Any, written: Callable[[], bytes]) -> None:
    """Subjects last sent before then lose their recipients; later ones and the kept don't."""
    office.confirm(A, subject=OTHER, transport="folder")
    office.send(transport="folder")
    office.confirm(A)
    limit = office.later(days=1)
    assert office.ledger.erase_outdated(limit, keep={OTHER, office.subject}).deliveries == 0
    office.confirm(B)  # a late joiner: the meeting is not done with
    office.send()

    erased = office.ledger.erase_outdated(limit, keep=())

    assert (erased.deliveries, erased.files) == (1, ("2.0.0 Ok",))  # the folder's words: a file
    assert [row.address for row in office.ledger.standing()] == ["", A, B]
    assert office.ledger.erase_outdated(limit, keep=()).deliveries == 0
    office.ledger.erase_outdated(limit + timedelta(seconds=1), keep=())
    assert b"@x.example" not in written()
