"""How far reading the lists is, where it takes longer than a second.

    Desk ─▶ reading ─▶ the same desk, which tells how much it has read ─▶ a bar, or a line

On the error output: what a command has to say can go to a file or another program meanwhile.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

import click

from rundbrief.cli.show import say
from rundbrief.desk import Desk

if TYPE_CHECKING:
    from rich.progress import Progress

AFTER = 1.0  # seconds that need no sign of life
EVERY = 5.0  # seconds between two lines, off a terminal


@contextmanager
def reading(desk: Desk, *, quiet: bool) -> Iterator[Desk]:
    """The desk, with an eye on what it reads unless `quiet`."""
    if quiet:
        yield desk
        return
    reader = Reader()
    try:
        yield replace(desk, progress=reader.heed)
    finally:
        reader.stop()


class Reader:
    """Shows bytes read of all there are: on a terminal a bar that goes with the last byte."""

    def __init__(self) -> None:
        self._due = monotonic() + AFTER
        self._bar: Progress | None = None

    def heed(self, done: int, total: int) -> None:
        """So many bytes of all the lists are read."""
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=done)
        elif (now := monotonic()) >= self._due and done < total:
            self._due = now + EVERY
            self._show(done, total)
        if done >= total:
            self.stop()

    def stop(self) -> None:
        """Nothing more is shown of the bar, the cursor is back."""
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _show(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self._bar = _bar(done, total)
            return
        with suppress(BrokenPipeError):  # nobody reads on; the lists are read all the same
            click.echo(say("reading.so-far", percent=done * 100 // total), err=True)


def _bar(done: int, total: int) -> "Progress":
    # Only who waits for long lists loads it.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task(say("reading.bar"), total=total, completed=done)
    bar.start()
    return bar
