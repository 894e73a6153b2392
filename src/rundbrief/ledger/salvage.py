"""What can still be read of a ledger that is damaged or may not be written: from a copy of it.

    rundbrief.db (+ -wal) ─▶ a copy, opened as always ─▶ deliveries, a range of rows at a time
                                                            └ unreadable? halves, down to one row

Nothing is mended and nothing is written where the ledger is. A row that can't be read is counted.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from rundbrief.ledger import schema
from rundbrief.ledger.standing import Standing, deliveries
from rundbrief.ledger.tables import delivery
from rundbrief.ledger.trouble import reason, trouble

UNREADABLE = (DBAPIError, ValueError, LookupError)  # a page; a time or a word that is none
RANGE = 1_000  # rows that are tried at once


def salvage(path: Path) -> tuple[list[Standing], int]:
    """Every delivery that can be read, oldest first, and how many can't.

    Raises LedgerError where not even that can be said.
    """
    with TemporaryDirectory(prefix="rundbrief-") as folder:
        copy = Path(folder, path.name)
        for name in (path.name, f"{path.name}-wal"):
            if (source := path.with_name(name)).exists():
                shutil.copyfile(source, copy.with_name(name))
        engine = schema.open_sqlite(copy)
        try:
            with engine.execution_options(reads=True).connect() as connection:
                return _read(connection)
        except DBAPIError as error:
            raise trouble(path, reason(error)) from error
        finally:
            engine.dispose()


def _read(connection: Connection) -> tuple[list[Standing], int]:
    last = connection.execute(select(func.max(delivery.c.id))).scalar_one() or 0
    ranges = [(first, first + RANGE) for first in range(1, last + 1, RANGE)][::-1]
    rows: list[Standing] = []
    lost = 0
    while ranges:
        first, end = ranges.pop()
        which = deliveries().where(delivery.c.id >= first, delivery.c.id < end)
        try:
            rows += [Standing(*row) for row in connection.execute(which).all()]
        except UNREADABLE:
            if end - first == 1:
                lost += 1
            else:
                middle = (first + end) // 2
                ranges += [(middle, end), (first, middle)]
    return sorted(rows, key=lambda row: row.mailing), lost
