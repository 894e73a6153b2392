"""Answers as the ledger keeps them: each beside the earlier, and the one that counts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from rundbrief.definitions import Answer
from rundbrief.delivery import State
from rundbrief.messages import Kind
from rundbrief.planning import Given

A, B, C = "a@x.example", "b@x.example", "c@x.example"
YES, NO = Answer.ACCEPTED, Answer.DECLINED
OTHER = UUID(int=5)


def said(answer: Answer | None, at: datetime, *, to: int = 0, note: str = "") -> Given:
    return Given(answer, sequence=to, dtstamp=at, at=at, note=note)


def counted(office: Any, **changes: Any) -> dict[str, Answer | None]:
    """Who answered what, as far as it counts."""
    values: dict[str, Any] = {"subjects": [office.subject], "transport": "smtp"} | changes
    answers = office.ledger.answers(**values)
    return {identity: one.answer for identity, one in answers.get(office.subject, {}).items()}


@pytest.fixture
def invited(office: Any) -> Any:
    """A and B were invited to a meeting of Monday; A comes."""
    office.confirm(A, B, fingerprint="mon room")
    office.send()
    office.ledger.answer(office.subject, A, said(YES, office.now, note="mit Rollstuhl"))
    return office


def test_counts(invited: Any) -> None:
    """Who answered is found with all that was written down, who is silent isn't."""
    answers = invited.ledger.answers([invited.subject, OTHER], "smtp")

    assert answers == {
        invited.subject: {A: said(YES, invited.now, note="mit Rollstuhl")},
    }


def test_history_is_kept(invited: Any) -> None:
    """A later answer replaces the earlier one, which stays written down."""
    first = invited.now
    invited.ledger.answer(invited.subject, A, said(NO, invited.later(days=1)))

    assert counted(invited) == {A: NO}
    assert [(one.answer, one.at) for one in invited.ledger.given(invited.subject, [A])] == [
        (YES, first),
        (NO, invited.now),
    ]


def test_taken_back(invited: Any) -> None:
    """An answer that was taken back counts no more."""
    invited.ledger.answer(invited.subject, A, said(None, invited.later(days=1)))

    assert counted(invited) == {}


def test_another_room(invited: Any) -> None:
    """A change of room leaves answers standing, a moved date asks anew."""
    invited.confirm(A, B, fingerprint="mon upstairs", kind=Kind.UPDATE)
    invited.send()
    assert counted(invited) == {A: YES}

    invited.confirm(A, B, fingerprint="fri upstairs", kind=Kind.UPDATE)
    invited.send()

    assert counted(invited) == {}


@pytest.mark.parametrize(
    ("became", "expected"),
    [
        (State.SENT, {}),
        (State.UNCLEAR, {}),  # may have been read: they may be asked anew
        (State.DEFERRED, {}),  # will be
        (State.FAILED, {A: YES}),  # never came: they hold the old date, and their answer
    ],
)
def test_moved_for_some(invited: Any, became: State, expected: dict[str, Answer]) -> None:
    """Who was refused the new date has answered the one that they hold."""
    invited.confirm(A, fingerprint="fri room", kind=Kind.UPDATE)
    invited.send(became)

    assert counted(invited) == expected


def test_another_transport(invited: Any) -> None:
    """What lies in the folder was given to nobody, and no one answers it."""
    assert counted(invited, transport="folder") == {}


def test_new_address(invited: Any) -> None:
    """What the former address answered is theirs, until the present one is asked anew."""
    heirs = {A: C}
    assert counted(invited, heirs=heirs) == {C: YES}

    invited.confirm(C, fingerprint="fri room", kind=Kind.UPDATE)
    invited.send()

    assert counted(invited, heirs=heirs) == {}
    assert counted(invited) == {A: YES}  # without the list that says so, they are two


def test_of_one_person(invited: Any) -> None:
    """All that went to one person and all that came from them is one history."""
    invited.confirm(C, fingerprint="fri room", kind=Kind.UPDATE)
    invited.send()
    invited.ledger.answer(invited.subject, C, said(NO, invited.now, to=1))

    got = invited.ledger.got(invited.subject, [A, C], "smtp")
    given = invited.ledger.given(invited.subject, [A, C])

    assert [(each.sequence, each.fingerprint) for each in got] == [(0, "mon room"), (1, "fri room")]
    assert [each.answer for each in given] == [YES, NO]
    assert invited.ledger.got(invited.subject, [A], "folder") == []


def test_forgotten(invited: Any, written: Callable[[], bytes]) -> None:
    """Who is forgotten has answered nothing, and no word of it is left on disk."""
    erased = invited.ledger.forget([A], invited.now)

    assert (erased.answers, erased.before) == (1, False)
    assert invited.ledger.given(invited.subject, [A]) == []
    assert b"rollstuhl" not in written()
    assert invited.ledger.forget([A], invited.now).before


def test_outdated(invited: Any) -> None:
    """With the recipients of what is long over go their answers, and no others."""
    invited.confirm(B, subject=OTHER)
    invited.send()
    invited.ledger.answer(OTHER, B, said(YES, invited.now))

    invited.ledger.erase_outdated(invited.later(days=400), keep={OTHER})

    assert invited.ledger.given(invited.subject, [A]) == []
    assert len(invited.ledger.given(OTHER, [B])) == 1
