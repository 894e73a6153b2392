"""`rundbrief preview`: the desk in the browser; with `--export` every mail as one page of its own.

folder ─▶ web.open_page ─▶ the browser, until Ctrl-C
      └─▶ desk.preview  ─▶ DIR/index.html           (--export)
"""

import os
import webbrowser
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click

from rundbrief.cli.group import language
from rundbrief.cli.options import act, desk_or_exit, files_argument, mend_first
from rundbrief.cli.show import say, show_clock, show_problems
from rundbrief.desk import open_desk, preview, subject_files


@act("preview")
@files_argument
@click.option("--export", metavar="DIR", type=click.Path(path_type=Path), help=say("option.export"))
def command(
    folder: Path, now: datetime | None, files: tuple[Path, ...], export: Path | None
) -> None:
    """Serve the page and open it, or write one."""
    if export is None:
        _serve(folder, now, files)
    else:
        _write(folder, now, files, export)


def _serve(folder: Path, now: datetime | None, files: tuple[Path, ...]) -> None:
    from rundbrief.web import open_page  # what it stands on is imported for this alone

    first = ""
    desk, _ = open_desk(folder, environment=os.environ, now=now)
    if desk and files:
        chosen, problems = subject_files(desk, files)
        if problems:
            mend_first(problems)
        first = chosen[0]
    serving = open_page(folder, environment=os.environ, now=now, file=first)
    click.echo(say("preview.serving", url=serving.url))
    webbrowser.open(serving.url)
    with suppress(KeyboardInterrupt):
        serving.run()


def _write(folder: Path, now: datetime | None, files: tuple[Path, ...], target: Path) -> None:
    desk = desk_or_exit(folder, now)
    page, problems = preview(desk, files, language=language())
    if page is None:
        mend_first(problems)
    show_problems(problems)
    show_clock(desk)
    target.mkdir(parents=True, exist_ok=True)
    (target / "index.html").write_text(page, encoding="utf-8")
    click.echo(say("preview.written", path=target / "index.html"))
