"""Two addresses of one person are one, also once no list says so any more."""

from typing import Any

import pytest

from rundbrief.definitions import Audience
from rundbrief.delivery import State
from rundbrief.ledger import Roll
from rundbrief.messages import Kind
from rundbrief.planning import ENTRY, Person, Position, Question
from rundbrief.recipients import Recipient

OLD, NEW, NEWEST = "alt@x.example", "Neu@x.example", "neueste@x.example"


def row(address: str, *former: str) -> Recipient:
    formers = tuple(map(str.lower, former))
    return Recipient(address, address.lower(), office="Kulturamt", former=formers)


def remember(office: Any, *rows: Recipient) -> None:
    """Something is sent, and this is the list."""
    with office.ledger.confirming() as act:
        act.remember_list(Roll(rows))


def holders(office: Any, *listed: Recipient) -> list[tuple[Position, Person]]:
    """Who has an entry of the meeting, beside that list."""
    with office.ledger.beside(Roll(listed), "smtp") as holdings:
        entry = [e for e in holdings.mailings()[office.subject] if e.kind in ENTRY]
        asked = Question(office.subject, Audience(), entry)
        found = [at for at in holdings.positions(asked) if at.held]
        return [(at, person) for at in found for person in holdings.people(asked, [at])]


@pytest.fixture
def moved_on(office: Any) -> Any:
    """Somebody got an invitation, and has another address now."""
    office.confirm(OLD)
    office.send()
    remember(office, row(NEW, OLD))
    return office


def test_who_left_is_one_person(moved_on: Any) -> None:
    """Who got mails at two addresses, and left, holds the later one, at the later address."""
    moved_on.confirm(NEW, fingerprint="B", kind=Kind.UPDATE)
    moved_on.send()

    ((at, person),) = holders(moved_on)

    assert (at.held and at.held.fingerprint, person.recipient.address) == ("B", NEW)
    assert person.recipient.former == (OLD,)
    assert len(person.references) == 2


def test_known_by_their_last_row(moved_on: Any) -> None:
    """Where nothing went to the new address yet, what is taken back goes there, with its words."""
    ((_, person),) = holders(moved_on)

    assert person.recipient == row(NEW, OLD)


def test_from_one_to_the_next(moved_on: Any) -> None:
    """Whoever's row names only the latest of their former addresses has what all of them got."""
    remember(moved_on, row(NEWEST, NEW))

    (_, at_least_one), *more = holders(moved_on)

    assert (at_least_one.recipient.address, more) == (NEWEST, [])
    assert holders(moved_on, row("zuletzt@x.example", NEWEST))[0][1].recipient.former == (
        NEWEST.lower(),
    )


def test_a_row_counts_more(moved_on: Any) -> None:
    """Who is on a list is as the row says: a succession that was a mistake is forgotten with it."""
    ((_, person),) = holders(moved_on, row(OLD), row(NEW))
    assert person.recipient == row(OLD)

    remember(moved_on, row(OLD), row(NEW))

    ((_, person),) = holders(moved_on)
    assert person.recipient.address == OLD


def test_not_of_strangers(office: Any) -> None:
    """Of former addresses that nothing went to there is nothing to remember."""
    office.confirm("anders@x.example")
    remember(office, row(NEW, OLD))
    office.confirm(OLD, fingerprint="B", kind=Kind.UPDATE)
    office.send()

    assert [person.recipient.address for _, person in holders(office)] == [
        "anders@x.example",
        OLD,
    ]


def test_who_has_it_now(moved_on: Any) -> None:
    """From each former address to the last, beside the row that nobody's list has any more."""
    remember(moved_on, row(NEWEST, NEW))
    zuletzt = row("zuletzt@x.example", NEWEST)

    gone = moved_on.ledger.successors(Roll())
    on_a_list = moved_on.ledger.successors(Roll([zuletzt]))

    assert gone.heirs == {OLD: NEWEST}
    assert [each.address for each in gone.gone] == [NEWEST]
    assert gone.identities(NEWEST) == (NEWEST, OLD)
    assert (on_a_list.present(OLD), on_a_list.gone) == (zuletzt.identity, ())
    assert set(on_a_list.identities(zuletzt.identity)) == {zuletzt.identity, NEWEST, OLD}


def test_mails_are_theirs_who_have_it_now(moved_on: Any) -> None:
    """What went to a former address is told as the present identity's, with where it went."""
    heirs = moved_on.ledger.successors(Roll()).heirs

    (mail,) = moved_on.ledger.mails(moved_on.subject, "smtp", heirs)

    assert (mail.identity, mail.address) == (NEW.lower(), OLD)


def test_what_waits_for_both_stays_behind(moved_on: Any) -> None:
    """Whoever lets what waits for a person stay behind finds it under each of their addresses."""
    ((_, person),) = holders(moved_on)
    numbers = [each.number for each in moved_on.ledger.held("smtp")[moved_on.subject]]
    moved_on.confirm(OLD, fingerprint="B", kind=Kind.UPDATE)

    with moved_on.ledger.confirming() as act:
        who = (person.recipient.identity, *person.recipient.former)
        act.leave_behind([*numbers, numbers[-1] + 1], moved_on.now, who)

    states = {each.state for each in moved_on.ledger.standing()}
    assert states == {State.SENT, State.SUPERSEDED}


@pytest.mark.parametrize("who", [OLD, NEW.lower()])
def test_erased(moved_on: Any, who: str) -> None:
    """Who is forgotten under either address is remembered under neither's succession."""
    moved_on.ledger.forget([who], moved_on.now)

    assert NEW not in {person.recipient.address for _, person in holders(moved_on)}
