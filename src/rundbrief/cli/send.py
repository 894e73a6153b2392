"""`rundbrief send`: show the plan, ask for the number of recipients, carry it out."""

import re
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

import click
from babel.dates import format_time, format_timedelta

from rundbrief.cli.command_line import same_desk
from rundbrief.cli.exit_codes import ExitCode
from rundbrief.cli.findings import examined_values, show_findings
from rundbrief.cli.group import language
from rundbrief.cli.options import (
    MEND_FIRST,
    act,
    desk_or_exit,
    files_argument,
    json_option,
    mend_first,
    notify_option,
    withdraw_option,
)
from rundbrief.cli.planned import plan_values, show_plan
from rundbrief.cli.progress import progress, show_step
from rundbrief.cli.reading import reading, working
from rundbrief.cli.show import (
    say,
    sent_values,
    show_clock,
    show_json,
    show_problems,
    show_recovered,
    show_sent,
)
from rundbrief.desk import (
    Desk,
    Planned,
    Sent,
    Word,
    faults,
    foresee,
    plan,
    send,
    wait_until_settled,
)

HASH = re.compile("[0-9a-f]{8}")  # what a plan's looks like


@act("send")
@files_argument
@click.option("--plan", "wanted", metavar="HASH", help=say("option.plan"))
@click.option("--wait", is_flag=True, help=say("option.wait"))
@click.option("--force", "forced", metavar="CODE", multiple=True, help=say("option.force"))
@notify_option
@withdraw_option
@json_option
def command(
    folder: Path,
    now: datetime | None,
    files: tuple[Path, ...],
    wanted: str | None,
    wait: bool,
    forced: tuple[str, ...],
    notify: tuple[Path, ...],
    withdraw: tuple[str, ...],
    as_json: bool,
) -> None:
    """Send what the plan says and what earlier mailings left; exit code by how it went."""
    desk = desk_or_exit(folder, now, as_json=as_json)
    word = Word(notify, withdraw)
    with reading(desk, quiet=as_json) as watched:
        planned, problems = plan(watched, files, word)
    if planned is None:
        mend_first(problems, as_json=as_json)
    if not as_json:
        show_problems(problems)
        show_clock(desk)
    if wanted is None and not planned.total and not as_json:
        show_plan(planned, whole=False)  # why there is nothing to send
    elif wanted is None and planned.total:
        planned = _confirmed(desk, planned, forced, as_json=as_json)
    elif wanted is not None and not HASH.fullmatch(wanted):
        _refuse(planned, say("send.no-hash", wanted=wanted, hash=planned.hash), as_json=as_json)
    sent = _carried_out(desk, planned, files, word, wanted, forced, as_json=as_json)
    examined = sent.mails
    if wait:
        sent = _settled(desk, sent, files, as_json=as_json)
    if as_json:
        show_json(sent_values(sent) | {"mails": [examined_values(mail) for mail in examined]})
    else:
        show_sent(sent, same_desk(folder, now))
        if wanted is not None:  # else she saw them before she was asked
            show_findings(examined)
    sys.exit(exit_code(sent))


def _settled(desk: Desk, sent: Sent, files: Sequence[Path], *, as_json: bool) -> Sent:
    """What it came to once nothing waits any more, or waiting is of no use."""

    def resting(count: int, seconds: float) -> None:
        at = desk.now + timedelta(seconds=seconds)
        if as_json:
            show_step(resting=count, until=at.isoformat(timespec="seconds"))
        else:
            time = format_time(at.time(), format="short", locale=language())
            click.echo(say("send.resting", count=count, time=time))

    with progress(0, as_json=as_json) as (_, stopping):
        settled, problems = wait_until_settled(
            desk, sent, files, stopping=stopping, resting=resting
        )
    if not as_json:
        show_problems(problems)
    return settled


def exit_code(sent: Sent) -> int:
    """The worst that happened: 5 unclear, 4 refused, 3 deferred or not tried, 0 all accepted."""
    if sent.unclear:
        return ExitCode.UNCLEAR
    if sent.tally.failed:
        return ExitCode.FAILED
    return ExitCode.DEFERRED if sent.tally.deferred or sent.untried else ExitCode.DONE


def _refuse(planned: Planned, sentence: str, *, as_json: bool) -> NoReturn:
    """Send nothing: the plan is not one that was agreed to."""
    if as_json:
        show_json(plan_values(planned) | {"refused": sentence})
    else:
        click.echo(sentence, err=True)
    sys.exit(MEND_FIRST)


def _confirmed(desk: Desk, planned: Planned, forced: Sequence[str], *, as_json: bool) -> Planned:
    """The plan once the organiser has typed how many mails or recipients it is about.

    What the checks find in its mails stands above the question; an error, in place of it.
    """
    if not as_json:
        show_plan(planned, whole=False)
    if as_json or not sys.stdin.isatty():
        _refuse(planned, say("send.no-terminal", hash=planned.hash), as_json=as_json)
    with reading(desk, quiet=as_json) as watched:
        mails, problems = foresee(watched, planned)
    if stops := problems or faults(mails or (), forced):
        mend_first(stops)
    show_findings(mails or ())
    if planned.change and planned.change.is_halved:
        _ask("send.ask-gone", planned.change.gone.count)
    key, count = (
        ("send.ask", planned.recipients)
        if planned.recipients
        else ("send.ask-waiting", planned.waiting)
    )
    _ask(key, count)
    return planned


def _ask(key: str, count: int) -> None:
    """Have the number typed; anything else ends here."""
    asked = click.prompt(say(key, count=count), default="", show_default=False)
    if asked.strip() != str(count):
        click.echo(say("send.not-confirmed"), err=True)
        sys.exit(MEND_FIRST)


def _carried_out(
    desk: Desk,
    planned: Planned,
    files: Sequence[Path],
    word: Word,
    wanted: str | None,
    forced: Sequence[str],
    *,
    as_json: bool,
) -> Sent:
    """Send just that plan; where it changed meanwhile, show the new one and ask again.

    A plan that was ordered by its hash (`wanted`) is not asked about: another one is refused, once
    it is known that nobody else sends just now.
    """
    pace = desk.workspace.settings.transport.pace
    while True:
        if pace and planned.total and wanted in (None, planned.hash) and not as_json:
            lasting = timedelta(seconds=planned.total * 60 / pace)
            time = format_timedelta(lasting, threshold=2, locale=language())
            click.echo(say("send.pace", count=pace, time=time))
        with (
            working(desk, quiet=as_json) as (watched, ready),
            progress(planned.total, as_json=as_json, begin=ready) as (report, stopping),
        ):
            result, problems = send(
                watched,
                wanted or planned.hash,
                files,
                word,
                forced=forced,
                report=report,
                stopping=stopping,
            )
        if result is None:
            mend_first(problems, as_json=as_json)
        if isinstance(result, Sent):
            return result
        show_recovered(result.recovered, err=True)
        if wanted is not None:
            words = say("send.other-plan", wanted=wanted, hash=result.hash)
            _refuse(result, words, as_json=as_json)
        click.echo(say("send.changed"), err=True)
        planned = _confirmed(desk, result, forced, as_json=as_json)
