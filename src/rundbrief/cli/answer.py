"""`rundbrief answer`: what someone said on the telephone or in a plain mail.

answer FILE ADDRESS zusage       ─▶ written down, in place of what they said before
answer FILE ADDRESS --revoke     ─▶ taken back: they are silent again
answer FILE ADDRESS              ─▶ all that they have said so far
"""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from rundbrief.cli.group import language
from rundbrief.cli.options import act, desk_or_exit, json_option, mend_first
from rundbrief.cli.show import mailbox, say, show_json, when
from rundbrief.definitions import Answer
from rundbrief.desk import Answered, answer, answered
from rundbrief.planning import Given
from rundbrief.wording import LANGUAGES, sentence


class Said(click.ParamType[Answer]):
    """An answer in the calendar's word or in one of our languages: `accepted`, `zusage`."""

    name = "answer"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Answer:
        """The answer meant; whoever types another word is told all of them."""
        known = {each.value: each for each in Answer}
        known |= {
            sentence(f"cli.answer.word.{each}", one): each for each in Answer for one in LANGUAGES
        }
        found = known.get(value.strip().lower())
        return found or self.fail(say("answer.unknown", word=value), param, ctx)


@act("answer")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("address")
@click.argument("said", metavar="[ANSWER]", required=False, type=Said())
@click.option("--note", default="", metavar="TEXT", help=say("option.note"))
@click.option("--revoke", is_flag=True, help=say("option.revoke-answer"))
@json_option
def command(
    folder: Path,
    now: datetime | None,
    file: Path,
    address: str,
    said: Answer | None,
    note: str,
    revoke: bool,
    as_json: bool,
) -> None:
    """Write down what ADDRESS said, take it back, or show it."""
    if (revoke and said) or (note and not said):
        raise click.UsageError(say("answer.one-thing"))
    desk = desk_or_exit(folder, now, as_json=as_json)
    changes = revoke or said is not None
    done, problems = (
        answer(desk, file, address, said, note) if changes else answered(desk, file, address)
    )
    if done is None:
        mend_first(problems, as_json=as_json)
    if as_json:
        show_json(_values(done))
    elif changes:
        _show(done)
    else:
        _show_all(done, desk.workspace.zone)


def _show(done: Answered) -> None:
    who = mailbox(done.person.display_name, done.person.address)
    title, day = done.meeting.title, when(done.meeting.start)
    if done.counts is None:
        key = "answer.revoked" if done.before else "answer.nothing-to-revoke"
        click.echo(say(key, who=who, title=title))
        return
    click.echo(say(f"answer.done.{done.counts.answer}", who=who, title=title, day=day))
    if done.before and done.before.answer is not done.counts.answer:
        click.echo(say("answer.before", said=_said(done.before)))
    if done.has_other_date:
        click.echo(say("answer.other-date"))


def _show_all(done: Answered, zone: ZoneInfo) -> None:
    who = mailbox(done.person.display_name, done.person.address)
    if not done.given:
        click.echo(say("answer.silent", who=who, title=done.meeting.title))
        return
    click.echo(say("answer.all", who=who, title=done.meeting.title))
    for each in done.given:
        key = "answer.counts" if each is done.counts else "answer.counts-not"
        click.echo("  " + say(key, line=_line(each, zone)))


def _line(given: Given, zone: ZoneInfo) -> str:
    day = f"{given.dtstamp.astimezone(zone):%d.%m.%Y %H:%M}"
    note = say("attendance.note", note=given.note) if given.note else ""
    return "  ".join(filter(None, (day, _said(given), note)))


def _said(given: Given) -> str:
    key = f"attendance.said.{given.answer}" if given.answer else "cli.answer.taken-back"
    return sentence(key, language())


def _values(done: Answered) -> dict[str, Any]:
    return {
        "address": done.person.address,
        "name": done.person.display_name,
        "file": done.meeting.file,
        "answer": done.counts and done.counts.answer,
        "note": done.counts.note if done.counts else "",
        "other_date": done.has_other_date,
        "history": [
            {
                "answer": each.answer,
                "note": each.note,
                "sequence": each.sequence,
                "dtstamp": each.dtstamp.isoformat(),
                "at": each.at.isoformat(),
                "source": each.source,
            }
            for each in done.given
        ],
    }
