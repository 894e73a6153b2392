"""Opening the ledger: is it one, is it ours, is it up to date?

    file ─▶ revision read by SELECT ─▶ current: open
                                    ├▶ older:   copy beside it, migrate, open
                                    ├▶ none and no tables: make it
                                    └▶ else: a LedgerError that says what to do

alembic takes a second to import, so only a ledger that isn't current pays for it. On a server the
copy is the operator's: a migration there happens whole or not at all, but can't be undone.
"""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from rundbrief.ledger import server
from rundbrief.ledger.database import connect, reading, telling, write_ahead
from rundbrief.ledger.server import Server
from rundbrief.ledger.share import is_shared
from rundbrief.ledger.trouble import reason, trouble

if TYPE_CHECKING:
    from alembic.config import Config

CURRENT = "0008"
MIGRATIONS = Path(__file__).parent / "migrations"


def open_sqlite(path: Path, *, current: str = CURRENT, migrations: Path = MIGRATIONS) -> Engine:
    """An engine for the ledger in that file, up to date. Raises LedgerError."""
    engine = connect(path)
    with ExitStack() as on_failure:
        on_failure.callback(engine.dispose)
        try:
            _bring_up(engine, path, current, migrations)
        except (DatabaseError, sqlite3.DatabaseError) as error:  # the second while connecting
            raise trouble(path, reason(error)) from error
        on_failure.pop_all()
    return engine


def open_on_server(
    place: Server, *, current: str = CURRENT, migrations: Path = MIGRATIONS
) -> Engine:
    """An engine for the ledger on that server, up to date. Raises LedgerError."""
    engine = server.connect(place)
    with ExitStack() as on_failure:
        on_failure.callback(engine.dispose)
        with telling(engine):
            _check_version(engine, place)
            if (found := _revision(engine, place)) != current:
                _migrate(engine, _config(migrations, found, place), current)
        on_failure.pop_all()
    return engine


def _check_version(engine: Engine, place: Server) -> None:
    with engine.execution_options(shares=True).connect() as connection:
        version = connection.execute(text("SHOW server_version_num")).scalar_one()
    if int(version) // 10_000 < server.OLDEST:
        raise trouble(place, "too-old", str(int(version) // 10_000))


def _bring_up(engine: Engine, path: Path, current: str, migrations: Path) -> None:
    found = _revision(engine, path)
    if found in (current, None):
        with closing(engine.raw_connection()) as connection:
            opened = cast(sqlite3.Connection, connection.driver_connection)
            write_ahead(opened, shared=is_shared(path.parent))
    if found == current:
        return
    config = _config(migrations, found, path)
    if found is not None:
        _copy(path, path.with_name(f"{path.name}.{found}"))
    _migrate(engine, config, current)


def _config(migrations: Path, found: str | None, place: Path | Server) -> "Config":
    """What alembic needs to know. Raises LedgerError where the ledger is newer than all of it."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise trouble(place, "newer")
    return config


def _migrate(engine: Engine, config: "Config", current: str) -> None:
    """All of it in one transaction, so that a migration happens whole or not at all.

    Foreign keys rest meanwhile: SQLite changes a table by making it anew and dropping the old
    one (https://www.sqlite.org/lang_altertable.html, section 7), and can only be told so outside
    a transaction.
    """
    from alembic import command

    with engine.connect() as connection:
        connection.detach()  # its foreign keys are off: no one else shall get it
        if engine.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, current)


def _revision(engine: Engine, place: Path | Server) -> str | None:
    """The ledger's revision, None for a new one. Raises LedgerError for someone else's."""
    with reading(engine) as connection:
        names = inspect(connection).get_table_names()
        if not names:
            return None
        if not {"alembic_version", "delivery"} <= set(names):
            raise trouble(place, "foreign")
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        return str(version)


def _copy(source: Path, target: Path) -> None:
    """The ledger as it stands, what is still in its log included."""
    before, after = sqlite3.connect(source), sqlite3.connect(target)
    try:
        before.backup(after)
    finally:
        before.close()
        after.close()
