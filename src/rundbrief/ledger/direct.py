"""The connection of whoever sends: statements compiled once, and the driver does the rest.

    claim, record ─▶ Prepared ─▶ driver ─▶ commit: no kill undoes it ─▶ `force`: no power cut

The hot path of the ledger; SQLAlchemy for every row costs ten times that. Both its users share one
connection: what another had written, SQLite would read anew.

Its commits survive this process, however it ends, and are not forced to the disk one by one. In WAL
mode synchronous=NORMAL may lose the last of them in a power cut and nothing else; with a rollback
journal it could damage the file, so there FULL stays:
https://www.sqlite.org/pragma.html#pragma_synchronous
A server's commits are all forced.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, Connection, Dialect, Engine, bindparam

from rundbrief.ledger.database import told
from rundbrief.ledger.tables import Instant

# Of 4 KB each, before the log is carried over into the file. That is two fsyncs or three which
# everybody waits for, and SQLite's own 1,000 are the log of some hundred mails.
LOG_PAGES = 8_000


def given(name: str) -> BindParameter[Any]:
    """What each row gives anew, in a Prepared; None until then, for no value at all is refused."""
    return bindparam(name, None)


class Prepared:
    """A statement as the driver takes it: `text`, and `row` makes what it wants of the values.

    `order` names the values in the order in which `row` is given them; what else the statement
    has, it has by itself. No type is minded, so the values are what is written.
    """

    def __init__(self, dialect: Dialect, statement: ClauseElement, *order: str) -> None:
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.text = str(compiled)
        own = compiled.params.items()
        self._own = {name: getattr(each, "value", each) for name, each in own}
        # None: the driver knows names instead
        self._places: list[str] | None = getattr(compiled, "positiontup", None)
        self._order = order
        self._is_plain = self._places == list(order)

    def row(self, *values: object) -> Any:
        """The values of one row: a tuple, or a dict where the driver wants names."""
        if self._is_plain:
            return values
        named = self._own | dict(zip(self._order, values, strict=True))
        return named if self._places is None else tuple(named[name] for name in self._places)


class Direct:
    """A connection of its own until it is closed.

    On a server that is the `session` which holds the lock, where there is one: when it breaks,
    another may send, and nothing more can be handed over here.
    """

    def __init__(self, engine: Engine, session: Connection | None = None) -> None:
        self.dialect = engine.dialect
        self._engine = engine
        self._is_own = session is None
        self._raw = engine.raw_connection() if session is None else session.connection
        self.cursor = self._raw.cursor()
        self.numbers: dict[str, int] = {}  # of the rows that are claimed, by their Message-IDs
        self._error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._begin = ""  # psycopg begins with the first statement
        if engine.dialect.name == "sqlite":
            self._begin = "BEGIN IMMEDIATE"
            self.cursor.execute("PRAGMA journal_mode")
            if self.cursor.fetchone() == ("wal",):
                self.cursor.execute("PRAGMA synchronous = NORMAL")
                self.cursor.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        written = Instant().dialect_impl(engine.dialect).bind_processor(engine.dialect)
        self.written: Callable[[datetime], object] = written or (lambda at: at)

    def close(self) -> None:
        """Let go of the connection; one of its own is not as the others are."""
        self.cursor.close()
        if self._is_own:
            self._raw.invalidate()

    def ask(self, statement: Prepared, *values: object) -> list[Any]:
        """The rows that the statement gives, within a transaction."""
        self.cursor.execute(statement.text, statement.row(*values))
        return list(self.cursor.fetchall())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction; what the database can't do as the organiser is told it."""
        try:
            if self._begin:
                self.cursor.execute(self._begin)
            yield
            self.cursor.execute("COMMIT")
        except BaseException as error:
            with suppress(self._error):  # a full disk has ended it already
                self.cursor.execute("ROLLBACK")
            if isinstance(error, self._error):
                raise told(self._engine, error) from error
            raise
