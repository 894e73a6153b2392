"""A delivery's way through the ledger: chosen for sending, and found after a crash.

    claim ─▶ claimed ──▶ handed over ──▶ sent | deferred | failed | unclear  (`recording`)
               │              │
               ▼              ▼          the worker is dead                     (recover)
       same boot: pending   unclear
     another boot: unclear

Which steps are allowed is `delivery`'s table; each call here is one commit (decision 4).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Dialect,
    Row,
    Select,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)

from rundbrief.delivery import State
from rundbrief.delivery.promise import UNDER_WAY, left
from rundbrief.ledger.database import Prepared
from rundbrief.ledger.tables import delivery, mailing, revision, suppression
from rundbrief.ledger.worker import Worker
from rundbrief.messages import Kind

# The mailings that may leave, by their numbers; None: all that waits.
Due = Collection[int] | None

TO_HOLDERS = (Kind.UPDATE, Kind.CANCELLATION, Kind.WITHDRAWAL)


@dataclass(frozen=True, slots=True)
class Claimed:
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


def claim(
    connection: Connection,
    count: int,
    worker: Worker,
    before: datetime,
    transport: str,
    due: Due,
) -> list[Claimed]:
    """Up to `count` deliveries, now claimed: pending ones, then deferred ones tried earlier."""
    pending, deferred = _queues(transport, None if due is None else frozenset(due))
    rows = connection.execute(pending, {"count": count}).all()
    if len(rows) < count:
        tried = {"count": count - len(rows), "before": before, "worker": worker.name}
        rows = [*rows, *connection.execute(deferred, tried)]
    if rows:
        claiming = _claiming(connection.dialect)
        by = State.CLAIMED.value, worker.name, worker.boot
        connection.exec_driver_sql(claiming.text, [claiming.row(*by, row.id) for row in rows])
    return [Claimed(*row[1:]) for row in rows]


@lru_cache(maxsize=2)
def _claiming(dialect: Dialect) -> Prepared:
    values: dict[str, Any] = {name: bindparam(name) for name in ("state", "worker", "boot")}
    claimed = update(delivery).where(delivery.c.id == bindparam("row")).values(values)
    return Prepared(dialect, claimed, "state", "worker", "boot", "row")


@lru_cache(maxsize=8)  # a run asks the same again and again
def _queues(transport: str, due: frozenset[int] | None) -> tuple[Select[Any], Select[Any]]:
    """Those that were never tried, and those that were, before `before`; `count` of them."""
    # Other workers' rows are passed over; SQLite has one writer, and leaves these words out.
    queue = _queue(transport, due).limit(bindparam("count")).with_for_update(skip_locked=True)
    return (
        queue.where(delivery.c.state == State.PENDING),
        queue.where(
            delivery.c.state == State.DEFERRED,
            or_(  # a clock that went back must not keep anyone waiting
                delivery.c.worker.is_distinct_from(bindparam("worker")),
                delivery.c.changed_at < bindparam("before", type_=delivery.c.changed_at.type),
            ),
        ),
    )


def waiting(connection: Connection, transport: str, due: Due) -> int:
    """How many deliveries of earlier mailings the next run will try.

    What a dead run had claimed is among them: the next one begins by giving it back.
    """
    states = [State.PENDING, State.CLAIMED, State.DEFERRED]
    queue = _queue(transport, due).where(delivery.c.state.in_(states))
    return int(connection.execute(select(func.count()).select_from(queue.subquery())).scalar_one())


def _queue(transport: str, due: Due) -> Select[Any]:
    """Oldest mailing first, in the order of its list.

    Whoever opted out meanwhile is passed over: it is the latest word that counts. What they hold
    is moved and taken back all the same.
    """
    queue = (
        select(
            delivery.c.id,
            delivery.c.message_id,
            delivery.c.kind,
            delivery.c.sender,
            delivery.c.address,
            delivery.c.mailing,
            delivery.c.skeleton,
            delivery.c["values"],
        )
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
