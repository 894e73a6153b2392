"""`rundbrief plan`: who would get what, why, and what it does to their calendar."""

from datetime import datetime
from pathlib import Path

import click

from rundbrief.cli.command_line import command_line, same_desk
from rundbrief.cli.options import (
    act,
    desk_or_exit,
    files_argument,
    json_option,
    mend_first,
    notify_option,
    withdraw_option,
)
from rundbrief.cli.planned import plan_values, show_plan
from rundbrief.cli.reading import reading
from rundbrief.cli.show import (
    problem_values,
    say,
    show_clock,
    show_json,
    show_problems,
)
from rundbrief.desk import Word, plan


@act("plan")
@files_argument
@json_option
@notify_option
@withdraw_option
@click.option("--all", "whole", is_flag=True, help=say("option.all"))
def command(
    folder: Path,
    now: datetime | None,
    files: tuple[Path, ...],
    as_json: bool,
    whole: bool,
    notify: tuple[Path, ...],
    withdraw: tuple[str, ...],
) -> None:
    """Show the plan and its hash; write nothing."""
    desk = desk_or_exit(folder, now, as_json=as_json)
    with reading(desk, quiet=as_json) as watched:
        planned, problems = plan(watched, files, Word(notify, withdraw))
    if planned is None:
        mend_first(problems, as_json=as_json)
    if as_json:
        show_json(plan_values(planned) | {"problems": [problem_values(each) for each in problems]})
        return
    show_problems(problems)
    show_clock(desk)
    show_plan(planned, whole=whole)
    if planned.total:
        asked = [f"--notify={each}" for each in notify] + [f"--withdraw={w}" for w in withdraw]
        where = same_desk(folder, now)
        words = ["send", *map(str, files), *asked, *where, "--plan", planned.hash]
        click.echo(say("plan.send", hash=planned.hash, command=command_line(*words)))
