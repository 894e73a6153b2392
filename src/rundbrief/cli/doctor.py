"""`rundbrief doctor`: is the way out in order, what does each thing mean, whom to tell.

Anmeldung: Fehler
    Der Mailserver hat die Anmeldung abgelehnt („535 5.7.8 …“). Prüfen Sie …
    Ans Rechenzentrum: Welcher Benutzername und welches Verfahren gelten für …?
"""

import shutil
import sys
from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from babel.dates import format_date
from babel.lists import format_list

from rundbrief.cli.group import language
from rundbrief.cli.options import MEND_FIRST, act, desk_or_exit, json_option, mend_first
from rundbrief.cli.show import heading, say, show_json
from rundbrief.delivery import explained
from rundbrief.desk import Row, Verdict, doctor
from rundbrief.wording import sentence

WIDEST = 96
INDENT = " " * 4


@act("doctor")
@json_option
def command(folder: Path, now: datetime | None, as_json: bool) -> None:
    """Show every row; exit code 2 where something must be mended."""
    desk = desk_or_exit(folder, now, as_json=as_json)
    diagnosis, problems = doctor(desk)
    if diagnosis is None:
        mend_first(problems, as_json=as_json)
    if as_json:
        rows = [_values(row) for row in diagnosis.rows]
        show_json({"transport": diagnosis.transport, "faults": diagnosis.faults, "checks": rows})
    else:
        for _, alike in groupby(diagnosis.rows, key=_said):
            _show(list(alike))
        click.echo(_closing(diagnosis.transport, diagnosis.faults))
    if diagnosis.faults:
        sys.exit(MEND_FIRST)


def _closing(transport: str, faults: int) -> str:
    return say("doctor.faults", count=faults) if faults else say(f"doctor.well-{transport}")


def _said(row: Row) -> tuple[Verdict, list[str]]:
    """What stands below a row's name: what it means, and what to pass on."""
    told = [_told(row)]
    if row.tell:
        told.append(sentence("doctor.tell", language(), words=_tell(row)))
    return row.verdict, told


def _show(alike: list[Row]) -> None:
    """Rows of which the same is said, once: what could not be reached, for one."""
    names = ", ".join(sentence(f"doctor.{row.check}", language()) for row in alike)
    verdict, told = _said(alike[0])
    heading(names if verdict is Verdict.OPEN else f"{names}: {_word(verdict)}")
    width = min(WIDEST, shutil.get_terminal_size().columns)
    for text in told:
        click.echo(
            click.wrap_text(
                text,
                width,
                initial_indent=INDENT,
                subsequent_indent=INDENT,
                preserve_paragraphs=True,
            )
        )
    click.echo()


def _word(verdict: Verdict) -> str:
    return sentence(f"doctor.{verdict}", language())


def _told(row: Row) -> str:
    if row.outcome:
        return explained(row.outcome, language())
    return sentence(f"doctor.{row.check}.{row.finding}", language(), **_readable(row.values))


def _tell(row: Row) -> str:
    return sentence(f"doctor.{row.check}.tell", language(), **_readable(row.values))


def _readable(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, days and several of a kind as people write them."""
    return {key: _written(value) for key, value in values.items()}


def _written(value: Any) -> Any:
    match value:
        case date():
            return format_date(value, "long", locale=language())
        case tuple():
            return format_list(value, locale=language())
        case _:
            return value


def _values(row: Row) -> dict[str, Any]:
    outcome = row.outcome
    return {
        "check": row.check,
        "verdict": row.verdict.value,
        "finding": row.finding or (outcome.cause if outcome else ""),
        "code": outcome.code if outcome else None,
        "words": outcome.words if outcome else "",
        "sentence": _told(row),
        "tell": _tell(row) if row.tell else "",
    }
