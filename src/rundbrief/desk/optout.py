"""Who opted out: written down for good, whatever a list says later.

    address ─▶ bare_recipient ─▶ Ledger.suppress | revoke

The address need not be on a list. The planner leaves suppressed ones out and says so.
"""

from collections.abc import Sequence

from rundbrief.desk.desk import Desk
from rundbrief.ledger import Ledger, LedgerError, OptedOut, Suppression
from rundbrief.problems import Problem
from rundbrief.recipients import bare_recipient


def opt_out(desk: Desk, address: str, reason: str) -> tuple[OptedOut | None, list[Problem]]:
    """Never write to that address again; another reason is kept beside the earlier."""
    reader = bare_recipient(address)
    if isinstance(reader, Problem):
        return None, [reader]
    try:
        with Ledger.open(desk.workspace.ledger) as ledger:
            return ledger.suppress(reader.identity, reason, desk.now), []
    except LedgerError as error:
        return None, [error.problem]


def opt_in(
    desk: Desk, address: str, *, although_forgotten: bool = False
) -> tuple[OptedOut | None, list[Problem]]:
    """Let that address be written to again.

    Who had themselves forgotten stays suppressed, unless they themselves want it otherwise.
    """
    reader = bare_recipient(address)
    if isinstance(reader, Problem):
        return None, [reader]
    if not desk.workspace.ledger.exists():
        return OptedOut.NOT_OUT, []
    try:
        with Ledger.open(desk.workspace.ledger) as ledger:
            return ledger.revoke(reader.identity, although_forgotten=although_forgotten), []
    except LedgerError as error:
        return None, [error.problem]


def opted_out(desk: Desk) -> tuple[Sequence[Suppression] | None, list[Problem]]:
    """Each time that someone opted out or was forgotten, the latest first."""
    if not desk.workspace.ledger.exists():
        return [], []
    try:
        with Ledger.open(desk.workspace.ledger) as ledger:
            return ledger.suppressions(), []
    except LedgerError as error:
        return None, [error.problem]
