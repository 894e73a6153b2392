"""`rundbrief proof`: one marked mail to oneself; the ledger hears nothing of it."""

import sys
from datetime import datetime
from pathlib import Path

import click

from rundbrief.cli.group import language
from rundbrief.cli.options import MEND_FIRST, act, desk_or_exit, mend_first
from rundbrief.cli.send import exit_code
from rundbrief.cli.show import say, show_clock, show_problems
from rundbrief.delivery import Outcome, explained
from rundbrief.desk import proof


@act("proof")
@click.argument("address")
@click.argument("file", type=click.Path(path_type=Path))
def command(folder: Path, now: datetime | None, address: str, file: Path) -> None:
    """Send one proof of the meeting or newsletter in FILE to ADDRESS."""
    desk = desk_or_exit(folder, now)
    ended: list[Outcome] = []
    sent, problems = proof(
        desk, address, file, report=lambda event: ended.extend(filter(None, [event.outcome]))
    )
    if sent is None:
        mend_first(problems)
    show_problems(problems)
    show_clock(desk)
    if sent.tally.sent and sent.transport == "folder":
        path = desk.workspace.outbox / ended[-1].words
        click.echo(say("proof.stored", address=address, path=path))
    elif sent.tally.sent:
        click.echo(say("proof.accepted", address=address))
    else:
        why = sent.tally.down or ended[-1]
        click.echo(explained(why, language()), err=True)
        click.echo(say("proof.failed", address=address), err=True)
    # A password that its program or the keyring didn't give is hers to mend, not the relay's.
    is_hers = sent.tally.down is not None and sent.tally.down.command == "secret"
    sys.exit(MEND_FIRST if is_hers else exit_code(sent))
