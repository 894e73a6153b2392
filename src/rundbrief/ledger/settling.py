"""The organiser's word on what nobody else can know: was it sent, or shall it go out again?

    unclear ─┬─ "sent"  ─▶ sent
             └─ "again" ─▶ pending ─▶ the same bytes under the same Message-ID, with the next `send`
    failed  ─── "again" ─▶ pending

The word is kept with its reason, beside what the delivery was before. Where a later mail about the
same subject may have reached them, the old one would only confuse: it does not go out again.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    exists,
    func,
    insert,
    select,
    update,
)

from rundbrief.definitions import Answer
from rundbrief.delivery import State
from rundbrief.ledger.database import batches
from rundbrief.ledger.tables import answer, attempt, delivery, mailing, revision, settlement
from rundbrief.messages import Kind
from rundbrief.planning import ENTRY


class Settlement(StrEnum):
    """What the organiser says of a delivery."""

    SENT = "sent"
    AGAIN = "again"


BECOMES = {  # by what she says and where it stands; delivery's table has these steps, too
    (Settlement.SENT, State.UNCLEAR): State.SENT,
    (Settlement.AGAIN, State.UNCLEAR): State.PENDING,
    (Settlement.AGAIN, State.FAILED): State.PENDING,
}
OPEN = frozenset(state for _, state in BECOMES)
NEVER_LEFT = (State.SUPERSEDED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Question:
    """A delivery that waits for the organiser's word, and what speaks for its having arrived.

    `sequence` is its revision's, `confirmed_at` (UTC) its mailing's. `answer` is the latest answer
    of its recipient since then, `answered_at` its time (UTC). `is_overtaken` where a later mail
    about the same may have reached them. `code` and `words` are the server's latest, `cause` is
    that outcome's.
    """

    message_id: str
    subject: UUID
    kind: Kind
    title: str
    file: str
    transport: str
    address: str
    identity: str
    display_name: str
    state: State
    at: datetime
    code: int | None
    words: str
    cause: str
    answer: Answer | None
    answered_at: datetime | None
    is_overtaken: bool
    sequence: int
    confirmed_at: datetime

    def becomes(self, word: Settlement) -> State | None:
        """What that word makes of it; None where it can't be said of it."""
        if word is Settlement.AGAIN and self.is_overtaken:
            return None
        return BECOMES.get((word, self.state))


def questions(connection: Connection) -> Iterator[Question]:
    """Every delivery that waits for a word and has a recipient, oldest mailing first."""
    latest, answered = _latest_attempt(), _latest_answer()
    query: Select[Any] = (
        select(
            *(delivery.c.message_id, revision.c.subject, delivery.c.kind, mailing.c.title),
            *(mailing.c.file, delivery.c.transport, delivery.c.address, delivery.c.identity),
            *(delivery.c.display_name, delivery.c.state, delivery.c.changed_at, attempt.c.code),
            func.coalesce(attempt.c.words, ""),
            func.coalesce(attempt.c.cause, ""),
            *(answer.c.answer, answer.c.at, _is_overtaken()),
            *(revision.c.sequence, mailing.c.confirmed_at),
        )
        .join(mailing, delivery.c.mailing == mailing.c.id)
        .join(revision, delivery.c.revision == revision.c.id)
        .outerjoin(attempt, attempt.c.id == latest)
        .outerjoin(answer, answer.c.id == answered)
        .where(delivery.c.state.in_(OPEN), delivery.c.address != "")
        .order_by(delivery.c.mailing, delivery.c.id)
    )
    for row in connection.execute(query):
        yield Question(*row)


def settle(
    connection: Connection,
    message_ids: Collection[str],
    word: Settlement,
    reason: str,
    now: datetime,
) -> list[Question]:
    """Take that word for those of them of which it can be said; these, as they were before."""
    wanted = set(message_ids)
    taken = [
        (each, state)
        for each in questions(connection)
        if each.message_id in wanted and (state := each.becomes(word)) is not None
    ]
    for batch in batches(taken):
        kept = select(
            delivery.c.id,
            delivery.c.state,
            bindparam("becomes", type_=settlement.c.state.type),
            bindparam("reason", type_=settlement.c.reason.type),
            bindparam("now", type_=settlement.c.at.type),
        ).where(delivery.c.message_id == bindparam("name"))
        columns = ["delivery", "was", "state", "reason", "at"]
        rows = [
            {"name": each.message_id, "becomes": state, "reason": reason, "now": now}
            for each, state in batch
        ]
        connection.execute(insert(settlement).from_select(columns, kept), rows)
        connection.execute(
            update(delivery)
            .where(delivery.c.message_id == bindparam("name"))
            .values(state=bindparam("becomes"), changed_at=bindparam("now")),
            rows,
        )
    return [each for each, _ in taken]


def forget(connection: Connection, deliveries: Select[tuple[int]]) -> None:
    """A reason may name its person: erase it with them."""
    which = settlement.c.delivery.in_(deliveries)
    connection.execute(update(settlement).where(which).values(reason=""))


def _latest_attempt() -> ColumnElement[int]:
    earlier = attempt.alias()
    which = select(func.max(earlier.c.id)).where(earlier.c.delivery == delivery.c.id)
    return which.scalar_subquery()


def _latest_answer() -> ColumnElement[int]:
    """To this revision or a later one, since the mailing was confirmed."""
    given = answer.alias()
    which = select(func.max(given.c.id)).where(
        given.c.subject == revision.c.subject,
        given.c.identity == delivery.c.identity,
        given.c.sequence >= revision.c.sequence,
        given.c.at >= mailing.c.confirmed_at,
    )
    return which.scalar_subquery()


def _is_overtaken() -> ColumnElement[bool]:
    later, its_revision = delivery.alias(), revision.alias()
    return (
        exists()
        .where(
            later.c.revision == its_revision.c.id,
            its_revision.c.subject == revision.c.subject,
            later.c.identity == delivery.c.identity,
            later.c.transport == delivery.c.transport,
            later.c.mailing > delivery.c.mailing,
            later.c.kind.in_(ENTRY),
            later.c.state.not_in(NEVER_LEFT),
        )
        .correlate(delivery, revision)
    )
