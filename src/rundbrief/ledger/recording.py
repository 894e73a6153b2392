"""What the engine did, written down while it does it: a commit for the events of each moment.

    events ─▶ INSERT attempt, for those that ended
          └─▶ UPDATE delivery … WHERE state IN (where it may come from)
                    └─ one row for each event, or nothing of it all is written

The hot path of the ledger: two statements, compiled once, and the driver does the rest. SQLAlchemy
for every row costs ten times that.

Its commits survive this process, however it ends, and are not forced to the disk one by one. A
power cut may take the last of them; those deliveries are then found as they were claimed, on
another boot, and are unclear (decision 4). Each claim is forced, and with it all that was written
before. In WAL mode synchronous=NORMAL may lose commits in that way and nothing else; with a
rollback journal it could damage the file, so there FULL stays:
https://www.sqlite.org/pragma.html#pragma_synchronous
A server's commits are all forced: the boot that counts there would be the server's, not ours.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    bindparam,
    case,
    insert,
    literal_column,
    select,
    update,
)

from rundbrief.delivery import TRANSITIONS, Event, State
from rundbrief.ledger.database import Prepared, told
from rundbrief.ledger.tables import Instant, attempt, delivery

# From where each state may be reached; a step from elsewhere finds no row.
SOURCES: Mapping[State, tuple[State, ...]] = {
    state: tuple(source for source in State if state in TRANSITIONS[source]) for state in State
}
MOST = max(map(len, SOURCES.values()))
FROM = tuple(f"from_{number}" for number in range(MOST))
SAID = ("ended_at", "state", "code", "enhanced", "command", "words", "cause")

STEP = (
    update(delivery)
    .where(
        delivery.c.message_id == bindparam("name"),
        delivery.c.state.in_([bindparam(each) for each in FROM]),
    )
    .values(state=bindparam("to"), changed_at=bindparam("at"))
)
HANDED_OVER: ColumnElement[str] = literal_column(f"'{State.HANDED_OVER.value}'")
ENDED = insert(attempt).from_select(
    ["delivery", "handed_over_at", *SAID],
    select(
        delivery.c.id,
        case((delivery.c.state == HANDED_OVER, delivery.c.changed_at)),
        *(bindparam(name, type_=attempt.c[name].type) for name in SAID),
    ).where(delivery.c.message_id == bindparam("name")),
)

STANDS = select(delivery.c.state).where(delivery.c.message_id == bindparam("name"))


class ForbiddenStep(Exception):
    """A delivery can't go from where it stands to there: the engine's mistake, or a double."""


class Recorder:
    """Writes events; keeps a connection of its own until it is closed.

    On a server that is the `session` which holds the lock, where there is one: when it breaks,
    another may send, and nothing more can be handed over here.
    """

    def __init__(self, engine: Engine, session: Connection | None = None) -> None:
        self._engine = engine
        self._is_own = session is None
        self._raw = engine.raw_connection() if session is None else session.connection
        self._cursor = self._raw.cursor()
        self._error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._begin = ""  # psycopg begins with the first statement
        if engine.dialect.name == "sqlite":
            self._begin = "BEGIN IMMEDIATE"
            self._cursor.execute("PRAGMA journal_mode")
            if self._cursor.fetchone() == ("wal",):
                self._cursor.execute("PRAGMA synchronous = NORMAL")
        self._step = Prepared(engine.dialect, STEP, "to", "at", "name", *FROM)
        self._ended = Prepared(engine.dialect, ENDED, *SAID, "name")
        self._stands = Prepared(engine.dialect, STANDS, "name")
        written = Instant().dialect_impl(engine.dialect).bind_processor(engine.dialect)
        self._written: Callable[[datetime], object] = written or (lambda at: at)

    def close(self) -> None:
        """Let go of the connection; one of its own is not as the others are."""
        self._cursor.close()
        if self._is_own:
            self._raw.invalidate()

    def record(self, events: Sequence[Event]) -> None:
        """Write them in one commit. Raises ForbiddenStep, and nothing is written.

        Of one delivery's events those with an outcome come last.
        """
        moments = {event.at: self._written(event.at) for event in events}
        going = [self._step_of(each, moments) for each in events if each.outcome is None]
        ending = [self._step_of(each, moments) for each in events if each.outcome is not None]
        said = [self._said_of(each, moments) for each in events if each.outcome is not None]
        try:
            with self._transaction():
                is_written = self._took(going)
                self._cursor.executemany(self._ended.text, said)
                if not (is_written and self._took(ending)):
                    raise ForbiddenStep
        except ForbiddenStep:
            raise self._forbidden(events) from None  # as it stands without them

    def _took(self, rows: list[Any]) -> bool:
        """Whether each of those steps found its row where it may come from."""
        self._cursor.executemany(self._step.text, rows)
        return not rows or bool(self._cursor.rowcount == len(rows))

    def _step_of(self, event: Event, moments: Mapping[datetime, object]) -> Any:
        to, *sources = _WAYS[event.state]
        return self._step.row(to, moments[event.at], event.message_id, *sources)

    def _said_of(self, event: Event, moments: Mapping[datetime, object]) -> Any:
        said, at = event.outcome, moments[event.at]
        assert said is not None  # noqa: S101 - only those that ended come here
        to, words = _WAYS[event.state][0], said.words
        return self._ended.row(
            at, to, said.code, said.enhanced, said.command, words, said.cause, event.message_id
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """One transaction; what the database can't do as the organiser is told it."""
        try:
            if self._begin:
                self._cursor.execute(self._begin)
            yield
            self._cursor.execute("COMMIT")
        except BaseException as error:
            with suppress(self._error):  # a full disk has ended it already
                self._cursor.execute("ROLLBACK")
            if isinstance(error, self._error):
                raise told(self._engine, error) from error
            raise

    def _forbidden(self, events: Sequence[Event]) -> ForbiddenStep:
        """Which of them it was: they are gone through once more, as the table has it."""
        stands: dict[str, str] = {}
        for event in sorted(events, key=lambda each: each.outcome is not None):
            name = event.message_id
            if name not in stands:
                self._cursor.execute(self._stands.text, self._stands.row(name))
                (stands[name],) = self._cursor.fetchone() or ("nowhere",)
            if stands[name] not in SOURCES[event.state]:
                return ForbiddenStep(f"{name}: {stands[name]} to {event.state}")
            stands[name] = event.state
        return ForbiddenStep("a delivery was changed meanwhile")


# A state as it is written, and where it may come from; an empty place takes one source once more.
_WAYS: Mapping[State, tuple[str, ...]] = {
    state: (state.value, *(each.value for each in (sources * MOST)[:MOST]))
    for state, sources in SOURCES.items()
    if sources
}
