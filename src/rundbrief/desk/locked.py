"""Someone else is sending from this workspace: what to say then."""

from rundbrief.ledger import Locked
from rundbrief.problems import Problem


def locked(busy: Locked) -> Problem:
    """Who is at it, where that is known."""
    values: dict[str, str | int] = {"host": busy.host, "user": busy.user, "pid": busy.pid}
    return Problem("", None, "", "desk.locked" if busy.pid else "desk.locked-by-someone", values)
