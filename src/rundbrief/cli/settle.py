"""`rundbrief settle`: the organiser's word on what is unclear, refused, or in doubt altogether.

settle                                  what waits for a word, and what speaks for or against
settle ADDRESS|MESSAGE-ID|--all|--refused sent|again --reason TEXT
settle --here --reason TEXT             this ledger counts, though another knows more
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from rundbrief.cli.group import language
from rundbrief.cli.options import act, desk_or_exit, json_option, mend_first
from rundbrief.cli.show import mailbox, say, show_json, show_mailing, show_problems
from rundbrief.delivery import State, state_name
from rundbrief.desk import (
    Desk,
    Evidence,
    Question,
    Settled,
    Settlement,
    evidence,
    questions,
    settle,
    settle_here,
)
from rundbrief.problems import Problem
from rundbrief.recipients import written
from rundbrief.wording import sentence

WORDS = {word.value: word for word in Settlement}
FEW = 12  # are named one by one


@act("settle")
@click.argument("words", metavar="[ADDRESS|MESSAGE-ID] [sent|again]", nargs=-1)
@click.option("--all", "every", flag_value=State.UNCLEAR.value, help=say("option.all-unclear"))
@click.option("--refused", "every", flag_value=State.FAILED.value, help=say("option.refused"))
@click.option("--here", is_flag=True, help=say("option.here"))
@click.option("--reason", default="", metavar="TEXT", help=say("option.settle-reason"))
@json_option
def command(
    folder: Path,
    now: datetime | None,
    words: tuple[str, ...],
    every: str | None,
    here: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Take a word on some deliveries, or on the ledger; without one, show what waits for it."""
    *who, last = words or ("",)
    word = WORDS.get(last)
    if here and (words or every):
        raise click.UsageError(sentence("settle.here-alone", language()))
    if (words or every) and (word is None or len(who) + bool(every) != 1):
        raise click.UsageError(sentence("settle.which-and-word", language()))
    desk = desk_or_exit(folder, now, as_json=as_json)
    reason = " ".join(reason.split())
    if (here or word) and not reason:
        mend_first([Problem("", None, "--reason", "settle.no-reason")], as_json=as_json)
    if here:
        _settle_here(desk, reason, as_json=as_json)
    elif word:
        _settle(desk, State(every) if every else who[0], word, reason, as_json=as_json)
    else:
        _ask(desk, as_json=as_json)


def _settle_here(desk: Desk, reason: str, *, as_json: bool) -> None:
    done, problems = settle_here(desk, reason)
    if done is None:
        mend_first(problems, as_json=as_json)
    if as_json:
        show_json({"here": True, "unclear": done.unclear})
        return
    click.echo(sentence("settle.here", language()))
    if done.unclear:
        click.echo(sentence("settle.here-unclear", language(), count=done.unclear))


def _settle(
    desk: Desk, which: str | State, word: Settlement, reason: str, *, as_json: bool
) -> None:
    settled, problems = settle(desk, which, word, reason)
    if settled is None:
        mend_first(problems, as_json=as_json)
    if as_json:
        show_json(
            {
                "word": settled.word.value,
                "settled": [_values(each) for each in settled.done],
                "left": [_values(each) for each in settled.left],
            }
        )
    else:
        _show_settled(settled)


def _show_settled(settled: Settled) -> None:
    if settled.done:
        click.echo(sentence(f"settle.{settled.word}", language(), count=len(settled.done)))
    _name(settled.done)
    if settled.left:
        overtaken = [each for each in settled.left if each.is_overtaken]
        refused = [each for each in settled.left if not each.is_overtaken]
        for key, some in (("overtaken", overtaken), ("not-sent", refused)):
            if some:
                click.echo(sentence(f"settle.{key}", language(), count=len(some)))
                _name(some)


def _name(some: Sequence[Question]) -> None:
    for each in some[:FEW]:
        click.echo(f"  {mailbox(each.display_name, each.address)}  „{each.title}“")
    if len(some) > FEW:
        click.echo("  " + sentence("settle.more", language(), count=len(some) - FEW))


def _ask(desk: Desk, *, as_json: bool) -> None:
    asked, problems = questions(desk)
    if asked is None:
        mend_first(problems, as_json=as_json)
    known, unread = evidence(desk, asked)
    if as_json:
        show_json([_values(each) | _known(known[each.message_id]) for each in asked])
        return
    show_problems(unread)
    if not asked:
        click.echo(sentence("settle.nothing", language()))
    for (kind, title, file), group in groupby(asked, lambda q: (q.kind, q.title, q.file)):
        some = list(group)
        show_mailing(kind, title, file, len(some))
        for each in some:
            _show(each, known[each.message_id], desk.workspace.zone)
    states = {each.state for each in asked}
    for state, key in ((State.UNCLEAR, "type-unclear"), (State.FAILED, "type-refused")):
        if state in states:
            first = next(each for each in asked if each.state is state)
            click.echo(sentence(f"settle.{key}", language(), address=written(first.address)))


def _show(each: Question, known: Sequence[Evidence], zone: ZoneInfo) -> None:
    state = state_name(each.state, each.transport, language())
    time = f"{each.at.astimezone(zone):%d.%m.%Y %H:%M}"
    click.echo(f"  {time}  {mailbox(each.display_name, each.address)}  {state}")
    click.echo(f"    {each.message_id}")
    said = " ".join(f"{each.code or ''} {each.words}".split())
    if said:
        click.echo(f"    {said}")
    for one in known:
        click.echo(f"    {one.sentence(language())}")


def _values(each: Question) -> dict[str, object]:
    return {
        "recipient": each.address,
        "name": each.display_name,
        "kind": each.kind.value,
        "file": each.file,
        "title": each.title,
        "state": each.state.value,
        "at": each.at.isoformat(),
        "code": each.code,
        "words": each.words,
        "message_id": each.message_id,
        "answer": each.answer and each.answer.value,
        "answered_at": each.answered_at and each.answered_at.isoformat(),
        "overtaken": bool(each.is_overtaken),
    }


def _known(known: Sequence[Evidence]) -> dict[str, object]:
    return {
        "evidence": [
            {
                "code": one.code,
                "file": one.file,
                "line": one.line,
                "at": one.at and one.at.isoformat(),
                **one.values,
                "sentence": one.sentence(language()),
            }
            for one in known
        ]
    }
