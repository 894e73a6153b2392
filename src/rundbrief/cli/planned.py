"""A plan as lines on the screen: what each mailing does and to whom, and what was left out and why.

Planned ─▶ show_plan     lists changed, mailings, notes, how many
        └▶ plan_values   the same for `--json`
"""

from collections.abc import Iterable, Sequence
from itertools import chain, groupby, islice
from typing import Any

import click

from rundbrief.cli.group import language
from rundbrief.cli.show import heading, mailbox, say, show_mailing, when
from rundbrief.definitions import Meeting
from rundbrief.desk import Planned
from rundbrief.planning import Effect, ListChange, Part, Person, Some
from rundbrief.wording import sentence

OVER = {"past", "cancelled", "declined"}  # nothing goes out, and there is nothing to mend
SHOWN = 12  # names of one group on the screen; `--all` shows the rest


def show_plan(planned: Planned, *, whole: bool) -> None:
    """Who gets what and why, and what was left out. At most `SHOWN` names a group, or all.

    Before all else how the lists differ from those that something was last sent to.
    """
    if planned.change:
        _show_change(planned.change)
    # Parts differ by the revision that is held; where that makes no difference in words, it is one.
    said = [(part, _outcome(planned, part)) for part in planned.plan.parts]
    for (_, _, outcome), alike in groupby(
        said, lambda each: (_named(each[0]), each[0].why, each[1])
    ):
        _show_parts(planned, [part for part, _ in alike], outcome, whole=whole)
    if planned.plan.notes:
        heading(say("plan.left-out"))
        for note in planned.plan.notes:
            text = sentence(f"plan.note.{note.code}", language(), **note.values)
            click.echo(f"  {note.file}: {text}" if note.file else f"  {text}")
            _show_people(note.who, len(note.who), whole=whole)
        click.echo()
    if planned.waiting:
        click.echo(say("plan.waiting", count=planned.waiting))
    if count := len(planned.plan.items):
        click.echo(say("plan.sum", count=count, recipients=planned.recipients))
    elif not planned.waiting:
        click.echo(say("plan.nothing" if _all_have_theirs(planned) else "plan.nothing-now"))


def _show_change(change: ListChange) -> None:
    heading(say("plan.list"))
    for name in ("new", "gone", "changed"):
        some: Some = getattr(change, name)
        if some.count:
            click.echo("  " + say(f"plan.list-{name}", count=some.count))
            _show_names([mailbox(row.display_name, row.identity) for row in some.first], some.count)
    if change.is_halved:
        gone, before = change.gone.count, change.before
        click.echo("  " + say("plan.list-halved", gone=gone, before=before))
    click.echo()


def _all_have_theirs(planned: Planned) -> bool:
    """Whether an empty plan leaves nobody without something that is meant for them."""
    return bool(planned.contents.subjects) and all(note.code in OVER for note in planned.plan.notes)


def _named(part: Part) -> tuple[str, str, str]:
    return part.file, part.kind, part.occurrence


def _show_parts(
    planned: Planned, parts: Sequence[Part], outcome: tuple[str, str], *, whole: bool
) -> None:
    first, count = parts[0], sum(map(len, parts))
    effect, answers = outcome
    show_mailing(first.kind, planned.subject(first).title, first.file, count)
    why = sentence(f"plan.why.{first.why}", language())
    click.echo("  " + say("plan.reason", why=why, effect=effect))
    if answers:
        click.echo(f"  {answers}")
    _show_people(chain.from_iterable(part.people for part in parts), count, whole=whole)
    click.echo()


def _outcome(planned: Planned, part: Part) -> tuple[str, str]:
    """What it does to the calendar, and how it is answered."""
    answers = planned.answers(part)
    asked = sentence(f"plan.answers.{answers}", language()) if answers else ""
    return _effect(planned, part), asked


def _effect(planned: Planned, part: Part) -> str:
    """What it does to the calendar; a move from when to when."""
    subject, held = planned.subject(part), part.held
    if part.effect is Effect.MOVES and isinstance(subject, Meeting) and held and held.start:
        was = when(held.start.astimezone(subject.zone))
        return say("plan.moves", was=was, now=when(subject.start))
    return sentence(f"plan.effect.{part.effect}", language())


def _show_people(people: Iterable[Person], count: int, *, whole: bool) -> None:
    some = people if whole else islice(people, SHOWN)
    names = [mailbox(one.recipient.display_name, one.recipient.address) for one in some]
    _show_names(names, count)


def _show_names(names: Sequence[str], count: int) -> None:
    for name in names:
        click.echo(f"    {name}")
    if count > len(names):
        click.echo("    " + say("plan.more", count=count - len(names)))


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
                "occurrence": item.occurrence,
                "answer": item.answer,
                **alike,
            }
            for part in planned.plan.parts
            for alike in [_alike(planned, part)]
            for item in part
        ],
        "notes": [
            {
                "file": note.file,
                "code": note.code,
                "values": dict(note.values),
                "recipients": [each.recipient.address for each in note.who],
            }
            for note in planned.plan.notes
        ],
    }


def _alike(planned: Planned, part: Part) -> dict[str, str]:
    """What all mails of a part have in common: how they are answered, and a move from when to when.

    `answers` is empty for a kind of mail that is not about coming.
    """
    return {"answers": planned.answers(part), **_change_of_date(planned, part)}


def _change_of_date(planned: Planned, part: Part) -> dict[str, str]:
    subject = planned.subject(part)
    if part.effect is not Effect.MOVES or not isinstance(subject, Meeting) or part.held is None:
        return {}
    was = part.held.start
    return {"was": was.isoformat() if was else "", "now": subject.start.isoformat()}


def _change_values(change: ListChange | None) -> dict[str, Any] | None:
    """Counts, and the first of each by name."""
    if change is None:
        return None
    numbers = {"before": change.before, "now": change.now, "halved": change.is_halved}
    who = {
        name: {"count": some.count, "first": [row.identity for row in some.first]}
        for name, some in (("new", change.new), ("gone", change.gone), ("changed", change.changed))
    }
    return numbers | who
