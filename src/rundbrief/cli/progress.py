"""How far sending is: a bar on a terminal, a line every few seconds elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rundbrief.cli.show import say
from rundbrief.delivery import Event

Report = Callable[[Event], None]
EVERY = 5.0  # seconds between two lines: a log that stays short, and a sign of life


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
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    task = bar.add_task(say("send.bar"), total=total)
    done, told = 0, monotonic()

    def report(event: Event) -> None:
        nonlocal done, told
        if event.outcome is None:
            return
        done += 1
        bar.advance(task)
        if bar.disable and monotonic() - told >= EVERY:
            told = monotonic()
            with suppress(BrokenPipeError):  # nobody reads on; the mails go out all the same
                click.echo(say("send.so-far", done=done, total=total))

    with bar:
        yield report, stopping
