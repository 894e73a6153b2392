"""The ledger in a file: how lists are laid beside it, who sends, and what is left of the erased.

What differs here and on a server (`on_server`) stands in these two; all else is common to both.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine

from rundbrief.ledger import erasure, lock
from rundbrief.ledger.database import writing
from rundbrief.ledger.holdings import Bring, nothing_to_bring
from rundbrief.ledger.roll import Roll
from rundbrief.ledger.trouble import reason, trouble
from rundbrief.ledger.worker import Worker


class InFile:
    """An open ledger in that file."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine = engine
        self._path = path
        self.folder = str(path.parent.resolve())
        self.session: Connection | None = None  # the system holds the lock, not a connection

    def sending(self, worker: Worker) -> AbstractContextManager[None]:
        """Be the one who sends. Raises Locked."""
        return lock.holding(self._path.with_name(f"{self._path.name}.lock"), worker)

    def claiming(self) -> AbstractContextManager[Connection]:
        """The transaction in which deliveries are claimed and found again."""
        return writing(self.engine)

    def force(self) -> None:
        """Have the disk keep what is committed. In any thread; no one waits for the lock meanwhile.

        Without a write-ahead log it has been since it was committed. Raises LedgerError.
        """
        try:
            log = os.open(self._path.with_name(f"{self._path.name}-wal"), os.O_RDWR)
        except FileNotFoundError:
            return
        try:
            os.fsync(log)
        except OSError as error:
            is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise trouble(self._path, "disk-full" if is_full else "unreadable") from error
        finally:
            os.close(log)

    def known_as(self, worker: Worker) -> Worker:
        """The worker, on the boot by which its claims are to be judged after a crash."""
        return worker

    @contextmanager
    def beside(self, roll: Roll) -> Iterator[Bring]:
        """The roll's connection has the ledger attached as `ledger`. Raises LedgerError."""
        try:
            roll.database.execute("ATTACH ? AS ledger", (str(self._path),))
            yield nothing_to_bring
        except sqlite3.DatabaseError as error:
            raise trouble(self._path, reason(error)) from error
        finally:
            if roll.database.in_transaction:
                roll.database.execute("ROLLBACK")
            with suppress(sqlite3.OperationalError):  # it was never attached
                roll.database.execute("DETACH ledger")

    def scrub(self) -> None:
        """Leave no old copy of a row in the file or its log. Raises LedgerError."""
        erasure.scrub(self.engine)
