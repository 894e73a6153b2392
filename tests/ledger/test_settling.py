"""The organiser's word on what nobody can know: taken once, kept, and never against the table."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from rundbrief.definitions import Answer
from rundbrief.delivery import TRANSITIONS, State
from rundbrief.ledger import Settlement
from rundbrief.ledger.database import reading
from rundbrief.ledger.settling import BECOMES
from rundbrief.planning import Given

A, B, C = "a@stadt.example", "b@kreis.example", "c@ort.example"
WHY = "am Telefon gefragt"


def names(questions: Any) -> list[str]:
    return [each.address for each in questions]


@pytest.fixture
def told(office: Any) -> Any:
    """A is unclear, B was refused, C was accepted."""
    office.confirm(A, B, C)
    with office.ledger.sending(office.worker):
        claimed = [each.message_id for each in office.claim()]
        office.hand_over(*claimed)
        office.end(State.UNCLEAR, claimed[0], words="connection lost", code=None)
        office.end(State.FAILED, claimed[1], words="no such user", code=550)
        office.end(State.SENT, claimed[2])
    office.later(hours=1)
    return office


def settled(office: Any, word: Settlement, *people: str, reason: str = WHY) -> list[str]:
    wanted = [each.message_id for each in office.ledger.questions() if each.address in people]
    return names(office.ledger.settle(wanted, word, reason, office.now))


def test_asks(told: Any) -> None:
    """What is unclear or refused waits for a word, with the server's; what was accepted doesn't."""
    one, other = told.ledger.questions()

    assert (one.address, one.state, one.words) == (A, State.UNCLEAR, "connection lost")
    assert (other.address, other.state, other.code) == (B, State.FAILED, 550)
    assert one.answer is None
    assert not one.is_overtaken


def test_sent(told: Any) -> None:
    """Said to have arrived, it is as good as accepted, and asks nothing more."""
    assert settled(told, Settlement.SENT, A) == [A]

    assert told.states() == {A: State.SENT, B: State.FAILED, C: State.SENT}
    assert names(told.ledger.questions()) == [B]


def test_again(told: Any) -> None:
    """Let go again, both leave with the next run under the same Message-ID, the same bytes."""
    before = {row.address: row.message_id for row in told.ledger.standing()}
    values = {A: "Frau Müller-Ödegård", B: "Frau Müller-Ödegård"}

    assert settled(told, Settlement.AGAIN, A, B) == [A, B]

    with told.ledger.sending(told.worker):
        claimed = told.claim()
    assert {each.address: each.message_id for each in claimed} == {A: before[A], B: before[B]}
    assert {each.address: each.values["name"] for each in claimed} == values


def test_refused_did_not_arrive(told: Any) -> None:
    """Of a refused mail nobody can say that it arrived."""
    assert settled(told, Settlement.SENT, B) == []

    assert told.states()[B] is State.FAILED


def test_once(told: Any) -> None:
    """A word on what is settled already changes nothing."""
    wanted = [each.message_id for each in told.ledger.questions()]
    told.ledger.settle(wanted, Settlement.AGAIN, WHY, told.now)

    assert told.ledger.settle(wanted, Settlement.SENT, WHY, told.now) == []
    assert told.states()[A] is State.PENDING


def test_reason_is_kept(told: Any) -> None:
    """What it was, what it became, why and when stay written down."""
    settled(told, Settlement.SENT, A)

    with reading(told.ledger._engine) as connection:
        rows = connection.execute(text("SELECT was, state, reason FROM settlement")).all()
    assert rows == [("unclear", "sent", WHY)]


def test_reason_goes_with_the_person(told: Any) -> None:
    """A reason may name whom it is about: it is forgotten with them."""
    settled(told, Settlement.SENT, A, reason=f"Frau Müller ({A}) hat sie")

    told.ledger.forget([A], told.now)

    with reading(told.ledger._engine) as connection:
        assert connection.execute(text("SELECT reason FROM settlement")).scalars().all() == [""]


def test_answer_speaks_for_it(told: Any) -> None:
    """An answer since it was confirmed speaks for its having arrived."""
    at = told.later(days=1)
    given = Given(Answer.ACCEPTED, sequence=0, dtstamp=at, at=at, note="")
    told.ledger.answer(told.subject, A, given)

    one, other = told.ledger.questions()
    assert (one.answer, one.answered_at) == (Answer.ACCEPTED, at)
    assert other.answer is None


def test_earlier_answer_says_nothing(told: Any) -> None:
    """An answer to an earlier date says nothing of this mail."""
    told.confirm(A, fingerprint="B", transport="folder")  # a revision that A never got by mail
    at = told.now - timedelta(days=9)
    told.ledger.answer(told.subject, A, Given(Answer.ACCEPTED, 0, at, at, ""))

    assert told.ledger.questions()[0].answer is None


def test_overtaken(told: Any) -> None:
    """Once a later mail may have reached them, the old one goes out no more; it may have come."""
    told.confirm(A, B, fingerprint="B")
    told.send()

    assert [each.is_overtaken for each in told.ledger.questions()] == [True, True]
    assert settled(told, Settlement.AGAIN, A, B) == []
    assert settled(told, Settlement.SENT, A) == [A]


def test_refused_later_overtakes_nothing(told: Any) -> None:
    """A later mail that was refused has overtaken nothing."""
    told.confirm(B, fingerprint="B")
    told.send(State.FAILED)

    assert [each.is_overtaken for each in told.ledger.questions()] == [False] * 3


def test_other_subject_overtakes_nothing(told: Any) -> None:
    """Nor has a mail about something else."""
    told.confirm(A, subject=UUID(int=7))
    told.send()

    assert not told.ledger.questions()[0].is_overtaken


@pytest.mark.parametrize(("said", "becomes"), BECOMES.items(), ids=str)
def test_words_keep_to_the_table(said: tuple[Settlement, State], becomes: State) -> None:
    """No word makes of a delivery what the table of steps forbids."""
    assert becomes in TRANSITIONS[said[1]]
