"""`rundbrief new`: a draft, blank, like another file, or from the text of a web page."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from rundbrief.cli.command_line import command_line, same_desk
from rundbrief.cli.group import language
from rundbrief.cli.options import act, desk_or_exit, mend_first
from rundbrief.cli.show import say, show_clock, show_problems
from rundbrief.desk import Order, new

FILE: Any = click.Path(path_type=Path)


@act("new")
@click.argument("what", metavar="meeting|newsletter", type=click.Choice(["meeting", "newsletter"]))
@click.argument("file", metavar="[FILE]", required=False, type=FILE)
@click.option("--title", default="", help=say("option.title"))
@click.option("--date", "when", default="", help=say("option.date"))
@click.option("--like", metavar="FILE", type=FILE, help=say("option.like"))
@click.option("--from", "source", metavar="TEXT.txt", type=FILE, help=say("option.from"))
def command(
    folder: Path,
    now: datetime | None,
    what: Any,
    file: Path | None,
    title: str,
    when: str,
    like: Path | None,
    source: Path | None,
) -> None:
    """Write the drafts and say what comes next."""
    desk = desk_or_exit(folder, now)
    order = Order(what=what, name=file, title=title, when=when, like=like, source=source)
    files, problems = new(desk, order, language())
    if not files and any(problem.severity == "error" for problem in problems):
        mend_first(problems)
    show_problems(problems)
    show_clock(desk)
    for name in files:
        click.echo(f"  {name}")
    if not files:
        click.echo(say("new.nothing"))
        return
    click.echo(say("new.done", count=len(files)))
    click.echo("  " + command_line("check", *same_desk(folder, now)))
