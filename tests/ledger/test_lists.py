"""The list as of the last sending: remembered as a whole, with the mailing it went out with."""

from typing import Any

import pytest

from rundbrief.ledger import Roll
from rundbrief.planning import Some, listed
from rundbrief.recipients import Recipient

A, B, C = (
    Recipient(address=f"{name}@x.example", identity=f"{name}@x.example", office=name.upper())
    for name in "abc"
)


def remember(office: Any, *people: Recipient) -> None:
    with office.ledger.confirming() as act:
        act.remember_list(Roll(people))


def test_nothing_yet(office: Any) -> None:
    """Before anything was sent there is no list to compare with."""
    assert office.ledger.list_change(Roll([A])) is None


def test_the_latest_counts(office: Any) -> None:
    """Each list replaces the one before, whatever their lengths."""
    remember(office, A, B)
    remember(office, B)

    assert not office.ledger.list_change(Roll([B]))


def test_with_its_mailing(office: Any) -> None:
    """A confirming that fails leaves the list as it was."""
    remember(office, A)

    def fail() -> None:
        with office.ledger.confirming() as act:
            act.remember_list(Roll([B]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert not office.ledger.list_change(Roll([A]))


def test_change(office: Any) -> None:
    """New, gone and changed are told beside the last list, each under its name."""
    remember(office, A, B)
    new_b = B._replace(office="Kulturamt")

    change = office.ledger.list_change(Roll([C, new_b]))

    assert (change.before, change.now, change.is_halved) == (2, 2, True)
    assert (change.new, change.gone, change.changed) == (
        Some(1, (listed(C),)),
        Some(1, (listed(A),)),
        Some(1, (listed(new_b),)),
    )


def test_new_address(office: Any) -> None:
    """A new address for a former one is a change, neither new nor gone."""
    remember(office, A)
    heir = C._replace(former=(A.identity,))

    change = office.ledger.list_change(Roll([heir]))

    assert (change.new, change.gone, change.changed.count) == (Some(), Some(), 1)


def test_forgotten_people_are_no_change(office: Any) -> None:
    """Who was erased is not new because a list still has them."""
    remember(office, A, B)
    office.ledger.forget([A.identity], office.now)

    assert not office.ledger.list_change(Roll([A, B]))
