"""Confirming: what is sent is frozen here, in one transaction, before anything leaves.

    revision(subject, fingerprint) ─▶ SEQUENCE, DTSTAMP
    open_mailing(NewMailing)       ─▶ mailing, skeletons, every delivery `pending`

A sender needs the ledger and nothing else from here on (decision 3).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import Connection, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from rundbrief.delivery import State
from rundbrief.ledger import lists, tables
from rundbrief.ledger.claims import those_of
from rundbrief.ledger.roll import Roll
from rundbrief.ledger.trouble import AlreadyConfirmed
from rundbrief.messages import Kind
from rundbrief.planning import ENTRY, Held, Revision

CHUNK = 500  # deliveries in memory at a time
TICK = timedelta(seconds=1)  # DTSTAMP has whole seconds


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """One message to be: `values` fill the marks of the skeleton named by its key.

    `address` and `identity` are the recipient's, `sender` is the envelope sender, `message_id`
    comes with its angle brackets and belongs to no other delivery. `recipient` is what their row
    said: once they are on no list, a cancellation still greets them by it.
    """

    address: str
    identity: str
    display_name: str
    sender: str
    message_id: str
    skeleton: str
    values: Mapping[str, str]
    recipient: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class NewMailing:
    """One act of sending: its subject's content as it is now, and everyone it goes to.

    `revision` comes from the same transaction. `content` is a snapshot of what the mails were
    made from, as JSON. `deliveries` may be a generator; it is drawn from a chunk at a time.
    `occurrence` tells apart what a subject sends more than once under one kind.
    """

    kind: Kind
    subject: UUID
    revision: Revision
    title: str
    file: str
    transport: str
    confirmed_at: datetime
    plan_hash: str
    skeletons: Mapping[str, str]
    deliveries: Iterable[NewDelivery]
    content: Mapping[str, object] = field(default_factory=dict)
    occurrence: str = ""


class Confirming:
    """The open transaction; `Ledger.confirming` hands it out and commits it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revision(
        self, subject: UUID, fingerprint: str, now: datetime, *, anew: bool = False
    ) -> Revision:
        """The revision to send now.

        SEQUENCE stays where the fingerprint is that of the latest revision, else it is one above
        the highest ever; a subject's first is 0 (RFC 5546 §2.1.4). `anew` raises it all the same:
        the organiser's word, or a guest who must be above their CANCEL. So does a revision of
        which something was left behind, for whoever missed it may get it now. DTSTAMP is later
        than every earlier one of the subject, even where the clock went back (RFC 5546 §2.1.5).
        """
        latest = self._connection.execute(
            select(tables.revision)
            .where(tables.revision.c.subject == subject)
            .order_by(tables.revision.c.sequence.desc())
            .limit(1)
        ).one_or_none()
        dtstamp = now.astimezone(UTC).replace(microsecond=0)
        if latest is not None:
            dtstamp = max(dtstamp, latest.dtstamp + TICK)
            is_same = latest.fingerprint == fingerprint and not anew
            if is_same and not self._is_left_behind(latest.id):
                self._connection.execute(
                    update(tables.revision).filter_by(id=latest.id).values(dtstamp=dtstamp)
                )
                return Revision(latest.sequence, dtstamp, fingerprint)
        revision = Revision(0 if latest is None else latest.sequence + 1, dtstamp, fingerprint)
        self._connection.execute(
            insert(tables.revision).values(
                subject=subject,
                sequence=revision.sequence,
                dtstamp=dtstamp,
                fingerprint=fingerprint,
            )
        )
        return revision

    def again(self, held: Held, subject: UUID, now: datetime) -> Revision:
        """The revision that its readers hold, for a mail that tells their calendars nothing."""
        which = tables.revision.c.subject == subject, tables.revision.c.sequence == held.sequence
        before = select(tables.revision.c.dtstamp).where(*which)
        latest = self._connection.execute(before).scalar_one()
        dtstamp = max(now.astimezone(UTC).replace(microsecond=0), latest + TICK)
        return Revision(held.sequence, dtstamp, held.fingerprint)

    def _is_left_behind(self, revision: int) -> bool:
        left_behind = exists().where(
            tables.delivery.c.revision == revision,
            tables.delivery.c.state == State.SUPERSEDED,
        )
        return bool(self._connection.execute(select(left_behind)).scalar_one())

    def leave_behind(
        self, mailings: Collection[int], now: datetime, identities: Iterable[str] | None = None
    ) -> None:
        """What waits of those mailings, for those identities or for all, must never leave."""
        for which in those_of(mailings, identities):
            self._connection.execute(
                update(tables.delivery)
                .where(which, tables.delivery.c.state.in_([State.PENDING, State.DEFERRED]))
                .values(state=State.SUPERSEDED, changed_at=now)
            )

    def open_mailing(self, new: NewMailing) -> int:
        """The mailing's number, once it, its skeletons and all its deliveries are written.

        Raises AlreadyConfirmed, and leaves the transaction as it was before the call, where a
        recipient was confirmed before for the same subject, kind, occurrence, SEQUENCE and
        transport.
        """
        with self._connection.begin_nested():
            return self._write(new)

    def remember_list(self, roll: Roll) -> None:
        """Let the next plan be compared with this list."""
        lists.remember(self._connection, roll)

    def _write(self, new: NewMailing) -> int:
        revision = self._connection.execute(
            select(tables.revision.c.id).filter_by(
                subject=new.subject, sequence=new.revision.sequence
            )
        ).scalar_one()
        mailing = self._connection.execute(
            insert(tables.mailing)
            .values(
                revision=revision,
                kind=new.kind,
                occurrence=new.occurrence,
                transport=new.transport,
                dtstamp=new.revision.dtstamp,
                title=new.title,
                file=new.file,
                confirmed_at=new.confirmed_at,
                plan_hash=new.plan_hash,
                content=dict(new.content),
            )
            .returning(tables.mailing.c.id)
        ).scalar_one()
        skeletons = [
            {"mailing": mailing, "key": key, "text": text} for key, text in new.skeletons.items()
        ]
        if skeletons:
            self._connection.execute(insert(tables.skeleton), skeletons)
        rows = _rows(new, mailing, revision)
        while chunk := list(islice(rows, CHUNK)):
            try:
                self._connection.execute(insert(tables.delivery), chunk)
            except IntegrityError as error:
                if _breaks_delivery_key(error):
                    raise AlreadyConfirmed from error
                raise
        if new.kind in ENTRY or new.kind is Kind.COPY:
            self._supersede(new, mailing)
        return int(mailing)

    def _supersede(self, new: NewMailing, mailing: int) -> None:
        """What waits of an earlier revision for the same recipients must never leave.

        Of copies a later copy is one, of all else what a calendar is told.
        """
        delivery, revision = tables.delivery, tables.revision
        earlier = select(revision.c.id).where(
            revision.c.subject == new.subject, revision.c.sequence < new.revision.sequence
        )
        written = select(delivery.c.identity).filter_by(mailing=mailing)
        self._connection.execute(
            update(delivery)
            .where(
                delivery.c.revision.in_(earlier),
                delivery.c.transport == new.transport,
                (delivery.c.kind == Kind.COPY) == (new.kind is Kind.COPY),
                delivery.c.state.in_([State.PENDING, State.DEFERRED]),
                delivery.c.identity.in_(written),
            )
            .values(state=State.SUPERSEDED, changed_at=new.confirmed_at)
        )


def _rows(new: NewMailing, mailing: int, revision: int) -> Iterator[dict[str, object]]:
    same: dict[str, object] = {
        "mailing": mailing,
        "revision": revision,
        "transport": new.transport,
        "kind": new.kind,
        "occurrence": new.occurrence,
        "state": State.PENDING,
        "changed_at": new.confirmed_at,
    }
    for each in new.deliveries:
        yield same | {
            "identity": each.identity,
            "address": each.address,
            "display_name": each.display_name,
            "sender": each.sender,
            "message_id": each.message_id,
            "skeleton": each.skeleton,
            "values": dict(each.values),
            "recipient": each.recipient and dict(each.recipient),
        }


def _breaks_delivery_key(error: IntegrityError) -> bool:
    """PostgreSQL names the constraint, SQLite its columns."""
    words = str(error.orig)
    return "uq_delivery_key" in words or "delivery.identity" in words
