"""Opening the ledger: is it one, is it ours, is it up to date?

    file ─▶ revision read by SELECT ─▶ current: open
                                    ├▶ older:   copy beside it, migrate, open
                                    ├▶ none and no tables: make it
                                    └▶ else: a LedgerError that says what to do

alembic takes a second to import, so only a ledger that isn't current pays for it.
"""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from rundbrief.ledger.database import connect, reading, write_ahead
from rundbrief.ledger.trouble import reason, trouble

if TYPE_CHECKING:
    from alembic.config import Config

CURRENT = "0004"
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


def _bring_up(engine: Engine, path: Path, current: str, migrations: Path) -> None:
    found = _revision(engine, path)
    if found in (current, None):
        with closing(engine.raw_connection()) as connection:
            write_ahead(cast(sqlite3.Connection, connection.driver_connection))
    if found == current:
        return
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise trouble(path, "newer")
    if found is not None:
        _copy(path, path.with_name(f"{path.name}.{found}"))
    _migrate(engine, config, current)


def _migrate(engine: Engine, config: "Config", current: str) -> None:
    """All of it in one transaction, so that a migration happens whole or not at all.

    Foreign keys rest meanwhile: SQLite changes a table by making it anew and dropping the old
    one (https://www.sqlite.org/lang_altertable.html, section 7), and can only be told so outside
    a transaction.
    """
    from alembic import command

    with engine.connect() as connection:
        connection.detach()  # its foreign keys are off: no one else shall get it
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, current)


def _revision(engine: Engine, path: Path) -> str | None:
    """The ledger's revision, None for a new file. Raises LedgerError for someone else's."""
    with reading(engine) as connection:
        names = inspect(connection).get_table_names()
        if not names:
            return None
        if not {"alembic_version", "delivery"} <= set(names):
            raise trouble(path, "foreign")
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
