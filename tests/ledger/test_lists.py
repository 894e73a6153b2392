"""The list as of the last sending: remembered as a whole, with the mailing it went out with."""

from typing import Any

import pytest

from rundbrief.planning import Listed

A, B = (Listed(f"{name}@x.example", name.upper(), "w") for name in "ab")


def test_nothing_yet(office: Any) -> None:
    """Before anything was sent there is no list to compare with."""
    assert office.ledger.last_list() == {}


def test_the_latest_counts(office: Any) -> None:
    """Each list replaces the one before, whatever their lengths."""
    for everyone in ([A, B], [B]):
        with office.ledger.confirming() as act:
            act.remember_list(everyone)

    assert office.ledger.last_list() == {B.identity: B}


def test_with_its_mailing(office: Any) -> None:
    """A confirming that fails leaves the list as it was."""
    with office.ledger.confirming() as act:
        act.remember_list([A])

    def fail() -> None:
        with office.ledger.confirming() as act:
            act.remember_list([B])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert office.ledger.last_list() == {A.identity: A}
