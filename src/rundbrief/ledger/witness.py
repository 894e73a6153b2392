"""What others remember of a ledger, so that an older copy of it is found out before it sends.

    ledger: name, level ──▶ while it sends ──▶ witness: beside it, and in the user's own folder
            level rises with every write but the engine's, which the next claim or the end covers

    a ledger that wants to send ─▶ compare ─┬─ level >= what every witness remembers: it goes on
                                            ├─ lower: a backup, or a copy of which another has sent
                                            ├─ another name: it was deleted and made anew
                                            └─ it has sent, and no one here remembers it: a copy

The witness beside the ledger finds out whoever puts the one file back, or deletes it; the one in
the user's folder whoever puts back or copies the whole workspace. Both say what was sent, in
numbers and titles, and of no one who got it. Written after the ledger, the level is never above it
by itself: not after a kill, and not after a power cut, which leaves at worst an older witness.
"""

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Self, cast

from sqlalchemy import Connection, case, insert, select, update

from rundbrief.delivery import State
from rundbrief.ledger.standing import MailingStanding
from rundbrief.ledger.tables import delivery, origin, place
from rundbrief.ledger.worker import Worker
from rundbrief.messages import Kind

HEAD = '{"level": '
WIDTH = 20  # digits of a level, so that it can be written anew where it stands
NOT_GONE = (State.PENDING, State.CLAIMED, State.DEFERRED, State.SUPERSEDED)
WAITS = (State.PENDING, State.CLAIMED, State.HANDED_OVER, State.DEFERRED)

RISEN = update(origin).values(level=origin.c.level + 1).returning(origin.c.level)


@dataclass(frozen=True, slots=True)
class Remembered:
    """One mailing: `left` is how many of its mails went out, or may have, or were refused."""

    number: int
    kind: Kind
    title: str
    file: str
    confirmed_at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Witness:
    """A ledger's name and level, who sent last, and its mailings so far."""

    ledger: str
    level: int
    host: str
    user: str
    folder: str
    at: datetime
    mailings: tuple[Remembered, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a ledger may not be the one that counts; `witness` is who knows better.

    `code` is "older", "replaced" or "elsewhere" (then the witness is the ledger's own note).
    `missing` are the mailings of which it knows nothing, or less than the witness does.
    """

    code: str
    witness: Witness
    missing: tuple[Remembered, ...] = ()


def rise(connection: Connection) -> int:
    """One higher: something was written that must not be forgotten."""
    return int(connection.execute(RISEN).scalar_one())


def testify(
    connection: Connection, mailings: Sequence[MailingStanding], worker: Worker, folder: str
) -> Witness:
    """What a witness is to remember of the ledger as it stands."""
    name, level = connection.execute(select(origin.c.ledger, origin.c.level)).one()
    known = (
        Remembered(each.mailing, each.kind, each.title, each.file, each.confirmed_at, _left(each))
        for each in mailings
    )
    by = worker.host, worker.user, folder
    return Witness(name, level, *by, worker.started, tuple(known))


def compare(own: Witness, witnesses: Sequence[Witness]) -> Doubt | None:
    """What speaks against the ledger's being the one that counts."""
    for each in witnesses:
        if each.ledger != own.ledger and each.mailings:
            return Doubt("replaced", each, each.mailings)
        if each.ledger == own.ledger and each.level > own.level:
            return Doubt("older", each, tuple(_missing(own, each)))
    return None


def _missing(own: Witness, other: Witness) -> Iterator[Remembered]:
    known = {(each.number, each.confirmed_at): each.left for each in own.mailings}
    for each in other.mailings:
        if each.left > known.get((each.number, each.confirmed_at), -1):
            yield each


def _left(mailing: MailingStanding) -> int:
    return sum(count for state, count in mailing.counts.items() if state not in NOT_GONE)


def home(connection: Connection) -> Witness | None:
    """From where the ledger was said to send, the latest time; None before it ever did."""
    row = connection.execute(select(place).order_by(place.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    name, level = connection.execute(select(origin.c.ledger, origin.c.level)).one()
    return Witness(name, level, row.host, row.user, row.folder, row.since)


def settle_here(connection: Connection, worker: Worker, folder: str, reason: str) -> None:
    """From here it sends, from now on."""
    by = {"host": worker.host, "user": worker.user, "folder": folder}
    connection.execute(insert(place).values(by | {"since": worker.started, "reason": reason}))


def outrank(connection: Connection, level: int) -> None:
    """Higher than that, so that whoever goes on with another copy is found out in turn."""
    connection.execute(
        update(origin).values(level=case((origin.c.level > level, origin.c.level), else_=level) + 1)
    )


def doubt_what_waits(connection: Connection, now: datetime) -> int:
    """What waits here may have left from another copy since: nobody knows, and how many."""
    waits = delivery.c.state.in_(WAITS)
    unclear = update(delivery).where(waits).values(state=State.UNCLEAR, changed_at=now)
    return connection.execute(unclear).rowcount


def read_witness(path: Path) -> Witness | None:
    """The witness in that file; None where there is none that can be understood."""
    try:
        said = json.loads(path.read_bytes())
        mailings = [
            Remembered(**each | {"kind": Kind(each["kind"]), "confirmed_at": _at(each)})
            for each in said.pop("mailings")
        ]
        return Witness(**said | {"at": _at(said, "at"), "mailings": tuple(mailings)})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _at(said: Mapping[str, str], name: str = "confirmed_at") -> datetime:
    return datetime.fromisoformat(said[name])


class Witnesses:
    """Their files while the ledger sends: written whole, then the level alone, in its place.

    One that can't be written does without, and stays behind: it is not the ledger.
    """

    def __init__(self, paths: Collection[Path]) -> None:
        self._paths = tuple(paths)
        self._files: list[BinaryIO] = []

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._paths)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()
        self._files = []

    def tell(self, witness: Witness) -> None:
        """All of it, forced to the disk."""
        self.__exit__()
        for path in self._paths:
            with suppress(OSError):
                _write(path, _text(witness))
                self._files.append(cast(BinaryIO, path.open("r+b", buffering=0)))

    def rise(self, level: int) -> None:
        """The ledger has that level on its disk by now."""
        for file in self._files:
            with suppress(OSError):
                file.seek(len(HEAD))
                file.write(f"{level:>{WIDTH}}".encode())


def _write(path: Path, content: bytes) -> None:
    """A reader sees all of it or what was there before; only the user may read it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _text(witness: Witness) -> bytes:
    said = asdict(witness)
    head = HEAD + f"{said.pop('level'):>{WIDTH}}"
    rest = json.dumps(said, ensure_ascii=False, indent=1, default=datetime.isoformat)
    return f"{head},{rest.removeprefix('{')}\n".encode()
