"""What the ledger refuses, as data: its sentences stand in the catalogue `ledger`."""

from rundbrief.problems import Problem


class LedgerError(Exception):
    """The ledger can't be opened; `problem` says why and what to do."""

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
