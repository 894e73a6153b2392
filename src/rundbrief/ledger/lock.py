"""One sender at a time: a lock of the operating system's beside the ledger.

The system lets go of it when the process ends, however it ends: so whoever holds it knows that no
earlier claim belongs to a living worker. The file itself stays; it says who holds the lock, or
held it last, and is never deleted (a second process might just be locking it).

Linux and macOS: flock, which belongs to the open file, so that two ledgers of one process exclude
each other too. Windows: a locked byte, far behind the text, since nobody else can read it there.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rundbrief.ledger.trouble import Locked
from rundbrief.ledger.worker import Worker

if sys.platform == "win32":
    import msvcrt

    LOCKED_BYTE = 1 << 30

    def _lock(file: int) -> None:
        os.lseek(file, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def holding(path: Path, worker: Worker) -> Iterator[None]:
    """Hold the lock at `path` in the worker's name. Raises Locked where another holds it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)  # as the ledger: the umask decides
    try:
        try:
            _lock(file)
        except (BlockingIOError, PermissionError) as busy:  # Linux and macOS; Windows
            raise _locked_by(file) from busy
        os.ftruncate(file, 0)
        os.write(file, json.dumps([worker.host, worker.user, worker.pid]).encode())
        yield
    finally:
        os.close(file)


def _locked_by(file: int) -> Locked:
    try:
        host, user, pid = json.loads(os.read(file, 4096))
    except ValueError:  # the holder has the lock and is about to write its name
        return Locked("", "", 0)
    return Locked(host, user, pid)
