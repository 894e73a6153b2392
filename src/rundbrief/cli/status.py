"""`rundbrief status`: what became of every mail; of a meeting, who comes.

    Einladung „…“ an 78 Empfänger
      vom Mailserver angenommen: 77
        04.08.2025 09:00  Kulturamt der Stadt Telgte <kultur@telgte.example>  250 2.0.0 Ok …
      abgelehnt: 1
        …

What went well comes first: what wants looking after stands where the reading ends. The attendance
list of a meeting's file is `cli/attendance.py`.
"""

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from rundbrief.cli.attendance import attendance_table, attendance_values, show_attendance
from rundbrief.cli.command_line import command_line, same_desk
from rundbrief.cli.group import language
from rundbrief.cli.options import act, desk_or_exit, files_argument, json_option, mend_first
from rundbrief.cli.show import mailbox, say, show_json, show_mailing, show_problems
from rundbrief.cli.spreadsheet import spreadsheet, time_cell
from rundbrief.cli.story import tell
from rundbrief.delivery import State, state_name
from rundbrief.desk import Desk, Standing, attendance, attendance_sheet, status
from rundbrief.planning import Attendance
from rundbrief.problems import Problem
from rundbrief.wording import sentence

STDOUT = Path("-")
OPEN = (State.FAILED, State.UNCLEAR)  # what waits for the organiser's word

BY_URGENCY = (
    *(State.SENT, State.SUPERSEDED, State.PENDING, State.CLAIMED, State.HANDED_OVER),
    *(State.DEFERRED, State.FAILED, State.UNCLEAR),
)


def _file_option(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    kind = click.Path(path_type=Path, allow_dash=True)
    text = say(f"option.{name}")
    return click.option(f"--{name}", f"{name}_file", metavar="FILE", type=kind, help=text)


@act("status")
@files_argument
@click.option("--mails", is_flag=True, help=say("option.mails"))
@json_option
@_file_option("csv")
@_file_option("html")
@_file_option("eml")
@click.option("--show", "who", metavar="ADDRESS", help=say("option.show"))
@click.option("--replace", is_flag=True, help=say("option.replace"))
def command(
    folder: Path,
    now: datetime | None,
    files: tuple[Path, ...],
    mails: bool,
    as_json: bool,
    csv_file: Path | None,
    html_file: Path | None,
    eml_file: Path | None,
    who: str | None,
    replace: bool,
) -> None:
    """Show who comes to those files' meetings, or what became of all mails."""
    if html_file is not None and (mails or not files):
        raise click.UsageError(say("status.html-of-meetings"))
    if eml_file is not None and who is None:
        raise click.UsageError(sentence("story.eml-of-whom", language()))
    desk = desk_or_exit(folder, now, as_json=as_json)
    if who is not None:
        tell(desk, who, eml_file, as_json=as_json, replace=replace)
        return
    if files and not mails:
        lists, problems = attendance(desk, files)
        if lists is None:
            mend_first(problems, as_json=as_json)
        if html_file is not None and not lists:
            mend_first([Problem(files[0].as_posix(), None, "", "desk.no-meeting")])
        if lists:
            _tell_attendance(desk, lists, as_json, csv_file, html_file, replace=replace)
            return
    rows, problems = status(desk, files)
    if rows is None:
        mend_first(problems, as_json=as_json)
    show_problems(problems)
    _tell_mails(desk, rows, as_json, csv_file, same_desk(folder, now), replace=replace)


def _tell_attendance(
    desk: Desk,
    lists: Sequence[Attendance],
    as_json: bool,
    csv_file: Path | None,
    html_file: Path | None,
    *,
    replace: bool,
) -> None:
    zone, guests = desk.workspace.zone, sum(len(each.guests) for each in lists)
    if as_json:
        show_json([attendance_values(each) for each in lists])
    if csv_file is not None:
        write(csv_file, attendance_table(lists, zone), guests, replace=replace)
    if html_file is not None:
        page = attendance_sheet(desk, lists, language()).encode()
        write(html_file, page, guests, replace=replace)
    if not (as_json or csv_file or html_file):
        show_attendance(lists, zone)


def _tell_mails(
    desk: Desk,
    rows: Sequence[Standing],
    as_json: bool,
    csv_file: Path | None,
    where: Sequence[str],
    *,
    replace: bool,
) -> None:
    zone = desk.workspace.zone
    if as_json:
        show_json([_values(row) for row in rows])
        return
    if csv_file is not None:
        write(csv_file, _table(rows, zone), len(rows), replace=replace)
        return
    if not rows:
        click.echo(say("status.nothing"))
    for (kind, title, file), group in groupby(rows, lambda r: (r.kind, r.title, r.file)):
        deliveries = list(group)
        show_mailing(kind, title, file, len(deliveries))
        _show(deliveries, zone)
    for state in OPEN:
        if count := sum(row.state is state and bool(row.address) for row in rows):
            command = command_line("settle", *where)
            click.echo(say(f"status.{state.value}", count=count, command=command))


def write(path: Path, content: bytes, count: int | None, *, replace: bool) -> None:
    """Write what was asked for; what is there already is the organiser's until she says so.

    `count` is how many rows that are; None for what is no table, of which the caller tells.
    """
    if path == STDOUT:
        click.echo(content, nl=False)
        return
    try:
        with path.open("wb" if replace else "xb") as file:
            file.write(content)
    except FileExistsError:
        mend_first([Problem(path.as_posix(), None, "", "cli.status.file-exists")])
    if count is not None:
        click.echo(say("status.written", count=count, path=path), err=True)


def _table(rows: Sequence[Standing], zone: ZoneInfo) -> bytes:
    """The table for Excel, a row for each delivery."""
    headings = [say(f"status.column.{name}") for name in COLUMNS]
    return spreadsheet(headings, ([cell(row, zone) for cell in COLUMNS.values()] for row in rows))


COLUMNS: Mapping[str, Callable[[Standing, ZoneInfo], object]] = {
    "kind": lambda row, _: sentence(f"kind.{row.kind}", language()),
    "title": lambda row, _: row.title,
    "file": lambda row, _: row.file,
    "name": lambda row, _: row.display_name,
    "recipient": lambda row, _: row.address,
    "state": lambda row, _: _stand(row),
    "at": lambda row, zone: time_cell(row.at.astimezone(zone)),
    "code": lambda row, _: row.code or "",
    "enhanced": lambda row, _: row.enhanced,
    "words": lambda row, _: row.words,
    "message-id": lambda row, _: row.message_id,
}


def _show(rows: Sequence[Standing], zone: ZoneInfo) -> None:
    by_stand = sorted(rows, key=lambda r: (BY_URGENCY.index(r.state), r.is_due, r.transport))
    for stand, group in groupby(by_stand, _stand):
        some = list(group)
        click.echo("  " + say("status.state", state=stand, number=len(some)))
        _show_rows(some, zone)
    click.echo()


def _stand(row: Standing) -> str:
    """Its state in words; what waits for good is called so."""
    stays = row.state in (State.PENDING, State.DEFERRED) and not row.is_due
    return say("status.stays") if stays else state_name(row.state, row.transport, language())


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
        "due": row.is_due,
        "at": row.at.isoformat(),
        "code": row.code,
        "enhanced": row.enhanced,
        "words": row.words,
        "message_id": row.message_id,
    }
