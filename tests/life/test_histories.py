"""A meeting's whole life, 2,000 times over: the right mail and the right calendar for each reader.

Hypothesis invents histories. After each sending without failure every reader's calendar is what
the organiser wants it to be; no mail came that nobody needed, and none came twice; who had
answered is asked again only where the date is another.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from tests.life.conftest import Live
from tests.life.histories import HISTORIES, Step


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo"])
@settings(
    max_examples=1000,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
@given(history=HISTORIES)
def test_a_meetings_whole_life(short_lives: Live, zone: str, history: list[Step]) -> None:
    """Whatever happens, each reader gets what they need, once, and has it in their calendar."""
    short_lives(history, zone)
