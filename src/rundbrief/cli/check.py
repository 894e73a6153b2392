"""`rundbrief check`: what is wrong in the files, where, and what to do."""

import sys
from datetime import datetime
from pathlib import Path

import click

from rundbrief.cli.findings import examined_values, show_findings
from rundbrief.cli.group import language
from rundbrief.cli.options import MEND_FIRST, act, desk_or_exit, json_option
from rundbrief.cli.reading import reading
from rundbrief.cli.recipients import listed_values, show_listed
from rundbrief.cli.show import problem_values, say, show_json, show_problems, show_read
from rundbrief.desk import Checked, Examined, accessibility_report, check, listed
from rundbrief.wording import sentence


@act("check")
@click.option(
    "--recipients", "whole", is_flag=True, help=sentence("cli.option.recipients", language())
)
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help=sentence("cli.option.report", language()),
)
@json_option
def command(
    folder: Path, now: datetime | None, whole: bool, report_file: Path | None, as_json: bool
) -> None:
    """Show every problem; exit code 2 where one must be mended."""
    desk = desk_or_exit(folder, now, as_json=as_json)
    with reading(desk, quiet=as_json) as watched:
        checked = check(watched)
    everyone = listed(desk, checked) if whole else []
    if report_file:
        page = accessibility_report(desk, checked, language())
        report_file.write_text(page, encoding="utf-8")
    if as_json:
        problems = [problem_values(problem) for problem in checked.problems]
        rows = {"list": listed_values(everyone)} if whole else {}
        mails, further = (
            [examined_values(mail) for mail in some] for some in (checked.mails, checked.further)
        )
        found = {"problems": problems, "mails": mails, "further": further}
        show_json({**checked.counts, **rows, **found})
    else:
        if whole:
            show_listed(everyone)
        show_problems(checked.problems, err=False)
        show_findings(_all(checked))
        for key, tried in (("mails", checked.mails), ("further", checked.further)):
            if tried:
                click.echo(say(f"check.{key}", count=sum(mail.variants for mail in tried)))
        show_read(checked.counts)
        click.echo(_closing(checked, sum(len(each.doubts) for each in everyone)))
        if report_file:
            click.echo(say("check.report", file=str(report_file)))
    if _faults(checked):
        sys.exit(MEND_FIRST)


def _all(checked: Checked) -> tuple[Examined, ...]:
    return (*checked.mails, *checked.further)


def _faults(checked: Checked) -> int:
    """How many things stop sending, in the files and in the mails."""
    return checked.errors + sum(len(mail.errors) for mail in _all(checked))


def _closing(checked: Checked, doubts: int) -> str:
    if faults := _faults(checked):
        return say("check.mend", count=faults)
    hints = len(checked.problems) + doubts + sum(len(mail.findings) for mail in _all(checked))
    return say("check.hints", count=hints) if hints else say("check.well")
