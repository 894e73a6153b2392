"""`rundbrief preview`: every mail as its reader will see it, as a page in the browser."""

import tempfile
import webbrowser
from datetime import datetime
from pathlib import Path

import click

from rundbrief.cli.group import language
from rundbrief.cli.options import act, desk_or_exit, files_argument, mend_first
from rundbrief.cli.show import say, show_clock, show_problems
from rundbrief.desk import preview


@act("preview")
@files_argument
@click.option("--export", metavar="DIR", type=click.Path(path_type=Path), help=say("option.export"))
def command(
    folder: Path, now: datetime | None, files: tuple[Path, ...], export: Path | None
) -> None:
    """Write the page; open it unless it was to be exported."""
    desk = desk_or_exit(folder, now)
    page, problems = preview(desk, files, language=language())
    if page is None:
        mend_first(problems)
    show_problems(problems)
    show_clock(desk)
    target = export or Path(tempfile.mkdtemp(prefix="rundbrief-"))
    target.mkdir(parents=True, exist_ok=True)
    path = target / "index.html"
    path.write_text(page, encoding="utf-8")
    click.echo(say("preview.written", path=path))
    if export is None:
        webbrowser.open(path.resolve().as_uri())
