"""A sign of life while long lists are read, and while a plan or its mails are made of them.

    Desk ─▶ reading ─▶ the same desk, which tells how much it has read ─▶ a bar, or a line
                                └── all is read, the work goes on ─▶ the bar without an end

Only what takes longer than a second shows any. On the error output: what a command has to say can
go to a file or another program meanwhile.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Lock, Timer
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
    """The desk, with an eye on what it reads and until it is done, unless `quiet`."""
    with working(desk, quiet=quiet) as (watched, _):
        yield watched


@contextmanager
def working(desk: Desk, *, quiet: bool) -> Iterator[tuple[Desk, Callable[[], None]]]:
    """The same, and what ends the watch earlier."""
    if quiet:
        yield desk, lambda: None
        return
    reader = Reader()
    try:
        yield replace(desk, progress=reader.heed), reader.stop
    finally:
        reader.stop()


class Reader:
    """Shows bytes read of all there are, and that work goes on once they are."""

    def __init__(self) -> None:
        self._due = monotonic() + AFTER
        self._has_said = False
        self._course = 0, 0
        self._bar: Progress | None = None
        self._is_over = False
        self._lock = Lock()
        self._waiting = Timer(AFTER, self._begin)
        self._waiting.daemon = True
        if sys.stderr.isatty():
            self._waiting.start()

    def heed(self, done: int, total: int) -> None:
        """So many bytes of all the lists are read."""
        if sys.stderr.isatty():
            with self._lock:
                self._course = done, total
                self._move()
        elif done >= total and self._has_said:
            self._has_said = False
            self._say(say("reading.read"))
        elif (now := monotonic()) >= self._due and done < total:
            self._due, self._has_said = now + EVERY, True
            self._say(say("reading.so-far", percent=done * 100 // total))

    def stop(self) -> None:
        """Nothing more is shown, the cursor is back."""
        self._waiting.cancel()
        with self._lock:
            if self._bar:
                self._bar.stop()
            self._bar, self._is_over = None, True

    def _begin(self) -> None:
        with self._lock:
            if not self._is_over:
                self._bar = _bar()
                self._move()
                self._bar.start()

    def _move(self) -> None:
        done, total = self._course
        is_reading = done < total
        words = say("reading.bar" if is_reading else "reading.working")
        if self._bar:
            self._bar.update(
                self._bar.task_ids[0],
                description=words,
                completed=done,
                total=total if is_reading else None,
            )

    def _say(self, words: str) -> None:
        with suppress(BrokenPipeError):  # nobody reads on; the lists are read all the same
            click.echo(words, err=True)


def _bar() -> "Progress":
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
    bar.add_task(say("reading.bar"), total=None)
    return bar
