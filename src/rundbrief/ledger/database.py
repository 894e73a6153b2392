"""Transactions of the ledger, and the connection to SQLite, told to keep what it was given.

Commits are on disk when they return (synchronous=FULL). A writer takes the write lock when it
begins, so that nothing it has read can change under it. With a write-ahead log, readers and the
writer don't wait for each other; where it can't be had (network drives have no shared memory) the
rollback journal does the same, only slower. https://www.sqlite.org/wal.html, section 1.
On PostgreSQL `server` sees to the same, and the rest here is common to both.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from rundbrief.ledger import server
from rundbrief.ledger.trouble import LedgerError, is_told, reason, trouble, words_of

PATIENCE = 30.0  # seconds a writer waits for another; a group write takes milliseconds
NO_WAL = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL}  # a drive that can't lock as WAL needs
BATCH = 500  # values in one IN (…); SQLite's own limit was 999 for long
T = TypeVar("T")


def connect(path: Path) -> Engine:
    """An engine for that file; the file is made when first written to."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,  # an error's words must not be a list of people
        connect_args={"timeout": PATIENCE, "isolation_level": None},
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # zeros where a row was, not the row
    cursor.close()


def write_ahead(connection: sqlite3.Connection, *, shared: bool = False) -> str:
    """Ask for a write-ahead log, and say which journal there is now: `wal`, or the one before.

    Not on a `shared` drive: other machines would not see it. Only for a file that is known to be a
    ledger, since the answer is written into it.
    """
    try:
        wanted = "DELETE" if shared else "WAL"
        (mode,) = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in NO_WAL:
            raise
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    return str(mode)


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One view of the ledger that no writer changes. Raises LedgerError where it can't be had."""
    with telling(engine), engine.execution_options(reads=True).begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One durable transaction: all of it, or nothing where the block raises.

    Raises LedgerError where it can't be written: the disk is full, another program holds it.
    """
    with telling(engine), engine.begin() as connection:
        yield connection


@contextmanager
def telling(engine: Engine) -> Iterator[None]:
    """What the database can't do as the organiser is told it."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, OperationalError) or is_told(error):
            raise told(engine, error) from error
        raise


def told(engine: Engine, error: BaseException) -> LedgerError:
    """What that error is to the organiser of this ledger."""
    if engine.dialect.name == "sqlite":
        return trouble(Path(engine.url.database or ""), _first_reason(error))
    return trouble(server.place_of(engine), reason(error), words_of(error))


def _first_reason(error: BaseException) -> str:
    """A full disk ends the whole transaction, and letting go of its savepoint fails after that."""
    found, cause = reason(error), error.__context__
    while cause is not None:
        found = found if reason(cause) == "unreadable" else reason(cause)
        cause = cause.__context__
    return found


def batches(values: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """The values, some at a time."""
    rest = iter(values)
    while batch := tuple(islice(rest, size)):
        yield batch
