"""The ledger on a PostgreSQL server: what `in_file` does for a file.

    sending   a session of its own holds an advisory lock; claims and what the engine does go
              through that session, so that one which is lost can hand nothing over any more
    beside    the deliveries that a plan asks about are copied out (COPY) to where the lists are:
              one comparison, in one SQL, for both databases
    scrub     VACUUM FULL: the tables are written anew, without what was erased

Who sends can be read by anyone in `pg_stat_activity`: application_name says it.
"""

from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from rundbrief.ledger.database import reading, telling, told
from rundbrief.ledger.holdings import Bring
from rundbrief.ledger.roll import Roll
from rundbrief.ledger.server import SCHEMA, SENDS, place_of
from rundbrief.ledger.trouble import Locked, trouble
from rundbrief.ledger.worker import Worker

SHARES = {"shares": True}
NAMED = "SELECT set_config('application_name', :name, false)"
TRY = f"SELECT pg_try_advisory_lock({SENDS}, {SCHEMA})"
LET_GO = f"SELECT pg_advisory_unlock({SENDS}, {SCHEMA})"
HOLDER = f"""
SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
WHERE locktype = 'advisory' AND granted AND classid::bigint = {SENDS}
  AND objid = current_schema()::regnamespace::oid AND database =
  (SELECT oid FROM pg_database WHERE datname = current_database())
"""
LIFE = "SELECT extract(epoch FROM pg_postmaster_start_time())"
SIGN = "rundbrief"
LONGEST = 63  # bytes of an application_name, and ASCII only

# What `holdings` and `lists` read of a ledger, as they find it in an attached file.
COPIED = {
    "delivery": "id, mailing, identity, address, display_name, message_id, state, recipient",
    "listed": "identity, display_name, words",
    "succession": "identity, heir, address, display_name, recipient",
}
PLACES = """
ATTACH '' AS ledger;
CREATE TABLE ledger.delivery (
    id INTEGER, mailing INTEGER, identity TEXT, address TEXT, display_name TEXT, message_id TEXT,
    state TEXT, recipient TEXT
);
CREATE INDEX ledger.by_identity ON delivery (identity, mailing);
CREATE INDEX ledger.by_mailing ON delivery (mailing);
CREATE TABLE ledger.listed (identity TEXT PRIMARY KEY, display_name TEXT, words TEXT);
CREATE TABLE ledger.succession (
    identity TEXT PRIMARY KEY, heir TEXT, address TEXT, display_name TEXT, recipient TEXT
);
CREATE INDEX ledger.by_heir ON succession (heir);
"""
# Every table that knows somebody. FULL writes each anew: plain VACUUM leaves what it frees there.
SCRUBBED = (
    "VACUUM (FULL) delivery, attempt, settlement, answer, suppression, listed, succession, mailing"
)


class OnServer:
    """An open ledger on a server."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.folder = place_of(engine).name
        self._session: Connection | None = None

    @property
    def session(self) -> Connection | None:
        """What holds the lock, where this ledger is sending.

        Raises LedgerError where it was lost: SQLAlchemy would open another, without the lock.
        """
        if self._session is not None and self._session.invalidated:
            raise trouble(place_of(self.engine), "unreachable")
        return self._session

    @contextmanager
    def sending(self, worker: Worker) -> Iterator[None]:
        """Be the one who sends. Raises Locked; LedgerError."""
        with telling(self.engine):
            session = self.engine.execution_options(**SHARES).connect()
            session.detach()  # what it is called and what it holds is nobody else's
        with closing(session):
            with telling(self.engine), session.begin():
                session.execute(text(NAMED), {"name": _sign(worker)})
                if not session.execute(text(TRY)).scalar_one():
                    raise _locked_by(session.execute(text(HOLDER)).scalar())
            self._session = session
            try:
                yield
            finally:
                self._session = None
                if not session.invalidated:  # else it has let go already
                    with suppress(DBAPIError), session.begin():
                        session.execute(text(LET_GO))

    @contextmanager
    def claiming(self) -> Iterator[Connection]:
        """The transaction in which deliveries are claimed and found again.

        Raises LedgerError where the lock's session was lost: another may be sending.
        """
        session = self.session
        if session is None:
            with (
                telling(self.engine),
                self.engine.execution_options(**SHARES).begin() as connection,
            ):
                yield connection
        else:
            with telling(self.engine), session.begin():
                yield session

    def force(self) -> None:
        """Have the disk keep what is committed: a server has, when it answers."""

    def known_as(self, worker: Worker) -> Worker:
        """The worker, on a boot that is the server's life as well.

        Another server that took over, or this one from a backup, may lack the last commits.
        """
        if not worker.boot:
            return worker
        with reading(self.engine) as connection:
            since = connection.execute(text(LIFE)).scalar_one()
        return replace(worker, boot=f"{worker.boot}/{since}")

    @contextmanager
    def beside(self, roll: Roll) -> Iterator[Bring]:
        """The roll's connection finds what was copied of the ledger as `ledger`.

        Mailings that are asked for are copied once each. All of it is as it stood at first.
        Raises LedgerError.
        """
        database = roll.database
        brought: set[int] = set()
        database.executescript(PLACES)
        try:
            with reading(self.engine) as connection:
                _copy(connection, roll, "listed")
                _copy(connection, roll, "succession")

                def bring(mailings: Collection[int]) -> None:
                    if new := set(mailings) - brought:
                        numbers = ", ".join(str(each) for each in sorted(new))
                        _copy(connection, roll, "delivery", f"WHERE mailing IN ({numbers})")
                        brought.update(new)

                yield bring
        except self.engine.dialect.loaded_dbapi.Error as error:  # COPY is not SQLAlchemy's
            raise told(self.engine, error) from error
        finally:
            if database.in_transaction:
                database.execute("ROLLBACK")
            database.execute("DETACH ledger")

    def scrub(self) -> None:
        """Leave no old copy of a row in the tables' files. Raises LedgerError.

        The server's own log and its backups keep what they have until they are overwritten.
        """
        options: dict[str, Any] = {**SHARES, "isolation_level": "AUTOCOMMIT"}
        with telling(self.engine), self.engine.execution_options(**options).connect() as alone:
            alone.execute(text(SCRUBBED))


def _copy(connection: Connection, roll: Roll, table: str, which: str = "") -> None:
    """Rows from there to here, as text and as they were written: the table here types them."""
    columns = COPIED[table]
    places = ", ".join("?" for _ in columns.split(","))
    cursor: Any = connection.connection.cursor()
    query = f"COPY (SELECT {columns} FROM {table} {which} ORDER BY ctid) TO STDOUT"
    with closing(cursor), cursor.copy(query) as copy:
        rows = copy.rows()
        roll.database.executemany(f"INSERT INTO ledger.{table} VALUES ({places})", rows)


def _sign(worker: Worker) -> str:
    """As its session is called; what is too long loses the end of the host's name."""
    words = SIGN, str(worker.pid), quote(worker.user, safe=""), quote(worker.host, safe="")
    return "/".join(words)[:LONGEST]


def _locked_by(sign: str | None) -> Locked:
    sign_of, *words = (sign or "").split("/")
    if sign_of != SIGN or len(words) != 3 or not words[0].isdecimal():
        return Locked("", "", 0)  # it let go just now, or its session is called otherwise
    pid, user, host = words
    return Locked(unquote(host), unquote(user), int(pid))
