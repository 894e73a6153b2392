"""The lists now and then: new, gone, changed, and when that is a question."""

from dataclasses import replace

import pytest

from rundbrief.planning import Listed, list_change, listed
from rundbrief.recipients import Recipient


def people(count: int) -> list[Recipient]:
    addresses = [f"{number}@x.example" for number in range(count)]
    return [Recipient(address=each, identity=each, office="Amt") for each in addresses]


def remembered(recipients: list[Recipient]) -> dict[str, Listed]:
    return {each.identity: listed(each) for each in recipients}


def test_new_gone_changed() -> None:
    """Each is told by what happened to them; who is as before isn't told."""
    one, two, three, four = people(4)
    before = remembered([one, two, three])

    change = list_change(before, [one, replace(two, office="Kulturamt"), four])

    assert [row.identity for row in change.new] == [four.identity]
    assert [row.identity for row in change.gone] == [three.identity]
    assert [(row.identity, row.display_name) for row in change.changed] == [
        (two.identity, "Kulturamt")
    ]
    assert (change.before, change.now) == (3, 3)


def test_nothing_happened() -> None:
    """The same people in another order and another file are no change."""
    before = people(3)
    moved = [replace(each, file="andere.csv", line=9) for each in reversed(before)]

    assert not list_change(remembered(before), moved)


def test_new_address() -> None:
    """A new address for a former one is one change, neither new nor gone."""
    (old,) = people(1)
    successor = replace(
        old, address="neu@x.example", identity="neu@x.example", former=("0@x.example",)
    )

    change = list_change(remembered([old]), [successor])

    assert (change.new, change.gone) == ((), ())
    assert [row.identity for row in change.changed] == ["neu@x.example"]


# How many were on the lists, how many of them are missing, and whether that is a question.
@pytest.mark.parametrize(
    ("before", "gone", "is_halved"),
    [(10, 0, False), (10, 4, False), (10, 5, True), (10, 10, True), (3, 1, False), (3, 2, True)],
)
def test_half_is_a_question(before: int, gone: int, is_halved: bool) -> None:
    """Half of those who were there is a question, however many others have come."""
    everyone = people(30)

    change = list_change(remembered(everyone[:before]), everyone[gone:])

    assert change.is_halved is is_halved
