"""Carry a plan out: freeze it in the ledger, then deliver, every step written down.

    plan ─ same hash? ─▶ freeze: revisions, skeletons, deliveries      (one durable transaction)
                      ─▶ claim ─▶ fill ─▶ deliver ─▶ record            (until none is left)

What a crash left is settled first; deliveries of earlier mailings that still wait, and are still
due, go along.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from rundbrief.checking import Examined
from rundbrief.composing import TemplateProblem
from rundbrief.delivery import Brake, Event, Pace, State, Tally, run
from rundbrief.desk.desk import Desk
from rundbrief.desk.examining import Faulty
from rundbrief.desk.freeze import freeze, leave_behind
from rundbrief.desk.locked import locked
from rundbrief.desk.mails import Mails
from rundbrief.desk.plan import NO_WORD, Planned, Word, plan_with
from rundbrief.desk.witnesses import doubt, problems_of, remember
from rundbrief.ledger import (
    Ledger,
    LedgerError,
    Locked,
    Recovered,
    this_worker,
)
from rundbrief.problems import Problem
from rundbrief.workspace import Contents, open_transport, signer

MONTH = timedelta(days=365.25 / 12)


@dataclass(frozen=True, slots=True)
class Sent:
    """How sending went. `recovered` is what an earlier crash had left, and what became of it.

    `total` is how many mails there were to try, `outdated` how many old deliveries lost the names
    of their recipients. `mails` is what the checks found in those that were confirmed.
    """

    tally: Tally
    total: int
    transport: str
    recovered: tuple[Recovered, ...] = ()
    outdated: int = 0
    mails: tuple[Examined, ...] = ()

    @property
    def unclear(self) -> int:
        """How many nobody can know of, from this run or found from an earlier one."""
        found = sum(each.state is State.UNCLEAR for each in self.recovered)
        return self.tally.unclear + found

    @property
    def untried(self) -> int:
        """How many were left for the next time."""
        tally = self.tally
        return self.total - tally.sent - tally.deferred - tally.failed - tally.unclear


def send(
    desk: Desk,
    wanted: str | None,
    files: Sequence[Path] = (),
    word: Word = NO_WORD,
    *,
    forced: Collection[str] = (),
    report: Callable[[Event], None] = lambda _: None,
    stopping: Callable[[], None] = lambda: None,
    brake: Brake | None = None,
) -> tuple[Sent | Planned | None, list[Problem]]:
    """Carry out the plan of that hash, and what earlier mailings left; None: that alone.

    Where the plan is another by now, nothing is sent and the new one comes back to be looked at.
    So it is where the checks find an error in a mail whose code is not among `forced`.
    `report` hears each event once it is durable; `stopping` that the run was asked to stop. A
    `brake` stops it from another thread.
    """
    worker = this_worker(desk.clock())
    try:
        with Ledger.open(desk.workspace.ledger) as ledger, ledger.sending(worker):
            if found := doubt(desk, ledger, worker):
                return None, problems_of(desk, found)
            recovered = tuple(ledger.recover(worker, desk.clock()))
            planned, problems = plan_with(desk, ledger, files, word)
            if planned is None:
                return None, problems
            if wanted not in (None, planned.hash):
                return replace(planned, recovered=recovered), problems
            due, total = set(planned.plan.due), planned.waiting
            examined: tuple[Examined, ...] = ()
            if wanted is not None:
                opened, examined = freeze(desk, ledger, planned, forced)
                due.update(opened)
                total = planned.total
            elif planned.plan.behind:
                with ledger.confirming() as confirming:
                    leave_behind(confirming, planned.plan, desk.now)
            remember(desk, ledger, worker)
            settings = desk.workspace.settings.transport
            mails = Mails(
                ledger,
                worker,
                desk.clock,
                transport=settings.kind,
                due=due,
                connections=settings.connections,
                sign=signer(desk.workspace, desk.environment),
            )
            with closing(mails):
                tally = run(
                    iter(mails),
                    open_transport(desk.workspace, desk.environment),
                    ledger,
                    now=desk.clock,
                    report=report,
                    stopping=stopping,
                    brake=brake,
                    pace=Pace(settings.pace, settings.domain_pace),
                )
            outdated = _erase_outdated(desk, ledger, planned.contents)
    except (LedgerError, TemplateProblem) as error:
        return None, [error.problem]
    except Faulty as faulty:
        return None, faulty.problems
    except Locked as busy:
        return None, [locked(busy)]
    kind = desk.workspace.settings.transport.kind
    return Sent(tally, total, kind, recovered, outdated, examined), problems


def _erase_outdated(desk: Desk, ledger: Ledger, contents: Contents) -> int:
    """Let go of who got what is long over (`[privacy]`); of how many deliveries it was.

    Not by a clock that was set by hand: what it says of the year is a game.
    """
    if desk.clock_set:
        return 0
    before = desk.now - desk.workspace.settings.privacy.keep_months * MONTH
    to_come = {each.id for each in contents.meetings if each.end > desk.now}
    erased = ledger.erase_outdated(before, keep=to_come)
    for name in erased.files:
        (desk.workspace.outbox / name).unlink(missing_ok=True)
    return erased.deliveries
