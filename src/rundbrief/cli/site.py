"""`rundbrief site DIR`: the static site of all meetings, ready to be uploaded."""

from datetime import datetime
from pathlib import Path

import click

from rundbrief.cli.options import act, desk_or_exit, json_option, mend_first
from rundbrief.cli.show import say, show_clock, show_json, show_problems
from rundbrief.desk import Published, site


@act("site")
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@json_option
def command(folder: Path, now: datetime | None, target: Path, as_json: bool) -> None:
    """Write what changed; say how much that was."""
    desk = desk_or_exit(folder, now, as_json=as_json)
    done, problems = site(desk, target)
    if done is None:
        mend_first(problems, as_json=as_json)
    if as_json:
        show_json(_values(done))
        return
    show_problems(problems)
    show_clock(desk)
    _show(done, target / "index.html")


def _show(done: Published, path: Path) -> None:
    changes = done.changes
    if not (changes.written or changes.removed):
        click.echo(say("site.same", path=path))
    else:
        written, removed = len(changes.written), len(changes.removed)
        unchanged = changes.unchanged
        click.echo(
            say("site.done", path=path, written=written, removed=removed, unchanged=unchanged)
        )
    if not done.has_address:
        click.echo(say("site.no-address"))


def _values(done: Published) -> dict[str, object]:
    return {
        "meetings": done.meetings,
        "written": list(done.changes.written),
        "removed": list(done.changes.removed),
        "unchanged": done.changes.unchanged,
    }
