"""`rundbrief check`: what is wrong in the files, where, and what to do."""

import sys
from datetime import datetime
from pathlib import Path

import click

from rundbrief.cli.group import language
from rundbrief.cli.options import MEND_FIRST, act, desk_or_exit, json_option
from rundbrief.cli.recipients import listed_values, show_listed
from rundbrief.cli.show import problem_values, say, show_json, show_problems, show_read
from rundbrief.desk import Checked, check, listed
from rundbrief.wording import sentence


@act("check")
@click.option(
    "--recipients", "whole", is_flag=True, help=sentence("cli.option.recipients", language())
)
@json_option
def command(folder: Path, now: datetime | None, whole: bool, as_json: bool) -> None:
    """Show every problem; exit code 2 where one must be mended."""
    desk = desk_or_exit(folder, now, as_json=as_json)
    checked = check(desk)
    everyone = listed(desk, checked) if whole else []
    if as_json:
        problems = [problem_values(problem) for problem in checked.problems]
        rows = {"list": listed_values(everyone)} if whole else {}
        show_json({**checked.counts, **rows, "problems": problems})
    else:
        if whole:
            show_listed(everyone)
        show_problems(checked.problems, err=False)
        show_read(checked.counts)
        click.echo(_closing(checked))
    if checked.errors:
        sys.exit(MEND_FIRST)


def _closing(checked: Checked) -> str:
    if checked.errors:
        return say("check.mend", count=checked.errors)
    hints = len(checked.problems)
    return say("check.hints", count=hints) if hints else say("check.well")
