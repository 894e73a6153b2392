"""The desk: one organiser's workspace with the clock, the environment and the dice handed in.

    open_desk(folder, …) ─▶ Desk ─▶ check, plan, send, status, proof, preview: one function each

Every function takes a `Desk` and gives values back; it prints nothing and asks nothing. What must
be mended comes back as problems beside the value, which is then None.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from rundbrief.problems import Problem
from rundbrief.workspace import Progress, Workspace, open_workspace

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Desk:
    """`clock` gives the present as an aware time; `token` a new word no one can guess.

    `progress` hears how far reading the lists is.
    """

    workspace: Workspace
    clock: Clock
    environment: Mapping[str, str]
    token: Callable[[], str]
    clock_set: bool = False
    progress: Progress | None = None

    @property
    def now(self) -> datetime:
        """The present, in the workspace's zone."""
        return self.clock().astimezone(self.workspace.zone)


def open_desk(
    folder: Path, *, environment: Mapping[str, str], now: datetime | None = None
) -> tuple[Desk | None, list[Problem]]:
    """The desk of the workspace in `folder`, its clock set to `now` where that is given.

    `now` without an offset is meant in the workspace's zone. A clock set by hand is a problem
    unless nothing that is sent can reach anyone (the folder, or a relay on this very machine).
    """
    workspace, problems = open_workspace(folder, environment)
    if workspace is None:
        return None, problems
    if now is None:
        return Desk(workspace, _present, environment, _token), problems
    if not workspace.settings.transport.is_harmless:
        return None, [*problems, Problem("", None, "--now", "desk.clock-refused")]
    start = now if now.tzinfo else now.replace(tzinfo=workspace.zone)
    return Desk(workspace, _running_from(start), environment, _token, clock_set=True), problems


def _present() -> datetime:
    return datetime.now(UTC)


def _running_from(start: datetime) -> Clock:
    """A clock that shows `start` now and runs on from there."""
    offset = monotonic()
    return lambda: start.astimezone(UTC) + timedelta(seconds=monotonic() - offset)


def _token() -> str:
    # 80 bits: not to be guessed, and short enough for a subject line. Hexadecimal survives every
    # mail program's idea of letters.
    return secrets.token_hex(10)
