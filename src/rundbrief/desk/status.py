"""Who holds what, since when, and what the server said: the ledger read, nothing written."""

from collections.abc import Sequence
from pathlib import Path

from rundbrief.desk.desk import Desk
from rundbrief.desk.subjects import subjects
from rundbrief.ledger import Ledger, LedgerError, Standing
from rundbrief.problems import Problem


def status(desk: Desk, files: Sequence[Path] = ()) -> tuple[list[Standing] | None, list[Problem]]:
    """Every delivery of those files' subjects, or of all, oldest mailing first."""
    wanted = None
    if files:
        chosen, unknown = subjects(desk.workspace, desk.workspace.read(), files)
        if unknown:
            return None, unknown
        wanted = [subject.id for subject in chosen]
    path = desk.workspace.ledger
    if not path.exists():
        return [], []
    try:
        with Ledger.open(path) as ledger:
            return list(ledger.standing(wanted)), []
    except LedgerError as error:
        return None, [error.problem]
