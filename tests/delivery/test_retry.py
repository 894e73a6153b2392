"""Waits between tries: how they grow, how they are spread, when they end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.delivery import Outcome, State, may_pass, retries
from rundbrief.delivery.retry import FIRST, JITTER, LONGEST

HOUR = 3600.0


def test_they_grow() -> None:
    """Each is twice the one before, up to an hour."""
    minutes = [seconds / 60 for seconds in retries(4 * HOUR, lambda: 0.5)]

    assert minutes == [5, 10, 20, 40, 60, 60, 45]


@given(st.floats(1, 500_000), st.lists(st.floats(0, 1), min_size=1))
def test_they_fill_the_span(span: float, dice: list[float]) -> None:
    """Together they are the span, none is longer than the longest, and none is no wait."""
    thrown = iter(dice * 10_000)
    found = list(retries(span, lambda: next(thrown)))

    assert sum(found) == pytest.approx(span)
    assert max(found) <= LONGEST * (1 + JITTER)
    assert min(found[:-1], default=FIRST) >= FIRST * (1 - JITTER)


def test_they_are_spread() -> None:
    """By the dice a wait is a fifth shorter or longer."""
    shortest, longest = next(retries(HOUR, lambda: 0.0)), next(retries(HOUR, lambda: 1.0))

    assert (shortest, longest) == (FIRST * 0.8, FIRST * 1.2)


@pytest.mark.parametrize(
    ("cause", "passes"),
    [
        ("delivery.no-connection", True),
        ("delivery.limit-reached", True),
        ("delivery.login-refused", False),
        ("delivery.sender-refused", False),
        ("delivery.certificate", False),
        ("delivery.relay-denied", False),
        ("delivery.too-big", False),
    ],
)
def test_what_passes_by_itself(cause: str, passes: bool) -> None:
    """A wrong password is not said again and again; a relay that is away may come back."""
    assert may_pass(Outcome(State.DEFERRED, "", cause=cause)) is passes


def test_nothing_in_the_way() -> None:
    """A deferred recipient alone closes nothing."""
    assert may_pass(None)
