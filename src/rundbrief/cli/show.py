"""How values become lines on the screen. Plain where the output is not a terminal."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

import click
from babel.dates import format_date, format_datetime

from rundbrief.cli.group import language
from rundbrief.delivery import explained
from rundbrief.desk import Desk, Planned, Sent
from rundbrief.messages import Kind
from rundbrief.planning import ListChange, Listed, PlanItem
from rundbrief.problems import Problem, Severity
from rundbrief.wording import problem_sentence, sentence

OVER = {"past", "cancelled"}  # why nothing goes out although there is nothing to mend
SHOWN = 12  # names of one group on the screen; `--all` shows the rest


def say(key: str, /, **values: object) -> str:
    """A sentence of this face, in the language it speaks."""
    return sentence(f"cli.{key}", language(), **values)


def show_problems(problems: Iterable[Problem], *, err: bool = True) -> None:
    """A line each: `file:line: field: what is wrong. What to do.`"""
    for problem in problems:
        hint = say("hint") if problem.severity is Severity.WARNING else ""
        click.echo(hint + problem_sentence(problem, language()), err=err)


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
        "sentence": problem_sentence(problem, language()),
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


def show_plan(planned: Planned, *, whole: bool) -> None:
    """Who gets what and why, and what was left out. At most `SHOWN` names a group, or all.

    Before all else how the lists differ from those that something was last sent to.
    """
    if planned.change:
        _show_change(planned.change, whole=whole)
    items = planned.plan.items
    for _, group in groupby(items, key=lambda item: (item.kind, item.subject)):
        _show_group(planned, list(group), whole=whole)
    if planned.plan.notes:
        heading(say("plan.left-out"))
        for note in planned.plan.notes:
            text = sentence(f"plan.note.{note.code}", language(), **note.values)
            click.echo(f"  {note.file}: {text}" if note.file else f"  {text}")
            _show_names(
                [mailbox(each.display_name, each.address) for each in note.who], whole=whole
            )
        click.echo()
    if planned.waiting:
        click.echo(say("plan.waiting", count=planned.waiting))
    if items:
        click.echo(say("plan.sum", count=len(items), recipients=planned.recipients))
    elif not planned.waiting:
        click.echo(say("plan.nothing" if _all_have_theirs(planned) else "plan.nothing-now"))


def _show_change(change: ListChange, *, whole: bool) -> None:
    heading(say("plan.list"))
    for name in ("new", "gone", "changed"):
        rows: Sequence[Listed] = getattr(change, name)
        if rows:
            click.echo("  " + say(f"plan.list-{name}", count=len(rows)))
            _show_names([mailbox(row.display_name, row.identity) for row in rows], whole=whole)
    if change.is_halved:
        gone, before = len(change.gone), change.before
        click.echo("  " + say("plan.list-halved", gone=gone, before=before))
    click.echo()


def _all_have_theirs(planned: Planned) -> bool:
    """Whether an empty plan leaves nobody without something that is meant for them."""
    return bool(planned.contents.subjects) and all(note.code in OVER for note in planned.plan.notes)


def _show_group(planned: Planned, items: Sequence[PlanItem], *, whole: bool) -> None:
    first = items[0]
    show_mailing(first.kind, planned.subject(first).title, first.file, len(items))
    why = sentence(f"plan.why.{first.why}", language())
    effect = sentence(f"plan.effect.{first.effect}", language())
    click.echo("  " + say("plan.reason", why=why, effect=effect))
    who = [mailbox(each.recipient.display_name, each.recipient.address) for each in items]
    _show_names(who, whole=whole)
    click.echo()


def _show_names(names: Sequence[str], *, whole: bool) -> None:
    shown = names if whole else names[:SHOWN]
    for name in shown:
        click.echo(f"    {name}")
    if len(names) > len(shown):
        click.echo("    " + say("plan.more", count=len(names) - len(shown)))


def show_mailing(kind: Kind, title: str, file: str, count: int) -> None:
    """The lines that open a mailing: what it is, to how many, from which file."""
    words = sentence(f"kind.{kind}", language())
    heading(say("mailing", kind=words, title=title, count=count))
    click.echo(f"  {file}")


def mailbox(name: str, address: str) -> str:
    """A recipient as people write one, umlauts in the domain and all; one without is erased."""
    if not address:
        return say("erased")
    local, _, domain = address.rpartition("@")
    shown = f"{local}@{domain.encode().decode('idna')}"
    return f"{name} <{shown}>" if name else shown


def plan_values(planned: Planned) -> dict[str, Any]:
    """A plan for `--json`."""
    return {
        "hash": planned.hash,
        "recipients": planned.recipients,
        "waiting": planned.waiting,
        "list": _change_values(planned.change),
        "items": [
            {
                "recipient": item.recipient.address,
                "kind": item.kind.value,
                "file": item.file,
                "why": item.why.value,
                "effect": item.effect.value,
            }
            for item in planned.plan.items
        ],
        "notes": [
            {
                "file": note.file,
                "code": note.code,
                "values": dict(note.values),
                "recipients": [each.address for each in note.who],
            }
            for note in planned.plan.notes
        ],
    }


def _change_values(change: ListChange | None) -> dict[str, Any] | None:
    if change is None:
        return None
    who = {
        name: [row.identity for row in getattr(change, name)] for name in ("new", "gone", "changed")
    }
    return {"before": change.before, "now": change.now, "halved": change.is_halved} | who


def show_sent(sent: Sent) -> None:
    """How sending went, in sentences, and what to do about what did not go well."""
    tally = sent.tally
    for each in sent.recovered:
        click.echo(
            say(f"sent.recovered-{each.state.value}", address=each.address, title=each.title)
        )
    if tally.sent:
        click.echo(say(f"sent.{sent.transport}", count=tally.sent))
    for name in ("deferred", "failed", "unclear"):
        if count := getattr(tally, name):
            click.echo(say(f"sent.{name}", count=count))
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
