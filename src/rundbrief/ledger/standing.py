"""Who holds what, since when, and what the server said: rows for `status`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, select

from rundbrief.delivery import State
from rundbrief.ledger.database import batches
from rundbrief.ledger.tables import attempt, delivery, mailing, revision
from rundbrief.messages import Kind


@dataclass(frozen=True, slots=True)
class Standing:
    """One delivery. `at` (UTC) is when it came to its state: for SENT, when it was accepted.

    `is_due` is false for what waits and will not leave any more, where that is known.
    `code`, `enhanced` and `words` are the server's in its latest reply, empty where none came;
    `cause` is that outcome's.
    """

    subject: UUID
    title: str
    file: str
    kind: Kind
    transport: str
    sequence: int
    mailing: int
    address: str
    identity: str
    display_name: str
    message_id: str
    state: State
    at: datetime
    code: int | None
    enhanced: str
    words: str
    cause: str
    is_due: bool = True


@dataclass(frozen=True, slots=True)
class MailingStanding:
    """One mailing, and how many of its deliveries stand where (states with none left out)."""

    mailing: int
    subject: UUID
    title: str
    file: str
    kind: Kind
    transport: str
    sequence: int
    confirmed_at: datetime
    plan_hash: str
    counts: Mapping[State, int]


def standing(connection: Connection, subjects: Collection[UUID] | None) -> Iterator[Standing]:
    """Every delivery of those subjects (None: of all), oldest mailing first."""
    if subjects is None:
        yield from _rows(connection, deliveries())
        return
    for batch in batches(tuple(subjects)):
        yield from _rows(connection, deliveries().where(revision.c.subject.in_(batch)))


def _rows(connection: Connection, query: Select[Any]) -> Iterator[Standing]:
    with connection.execution_options(yield_per=1_000).execute(query) as rows:
        for row in rows:
            yield Standing(*row)


def deliveries() -> Select[Any]:
    """One row for each, as `Standing` has it."""
    earlier = attempt.alias()
    latest = (
        select(func.max(earlier.c.id)).where(earlier.c.delivery == delivery.c.id).scalar_subquery()
    )
    return (
        select(
            revision.c.subject,
            mailing.c.title,
            mailing.c.file,
            delivery.c.kind,
            delivery.c.transport,
            revision.c.sequence,
            delivery.c.mailing,
            delivery.c.address,
            delivery.c.identity,
            delivery.c.display_name,
            delivery.c.message_id,
            delivery.c.state,
            delivery.c.changed_at,
            attempt.c.code,
            func.coalesce(attempt.c.enhanced, ""),
            func.coalesce(attempt.c.words, ""),
            func.coalesce(attempt.c.cause, ""),
        )
        .join(mailing, delivery.c.mailing == mailing.c.id)
        .join(revision, delivery.c.revision == revision.c.id)
        .outerjoin(attempt, attempt.c.id == latest)
        .order_by(delivery.c.mailing, delivery.c.id)
    )


def mailings(connection: Connection) -> list[MailingStanding]:
    """Every mailing, oldest first."""
    counts: dict[int, dict[State, int]] = {}
    for number, state, count in connection.execute(
        select(delivery.c.mailing, delivery.c.state, func.count()).group_by(
            delivery.c.mailing, delivery.c.state
        )
    ):
        counts.setdefault(number, {})[state] = count
    rows = connection.execute(
        select(
            mailing.c.id,
            revision.c.subject,
            mailing.c.title,
            mailing.c.file,
            mailing.c.kind,
            mailing.c.transport,
            revision.c.sequence,
            mailing.c.confirmed_at,
            mailing.c.plan_hash,
        )
        .join(revision, mailing.c.revision == revision.c.id)
        .order_by(mailing.c.id)
    )
    return [MailingStanding(*row, counts=counts.get(row.id, {})) for row in rows]
