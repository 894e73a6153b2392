"""`rundbrief proof`: one marked mail to oneself; the ledger hears nothing of it."""

import sys
from datetime import datetime
from pathlib import Path

import click

from rundbrief.cli.options import act, desk_or_exit, mend_first
from rundbrief.cli.send import exit_code
from rundbrief.cli.show import say, show_clock, show_problems, show_sent
from rundbrief.desk import proof


@act("proof")
@click.argument("address")
@click.argument("file", type=click.Path(path_type=Path))
def command(folder: Path, now: datetime | None, address: str, file: Path) -> None:
    """Send one proof of the meeting or newsletter in FILE to ADDRESS."""
    desk = desk_or_exit(folder, now)
    sent, problems = proof(desk, address, file)
    if sent is None:
        mend_first(problems)
    show_problems(problems)
    show_clock(desk)
    click.echo(say("proof.done", address=address))
    show_sent(sent)
    sys.exit(exit_code(sent))
