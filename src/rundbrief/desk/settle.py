"""The organiser's word where nobody else can know: was it sent, shall it go out again, is it here?

unclear, refused ─▶ questions, each with what speaks for its having arrived
her word, a reason ─▶ Ledger.settle ─▶ sent | pending; the next `send` takes what is pending
                   ─▶ Ledger.settle_here: this ledger counts, though another knows more
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rundbrief.delivery import State
from rundbrief.desk.desk import Desk
from rundbrief.desk.locked import locked
from rundbrief.desk.witnesses import doubt, remember
from rundbrief.ledger import Ledger, LedgerError, Locked, Question, Settlement, this_worker
from rundbrief.problems import Problem
from rundbrief.recipients import bare_recipient


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled, as it was before; `left` is what that word can't be said of."""

    word: Settlement
    done: tuple[Question, ...]
    left: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class SettledHere:
    """From now on it is sent from here; so many deliveries that waited are unclear now."""

    unclear: int


def questions(desk: Desk) -> tuple[Sequence[Question] | None, list[Problem]]:
    """Every delivery that waits for her word, oldest mailing first; a crash is recovered first."""
    if not desk.workspace.ledger.exists():
        return [], []
    try:
        with Ledger.open(desk.workspace.ledger) as ledger:
            ledger.recover(this_worker(desk.clock()), desk.clock())
            return ledger.questions(), []
    except LedgerError as error:
        return None, [error.problem]


def settle(
    desk: Desk, which: str | State, word: Settlement, reason: str
) -> tuple[Settled | None, list[Problem]]:
    """Take her word for an address, a Message-ID, or for all that stand at that state."""
    asked, problems = questions(desk)
    if asked is None:
        return None, problems
    chosen, problems = _chosen(asked, which)
    if problems:
        return None, problems
    names = [each.message_id for each in chosen]
    try:
        with Ledger.open(desk.workspace.ledger) as ledger:
            done = tuple(ledger.settle(names, word, reason, desk.clock()))
    except LedgerError as error:
        return None, [error.problem]
    taken = {each.message_id for each in done}
    left = tuple(each for each in chosen if each.message_id not in taken)
    return Settled(word, done, left), []


def settle_here(desk: Desk, reason: str) -> tuple[SettledHere | None, list[Problem]]:
    """Let this ledger count from now on; what waits in it may have left, so it is unclear.

    A problem where nothing is in doubt: an order that changes nothing was meant otherwise.
    """
    worker = this_worker(desk.clock())
    try:
        with Ledger.open(desk.workspace.ledger) as ledger, ledger.sending(worker):
            found = doubt(desk, ledger, worker)
            if found is None:
                return None, [Problem("", None, "--here", "settle.no-doubt")]
            unclear = ledger.settle_here(found.witness.level, worker, reason, desk.clock())
            remember(desk, ledger, worker)
            return SettledHere(unclear), []
    except LedgerError as error:
        return None, [error.problem]
    except Locked as busy:
        return None, [locked(busy)]


def _chosen(
    asked: Sequence[Question], which: str | State
) -> tuple[Sequence[Question], list[Problem]]:
    if isinstance(which, State):
        found = [each for each in asked if each.state is which]
        return found, [] if found else [Problem("", None, "", "settle.none")]
    bare = which.strip().strip("<>")
    found = [each for each in asked if each.message_id == f"<{bare}>"]
    if not found:
        reader = bare_recipient(bare)
        if isinstance(reader, Problem):
            return [], [reader]
        found = [each for each in asked if each.identity == reader.identity]
    if not found:
        return [], [Problem("", None, "", "settle.not-open", {"who": bare})]
    return found, []
