"""What was sent of each subject: its mailings by one kind of transport, and how many by others."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, exists, func, select

from rundbrief.delivery import State
from rundbrief.ledger.copies import MAY_HAVE_LEFT
from rundbrief.ledger.database import batches, reading
from rundbrief.ledger.tables import delivery, mailing, revision
from rundbrief.planning import Held


def mailings(engine: Engine, transport: str) -> Mapping[UUID, Sequence[Held]]:
    """Every mailing of that kind of transport by its subject, oldest first."""
    left = exists().where(
        delivery.c.transport == transport,
        delivery.c.state.in_(MAY_HAVE_LEFT),
        delivery.c.mailing == mailing.c.id,
    )
    found: defaultdict[UUID, list[Held]] = defaultdict(list)
    with reading(engine) as connection:
        for subject, start, end, *values in connection.execute(
            select(
                revision.c.subject,
                mailing.c.content["start"].as_string(),
                mailing.c.content["end"].as_string(),
                mailing.c.id,
                mailing.c.kind,
                revision.c.sequence,
                revision.c.fingerprint,
                mailing.c.confirmed_at,
                mailing.c.occurrence,
                mailing.c.title,
                mailing.c.file,
                left,
                mailing.c.content["status"].as_string(),
                mailing.c.content["meetings"].as_json(),
            )
            .join(revision, mailing.c.revision == revision.c.id)
            .where(mailing.c.transport == transport)
            .order_by(mailing.c.id)
        ):
            *said, has_left, status, meetings = values
            tells_of = None if meetings is None else tuple(map(UUID, meetings))
            said += (_moment(start), _moment(end), bool(has_left), status or "", tells_of)
            found[subject].append(Held(*said))
    return found


def _moment(text: str | None) -> datetime | None:
    """As a meeting says it; a fixture's time may have no zone, and is no moment."""
    moment = datetime.fromisoformat(text) if text else None
    return moment if moment and moment.tzinfo else None


def taken_elsewhere(
    engine: Engine, transport: str, subjects: Collection[UUID]
) -> Mapping[UUID, Mapping[str, int]]:
    """How many recipients each subject went to by each kind of transport but that."""
    taken: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    with reading(engine) as connection:
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
                    delivery.c.transport != transport,
                    delivery.c.state == State.SENT,
                )
                .group_by(revision.c.subject, delivery.c.transport)
            )
            for subject, other, count in rows:
                taken[subject][other] = count
    return taken
