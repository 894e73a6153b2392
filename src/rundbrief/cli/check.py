"""`rundbrief check`: what is wrong in the files, where, and what to do."""

import sys
from datetime import datetime
from pathlib import Path

import click

from rundbrief.cli.options import MEND_FIRST, act, desk_or_exit, json_option
from rundbrief.cli.show import problem_values, say, show_json, show_problems, show_read
from rundbrief.desk import check


@act("check")
@json_option
def command(folder: Path, now: datetime | None, as_json: bool) -> None:
    """Show every problem; exit code 2 where one must be mended."""
    checked = check(desk_or_exit(folder, now, as_json=as_json))
    if as_json:
        problems = [problem_values(problem) for problem in checked.problems]
        show_json({**checked.counts, "problems": problems})
    else:
        show_problems(checked.problems, err=False)
        show_read(checked.counts)
        click.echo(say("check.mend", count=checked.errors) if checked.errors else say("check.well"))
    if checked.errors:
        sys.exit(MEND_FIRST)
