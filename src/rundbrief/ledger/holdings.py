"""What each recipient holds: planning's questions, answered for one kind of transport.

`held` reads narrow rows and shares one `Held` among all who are in the same mailing and state:
a million recipients cost a million dictionary entries, not a million values.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, exists, func, select

from rundbrief.delivery import State
from rundbrief.ledger.database import batches, reading
from rundbrief.ledger.suppressions import suppressed
from rundbrief.ledger.tables import delivery, mailing, revision
from rundbrief.planning import Held

WAITING = {State.PENDING, State.CLAIMED, State.DEFERRED}
UNCLEAR = {State.HANDED_OVER, State.UNCLEAR}  # until a reply is read, nobody can know
MAY_HAVE_LEFT = (State.SENT, *UNCLEAR)


class TransportHoldings:
    """Planning's `Holdings`: what this kind of transport took."""

    def __init__(self, engine: Engine, transport: str) -> None:
        self._engine = engine
        self._transport = transport

    def held(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, Held]]:
        """The latest of each subject and recipient identity; subjects nobody holds are left out."""
        latest: defaultdict[UUID, dict[str, Held]] = defaultdict(dict)
        with reading(self._engine) as connection:
            sent = self._mailings(connection, subjects)
            for batch in batches(tuple(sent)):
                values: dict[tuple[int, State], Held] = {}
                for number, identity, state in connection.execute(
                    select(delivery.c.mailing, delivery.c.identity, delivery.c.state)
                    .where(
                        delivery.c.mailing.in_(batch),
                        delivery.c.state != State.SUPERSEDED,
                        delivery.c.address != "",  # erased: nobody's
                    )
                    .order_by(delivery.c.mailing)  # so that the latest of each stays
                ):
                    held = values.get((number, state))
                    if held is None:
                        held = values[number, state] = _held(sent[number], state)
                    latest[sent[number].subject][identity] = held
        return latest

    def _mailings(self, connection: Connection, subjects: Collection[UUID]) -> dict[int, Row[Any]]:
        """By number, which rises with DTSTAMP."""
        found: dict[int, Row[Any]] = {}
        for batch in batches(tuple(subjects)):
            rows = connection.execute(
                select(mailing, revision.c.subject, revision.c.sequence, revision.c.fingerprint)
                .join(revision, mailing.c.revision == revision.c.id)
                .where(revision.c.subject.in_(batch), mailing.c.transport == self._transport)
            )
            found.update((row.id, row) for row in rows)
        return dict(sorted(found.items()))

    def first_sent(self, subjects: Collection[UUID]) -> Mapping[UUID, datetime]:
        """When each subject's first mailing was confirmed of which a mail can have left (UTC)."""
        may_have_left = exists().where(
            delivery.c.transport == self._transport,
            delivery.c.state.in_(MAY_HAVE_LEFT),
            delivery.c.mailing == mailing.c.id,
        )
        first: dict[UUID, datetime] = {}
        with reading(self._engine) as connection:
            for batch in batches(tuple(subjects)):
                rows = connection.execute(
                    select(revision.c.subject, func.min(mailing.c.confirmed_at))
                    .join(revision, mailing.c.revision == revision.c.id)
                    .where(revision.c.subject.in_(batch), may_have_left)
                    .group_by(revision.c.subject)
                )
                first.update((subject, at) for subject, at in rows)
        return first

    def taken_elsewhere(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, int]]:
        """How many recipients each subject went to by each other kind of transport."""
        taken: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
        with reading(self._engine) as connection:
            for batch in batches(tuple(subjects)):
                rows = connection.execute(
                    select(
                        revision.c.subject,
                        delivery.c.transport,
                        func.count(delivery.c.identity.distinct()),
                    )
                    .join(revision, delivery.c.revision == revision.c.id)
                    .where(
                        revision.c.subject.in_(batch),
                        delivery.c.transport != self._transport,
                        delivery.c.state == State.SENT,
                    )
                    .group_by(revision.c.subject, delivery.c.transport)
                )
                for subject, transport, count in rows:
                    taken[subject][transport] = count
        return taken

    def suppressed(self, identities: Collection[str]) -> Collection[str]:
        """Those of them that must not be written to, whatever the transport."""
        with reading(self._engine) as connection:
            return suppressed(connection, identities)


def _held(row: Row[Any], state: State) -> Held:
    return Held(
        kind=row.kind,
        sequence=row.sequence,
        dtstamp=row.dtstamp,
        fingerprint=row.fingerprint,
        open=state in WAITING,
        lost=state is State.FAILED,
        unclear=state in UNCLEAR,
    )
