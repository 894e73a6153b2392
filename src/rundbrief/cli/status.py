"""`rundbrief status`: who holds what, when it was accepted, and what the server said."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rundbrief.cli.group import language
from rundbrief.cli.options import act, desk_or_exit, files_argument, json_option, mend_first
from rundbrief.cli.show import mailbox, say, show_json, show_mailing
from rundbrief.delivery import state_name
from rundbrief.desk import Standing, status


@act("status")
@files_argument
@json_option
def command(folder: Path, now: datetime | None, files: tuple[Path, ...], as_json: bool) -> None:
    """Show every delivery of those files, or of all."""
    desk = desk_or_exit(folder, now, as_json=as_json)
    rows, problems = status(desk, files)
    if rows is None:
        mend_first(problems, as_json=as_json)
    if as_json:
        show_json([_values(row) for row in rows])
        return
    if not rows:
        click.echo(say("status.nothing"))
    for (kind, title, file), group in groupby(rows, lambda r: (r.kind, r.title, r.file)):
        deliveries = list(group)
        show_mailing(kind, title, file, len(deliveries))
        _show(deliveries, desk.workspace.zone)


def _show(rows: Sequence[Standing], zone: ZoneInfo) -> None:
    table = Table(box=None, pad_edge=True, padding=(0, 2, 0, 0))
    for column in ("recipient", "state", "since", "words"):
        table.add_column(say(f"status.{column}"), overflow="fold")
    for row in rows:
        name = mailbox(row.display_name, row.address)
        time = f"{row.at.astimezone(zone):%d.%m.%Y %H:%M}"
        words = " ".join(filter(None, (str(row.code or ""), row.enhanced, row.words)))
        table.add_row(
            *map(Text, (name, state_name(row.state, row.transport, language()), time, words))
        )
    Console().print(table)
    click.echo()


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
