"""A PostgreSQL server: where it is, a connection to it, and what its sessions are told.

    Server(url) ─▶ connect ─▶ session: UTC, durable, patient
                                 ├▶ reading:  one snapshot, read only
                                 ├▶ writing:  one writer at a time, as in the file
                                 └▶ sharing:  row locks decide (claims, what the engine did)

Every session commits durably, even on a server that is set to do otherwise: what was handed over
must not be forgotten by a server that crashed (decision 4). https://www.postgresql.org/docs/ on
`synchronous_commit`, `lock_timeout` and explicit locking (13.3.5, advisory locks).
"""

import json
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from rundbrief.ledger.trouble import trouble

PATIENCE = 30.0  # seconds for another writer; a group write takes milliseconds
CONNECTING = 10  # seconds for a server that doesn't answer, as libpq's own tools suggest
OLDEST = 14  # the oldest that PostgreSQL's own people still mend: postgresql.org/support/versioning

# Two numbers name an advisory lock: ours, and the schema's, for a database may hold two ledgers.
WRITES, SENDS = 0x52554E44, 0x52554E45
SCHEMA = "current_schema()::regnamespace::oid::int4"
LOCK_WRITES = f"SELECT pg_advisory_xact_lock({WRITES}, {SCHEMA})"
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
SESSION = (
    "SELECT set_config('TimeZone', 'UTC', false),"
    " set_config('lock_timeout', '{patience:.0f}ms', false),"
    " set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
    " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A ledger's place on a server: `postgresql://user:password@host:port/database`.

    The address may hold a password, so it is shown nowhere; `name` may be.
    """

    address: str = field(repr=False)

    @property
    def name(self) -> str:
        """The address less its secrets, and less what only the driver needs."""
        try:
            url = make_url(self.address)
        except ArgumentError:
            return "PostgreSQL"
        host, port = url.host or url.query.get("host", ""), url.port and f":{url.port}"
        user = f"{url.username}@" if url.username else ""
        return f"postgresql://{user}{host}{port or ''}/{url.database or ''}"

    def exists(self) -> bool:
        """As a file is asked. A server's ledger is made by the first who opens it."""
        return True


def connect(server: Server) -> Engine:
    """An engine for that ledger; nothing is asked of the server yet. Raises LedgerError."""
    if not server.address:
        raise trouble(server, "no-address")
    if find_spec("psycopg") is None:
        raise trouble(server, "no-driver")
    engine = create_engine(
        _url(server),
        hide_parameters=True,  # an error's words must not be a list of people
        connect_args={"connect_timeout": CONNECTING, "application_name": "rundbrief"},
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _url(server: Server) -> URL:
    try:
        url = make_url(server.address)
    except ArgumentError:
        raise trouble(server, "bad-address") from None  # its words repeat the password
    if url.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise trouble(server, "bad-address")
    return url.set(drivername="postgresql+psycopg")


def _prepare(connection: Any, _: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SESSION.format(patience=PATIENCE * 1000))
    connection.commit()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("reads"):
        connection.exec_driver_sql(SNAPSHOT)
    elif not options.get("shares"):
        connection.exec_driver_sql(LOCK_WRITES)


def place_of(engine: Engine) -> Server:
    """The place of a ledger that is open."""
    return Server(engine.url.render_as_string(hide_password=False))
