"""Stay until all is settled: what was not taken is tried again, at growing distances.

    Sent ─▶ something waits, and may pass by itself? ─▶ rest ─▶ send what waits ─▶ Sent, both added
                └─ no, or the span is over, or Ctrl-C ─▶ as it is; a later `send` goes on

Nobody is locked out meanwhile: the ledger is open only while mails leave. What is due is asked
anew each time, so a meeting that was moved or cancelled while a mail waited keeps it from leaving.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import random
from time import sleep

from rundbrief.delivery import Event, Tally, may_pass, retries
from rundbrief.desk.desk import Desk
from rundbrief.desk.send import Sent, send
from rundbrief.problems import Problem

HOUR = 3600.0


def wait_until_settled(
    desk: Desk,
    sent: Sent,
    files: Sequence[Path] = (),
    *,
    report: Callable[[Event], None] = lambda _: None,
    stopping: Callable[[], None] = lambda: None,
    resting: Callable[[int, float], None] = lambda _count, _seconds: None,
    rest: Callable[[float], None] = sleep,
    dice: Callable[[], float] = random,
) -> tuple[Sent, list[Problem]]:
    """What became of it all, once nothing waits or nothing more can be done by waiting.

    `resting` hears how many mails wait and for how many seconds. Ctrl-C ends the wait.
    """
    span = desk.workspace.settings.transport.retry_hours * HOUR
    for seconds in retries(span, dice):
        count = sent.tally.deferred + sent.untried
        if not count or sent.tally.is_interrupted or not may_pass(sent.tally.down):
            break
        resting(count, seconds)
        try:
            rest(seconds)
        except KeyboardInterrupt:
            break
        again, problems = send(desk, None, files, report=report, stopping=stopping)
        if not isinstance(again, Sent):
            return sent, problems
        sent = _both(sent, again)
    return sent, []


def _both(first: Sent, again: Sent) -> Sent:
    """Both as one: what was deferred or left is as the second time left it."""
    before, now = first.tally, again.tally
    tally = Tally(
        sent=before.sent + now.sent,
        deferred=now.deferred,
        failed=before.failed + now.failed,
        unclear=before.unclear + now.unclear,
        down=now.down,
        is_interrupted=now.is_interrupted,
    )
    return replace(first, tally=tally, recovered=(*first.recovered, *again.recovered))
