"""What each recipient holds, as planning asks for it."""

from typing import Any
from uuid import UUID

import pytest

from rundbrief.definitions import Answer, Audience
from rundbrief.delivery import Event, State
from rundbrief.ledger import Beside, Roll
from rundbrief.messages import Kind
from rundbrief.planning import Given, Position, Question
from rundbrief.recipients import Recipient

A, B, C = "a@x.example", "B@x.example", "c@x.example"


def someone(address: str, **more: Any) -> Recipient:
    return Recipient(address=address, identity=address.lower(), **more)


def positions(office: Any, *lists: Recipient, transport: str = "smtp") -> dict[Position, int]:
    """What everyone on these lists and everyone in the ledger holds of the office's subject."""
    with office.ledger.beside(Roll(lists), transport) as holdings:
        entry = holdings.mailings().get(office.subject, ())
        return dict(holdings.positions(Question(office.subject, Audience(), entry)))


def numbered(at: Position) -> tuple[int | None, ...]:
    """The SEQUENCE of what is held, what waits, what was refused."""
    return tuple(each.sequence if each else None for each in (at.held, at.waiting, at.refused))


def test_nothing_yet(office: Any) -> None:
    """An empty ledger answers like no ledger at all."""
    people = [someone(A), someone(C)]
    question = Question(office.subject, Audience())

    assert positions(office, *people) == {Position(): 2}
    assert Beside(Roll(people), None, "smtp").positions(question) == {Position(): 2}


def test_held(office: Any) -> None:
    """What was accepted is held, by identity, with the revision that went out."""
    office.confirm(B, fingerprint="F")
    office.send()

    (at,) = positions(office, someone(B))

    assert at.held is not None
    assert (at.held.kind, at.held.sequence, at.held.fingerprint) == (Kind.INVITATION, 0, "F")
    assert (at.held.title, at.held.has_left) == ("Kultur im Gespräch", True)


# Each state of a delivery, and what it means for the plan: held, waiting, refused; unclear.
@pytest.mark.parametrize(
    ("steps", "meaning", "is_unclear"),
    [
        ([], (None, 0, None), False),
        ([State.CLAIMED], (None, 0, None), False),
        ([State.CLAIMED, State.HANDED_OVER], (0, None, None), True),
        ([State.CLAIMED, State.DEFERRED], (None, 0, None), False),
        ([State.CLAIMED, State.HANDED_OVER, State.SENT], (0, None, None), False),
        ([State.CLAIMED, State.FAILED], (None, None, 0), False),
        ([State.CLAIMED, State.HANDED_OVER, State.UNCLEAR], (0, None, None), True),
        ([State.SUPERSEDED], (None, None, None), False),
    ],
)
def test_states(
    office: Any, steps: list[State], meaning: tuple[int | None, ...], is_unclear: bool
) -> None:
    """What waits is not held, what nobody can know of may be; what was superseded never was."""
    office.confirm(A)
    (row,) = office.ledger.standing()
    for step in steps:
        office.ledger.record([Event(row.message_id, step, office.now)])

    (at,) = positions(office, someone(A))

    assert (numbered(at), at.is_unclear) == (meaning, is_unclear)


def test_latest_revision(office: Any) -> None:
    """Of several revisions the latest is held; who got none keeps the earlier one."""
    office.confirm(A, C)
    office.send()
    office.confirm(A, fingerprint="B")
    office.send()

    found = positions(office, someone(A), someone(C))

    assert sorted(numbered(at)[0] or 0 for at in found) == [0, 1]


def test_refused_later(office: Any) -> None:
    """Whose update was refused still holds what came before, and that is known."""
    office.confirm(A)
    office.send()
    office.confirm(A, fingerprint="B")
    office.send(State.FAILED)

    (at,) = positions(office, someone(A))

    assert numbered(at) == (0, None, 1)


def test_members_and_strangers(office: Any) -> None:
    """Who is on no list stands apart, and so does a member who got nothing."""
    office.confirm(A, C)
    office.send()

    found = positions(office, someone(A), someone("new@x.example"))

    assert sorted((at.is_member, at.held is not None, count) for at, count in found.items()) == [
        (False, True, 1),
        (True, False, 1),
        (True, True, 1),
    ]


def test_successor(office: Any) -> None:
    """What a former address got is held by its successor; what it was refused is not theirs."""
    office.confirm(A, C)
    with office.ledger.sending(office.worker):
        first, second = office.claim()
        office.hand_over(first.message_id)
        office.end(State.SENT, first.message_id)
        office.end(State.FAILED, second.message_id)

    heir, other = someone("neu@x.example", former=(A,)), someone("auch@x.example", former=(C,))
    found = positions(office, heir, other)

    assert {numbered(at): count for at, count in found.items()} == {
        (0, None, None): 1,
        (None, None, None): 1,
    }


def test_opted_out(office: Any) -> None:
    """Who opted out under any of their addresses, or was erased, is marked."""
    office.ledger.suppress(A, "wollte nicht mehr", office.now)
    office.ledger.forget([C], office.now)

    found = positions(office, someone("neu@x.example", former=(A,)), someone(C), someone(B))

    assert found == {Position(): 1, Position(opted_out=True): 2}


def test_people(office: Any) -> None:
    """Those who stand so come in the order of the lists, then those on none, with what they got."""
    office.confirm(A, C, B)
    names = office.send()
    roll = Roll([someone(C), someone(A), someone("new@x.example")])

    with office.ledger.beside(roll, "smtp") as holdings:
        asked = Question(office.subject, Audience(), holdings.mailings()[office.subject])
        everyone = holdings.people(asked, list(holdings.positions(asked)))

    assert [who.recipient.address for who in everyone] == [C, A, "new@x.example", B]
    assert len(everyone) == 4
    assert [who.references for who in everyone] == [(names[1],), (names[0],), (), (names[2],)]


def test_a_stranger_to_whom_nothing_went(office: Any) -> None:
    """Who is on no list, and whose first mail only waits or was refused, is still known by name."""
    office.confirm(A, C)
    with office.ledger.sending(office.worker):
        first, _ = office.claim()
        office.hand_over(first.message_id)
        office.end(State.FAILED, first.message_id)

    with office.ledger.beside(Roll(), "smtp") as holdings:
        asked = Question(office.subject, Audience(), holdings.mailings()[office.subject])
        everyone = holdings.people(asked, list(holdings.positions(asked)))

    assert [who.recipient.address for who in everyone] == [A, C]


def test_answers(office: Any) -> None:
    """The answer that counts stands with the position, and parts those who answered otherwise."""
    office.confirm(A, C)
    office.send()
    given = Given(Answer.ACCEPTED, sequence=0, dtstamp=office.now, at=office.now)
    office.ledger.answer(office.subject, A, given)

    found = positions(office, someone(A), someone(C))

    assert {at.answer for at in found} == {Answer.ACCEPTED, None}


def test_only_what_the_transport_took(office: Any) -> None:
    """What lies in the folder was given to nobody, and is told as taken elsewhere."""
    office.confirm(A, C, transport="folder")
    office.send(transport="folder")

    assert positions(office, someone(A)) == {Position(): 1}
    with office.ledger.beside(Roll(), "smtp") as holdings:
        assert holdings.taken_elsewhere([office.subject]) == {office.subject: {"folder": 2}}
    assert {numbered(at)[0] for at in positions(office, transport="folder")} == {0}


def test_elsewhere_counts_recipients(office: Any) -> None:
    """Who got two revisions elsewhere is one recipient; what only waits there counts for none."""
    office.confirm(A, transport="folder")
    office.confirm(A, transport="folder", fingerprint="B")
    office.send(transport="folder")
    office.confirm(C, transport="folder", fingerprint="B")

    with office.ledger.beside(Roll(), "smtp") as holdings:
        elsewhere = holdings.taken_elsewhere([office.subject])

    assert elsewhere == {office.subject: {"folder": 1}}


# A window opens with the first mailing of which a mail can have left.
@pytest.mark.parametrize(
    ("state", "has_left"),
    [
        (State.SENT, True),
        (State.UNCLEAR, True),
        (State.FAILED, False),
        (State.DEFERRED, False),
    ],
)
def test_has_left(office: Any, state: State, has_left: bool) -> None:
    """What nobody can have got opens no window."""
    office.confirm(A)
    begin = office.now
    office.send(state)

    (mailing,) = office.ledger.held("smtp")[office.subject]

    assert (mailing.has_left, mailing.confirmed_at) == (has_left, begin)


def test_many_subjects(office: Any) -> None:
    """Whatever the number of subjects, one reading tells of all that was sent."""
    subjects = [UUID(int=number) for number in range(1, 1_204)]
    for subject in (subjects[0], subjects[700], subjects[-1], UUID(int=99_999)):
        office.confirm(A, subject=subject, deliveries=_one(subject))
    office.send()

    assert set(office.ledger.held("smtp")) == {
        subjects[0],
        subjects[700],
        subjects[-1],
        UUID(int=99_999),
    }


def _one(subject: UUID) -> Any:
    from rundbrief.ledger import NewDelivery

    return [NewDelivery(A, A, "", "s@x.example", f"<{subject}@x.example>", "formal", {})]


def test_what_a_newsletter_told_of(office: Any) -> None:
    """The meetings in a newsletter are known as it was confirmed; of a meeting there are none."""
    told = [UUID(int=7), UUID(int=8)]
    office.confirm(A, kind=Kind.NEWSLETTER, content={"meetings": [str(each) for each in told]})
    office.confirm(A, content={"title": "Ein Termin"})

    letter, meeting = office.ledger.held("smtp")[office.subject]

    assert (letter.tells_of, meeting.tells_of) == (tuple(told), None)
