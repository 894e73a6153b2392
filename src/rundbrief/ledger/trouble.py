"""What the ledger refuses, as data: its sentences stand in the catalogue `ledger`."""

import sqlite3
from pathlib import Path
from typing import Protocol

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


class Named(Protocol):
    """Where a ledger is, on a server: by a name that may be shown."""

    @property
    def name(self) -> str:
        """Without a password."""


def reason(error: BaseException) -> str:
    """The word for what the database says, as in REASONS and STATES."""
    said = getattr(error, "orig", None) or error
    if hasattr(said, "sqlstate"):
        return STATES.get(said.sqlstate, "unreachable")
    code = getattr(said, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    return REASONS.get(primary, "unreadable")


def is_told(error: BaseException) -> bool:
    """Whether the error is one of those that people can do something about."""
    said = getattr(error, "orig", error)
    return getattr(said, "sqlstate", "") in STATES or reason(error) == "damaged"


def words_of(error: BaseException) -> str:
    """A server's own words, less the details: those may be a row of people."""
    said = getattr(error, "orig", None) or error
    diagnosis = getattr(said, "diag", None)
    return str(getattr(diagnosis, "message_primary", None) or said)


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
STATES: dict[str | None, str] = {  # postgresql.org/docs/current/errcodes-appendix.html
    "25006": "read-only",  # a standby, or a database that is set so
    "3F000": "no-rights",  # no schema that may be created in
    "40P01": "busy",
    "42501": "no-rights",
    "53100": "disk-full",
    "55P03": "busy",
    "57014": "busy",  # the server's own limit for a statement
    "XX001": "damaged",
    "XX002": "damaged",
}


def trouble(place: Path | Named, code: str, words: str = "") -> LedgerError:
    """The error of that code, for the ledger in that place; `words` are a server's own."""
    if isinstance(place, Path):
        values = {"folder": str(place.parent)}
        return LedgerError(Problem(place.name, None, "", f"ledger.{code}", values))
    said = " ".join(words.split())
    return LedgerError(Problem(place.name, None, "", f"ledger.server-{code}", {"words": said}))
