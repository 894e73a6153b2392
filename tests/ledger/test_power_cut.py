"""The power fails: what was not forced to the disk is gone, and still nobody gets anything twice.

    SQLite ─ xSync ─▶ what that file holds now is durable      (its VFS, listened to by ctypes)
    ours ─── os.fsync ─▶ the same
    sending ─ at each step ─▶ the disk as it is found ─▶ another boot ─▶ recover, send the rest

The disk of a power cut holds what was forced to it, and of what was written since anything between
nothing and all. The promise weakens to more `unclear`, at most the claimed ones; never to doubled.
"""

import _sqlite3
import asyncio
import ctypes
import os
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from rundbrief.delivery import Outcome, State, carry_out
from rundbrief.delivery.contract import Work
from rundbrief.delivery.single import HandedOver, one_by_one
from rundbrief.ledger import Ledger
from rundbrief.messages import Message
from rundbrief.messages.message import sealed

CONNECTIONS, BATCH, PEOPLE = 2, 4, 40
PAGE = 4096

OPEN = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)
DELETE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class Methods(ctypes.Structure):
    """sqlite3_io_methods: https://www.sqlite.org/c3ref/io_methods.html"""

    _fields_ = [
        ("version", ctypes.c_int),
        *[(name, ctypes.c_void_p) for name in ("close", "read", "write", "truncate", "sync")],
        *[(f"other_{number}", ctypes.c_void_p) for number in range(13)],
    ]


class Vfs(ctypes.Structure):
    """sqlite3_vfs, as far as it is needed: https://www.sqlite.org/c3ref/vfs.html"""

    _fields_ = [
        *[(name, ctypes.c_int) for name in ("version", "size_of_file", "longest_path")],
        *[(name, ctypes.c_void_p) for name in ("next", "name", "data", "open", "delete")],
    ]


def default_vfs() -> Vfs | None:
    """SQLite's own way to the disk; None where its library can't be looked into."""
    try:
        find = ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find
    except (OSError, AttributeError):
        return None
    find.restype = ctypes.c_void_p
    address = find(None)
    return Vfs.from_address(address) if address else None


@contextmanager
def listening(durable: dict[str, bytes]) -> Iterator[None]:
    """Keep `durable` as the disk would be: each file as it was when last forced there."""
    vfs = default_vfs()
    assert vfs is not None
    really_open, really_delete = OPEN(vfs.open), DELETE(vfs.delete)
    paths: dict[int, str] = {}
    copies: dict[int, tuple[Methods, Any]] = {}

    def opened(itself: int, name: int | None, file: int, flags: int, out: int) -> int:
        code = int(really_open(itself, name, file, flags, out))
        place = ctypes.cast(file, ctypes.POINTER(ctypes.c_void_p))
        if code == 0 and name and place[0]:
            paths[file] = ctypes.string_at(name).decode()
            place[0] = ctypes.addressof(copy_of(int(place[0] or 0))[0])
        return code

    def copy_of(address: int) -> tuple[Methods, Any]:
        if address not in copies:
            original = Methods.from_address(address)
            really_sync = SYNC(original.sync)

            def synced(file: int, flags: int) -> int:
                code = int(really_sync(file, flags))
                durable[paths[file]] = Path(paths[file]).read_bytes()
                return code

            copy, listener = Methods.from_buffer_copy(original), SYNC(synced)
            copy.sync = ctypes.cast(listener, ctypes.c_void_p).value
            copies[address] = (copy, listener)
        return copies[address]

    def deleted(itself: int, name: int, sync: int) -> int:
        durable.pop(ctypes.string_at(name).decode(), None)
        return int(really_delete(itself, name, sync))

    def forced(file: Any) -> None:
        really_forced(file)
        for path in set(paths.values()):
            if Path(path).exists() and os.path.samestat(os.fstat(file), Path(path).stat()):
                durable[path] = Path(path).read_bytes()

    ours = OPEN(opened), DELETE(deleted)
    before, really_forced = (vfs.open, vfs.delete), os.fsync
    os.fsync = forced  # type: ignore[assignment]
    vfs.open, vfs.delete = (ctypes.cast(each, ctypes.c_void_p).value for each in ours)
    try:
        yield
    finally:
        os.fsync = really_forced
        vfs.open, vfs.delete = before


pytestmark = pytest.mark.skipif(
    default_vfs() is None or sys.platform == "win32", reason="this SQLite can't be listened to"
)


@dataclass
class Cut:
    """A disk as a power cut leaves it, and what the server had taken by then."""

    disk: dict[str, bytes]
    taken: list[str]


class Server:
    """A relay in memory; at each step of a transaction somebody may look."""

    kind = "smtp"

    def __init__(self, taken: list[str], look: Callable[[], None] = lambda: None) -> None:
        self.taken, self._look = taken, look

    async def carry(self, work: Work) -> None:
        await asyncio.gather(*(one_by_one(work, self._deliver) for _ in range(CONNECTIONS)))

    async def _deliver(self, message: Message, handed_over: HandedOver) -> Outcome:
        self._look()
        await handed_over()
        self._look()
        self.taken.append(message.message_id)
        self._look()
        return Outcome(State.SENT, "2.0.0 Ok", 250)


def send(office: Any, server: Server) -> None:
    """All there is, as the desk does it."""

    def mails() -> Iterator[Message]:
        while batch := office.claim(BATCH):
            for each in batch:
                who = each.sender, each.address, each.message_id
                yield sealed(each.kind, *who, b"x\r\n")

    with office.ledger.sending(office.worker):
        office.ledger.recover(office.worker, office.now)
        asyncio.run(carry_out(mails(), server, office.ledger, now=lambda: office.now))


def as_found(path: Path, durable: dict[str, bytes], dice: random.Random) -> dict[str, bytes]:
    """What was forced to the disk, and of each page written since either the old or the new."""
    share = dice.choice((0, 0, 0.5, 1))
    found = {}
    for name, old in durable.items():
        new = Path(name).read_bytes() if Path(name).exists() else old
        pages = range(0, max(len(old), len(new)), PAGE)
        mixed = ((new if dice.random() < share else old)[at : at + PAGE] for at in pages)
        found[Path(name).name] = b"".join(mixed)
    return found


@pytest.fixture
def durable() -> dict[str, bytes]:
    """The disk, as it would be found if the power failed now and it had nothing more to offer."""
    return {}


@pytest.fixture(params=["wal", "delete"])
def ledger(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    durable: dict[str, bytes],
) -> Iterator[Ledger]:
    """One whose disk is watched, with a write-ahead log and, as on a share, without."""
    if request.param == "delete":
        monkeypatch.setattr("rundbrief.ledger.schema.write_ahead", _rolled_back)
    with listening(durable), Ledger.open(tmp_path / "watched.db") as ledger:
        yield ledger


def _rolled_back(connection: sqlite3.Connection, *, shared: bool) -> str:
    (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    return str(mode)


def test_nobody_gets_it_twice(office: Any, durable: dict[str, bytes], tmp_path: Path) -> None:
    """Cut at any step: the rest goes out, nothing twice, and only what was claimed is unclear."""
    dice = random.Random(4)  # noqa: S311 - no secret hangs on it
    people = [f"k{number}@stadt.example" for number in range(PEOPLE)]
    office.confirm(*people)
    cuts: list[Cut] = []
    server = Server([])
    server._look = lambda: cuts.append(Cut(as_found(tmp_path, durable, dice), list(server.taken)))

    send(office, server)

    assert len(cuts) == 3 * PEOPLE
    forgotten = 0
    for number, cut in enumerate(dice.sample(cuts, 30)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, content in cut.disk.items():
            (folder / name).write_bytes(content)
        with Ledger.open(folder / "watched.db") as ledger:
            told = {row.message_id for row in ledger.standing() if row.state is State.SENT}
            forgotten += len(set(cut.taken) - told)
            later = type(office)(ledger, replace(office.worker, pid=5, boot="next"), office.now)
            taken = list(cut.taken)
            send(later, Server(taken))
            states = {row.message_id: row.state for row in ledger.standing()}

        unclear = {name for name, state in states.items() if state is State.UNCLEAR}
        assert len(states) == PEOPLE
        assert set(states.values()) <= {State.SENT, State.UNCLEAR}
        assert max(Counter(taken).values()) == 1
        assert set(states) - unclear <= set(taken)
        assert len(unclear) <= 4 * CONNECTIONS
    assert forgotten  # or nothing was dropped, and nothing was tried


def test_what_is_confirmed_stays_confirmed(office: Any, durable: dict[str, bytes]) -> None:
    """A mailing is on the disk before anything of it is sent, and so is a claim."""
    before = dict(durable)
    office.confirm("a@stadt.example")
    confirmed = dict(durable)
    with office.ledger.sending(office.worker):
        office.claim()
        claimed = dict(durable)

    assert before != confirmed != claimed


def test_what_the_engine_wrote_is_durable_at_the_end(
    office: Any, durable: dict[str, bytes], tmp_path: Path
) -> None:
    """Once sending is over, a power cut takes nothing of it any more."""
    office.confirm("a@stadt.example")
    office.send()
    found = dict(durable)

    for name, content in found.items():
        (tmp_path / f"found{Path(name).name.removeprefix('watched')}").write_bytes(content)
    with Ledger.open(tmp_path / "found.db") as ledger:
        assert [row.state for row in ledger.standing()] == [State.SENT]
