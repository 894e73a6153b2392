"""Whoever is killed, at whatever moment: none is lost, none goes twice, what is unclear is named.

    nursery ─▶ a sender ──SMTP──▶ the recording relay ─▶ RECORD: what was taken
                  ╳ killed by the relay, exactly there      ╳ or the relay itself

Decision 4, row by row, then fifty kills in one history; with a ledger on a server a shorter one.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rundbrief.delivery import State
from rundbrief.delivery.promise import STEPS
from rundbrief.ledger import Ledger, Server, Settlement

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows bears no children so")

IN_FILE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
TESTS = Path(__file__).parents[1]
NOW = "2025-08-04T09:00"
PATIENCE = 60
HEAD = "E-Mail;Stelle;Ebene;Ort\n"
TRANSPORT = (
    '\nkind = "smtp"\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\nconnections = {many}\n'
)


class Child:
    """A program that is talked to in lines of JSON."""

    def __init__(self, *words: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def tell(self, **order: object) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Its next line; empty once it is dead."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        return dict(json.loads(line)) if line else {}

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@dataclass
class Day:
    """A workspace, a relay and senders; who dies when is the test's."""

    folder: Path
    record: Path
    relay: Child
    nursery: Child
    port: int
    place: Path | Server
    databases: Any

    def run(self, at: str = "", after: int = 0, *, dies: str = "client", boot: Path | None = None,
            delay: float | None = None) -> int:  # fmt: skip
        """One run of `send`, in which someone dies at that moment, or the sender by a clock."""
        # What is remembered of a server's ledger is not of the test before, which emptied it.
        environment = {"XDG_STATE_HOME": str(self.record.parent)}
        if isinstance(self.place, Server):
            environment["RUNDBRIEF_LEDGER"] = self.place.address
        at_boot = {"boot": str(boot)} if boot else {}
        self.nursery.tell(folder=str(self.folder), environment=environment, **at_boot)
        pid = self.nursery.hear()["pid"]
        if at:
            self.relay.tell(at=at, after=after, kill=pid if dies == "client" else 0)
            assert self.relay.hear() == {"armed": True}
        self.nursery.tell()
        if delay is not None:
            time.sleep(delay)
            os.kill(pid, signal.SIGKILL)
        ended = int(self.nursery.hear()["ended"])
        if isinstance(self.place, Server):
            self.databases.wait_for_the_end_of(pid, self.place.address)
        if at and dies == "relay":
            assert self.relay.hear() == {"fired": at}
            self.start_relay()
        elif at and ended == -signal.SIGKILL:
            assert self.relay.hear() == {"fired": at}
        return ended

    def start_relay(self) -> None:
        """A new one in the place of the dead."""
        self.relay.close()
        self.relay = Child(TESTS / "servers" / "recording.py", self.port, self.record)
        assert self.relay.hear() == {"port": self.port}

    @property
    def ledger(self) -> Ledger:
        return Ledger.open(self.place)

    def states(self) -> dict[str, State]:
        """Every delivery, by its Message-ID."""
        with self.ledger as ledger:
            return {row.message_id: row.state for row in ledger.standing()}

    def taken(self) -> list[tuple[str, str, str]]:
        """What the relay has taken: Message-ID, recipient and digest of each mail."""
        lines = self.record.read_text(encoding="utf-8").splitlines()
        return [(one, two, three) for one, two, three in map(str.split, lines)]

    def of(self, state: State) -> set[str]:
        return {name for name, each in self.states().items() if each is state}


Begin = Callable[[int, int], Day]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Child]:
    """Loaded once for all."""
    child = Child(TESTS / "ledger" / "nursery.py", NOW)
    yield child
    child.close()


@pytest.fixture
def begin(
    small_workspace: Path,
    tmp_path: Path,
    nursery: Child,
    place: Path | Server,
    request: pytest.FixtureRequest,
) -> Iterator[Begin]:
    """A day with so many recipients of one meeting, and so many connections."""
    begun: list[Day] = []

    def day(recipients: int, many: int) -> Day:
        record = tmp_path / "record"
        relay = Child(TESTS / "servers" / "recording.py", 0, record)
        port = relay.hear()["port"]
        settings = small_workspace / "rundbrief.toml"
        words = TRANSPORT.format(port=port, many=many)
        text = settings.read_text("utf-8").replace('\nkind = "folder"\n', words)
        there, databases = place, None
        if isinstance(place, Server):
            text += '\n[ledger]\nurl_from = "environment"\n'
            databases = request.getfixturevalue("databases")
        else:
            there = small_workspace / "rundbrief.db"
        settings.write_text(text, "utf-8")
        rows = (f"k{n}@stadt{n}.example;Kulturamt {n};Kreis;Ort {n}\n" for n in range(recipients))
        people = small_workspace.parent / "recipients" / "liste.csv"
        people.write_text(HEAD + "".join(rows), encoding="utf-8")
        shutil.rmtree(small_workspace / "newsletters")
        begun.append(Day(small_workspace, record, relay, nursery, port, there, databases))
        return begun[0]

    yield day
    for each in begun:
        each.relay.close()


P, U, S = State.PENDING, State.UNCLEAR, State.SENT


# The moment at which the sender is killed, as which the mail of that moment stands afterwards, and
# how often the relay has taken it once the next run is done.
@pytest.mark.parametrize(
    ("at", "expected", "taken"),
    [
        # No content has left: it goes out with the next run.
        pytest.param("MAIL", {S}, 1, id="after MAIL"),
        pytest.param("RCPT", {S}, 1, id="after RCPT"),
        pytest.param("DATA", {S}, 1, id="after DATA, before the 354"),
        # Content has left, no reply was read: unclear, whether or not it was taken.
        pytest.param("BODY", {U}, 0, id="in the middle of the body"),
        pytest.param("DOT", {U}, 0, id="after the dot, before it is taken"),
        pytest.param("TAKEN", {U}, 1, id="after it is taken, before the 250"),
        # The reply is on its way: it was written down, or it wasn't.
        pytest.param("REPLIED", {S, U}, 1, id="after the 250"),
    ],
)
def test_killed_exactly_there(begin: Begin, at: str, expected: set[State], taken: int) -> None:
    """Each row of decision 4's table, the sender killed by the relay at its moment."""
    day = begin(3, 1)

    assert day.run(at) == -signal.SIGKILL
    assert day.run() == 0

    states = day.states()
    unclear = [name for name, state in states.items() if state is U]
    counted = Counter(name for name, _, _ in day.taken())
    others = [name for name in states if name not in unclear]
    assert set(states.values()) <= {S, U}
    assert ({U} if unclear else {S}) <= expected
    assert len(unclear) <= 1
    assert [counted[name] for name in unclear] == [taken] * len(unclear)
    assert [counted[name] for name in others] == [1] * len(others)


@IN_FILE
@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA", "BODY", "DOT", "TAKEN"])
def test_relay_killed_exactly_there(begin: Begin, at: str) -> None:
    """The relay dies instead: the same holds, and the sender ends by itself."""
    day = begin(3, 1)

    assert day.run(at, dies="relay") == 0
    assert day.run() == 0

    counted = Counter(name for name, _, _ in day.taken())
    assert {name for name in day.states() if counted[name] != 1} <= day.of(U)
    assert max(counted.values()) == 1
    assert (len(day.of(S)), len(day.of(U))) == (
        (2, 1) if at in ("BODY", "DOT", "TAKEN") else (3, 0)
    )


def test_another_boot(begin: Begin, tmp_path: Path) -> None:
    """After a restart of the machine all that was claimed is unclear, and no more than that."""
    day = begin(12, 2)
    boot = tmp_path / "boot"
    boot.write_text("another-boot")

    assert day.run("MAIL", 2) == -signal.SIGKILL
    before = {
        name: s for name, s in day.states().items() if s in (State.CLAIMED, State.HANDED_OVER)
    }
    assert day.run(boot=boot) == 0

    assert 0 < len(before) <= 4 * 2
    assert day.of(U) == set(before)
    assert max(Counter(name for name, _, _ in day.taken()).values()) == 1


def test_table_is_told_in_the_order_of_a_transaction() -> None:
    """What is on disk goes forward only, and a power cut leaves nothing clearer than a kill."""
    on_disk = [step.on_disk for step in STEPS]

    assert on_disk == [State.CLAIMED, State.CLAIMED, State.HANDED_OVER, None]
    assert all(step.after_power_cut is U for step in STEPS)
    assert [step.after_kill for step in STEPS] == [P, P, U, None]


MANY = 4
MOMENTS = ("MAIL", "RCPT", "DATA", "BODY", "DOT", "TAKEN", "REPLIED")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "recipients", "kills"),
    [("sqlite", 2_000, 50), ("postgresql", 200, 16)],
    indirect=["place"],
)
def test_fifty_kills(begin: Begin, recipients: int, kills: int) -> None:
    """Two thousand recipients and fifty kills in one history: none lost, none twice.

    Sender and relay are killed, at each kind of moment and by the clock. At most one mail for each
    open connection and kill is unclear; each is named, and goes out again on a word, byte for byte.
    """
    seed = os.environ.get("RUNDBRIEF_SEED", str(time.time_ns()))
    print(f"RUNDBRIEF_SEED={seed}")
    dice = random.Random(seed)  # noqa: S311 - no secret hangs on it
    day = begin(recipients, MANY)
    each = kills // 12 or 1  # of both, twice as many senders as relays die
    ways = ("client",) * each + ("relay",) * (each // 2 or 1)
    shots = [(moment, dies) for moment in MOMENTS for dies in ways]
    shots += [("", "clock")] * (kills - len(shots))
    dice.shuffle(shots)
    assert len(shots) == kills
    dubious = 0
    for at, dies in shots:
        if at:
            day.run(at, dice.randrange(recipients // kills), dies=dies)
        else:
            day.run(delay=dice.uniform(0.05, 0.6))
        before, dubious = dubious, len(day.of(U) | day.of(State.HANDED_OVER))
        assert dubious - before <= MANY, (at, dies)
    for _ in range(2):
        assert day.run() == 0

    states, taken = day.states(), day.taken()
    counted = Counter(name for name, _, _ in taken)
    assert len(states) == recipients
    assert set(states.values()) <= {S, U}  # nothing is left undone
    assert set(counted.values()) == {1}  # nothing doubled
    assert day.of(S) <= set(counted)  # nothing lost: what is said to be taken, was
    assert set(counted) <= day.of(S) | day.of(U)
    assert 0 < len(day.of(U)) <= MANY * kills

    with day.ledger as ledger:
        asked = ledger.questions()
        named = {each.message_id for each in asked}
        ledger.settle(named, Settlement.AGAIN, "gefragt", ledger.home().at)  # type: ignore[union-attr]
    unclear = day.of(U) | named
    assert named == unclear
    assert day.run() == 0
    digests: dict[str, set[str]] = {}
    for name, _, digest in day.taken():
        digests.setdefault(name, set()).add(digest)
    assert day.of(S) == set(digests) == set(states)
    assert all(len(each) == 1 for each in digests.values())  # the same bytes, each time
