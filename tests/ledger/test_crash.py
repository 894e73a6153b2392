"""A power button is not a question: whatever is killed, the ledger tells what is known."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from rundbrief.delivery import State
from rundbrief.ledger import Ledger, LedgerError, Server, this_worker

IN_FILE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
NOW = datetime(2025, 8, 4, 7, tzinfo=UTC)

# A sender that gets as far as the argument says, tells what is done, and waits to be killed.
SENDER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from rundbrief.delivery import Event, Outcome, State
from rundbrief.ledger import Ledger, NewDelivery, NewMailing, Server, this_worker
from rundbrief.messages import Kind


now = datetime(2025, 8, 4, 7, tzinfo=UTC)
place = Server(sys.argv[1]) if "://" in sys.argv[1] else Path(sys.argv[1])
ledger, worker = Ledger.open(place), this_worker(now)

def halt(where):
    if where == sys.argv[2]:
        print(where, flush=True)
        time.sleep(60)

with ledger.confirming() as act:
    revision = act.revision(UUID(int=1), "A", now)
    act.open_mailing(NewMailing(
        Kind.INVITATION, UUID(int=1), revision, "T", "m.toml", "smtp", now, "h", {"k": "text"},
        [NewDelivery(f"{n}@x.example", f"{n}@x.example", "", "s@x.example", f"<{n}>", "k", {})
         for n in range(3)]))
    halt("confirming")
halt("confirmed")
with ledger.sending(worker):
    ledger.claim(2, worker, now, transport="smtp")
    halt("claimed")
    ledger.record([Event("<0>", State.HANDED_OVER, now)])
    halt("handed over")
    ledger.record([Event("<0>", State.SENT, now, Outcome(State.SENT, "Ok", 250))])
    halt("sent")
"""


@pytest.fixture
def kill_at(place: Path | Server, request: pytest.FixtureRequest) -> Any:
    """Runs a sender until that point, kills it, and opens what it leaves."""

    def run(where: str) -> Ledger:
        there = str(place) if isinstance(place, Path) else place.address
        with subprocess.Popen(
            [sys.executable, "-c", SENDER, there, where], stdout=subprocess.PIPE, text=True
        ) as sender:
            assert sender.stdout is not None
            assert sender.stdout.readline().strip() == where
            sender.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        if isinstance(place, Server):
            request.getfixturevalue("databases").wait_for_the_end_of(sender.pid, place.address)
        return Ledger.open(place)

    return run


P, U = State.PENDING, State.UNCLEAR


# Where the sender was killed, and how its three deliveries stand afterwards.
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        pytest.param("confirming", [], id="before the commit: nothing was confirmed"),
        pytest.param("confirmed", [P, P, P], id="after it: everything is there"),
        pytest.param("claimed", [P, P, P], id="claimed: nothing had left"),
        pytest.param("handed over", [U, P, P], id="between content and reply: nobody can know"),
        pytest.param("sent", [State.SENT, P, P], id="what was accepted stays accepted"),
    ],
)
@pytest.mark.skipif(not Path("/proc/sys/kernel/random/boot_id").exists(), reason="needs a boot id")
def test_killed(kill_at: Any, where: str, expected: list[State]) -> None:
    """After kill -9 nothing that may have left goes out again, and all else does."""
    with kill_at(where) as ledger:
        ledger.recover(this_worker(NOW), NOW)

        assert [row.state for row in ledger.standing()] == expected


def test_lock_dies_with_its_holder(kill_at: Any) -> None:
    """A killed sender holds no one up: the system lets go of its lock."""
    with kill_at("handed over") as ledger, ledger.sending(this_worker(NOW)):
        assert len(list(ledger.standing())) == 3


@IN_FILE
def test_a_full_disk_is_told(office: Any) -> None:
    """What can't be written any more is a sentence, not a traceback, and nothing of it is there."""
    office.confirm("a@x.example")
    with office.ledger._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    event.listen(
        office.ledger._engine,
        "checkout",
        lambda raw, *_: raw.execute(f"PRAGMA max_page_count = {pages}"),
    )

    office.later(minutes=1)
    with pytest.raises(LedgerError) as caught:
        office.confirm(*[f"{number}@stadt.example" for number in range(2_000)], subject=UUID(int=7))

    assert caught.value.problem.code == "ledger.disk-full"
    assert len(office.ledger.mailings()) == 1
