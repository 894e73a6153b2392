"""`rundbrief status`: who holds what, when it was accepted, and what the server said.

    Einladung „…“ an 78 Empfänger
      vom Mailserver angenommen: 77
        04.08.2025 09:00  Kulturamt der Stadt Telgte <kultur@telgte.example>  250 2.0.0 Ok …
      abgelehnt: 1
        …

What went well comes first: what wants looking after stands where the reading ends.
"""

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from rundbrief.cli.group import language
from rundbrief.cli.options import act, desk_or_exit, files_argument, json_option, mend_first
from rundbrief.cli.show import mailbox, say, show_json, show_mailing
from rundbrief.cli.spreadsheet import spreadsheet
from rundbrief.delivery import State, state_name
from rundbrief.desk import Standing, status
from rundbrief.wording import sentence

STDOUT = Path("-")

BY_URGENCY = (
    *(State.SENT, State.SUPERSEDED, State.PENDING, State.CLAIMED, State.HANDED_OVER),
    *(State.DEFERRED, State.FAILED, State.UNCLEAR),
)


@act("status")
@files_argument
@json_option
@click.option(
    "--csv",
    "csv_file",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help=say("option.csv"),
)
def command(
    folder: Path,
    now: datetime | None,
    files: tuple[Path, ...],
    as_json: bool,
    csv_file: Path | None,
) -> None:
    """Show every delivery of those files, or of all."""
    desk = desk_or_exit(folder, now, as_json=as_json)
    rows, problems = status(desk, files)
    if rows is None:
        mend_first(problems, as_json=as_json)
    if as_json:
        show_json([_values(row) for row in rows])
        return
    if csv_file is not None:
        _write_table(csv_file, rows, desk.workspace.zone)
        return
    if not rows:
        click.echo(say("status.nothing"))
    for (kind, title, file), group in groupby(rows, lambda r: (r.kind, r.title, r.file)):
        deliveries = list(group)
        show_mailing(kind, title, file, len(deliveries))
        _show(deliveries, desk.workspace.zone)


def _write_table(path: Path, rows: Sequence[Standing], zone: ZoneInfo) -> None:
    """The table for Excel, a row for each delivery."""
    headings = [say(f"status.column.{name}") for name in COLUMNS]
    lines = ([cell(row, zone) for cell in COLUMNS.values()] for row in rows)
    content = spreadsheet(headings, lines)
    if path == STDOUT:
        click.echo(content, nl=False)
    else:
        path.write_bytes(content)
        click.echo(say("status.csv-written", count=len(rows), path=path), err=True)


# Times as Excel reads them in every country, in the organiser's own zone.
COLUMNS: Mapping[str, Callable[[Standing, ZoneInfo], object]] = {
    "kind": lambda row, _: sentence(f"kind.{row.kind}", language()),
    "title": lambda row, _: row.title,
    "file": lambda row, _: row.file,
    "name": lambda row, _: row.display_name,
    "recipient": lambda row, _: row.address,
    "state": lambda row, _: state_name(row.state, row.transport, language()),
    "at": lambda row, zone: f"{row.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
    "code": lambda row, _: row.code or "",
    "enhanced": lambda row, _: row.enhanced,
    "words": lambda row, _: row.words,
    "message-id": lambda row, _: row.message_id,
}


def _show(rows: Sequence[Standing], zone: ZoneInfo) -> None:
    for state in BY_URGENCY:
        some = [row for row in rows if row.state is state]
        if some:
            name = state_name(state, some[0].transport, language())
            click.echo("  " + say("status.state", state=name, number=len(some)))
            _show_rows(some, zone)
    click.echo()


def _show_rows(rows: Sequence[Standing], zone: ZoneInfo) -> None:
    """Each in a line of its own; the server's words beneath where they don't fit beside it."""
    lines = [
        (
            f"    {row.at.astimezone(zone):%d.%m.%Y %H:%M}  ",
            mailbox(row.display_name, row.address),
            reply(row),
        )
        for row in rows
    ]
    longest = max(len(name) for _, name, _ in lines)
    # Elsewhere than on a terminal each delivery stays one line, to be searched and sorted.
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    fits = all(len(time) + longest + 2 + len(words) <= width for time, _, words in lines)
    for time, name, words in lines:
        beside = f"{name:{longest}}  {words}" if fits else f"{name}\n{' ' * len(time)}{words}"
        click.echo((time + beside).rstrip())


def reply(row: Standing) -> str:
    """The server's code and words; most servers begin these with the enhanced code themselves."""
    enhanced = "" if row.words.startswith(row.enhanced) else row.enhanced
    return " ".join(filter(None, (str(row.code or ""), enhanced, row.words)))


def _values(row: Standing) -> dict[str, object]:
    return {
        "recipient": row.address,
        "name": row.display_name,
        "kind": row.kind.value,
        "file": row.file,
        "title": row.title,
        "subject": str(row.subject),
        "sequence": row.sequence,
        "transport": row.transport,
        "state": row.state.value,
        "at": row.at.isoformat(),
        "code": row.code,
        "enhanced": row.enhanced,
        "words": row.words,
        "message_id": row.message_id,
    }
