"""How far sending is: a bar on a terminal, a line at the end of each tenth elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rundbrief.cli.show import say
from rundbrief.delivery import Event, State

Report = Callable[[Event], None]


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
    tally = dict.fromkeys((State.DEFERRED, State.FAILED, State.UNCLEAR), 0)
    task = bar.add_task(say("send.bar"), total=total)
    done = 0

    def report(event: Event) -> None:
        nonlocal done
        if event.outcome is None:
            return
        done += 1
        if event.state in tally:
            tally[event.state] += 1
        bar.advance(task)
        if bar.disable and done * 10 // total > (done - 1) * 10 // total:
            with suppress(BrokenPipeError):  # nobody reads on; the mails go out all the same
                click.echo(say("send.so-far", done=done, total=total))

    with bar:
        yield report, stopping
