"""A delivery's way through the ledger: chosen for sending, and found after a crash.

    claim ─▶ claimed ──▶ handed over ──▶ sent | deferred | failed | unclear  (`recording`)
               │              │
               ▼              ▼          the worker is dead                     (recover)
       same boot: pending   unclear
     another boot: unclear

Which steps are allowed is `delivery`'s table; each call here is one commit (decision 4).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)

from rundbrief.delivery import State
from rundbrief.delivery.promise import UNDER_WAY, left
from rundbrief.ledger.database import batches
from rundbrief.ledger.direct import Direct, Prepared, given
from rundbrief.ledger.tables import delivery, mailing, revision, suppression
from rundbrief.ledger.witness import RISEN
from rundbrief.ledger.worker import Worker
from rundbrief.messages import Kind

# The mailings that may leave, by their numbers; None: all that waits.
Due = Collection[int] | None

TO_HOLDERS = (Kind.UPDATE, Kind.CANCELLATION, Kind.WITHDRAWAL, Kind.COPY)


class Claimed(NamedTuple):  # made for each message: a third of a dataclass's time
    """What a sender needs to make the message and hand it over."""

    message_id: str
    kind: Kind
    sender: str
    address: str
    mailing: int
    skeleton: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recovered:
    """A delivery that was left claimed or handed over, and what it is now: PENDING or UNCLEAR."""

    message_id: str
    address: str
    subject: UUID
    title: str
    state: State


class Claims:
    """Claims for one worker and one run of a transport, on the connection of whoever sends."""

    def __init__(
        self, direct: Direct, worker: Worker, before: datetime, transport: str, due: Due
    ) -> None:
        self._direct = direct
        dialect = direct.dialect
        # Other workers' rows are passed over; SQLite has one writer, and leaves these words out.
        queue = (
            _queue(transport, due)
            .with_only_columns(*(delivery.c[name] for name in CLAIMED))
            .limit(given("count"))
            .with_for_update(skip_locked=True)
        )
        again = queue.where(
            _is(State.DEFERRED),
            or_(  # a clock that went back must not keep anyone waiting
                delivery.c.worker.is_distinct_from(given("by")),
                delivery.c.changed_at < given("before"),
            ),
        )
        never = queue.where(_is(State.PENDING))
        self._by = worker.name, worker.boot
        self._never: tuple[Prepared, tuple[object, ...]] = Prepared(dialect, never, "count"), ()
        self._again = (
            Prepared(dialect, again, "by", "before", "count"),
            (worker.name, direct.written(before)),
        )
        self._taken = Prepared(dialect, TAKEN, "by", "on", "row")
        self._risen = Prepared(dialect, RISEN)
        read = delivery.c["values"].type.result_processor(dialect, None)
        self._read: Callable[[Any], Any] = read or (lambda values: values)

    def claim(self, count: int) -> tuple[list[Claimed], int]:
        """Up to `count`, now claimed: pending ones, then deferred ones tried earlier.

        Beside them the ledger's level, one higher (`witness`). Within a transaction.
        """
        found: list[Any] = []
        for statement, among in (self._never, self._again):
            if len(found) < count:
                found += self._direct.ask(statement, *among, count - len(found))
        rows = [self._taken.row(*self._by, row[0]) for row in found]
        self._direct.cursor.executemany(self._taken.text, rows)
        ((level,),) = self._direct.ask(self._risen)
        return [self._claimed(row) for row in found], level

    def _claimed(self, row: tuple[Any, ...]) -> Claimed:
        number, name, kind, sender, address, mailing, skeleton, values = row
        self._direct.numbers[name] = number
        return Claimed(name, KINDS[kind], sender, address, mailing, skeleton, self._read(values))


# By their numbers, found before: a statement that does both at once takes twice the time on SQLite.
TAKEN = (
    update(delivery)
    .where(delivery.c.id == given("row"))
    .values(state=literal_column(f"'{State.CLAIMED.value}'"), worker=given("by"), boot=given("on"))
)
CLAIMED = ("id", "message_id", "kind", "sender", "address", "mailing", "skeleton", "values")
KINDS: Mapping[str, Kind] = {kind.value: kind for kind in Kind}


def _word(state: State) -> ColumnElement[str]:
    """In the statement itself: SQLite uses an index of some states for no bound value."""
    return literal_column(f"'{state.value}'")


def _is(state: State) -> ColumnElement[bool]:
    return delivery.c.state == _word(state)


def waiting(
    connection: Connection,
    transport: str,
    due: Due,
    identities: Iterable[str] | None = None,
    worker: Worker | None = None,
) -> int:
    """How many deliveries of earlier mailings the next run will try, to those identities or to all.

    What a dead run had claimed is among them as far as `worker` will give it back (`recover`).
    """
    given_back = _is(State.CLAIMED)
    if worker is not None:
        same = delivery.c.boot == worker.boot if worker.boot else false()
        given_back = and_(given_back, same)
    waits = or_(_is(State.PENDING), _is(State.DEFERRED), given_back)
    queue = _queue(transport, due).where(waits)
    some = [queue] if identities is None else map(queue.where, those_of(due or (), identities))
    counts = (select(func.count()).select_from(each.subquery()) for each in some)
    return sum(int(connection.execute(each).scalar_one()) for each in counts)


def those_of(
    mailings: Collection[int], identities: Iterable[str] | None
) -> Iterator[ColumnElement[bool]]:
    """The deliveries of those mailings to those identities, or to all, some at a time."""
    names = None if identities is None else tuple(identities)
    for numbers in batches(tuple(mailings)):
        of_them = delivery.c.mailing.in_(numbers)
        if names is None:
            yield of_them
        else:
            yield from (and_(of_them, delivery.c.identity.in_(some)) for some in batches(names))


def _queue(transport: str, due: Due) -> Select[Any]:
    """Oldest mailing first, in the order of its list.

    Whoever opted out meanwhile is passed over: it is the latest word that counts. What they hold
    is moved and taken back all the same.
    """
    queue = (
        select(delivery.c.id)
        .where(
            delivery.c.transport == transport,
            or_(
                delivery.c.kind.in_(TO_HOLDERS),
                ~exists().where(suppression.c.identity == delivery.c.identity),
            ),
        )
        .order_by(delivery.c.mailing, delivery.c.id)
    )
    if due is None:
        return queue
    return queue.where(delivery.c.mailing.in_(due))


def recover(connection: Connection, worker: Worker, now: datetime) -> list[Recovered]:
    """Settle what this worker and dead ones left; the caller knows that no other lives."""
    rows = connection.execute(
        select(
            delivery.c.id,
            delivery.c.state,
            delivery.c.worker,
            delivery.c.boot,
            delivery.c.message_id,
            delivery.c.address,
            revision.c.subject,
            mailing.c.title,
        )
        .join(mailing, delivery.c.mailing == mailing.c.id)
        .join(revision, delivery.c.revision == revision.c.id)
        .where(delivery.c.state.in_(UNDER_WAY))
        .order_by(delivery.c.mailing, delivery.c.id)
    ).all()
    found = [
        (row.id, Recovered(row.message_id, row.address, row.subject, row.title, _left(row, worker)))
        for row in rows
    ]
    if found:
        connection.execute(
            update(delivery).where(delivery.c.id == bindparam("row")),
            [{"row": row, "state": each.state, "changed_at": now} for row, each in found],
        )
    return [each for _, each in found]


def _left(row: Row[*tuple[Any, ...]], worker: Worker) -> State:
    """Decision 4's table, for one that a dead worker left, or this one itself.

    What was written before a kill is on disk; after a power cut the last write may not be, and
    an unknown boot is taken for another one. The worker itself knows what it has handed over.
    """
    is_own = row.worker == worker.name
    is_same_boot = bool(worker.boot) and row.boot == worker.boot
    return left(row.state, is_same_boot=is_own or is_same_boot)
