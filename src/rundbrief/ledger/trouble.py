"""What the ledger refuses, as data: its sentences stand in the catalogue `ledger`."""

import sqlite3
from pathlib import Path

from rundbrief.problems import Problem


class LedgerError(Exception):
    """The ledger can't be opened, read or written; `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.file}: {problem.code}")
        self.problem = problem


class AlreadyConfirmed(Exception):
    """Someone in the mailing was already confirmed for the same thing; nothing was written."""


class Locked(Exception):
    """Another sender is at work: this user, on this host, as this process (0 where unknown)."""

    def __init__(self, host: str, user: str, pid: int) -> None:
        super().__init__(f"{user}@{host}, process {pid}")
        self.host = host
        self.user = user
        self.pid = pid


def reason(error: BaseException) -> str:
    """The word for what SQLite says, as in REASONS."""
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    return REASONS.get(primary, "unreadable")


REASONS: dict[int | None, str] = {  # https://www.sqlite.org/rescode.html
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_CANTOPEN: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_FULL: "disk-full",
}


def trouble(path: Path, code: str) -> LedgerError:
    """The error of that code, for the ledger in that file."""
    return LedgerError(Problem(path.name, None, "", f"ledger.{code}", {"folder": str(path.parent)}))
