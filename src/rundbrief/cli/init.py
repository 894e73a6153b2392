"""`rundbrief init`: a workspace that works at once; what is not said on the line is asked for."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from rundbrief.cli.command_line import command_line
from rundbrief.cli.group import language
from rundbrief.cli.options import Time, mend_first
from rundbrief.cli.show import heading, say
from rundbrief.desk import Beginning, answer_problem, init
from rundbrief.problems import Problem
from rundbrief.wording import LANGUAGES, sentence

NEEDED = ("organisation", "sender", "land")
OPTIONAL = ("contact", "contact_email")  # asked for only where something else is
ASKED = ("organisation", "sender", "contact", "contact_email", "land")


def _answers(function: Callable[..., None]) -> Callable[..., None]:
    """An option for each answer."""
    for name in reversed(ASKED):
        option = f"--{name.replace('_', '-')}"
        function = click.option(option, default="", help=say(f"option.{name}"))(function)
    return function


@click.command("init", help=f"{say('init.short')}\n\n{say('init.help')}")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@_answers
@click.option(
    "--language",
    "mails",
    type=click.Choice(LANGUAGES),
    default="de",
    show_default=True,
    help=say("option.language"),
)
@click.option("--now", type=Time(), metavar="TIME", help=say("option.now"))
def command(folder: Path, mails: Any, now: datetime | None, **answers: str) -> None:
    """Ask, write, and say which commands come next."""
    beginning = Beginning(**_asked(folder, answers), language=mails)
    present = now.astimezone() if now else datetime.now(UTC).astimezone()
    files, problems = init(folder, beginning, language=language(), now=present)
    if problems:
        mend_first(problems)
    click.echo(say("init.done", folder=folder))
    for name in files:
        click.echo(f"  {name}")
    name, address = beginning.whom
    if not beginning.contact:
        click.echo(say("init.contact", name=name, address=address))
    example = next(name for name in files if name.startswith("meetings/"))
    heading("\n" + say("init.next"))
    for words, text in (
        (("check",), "init.next-check"),
        (("proof", address, example), "init.next-proof"),
        (("new", "meeting", "--from", "text.txt"), "init.next-new"),
    ):
        click.echo(f"  {command_line(*words, '-C', folder.as_posix())}\n      {say(text)}")


def _asked(folder: Path, answers: dict[str, str]) -> dict[str, str]:
    """The answers, those missing asked for until each is one; none where the folder is taken."""
    missing = [name for name in ASKED if not answers[name]]
    needed = [name for name in missing if name in NEEDED]
    if (folder / "rundbrief.toml").exists() or not needed:
        return answers
    click.echo(say("init.asks"))
    try:
        for name in missing:
            # A default, or click would ask again without a word where nothing was typed.
            answers[name] = click.prompt(
                say(f"ask.{name}"), default="", show_default=False, value_proc=_checked(name)
            )
    except click.Abort:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in needed)
        mend_first([Problem("", None, "", "writing.answers-missing", {"options": options})])
    return answers


def _checked(name: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not value and name in OPTIONAL:
            return value
        if problem := answer_problem(name, value):
            raise click.UsageError(sentence(problem.code, language(), **problem.values))
        return value

    return check
