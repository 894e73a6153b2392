"""How far sending is: a bar on a terminal, a line every few seconds elsewhere.

each event, once durable ─▶ Course: counts, rate, time left, the server's last words ─▶ shown

A program that asked for JSON gets lines of JSON on standard error, as often; standard output is for
the one value at the end.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from time import monotonic
from typing import Any

import click
from babel.dates import format_timedelta
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from rundbrief.cli.group import language
from rundbrief.cli.show import say
from rundbrief.delivery import Event, State

Report = Callable[[Event], None]
EVERY = 5.0  # seconds between two lines: a log that stays short, and a sign of life
LEAST = 1.0  # seconds of which a pace can be told: the first mail alone has none
OFTEN = 0.2  # seconds between two looks at the figures beside the bar
LONGEST = 100  # letters of a server's words in a line


class Course:
    """How sending goes, from its first step on; seconds of a clock that never goes back."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self.words = ""
        self._begun: float | None = None
        self._counts: Counter[State] = Counter()

    @property
    def is_begun(self) -> bool:
        """Whether anything was heard yet: composing before it says nothing of the pace."""
        return self._begun is not None

    def heed(self, event: Event, now: float) -> None:
        """One step; it counts once it has ended."""
        if self._begun is None:
            self._begun = now
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
        rate, left = self._pace(now)
        figures = say(
            "send.figures",
            rate=round(rate * 60),
            left=format_timedelta(left, locale=language()),
            **self._not_taken(),
        )
        return figures + (say("send.last-words", words=self.words) if self.words else "")

    def values(self, now: float) -> dict[str, Any]:
        """The same for `--json`, once something is done; times in seconds."""
        rate, left = self._pace(now)
        return {
            "done": self.done,
            "total": self.total,
            "per_minute": round(rate * 60),
            "seconds_left": round(left.total_seconds()),
            **self._not_taken(),
            "words": self.words,
        }

    def _pace(self, now: float) -> tuple[float, timedelta]:
        """How many a second, and how long the rest takes at that."""
        begun = now if self._begun is None else self._begun
        rate = self.done / max(now - begun, LEAST)
        return rate, timedelta(seconds=round((self.total - self.done) / rate))

    def _not_taken(self) -> dict[str, int]:
        states = State.DEFERRED, State.FAILED, State.UNCLEAR
        return {state.value: self._counts[state] for state in states}


def stopping() -> None:
    """Sending was asked to stop."""
    click.echo("\n" + say("send.stopping"), err=True)


def show_step(**values: Any) -> None:
    """A line of JSON on standard error: what is known on the way, for other programs."""
    with suppress(BrokenPipeError):  # nobody reads on; the mails go out all the same
        click.echo(json.dumps(values, ensure_ascii=False), err=True)


@contextmanager
def progress(
    total: int, *, as_json: bool, begin: Callable[[], None] = lambda: None
) -> Iterator[tuple[Report, Callable[[], None]]]:
    """What to call with each event, and when sending was asked to stop.

    `begin` is called before anything is shown, with the first event.
    """
    if as_json:
        yield _in_json(total), lambda: show_step(stopping=True)
        return
    if not total:
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
    course, told = Course(total), 0.0

    def report(event: Event) -> None:
        nonlocal told
        now = monotonic()
        if not course.is_begun:
            begin()
            bar.start()
            told = now
        course.heed(event, now)
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

    try:
        yield report, stopping
    finally:
        bar.stop()


def _in_json(total: int) -> Report:
    """A line every few seconds."""
    course, told = Course(total), 0.0

    def report(event: Event) -> None:
        nonlocal told
        now = monotonic()
        told = told if course.is_begun else now
        course.heed(event, now)
        if course.done and now - told >= EVERY:
            told = now
            show_step(**course.values(now))

    return report
