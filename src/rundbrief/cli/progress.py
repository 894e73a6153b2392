"""How far sending is: a bar on a terminal, a line every few seconds elsewhere.

each event, once durable ─▶ Course: counts, rate, time left, the server's last words ─▶ shown
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from time import monotonic

import click
from babel.dates import format_timedelta
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from rundbrief.cli.group import language
from rundbrief.cli.show import say
from rundbrief.delivery import Event, State

Report = Callable[[Event], None]
EVERY = 5.0  # seconds between two lines: a log that stays short, and a sign of life
OFTEN = 0.2  # seconds between two looks at the figures beside the bar
LONGEST = 100  # letters of a server's words in a line


class Course:
    """How sending goes, from `begun` on; seconds of a clock that never goes back."""

    def __init__(self, total: int, begun: float) -> None:
        self.total, self.done = total, 0
        self.words = ""
        self._begun = begun
        self._counts: Counter[State] = Counter()

    def heed(self, event: Event) -> None:
        """One step; it counts once it has ended."""
        if event.outcome is None:
            return
        self.done += 1
        self._counts[event.state] += 1
        if event.outcome.code:  # a folder puts mails down without a word
            said = f"{event.outcome.code} {event.outcome.words}"
            self.words = " ".join(said.split())[:LONGEST]

    def figures(self, now: float) -> str:
        """Rate, time left, what was not taken, and what the server said last; "" at the start."""
        if not self.done:
            return ""
        rate = self.done / max(now - self._begun, 0.001)
        left = timedelta(seconds=round((self.total - self.done) / rate))
        figures = say(
            "send.figures",
            rate=round(rate * 60),
            left=format_timedelta(left, locale=language()),
            deferred=self._counts[State.DEFERRED],
            failed=self._counts[State.FAILED],
            unclear=self._counts[State.UNCLEAR],
        )
        return figures + (say("send.last-words", words=self.words) if self.words else "")


@contextmanager
def progress(total: int, *, quiet: bool) -> Iterator[tuple[Report, Callable[[], None]]]:
    """What to call with each event, and when sending was asked to stop."""

    def stopping() -> None:
        click.echo("\n" + say("send.stopping"), err=True)

    if quiet or not total:
        yield (lambda _: None), stopping
        return
    console = Console()
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[figures]}", markup=False),
        console=console,
        disable=not console.is_terminal,
    )
    task = bar.add_task(say("send.bar"), total=total, figures="")
    course, told = Course(total, monotonic()), monotonic()

    def report(event: Event) -> None:
        nonlocal told
        course.heed(event)
        now = monotonic()
        is_last = course.done == total and event.outcome is not None
        too_soon = now - told < (EVERY if bar.disable else OFTEN)
        if not course.done or (too_soon and (bar.disable or not is_last)):
            return
        told = now
        figures = course.figures(now)
        if not bar.disable:
            bar.update(task, completed=course.done, figures=figures)
            return
        with suppress(BrokenPipeError):  # nobody reads on; the mails go out all the same
            click.echo(say("send.so-far", done=course.done, total=total, figures=figures))

    with bar:
        yield report, stopping
