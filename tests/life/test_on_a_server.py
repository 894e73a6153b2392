"""The same histories with the ledger on a database server: fewer of them, each takes longer."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from tests.life.histories import BEGIN, HISTORIES, TELLING, Step, first_meeting, live
from tests.life.office import Office, ShortPress

from rundbrief.desk import freeze
from rundbrief.ledger import Ledger, Server
from rundbrief.ledger.tables import metadata

ZONE = ZoneInfo("Europe/Berlin")
OWN = ("salt", "origin")  # what makes it this ledger and no other

pytestmark = pytest.mark.slow


@pytest.fixture
def server(databases: Any) -> Iterator[Server]:
    """A database for these histories alone."""
    address = databases.new()
    yield Server(address)
    databases.drop(address)


@pytest.fixture
def lives(server: Server, monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[Step]], None]:
    """Live through a history with an empty ledger; of its mails only what they tell calendars."""
    monkeypatch.setattr(freeze, "press", ShortPress)
    monkeypatch.setattr(freeze, "examine", lambda *_: None)  # there is nothing to look at

    def through(history: Sequence[Step]) -> None:
        with Ledger.open(server) as ledger:
            with ledger._writing() as connection:
                for table in reversed(metadata.sorted_tables):
                    if table.name not in OWN:
                        connection.execute(table.delete())
            office = Office(ledger, server, first_meeting(ZONE), BEGIN)
            try:
                live(history, office)
            finally:
                office.ledger.close()  # another one, where the program was started again

    return through


@pytest.mark.parametrize("name", TELLING)
def test_telling_histories(lives: Callable[[Sequence[Step]], None], name: str) -> None:
    """Those by which mistakes are told on a file are told there, too."""
    lives(TELLING[name])


@settings(
    max_examples=20,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
@given(history=HISTORIES)
def test_a_meetings_whole_life(
    lives: Callable[[Sequence[Step]], None], history: list[Step]
) -> None:
    """Whatever happens, each reader gets what they need, once, and has it in their calendar."""
    lives(history)
