"""Who holds what, since when, and what the server said: the ledger read, nothing written.

What waits is told apart: what the next sending takes, and what stays behind, because its time is
over or the file says otherwise by now.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from rundbrief.delivery import State
from rundbrief.desk.desk import Desk
from rundbrief.desk.subjects import subjects
from rundbrief.ledger import Ledger, LedgerError, Server, Standing, salvage
from rundbrief.planning import due
from rundbrief.problems import Problem, Severity
from rundbrief.workspace import Contents

WAITING = (State.PENDING, State.DEFERRED)
SALVAGED = ("ledger.damaged", "ledger.read-only")


def status(desk: Desk, files: Sequence[Path] = ()) -> tuple[list[Standing] | None, list[Problem]]:
    """Every delivery of those files' subjects, or of all, oldest mailing first."""
    contents = desk.workspace.read(lists=False)
    chosen, unknown = subjects(desk.workspace, contents, files)
    if unknown:
        return None, unknown
    wanted = [subject.id for subject in chosen] if files else None
    where = desk.workspace.ledger
    if not where.exists():
        return [], []
    try:
        with Ledger.open(where) as ledger:
            rows = list(ledger.standing(wanted))
            stuck = _stuck(desk, contents, ledger, rows)
    except LedgerError as error:
        return _salvaged(where, wanted, error.problem)
    return [replace(row, is_due=False) if row.mailing in stuck else row for row in rows], []


def _salvaged(
    where: Path | Server, wanted: Sequence[UUID] | None, problem: Problem
) -> tuple[list[Standing] | None, list[Problem]]:
    """What can still be read of a file that is damaged or may not be written, beside the reason."""
    if problem.code not in SALVAGED or not isinstance(where, Path):
        return None, [problem]
    try:
        rows, lost = salvage(where)
    except LedgerError:
        return None, [problem]
    hint = replace(problem, severity=Severity.WARNING)
    missing = [Problem(where.name, None, "", "settle.lost", {"count": lost}, Severity.WARNING)]
    return [row for row in rows if wanted is None or row.subject in wanted], [
        hint,
        *(missing if lost else []),
    ]


def _stuck(desk: Desk, contents: Contents, ledger: Ledger, rows: Sequence[Standing]) -> set[int]:
    """The mailings of which nothing that waits will leave, as far as the files can be read."""
    waiting = {(row.transport, row.subject, row.mailing) for row in rows if row.state in WAITING}
    if any(each.severity is Severity.ERROR for each in contents.problems):
        return set()
    known = {subject.id: subject for subject in contents.subjects}
    leaves: set[int] = set()
    for transport in {transport for transport, *_ in waiting}:
        for subject, mailings in ledger.held(transport).items():
            if subject in known:
                leaves.update(due(known[subject], mailings, desk.now))
    return {mailing for *_, mailing in waiting} - leaves
