"""A meeting's whole life, 2,000 times over: the right mail and the right calendar for each reader.

Hypothesis invents histories. After each sending without failure every reader's calendar is what
the organiser wants it to be; no mail came that nobody needed, and none came twice; who had
answered is asked again only where the date is another.
"""

from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from tests.life.conftest import Live
from tests.life.histories import HISTORIES, TELLING, Step

Test = TypeVar("Test", bound=Callable[..., None])


def with_telling_histories(test: Test) -> Test:
    """Those by which mistakes are told are always tried."""
    for history in TELLING.values():
        test = example(history=history)(test)
    return test


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo"])
@settings(
    max_examples=1000,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
@given(history=HISTORIES)
@with_telling_histories
# a recap that was confirmed left after the meeting had been called off
@example(history=[("send", 0, 0), ("take_place", 0, 0), ("confirm", 0, 0), ("status", 0, 1)])
# who changed the address and left the list is told under both addresses that it is off
@example(
    history=[
        ("kill", 0, 2),
        ("change_address", 0, 0),
        ("room", 0, 1),
        ("power_cut", 0, 0),
        ("status", 0, 1),
        ("leave", 0, 0),
    ]
)
def test_a_meetings_whole_life(short_lives: Live, zone: str, history: list[Step]) -> None:
    """Whatever happens, each reader gets what they need, once, and has it in their calendar."""
    short_lives(history, zone)
