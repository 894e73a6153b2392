"""The lists now and then: new, gone, changed, and when that is a question."""

import pytest

from rundbrief.planning import ListChange, Some, identities, list_change, listed
from rundbrief.recipients import Recipient


def people(count: int) -> list[Recipient]:
    addresses = [f"{number}@x.example" for number in range(count)]
    return [Recipient(address=each, identity=each, office="Amt") for each in addresses]


def changed(then: list[Recipient], now: list[Recipient]) -> ListChange:
    """The change, rows laid beside each other as the ledger does."""
    before = {each.identity: listed(each) for each in then}
    rows = [
        (each, next((before[one] for one in identities(each) if one in before), None))
        for each in now
    ]
    seen = {one for each in now for one in identities(each)}
    gone = (row for identity, row in before.items() if identity not in seen)
    return list_change(len(before), rows, gone)


def test_new_gone_changed() -> None:
    """Each is told by what happened to them; who is as before isn't told."""
    one, two, three, four = people(4)

    change = changed([one, two, three], [one, two._replace(office="Kulturamt"), four])

    assert [row.identity for row in change.new.first] == [four.identity]
    assert [row.identity for row in change.gone.first] == [three.identity]
    assert [(row.identity, row.display_name) for row in change.changed.first] == [
        (two.identity, "Kulturamt")
    ]
    assert (change.before, change.now) == (3, 3)


def test_nothing_happened() -> None:
    """The same people in another order and another file are no change."""
    before = people(3)
    moved = [each._replace(file="andere.csv", line=9) for each in reversed(before)]

    assert not changed(before, moved)


def test_new_address() -> None:
    """A new address for a former one is one change, neither new nor gone."""
    (old,) = people(1)
    successor = old._replace(
        address="neu@x.example", identity="neu@x.example", former=("0@x.example",)
    )

    change = changed([old], [successor])

    assert (change.new, change.gone) == (Some(), Some())
    assert [row.identity for row in change.changed.first] == ["neu@x.example"]


# How many were on the lists, how many of them are missing, and whether that is a question.
@pytest.mark.parametrize(
    ("before", "gone", "is_halved"),
    [(10, 0, False), (10, 4, False), (10, 5, True), (10, 10, True), (3, 1, False), (3, 2, True)],
)
def test_half_is_a_question(before: int, gone: int, is_halved: bool) -> None:
    """Half of those who were there is a question, however many others have come."""
    everyone = people(30)

    change = changed(everyone[:before], everyone[gone:])

    assert change.is_halved is is_halved


def test_thousands_are_counted() -> None:
    """Of many the first dozen are named, and all are counted."""
    change = changed([], people(5_000))

    assert change.new.count == 5_000
    assert [row.identity for row in change.new.first] == [f"{n}@x.example" for n in range(12)]
