"""`rundbrief forget`: erase a person from everything that Rundbrief wrote."""

import sys
from datetime import datetime
from pathlib import Path

import click

from rundbrief.cli.options import MEND_FIRST, act, desk_or_exit, json_option, mend_first
from rundbrief.cli.show import say, show_json
from rundbrief.desk import Forgotten, forget


@act("forget")
@click.argument("address")
@click.option("--yes", "sure", is_flag=True, help=say("option.yes"))
@json_option
def command(folder: Path, now: datetime | None, address: str, sure: bool, as_json: bool) -> None:
    """Erase ADDRESS once it was typed again; say what is left to the organiser."""
    desk = desk_or_exit(folder, now, as_json=as_json)
    if not (sure or _is_confirmed(address, as_json=as_json)):
        click.echo(say("forget.not-confirmed"), err=True)
        sys.exit(MEND_FIRST)
    done, problems = forget(desk, address)
    if done is None:
        mend_first(problems, as_json=as_json)
    if as_json:
        show_json(_values(done))
    else:
        _show(done, address)


def _is_confirmed(address: str, *, as_json: bool) -> bool:
    if as_json or not sys.stdin.isatty():
        return False
    asked: str = click.prompt(say("forget.ask", address=address), default="", show_default=False)
    return asked.strip().lower() == address.strip().lower()


def _show(done: Forgotten, address: str) -> None:
    click.echo(say("forget.before" if done.before else "forget.done", address=address))
    for name in ("deliveries", "answers", "mails", "copies"):
        if count := getattr(done, name):
            click.echo("  " + say(f"forget.{name}", count=count))
    if done.still:
        click.echo(say("forget.still"))
    for place in done.still:
        click.echo(f"  {place.file}:{place.line}" if place.line else f"  {place.file}")


def _values(done: Forgotten) -> dict[str, object]:
    return {
        "deliveries": done.deliveries,
        "answers": done.answers,
        "mails": done.mails,
        "copies": done.copies,
        "still": [{"file": place.file, "line": place.line} for place in done.still],
    }
