"""The story of a delivery in one query: what was confirmed, each attempt, each word on it.

delivery ─ mailing ─ revision ─┬─ attempt     handed over, how it ended, the server's words
                               └─ settlement  what the organiser said of it, and why
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, literal, null, or_, select, union_all

from rundbrief.delivery import State
from rundbrief.ledger.tables import attempt, delivery, mailing, revision, settlement
from rundbrief.messages import Kind


@dataclass(frozen=True, slots=True)
class Turn:
    """One attempt, or one word of the organiser's (`reason` is hers; None for an attempt).

    Times are UTC. `handed_over_at` is None where no content left; `command` is what was answered.
    """

    at: datetime
    state: State
    handed_over_at: datetime | None
    code: int | None
    enhanced: str
    command: str
    words: str
    cause: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """One delivery from its confirmation to where it stands; `worker` claimed it last."""

    message_id: str
    kind: Kind
    title: str
    file: str
    occurrence: str
    transport: str
    sequence: int
    address: str
    display_name: str
    confirmed_at: datetime
    state: State
    changed_at: datetime
    worker: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a delivery's bytes are made of: a skeleton, whose it is, and what fills it."""

    mailing: int
    skeleton: str
    values: Mapping[str, str]
    sender: str


def stories(connection: Connection, who: str) -> Iterator[Story]:
    """Every delivery to that identity, or the one of that Message-ID; oldest mailing first."""
    rows = connection.execute(_query(who))
    for _, group in groupby(rows, lambda row: row.id):
        lines: list[Any] = [tuple(row) for row in group]
        turns = (Turn(*line[1 + HEAD :]) for line in lines if line[1 + HEAD] is not None)
        told: list[Any] = [*lines[0][1 : 1 + HEAD], tuple(turns)]
        yield Story(*told)


def frozen(connection: Connection, message_id: str) -> Frozen:
    """What its bytes are made of."""
    names = (delivery.c.mailing, delivery.c.skeleton, delivery.c["values"], delivery.c.sender)
    row = connection.execute(select(*names).where(delivery.c.message_id == message_id)).one()
    return Frozen(*row)


HEAD = 13  # columns of a story before its turns


def _query(who: str) -> Select[Any]:
    tried = select(
        *(attempt.c.delivery, attempt.c.ended_at.label("at"), attempt.c.state),
        *(attempt.c.handed_over_at, attempt.c.code, attempt.c.enhanced, attempt.c.command),
        *(attempt.c.words, attempt.c.cause, null().label("reason"), attempt.c.id.label("number")),
    )
    nothing = literal("")
    said = select(
        *(settlement.c.delivery, settlement.c.at, settlement.c.state),
        *(null(), null(), nothing, nothing, nothing, nothing),
        *(settlement.c.reason, settlement.c.id),
    )
    turn = union_all(tried, said).subquery("turn")
    return (
        select(
            *(delivery.c.id, delivery.c.message_id, delivery.c.kind, mailing.c.title),
            *(mailing.c.file, delivery.c.occurrence, delivery.c.transport, revision.c.sequence),
            *(delivery.c.address, delivery.c.display_name, mailing.c.confirmed_at),
            *(delivery.c.state, delivery.c.changed_at, delivery.c.worker),
            *(turn.c.at, turn.c.state, turn.c.handed_over_at, turn.c.code, turn.c.enhanced),
            *(turn.c.command, turn.c.words, turn.c.cause, turn.c.reason),
        )
        .join(mailing, delivery.c.mailing == mailing.c.id)
        .join(revision, delivery.c.revision == revision.c.id)
        .outerjoin(turn, turn.c.delivery == delivery.c.id)
        .where(or_(delivery.c.identity == who, delivery.c.message_id == who))
        .order_by(delivery.c.mailing, delivery.c.id, turn.c.at, turn.c.reason, turn.c.number)
    )
