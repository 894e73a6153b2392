"""A ledger to try, and the few steps of sending that a test needs to say in one line.

`place` is the contract's one seam: another database joins as one more parameter.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from rundbrief.delivery import Event, Outcome, State
from rundbrief.ledger import Claimed, Ledger, NewDelivery, NewMailing, Server, Worker
from rundbrief.messages import Kind
from rundbrief.planning import Revision

NOW = datetime(2025, 8, 4, 7, tzinfo=UTC)
MEETING = UUID("6b8d0e5c-8f0a-4a57-9d50-2f1d6b1f7a11")
ME = Worker("desk", "kultur", 4711, "this-boot", NOW)


@dataclass
class Office:
    """One ledger and one worker, and a clock that a test turns by hand."""

    ledger: Ledger
    worker: Worker = ME
    now: datetime = NOW
    subject: UUID = MEETING
    _opened: list[int] = field(default_factory=list)

    def later(self, **delta: int) -> datetime:
        """Turn the clock on (or back)."""
        self.now += timedelta(**delta)
        return self.now

    def mailing(self, revision: Revision, *people: str, **changes: Any) -> NewMailing:
        """An invitation for those people; otherwise as the test says."""
        prefix = f"{revision.sequence}.{len(self._opened)}"
        values: dict[str, Any] = {
            "kind": Kind.INVITATION,
            "subject": self.subject,
            "revision": revision,
            "title": "Kultur im Gespräch",
            "file": "meetings/2025-09-08.toml",
            "transport": "smtp",
            "confirmed_at": self.now,
            "plan_hash": "a1b2c3",
            "skeletons": {"formal": "Guten Tag ⟨name⟩", "plain": "Hallo ⟨name⟩"},
            "deliveries": (
                NewDelivery(
                    address=person,
                    identity=person.lower(),
                    display_name=person.partition("@")[0],
                    sender="ruecklauf@netz.example",
                    message_id=f"<{prefix}.{person.lower()}>",
                    skeleton="formal",
                    values={"name": "Frau Müller-Ödegård", "token": person},
                )
                for person in people
            ),
            "content": {"title": "Kultur im Gespräch", "start": "2025-09-08T10:00"},
        }
        return NewMailing(**values | changes)

    def confirm(self, *people: str, fingerprint: str = "A", **changes: Any) -> Revision:
        """Confirm an invitation for those people, and say under which revision."""
        with self.ledger.confirming() as act:
            revision = act.revision(changes.get("subject", self.subject), fingerprint, self.now)
            self._opened.append(act.open_mailing(self.mailing(revision, *people, **changes)))
        return revision

    def claim(self, count: int = 100, transport: str = "smtp") -> Sequence[Claimed]:
        """What is to be sent now."""
        return self.ledger.claim(count, self.worker, self.now, transport=transport)

    def hand_over(self, *message_ids: str) -> None:
        """Say that their content leaves now."""
        self.ledger.record([Event(each, State.HANDED_OVER, self.now) for each in message_ids])

    def end(self, state: State, *message_ids: str, **words: Any) -> None:
        """Say how they ended."""
        said: dict[str, Any] = {"words": "2.0.0 Ok", "code": 250} | words
        outcome = Outcome(state, **said)
        self.ledger.record([Event(each, state, self.now, outcome) for each in message_ids])

    def send(self, state: State = State.SENT, transport: str = "smtp") -> list[str]:
        """Carry out everything there is; all of it ends in that state."""
        with self.ledger.sending(self.worker):
            names = [each.message_id for each in self.claim(transport=transport)]
            self.hand_over(*names)
            self.end(state, *names)
        return names

    def states(self) -> dict[str, State]:
        """Every delivery's state, by address."""
        return {each.address: each.state for each in self.ledger.standing()}


@pytest.fixture(scope="session")
def empty_database(databases: Any) -> Iterator[str]:
    """The address of a database with a ledger: made once, for alembic takes its time."""
    address = databases.new()
    Ledger.open(Server(address)).close()
    yield address
    databases.drop(address)


EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid();
TRUNCATE revision, mailing, skeleton, delivery, attempt, settlement, answer, suppression, listed,
  place RESTART IDENTITY;
UPDATE origin SET level = 0
"""


@pytest.fixture
def emptied(empty_database: str, databases: Any) -> Iterator[Callable[[], Server]]:
    """That database as new, as often as it is asked for."""

    def empty() -> Server:
        databases.run(EMPTY, at=empty_database)
        return Server(empty_database)

    yield empty
    empty()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | Server]:
    """Where the test's ledger is: every test of the contract runs in a file and on a server."""
    if request.param == "sqlite":
        yield tmp_path / "rundbrief.db"
        return
    yield request.getfixturevalue("emptied")()


@pytest.fixture
def written(place: Path | Server, request: pytest.FixtureRequest) -> Callable[[], bytes]:
    """All that the ledger has on disk, in lower case."""

    def read() -> bytes:
        if isinstance(place, Path):
            paths = place.parent.iterdir()
        else:
            paths = request.getfixturevalue("databases").files(place.address)
        return b"".join(path.read_bytes() for path in paths if path.is_file()).lower()

    return read


@pytest.fixture
def open_ledger(place: Path | Server) -> Iterator[Callable[[], Ledger]]:
    """Opens the test's one ledger; each call is another connection to it."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(Ledger.open(place))


@pytest.fixture
def ledger(open_ledger: Callable[[], Ledger]) -> Ledger:
    """An empty ledger."""
    return open_ledger()


@pytest.fixture
def office(ledger: Ledger) -> Office:
    """An empty ledger, and someone to work with it."""
    return Office(ledger)
