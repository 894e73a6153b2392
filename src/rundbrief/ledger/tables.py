"""The ledger's tables: what was confirmed, what became of it.

    revision ◀── mailing ◀── skeleton
        ▲           ▲           ▲
        └────── delivery ───────┘ ◀── attempt

    settlement    what the organiser said of a delivery that nobody can know of, and why
    answer        what was answered, each time, under the identity it came from
    suppression   who must not be written to and each time they said so, under `salt`
    listed        the list as of the last confirmed sending
    succession    who had a former address's entry then: `successors`
    origin        the ledger's own name, and how often it was written to: `witness`
    place         from where it was sent, one after the other

A revision is given out once and outlives its mailings, so that SEQUENCE never falls back. A
delivery repeats its mailing's kind, occurrence and transport, because they are part of the key
that keeps anyone from getting the same thing twice (decision 6).

The shape on disk is made by `migrations`; a test compares the two.
"""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.types import TypeDecorator

from rundbrief.definitions import Answer
from rundbrief.delivery import State
from rundbrief.messages import Kind
from rundbrief.planning import Source


class Instant(TypeDecorator[datetime]):
    """A moment: written in UTC, and aware when it comes back, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        """To UTC; a naive value has no moment and is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} names no moment: it has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Aware, in UTC; SQLite keeps no zone, PostgreSQL answers in the session's."""
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


def _word(words: type[StrEnum]) -> Enum:
    """One of those words, kept as the word itself."""
    return Enum(words, native_enum=False, length=20, values_callable=lambda e: [w.value for w in e])


WAITS = text("state = 'pending' OR state = 'deferred'")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", Uuid, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("dtstamp", Instant, nullable=False),  # the latest given out under this SEQUENCE
    UniqueConstraint("subject", "sequence"),
)

mailing = Table(
    "mailing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", ForeignKey(revision.c.id), nullable=False, index=True),
    Column("kind", _word(Kind), nullable=False),
    Column("occurrence", Text, nullable=False, server_default=""),
    Column("transport", Text, nullable=False),
    Column("dtstamp", Instant, nullable=False),
    Column("title", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    Column("plan_hash", Text, nullable=False),
    Column("content", JSON, nullable=False),
)

skeleton = Table(
    "skeleton",
    metadata,
    Column("mailing", ForeignKey(mailing.c.id), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("text", Text, nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mailing", Integer, nullable=False, index=True),
    Column("revision", ForeignKey(revision.c.id), nullable=False),
    Column("transport", Text, nullable=False),
    Column("kind", _word(Kind), nullable=False),
    Column("occurrence", Text, nullable=False),
    Column("identity", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("skeleton", Text, nullable=False),
    Column("values", JSON, nullable=False),
    Column("recipient", JSON),  # what their row said, for whoever is on no list later
    Column("state", _word(State), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("worker", Text),  # who claimed it, and on which boot of which machine
    Column("boot", Text),
    ForeignKeyConstraint(["mailing", "skeleton"], [skeleton.c.mailing, skeleton.c.key]),
    UniqueConstraint(
        "revision", "transport", "kind", "occurrence", "identity", name="uq_delivery_key"
    ),
    Index("ix_delivery_identity", "identity", "mailing"),
    # What waits, in its order. SQLite uses it where the same words stand in a query: `claims`.
    Index("ix_delivery_queue", "mailing", "id", sqlite_where=WAITS, postgresql_where=WAITS),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery", ForeignKey(delivery.c.id), nullable=False, index=True),
    Column("handed_over_at", Instant),
    Column("ended_at", Instant, nullable=False),
    Column("state", _word(State), nullable=False),
    Column("code", Integer),
    Column("enhanced", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("cause", Text, nullable=False),
)

settlement = Table(
    "settlement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery", ForeignKey(delivery.c.id), nullable=False, index=True),
    Column("was", _word(State), nullable=False),
    Column("state", _word(State), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

answer = Table(
    "answer",
    metadata,
    Column("id", Integer, primary_key=True),  # in the order in which we learned of them
    Column("subject", Uuid, nullable=False),
    Column("identity", Text, nullable=False),
    Column("sequence", Integer, nullable=False),  # of the revision that was answered
    Column("answer", _word(Answer)),  # None: the earlier one was taken back
    Column("note", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("dtstamp", Instant, nullable=False),
    Column("source", _word(Source), nullable=False),
    Index("ix_answer_subject", "subject", "identity"),
)

salt = Table(
    "salt",
    metadata,
    Column("value", LargeBinary, primary_key=True),  # one row, drawn when the table was made
)

suppression = Table(
    "suppression",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", Text, nullable=False, index=True),  # salted, of the identity: `suppressions`
    Column("identity", Text, index=True),  # None once the person is forgotten
    Column("reason", Text, nullable=False),
    Column("since", Instant, nullable=False),
)

listed = Table(
    "listed",
    metadata,
    Column("identity", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("words", Text, nullable=False),  # a digest of all that the row says
)

succession = Table(
    "succession",
    metadata,
    Column("identity", Text, primary_key=True),  # the former one
    Column("heir", Text, nullable=False, index=True),  # the present one, and their row
    Column("address", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("recipient", JSON),
)

origin = Table(
    "origin",
    metadata,
    Column("ledger", Text, primary_key=True),  # one row, drawn when the table was made
    Column("level", Integer, nullable=False),  # rises with each write but the engine's
)

place = Table(
    "place",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("host", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("reason", Text, nullable=False),
)
