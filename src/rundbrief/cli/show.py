"""How values become lines on the screen. Plain where the output is not a terminal."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import click
from babel.dates import format_date, format_datetime

from rundbrief.cli.command_line import command_line
from rundbrief.cli.group import language
from rundbrief.delivery import explained
from rundbrief.desk import Desk, Recovered, Sent
from rundbrief.messages import Kind
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import written
from rundbrief.wording import problem_sentence, sentence

ADDRESSES = {"address", "near"}  # what a problem calls them


def say(key: str, /, **values: object) -> str:
    """A sentence of this face, in the language it speaks."""
    return sentence(f"cli.{key}", language(), **values)


def show_problems(problems: Iterable[Problem], *, err: bool = True) -> None:
    """A line each: `file:line: field: what is wrong. What to do.`"""
    for problem in problems:
        hint = say("hint") if problem.severity is Severity.WARNING else ""
        click.echo(hint + _in_words(problem), err=err)


def _in_words(problem: Problem) -> str:
    """Its sentence, with addresses as people write them."""
    values = {
        name: written(value) if name in ADDRESSES and isinstance(value, str) else value
        for name, value in problem.values.items()
    }
    return problem_sentence(replace(problem, values=values), language())


def problem_values(problem: Problem) -> dict[str, Any]:
    """A problem for `--json`, its sentence beside its code."""
    return {
        "file": problem.file,
        "line": problem.line,
        "field": problem.field,
        "code": problem.code,
        "severity": problem.severity.value,
        "values": {
            name: value.isoformat() if isinstance(value, date | time) else value
            for name, value in problem.values.items()
        },
        "sentence": _in_words(problem),
    }


def show_read(counts: Mapping[str, int]) -> None:
    """How much was read, in words."""
    words = {name: say(f"read.{name}", count=count) for name, count in counts.items()}
    click.echo(say("check.read", **words))


def show_json(value: object) -> None:
    """A value for other programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def heading(text: str) -> None:
    """A line that opens a part."""
    click.echo(click.style(text, bold=True))


def show_clock(desk: Desk) -> None:
    """Say that the clock was set by hand, where it was."""
    if desk.clock_set:
        click.echo(say("clock", time=when(desk.now)))


def when(time: datetime) -> str:
    """A time as people write it: `Montag, 4. August 2025 um 09:00 Uhr`, without seconds."""
    day = format_date(time, "full", locale=language())
    return say("when", day=day, time=format_datetime(time, "HH:mm", locale=language()))


def show_mailing(kind: Kind, title: str, file: str, count: int) -> None:
    """The lines that open a mailing: what it is, to how many, from which file."""
    words = sentence(f"kind.{kind}", language())
    heading(say("mailing", kind=words, title=title, count=count))
    click.echo(f"  {file}")


def mailbox(name: str, address: str) -> str:
    """A recipient as people write one, umlauts in the domain and all; one without is erased."""
    if not address:
        return say("erased")
    return f"{name} <{written(address)}>" if name else written(address)


def show_recovered(recovered: Iterable[Recovered], *, err: bool = False) -> None:
    """What an earlier run had left when it broke off, and what became of it."""
    for each in recovered:
        values = {"address": written(each.address), "title": each.title}
        click.echo(say(f"sent.recovered-{each.state.value}", **values), err=err)


def show_sent(sent: Sent, where: Sequence[str] = ()) -> None:
    """How sending went, in sentences, and what to do about what did not go well.

    `where` leads a command to the same desk.
    """
    tally = sent.tally
    show_recovered(sent.recovered)
    if tally.sent:
        click.echo(say(f"sent.{sent.transport}", count=tally.sent))
    for name in ("deferred", "failed", "unclear"):
        if count := getattr(tally, name):
            click.echo(say(f"sent.{name}", count=count))
    if sent.unclear:
        click.echo(say("sent.settle", command=command_line("settle", *where)))
    if tally.down:
        click.echo(explained(tally.down, language()))
    if tally.is_interrupted:
        click.echo(say("sent.interrupted"))
    if sent.untried:
        click.echo(say("sent.untried", count=sent.untried))
    if not sent.total:
        click.echo(say("sent.nothing"))
    if sent.outdated:
        click.echo(say("sent.outdated", count=sent.outdated))


def sent_values(sent: Sent) -> dict[str, Any]:
    """How sending went, for `--json`."""
    tally = sent.tally
    return {
        "sent": tally.sent,
        "deferred": tally.deferred,
        "failed": tally.failed,
        "unclear": sent.unclear,
        "untried": sent.untried,
        "transport": sent.transport,
        "interrupted": tally.is_interrupted,
    }
