"""What every command takes (`-C DIR`, `--now TIME`), and the desk that these open."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from rundbrief.cli.exit_codes import ExitCode
from rundbrief.cli.group import language
from rundbrief.cli.show import problem_values, show_json, show_problems
from rundbrief.desk import Desk, open_desk
from rundbrief.problems import Problem, Severity
from rundbrief.wording import sentence

MEND_FIRST = ExitCode.MEND_FIRST


class Time(click.ParamType[datetime]):
    """A local time such as `2025-08-04T09:00`, or one with an offset."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time as written; without an offset it stays local."""
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.fail(sentence("cli.time-unclear", language(), value=value), param, ctx)


def act(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """A command of that name, its help from the catalogue, with `-C` and `--now`."""

    def wrap(function: Callable[..., None]) -> click.Command:
        text = sentence(f"cli.{name}.short", language())
        more = sentence(f"cli.{name}.help", language())
        made = click.command(name, help=f"{text}\n\n{more}")(function)
        made.params += [_option(["-C", "folder"], "folder"), _option(["--now"], "now")]
        return made

    return wrap


def _option(names: list[str], key: str) -> click.Option:
    kind: Any = click.Path(path_type=Path) if key == "folder" else Time()
    metavar = "DIR" if key == "folder" else "TIME"
    default = Path() if key == "folder" else None
    text = sentence(f"cli.option.{key}", language())
    return click.Option(names, type=kind, default=default, metavar=metavar, help=text)


json_option = click.option(
    "--json", "as_json", is_flag=True, help=sentence("cli.option.json", language())
)
files_argument = click.argument(
    "files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path)
)

notify_option = click.option(
    "--notify",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=sentence("cli.option.notify", language()),
)
withdraw_option = click.option(
    "--withdraw", multiple=True, metavar="ADDRESS", help=sentence("cli.option.withdraw", language())
)


def desk_or_exit(folder: Path, now: datetime | None, *, as_json: bool = False) -> Desk:
    """The desk of that folder; without one, what to mend and exit code 2."""
    desk, problems = open_desk(folder, environment=os.environ, now=now)
    if desk is None:
        mend_first(problems, as_json=as_json)
    return desk


def mend_first(problems: Sequence[Problem], *, as_json: bool = False) -> NoReturn:
    """Show what must be mended, errors last and together, and stop with exit code 2."""
    if as_json:
        show_json({"problems": [problem_values(problem) for problem in problems]})
    else:
        show_problems(sorted(problems, key=lambda p: p.severity is Severity.ERROR))
    sys.exit(MEND_FIRST)
