"""A delivery's way through the ledger: chosen for sending, written down, found after a crash.

    claim ─▶ claimed ──▶ handed over ──▶ sent | deferred | failed | unclear     (record)
               │              │
               ▼              ▼          the worker is dead                     (recover)
       same boot: pending   unclear
     another boot: unclear

Which steps are allowed is `delivery`'s table; each call here is one commit (decision 4).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    exists,
    func,
    insert,
    select,
    tuple_,
    update,
)

from rundbrief.delivery import Event, State
from rundbrief.delivery.states import TRANSITIONS
from rundbrief.ledger.database import batches
from rundbrief.ledger.tables import attempt, delivery, mailing, revision, suppression
from rundbrief.ledger.worker import Worker
from rundbrief.messages import Kind

# Subjects, each with the fingerprint of the revision that may leave; None: all that waits.
Due = Collection[tuple[UUID, str]] | None


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


class ForbiddenStep(Exception):
    """A delivery can't go from where it stands to there: the engine's mistake, or a double."""


def claim(
    connection: Connection,
    count: int,
    worker: Worker,
    before: datetime,
    transport: str,
    due: Due,
) -> list[Claimed]:
    """Up to `count` deliveries, now claimed: pending ones, then deferred ones tried earlier."""
    waiting = _queue(transport, due).where(delivery.c.state == State.PENDING)
    again = _queue(transport, due).where(
        delivery.c.state == State.DEFERRED, delivery.c.changed_at < before
    )
    rows = list(connection.execute(waiting.limit(count)))
    if len(rows) < count:
        rows += connection.execute(again.limit(count - len(rows)))
    for batch in batches(rows):
        connection.execute(
            update(delivery)
            .where(delivery.c.id.in_([row.id for row in batch]))
            .values(state=State.CLAIMED, worker=worker.name, boot=worker.boot)
        )
    return [Claimed(*row[1:]) for row in rows]


def waiting(connection: Connection, transport: str, due: Due) -> int:
    """How many deliveries of earlier mailings the next run will try.

    What a dead run had claimed is among them: the next one begins by giving it back.
    """
    states = [State.PENDING, State.CLAIMED, State.DEFERRED]
    queue = _queue(transport, due).where(delivery.c.state.in_(states))
    return int(connection.execute(select(func.count()).select_from(queue.subquery())).scalar_one())


def _queue(transport: str, due: Due) -> Select[Any]:
    """Oldest mailing first, in the order of its list; other workers' rows are passed over.

    So is whoever opted out meanwhile: it is the latest word that counts.
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
            ~exists().where(suppression.c.identity == delivery.c.identity),
        )
        .order_by(delivery.c.mailing, delivery.c.id)
        .with_for_update(skip_locked=True)
    )
    if due is None:
        return queue
    # The subject's latest revision, where it is what the subject is now: moved and moved back, an
    # old one has the same fingerprint and a number that calendars would refuse.
    later = revision.alias()
    is_latest = ~exists().where(
        later.c.subject == revision.c.subject, later.c.sequence > revision.c.sequence
    )
    is_due = tuple_(revision.c.subject, revision.c.fingerprint).in_(due)
    return queue.where(delivery.c.revision.in_(select(revision.c.id).where(is_due, is_latest)))


def record(connection: Connection, events: Sequence[Event]) -> None:
    """Write what became true. Raises ForbiddenStep, and nothing is written."""
    rows = _standing_of(connection, sorted({event.message_id for event in events}))
    attempts, changes = [], {}
    states = {name: (row.state, row.changed_at) for name, row in rows.items()}
    for event in events:
        name = event.message_id
        if name not in states or event.state not in TRANSITIONS[states[name][0]]:
            state = states[name][0] if name in states else "nowhere"
            raise ForbiddenStep(f"{name}: {state} to {event.state}")
        if event.outcome is not None:
            state, since = states[name]
            attempts.append(
                {
                    "delivery": rows[name].id,
                    "handed_over_at": since if state is State.HANDED_OVER else None,
                    "ended_at": event.at,
                    "state": event.state,
                    "code": event.outcome.code,
                    "enhanced": event.outcome.enhanced,
                    "command": event.outcome.command,
                    "words": event.outcome.words,
                    "cause": event.outcome.cause,
                }
            )
        states[name] = event.state, event.at
        changes[name] = {"row": rows[name].id, "state": event.state, "changed_at": event.at}
    if changes:
        connection.execute(
            update(delivery).where(delivery.c.id == bindparam("row")), list(changes.values())
        )
    if attempts:
        connection.execute(insert(attempt), attempts)


def _standing_of(
    connection: Connection, message_ids: Sequence[str]
) -> dict[str, Row[*tuple[Any, ...]]]:
    found: dict[str, Row[*tuple[Any, ...]]] = {}
    for batch in batches(message_ids):
        rows = connection.execute(
            select(delivery.c.message_id, delivery.c.id, delivery.c.state, delivery.c.changed_at)
            .where(delivery.c.message_id.in_(batch))
            .with_for_update()
        )
        found.update((row.message_id, row) for row in rows)
    return found


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
        .where(delivery.c.state.in_([State.CLAIMED, State.HANDED_OVER]))
        .order_by(delivery.c.mailing, delivery.c.id)
    ).all()
    left = [
        (row.id, Recovered(row.message_id, row.address, row.subject, row.title, _left(row, worker)))
        for row in rows
    ]
    if left:
        connection.execute(
            update(delivery).where(delivery.c.id == bindparam("row")),
            [{"row": row, "state": each.state, "changed_at": now} for row, each in left],
        )
    return [each for _, each in left]


def _left(row: Row[*tuple[Any, ...]], worker: Worker) -> State:
    """Decision 4's table: nothing had left, or nobody can know.

    What was written before a kill is on disk; after a power cut the last write may not be, and
    an unknown boot is taken for another one. The worker itself knows what it has handed over.
    """
    is_own = row.worker == worker.name
    is_same_boot = bool(worker.boot) and row.boot == worker.boot
    if row.state is State.CLAIMED and (is_own or is_same_boot):
        return State.PENDING
    return State.UNCLEAR
