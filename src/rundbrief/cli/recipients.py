"""`rundbrief check --recipients`: everyone on the lists, how they are greeted, what is doubtful.

On a terminal a table; elsewhere a line for each, to be searched and sorted. What is doubtful
stands below, as problems do.
"""

import sys
from collections.abc import Sequence
from typing import Any

import click

from rundbrief.cli.show import mailbox, problem_values, say, show_problems
from rundbrief.desk import Greeted

MARK = "!"
HEADINGS = (
    *("recipients.line", "recipients.recipient"),
    *("recipients.salutation", "recipients.tier"),
)


def show_listed(everyone: Sequence[Greeted]) -> None:
    """The list, then its doubts, then how many there are of each."""
    if not everyone:
        click.echo(say("recipients.none"))
        return
    rows = [_row(each) for each in everyone]
    if sys.stdout.isatty():
        _show_table(rows)
    else:
        for row in rows:
            click.echo("\t".join(row))
    click.echo()
    show_problems((doubt for each in everyone for doubt in each.doubts), err=False)
    doubtful = sum(bool(each.doubts) for each in everyone)
    click.echo(say("recipients.sum", total=len(everyone), doubtful=doubtful))


def listed_values(everyone: Sequence[Greeted]) -> list[dict[str, Any]]:
    """The list for `--json`."""
    return [
        {
            "address": each.recipient.address,
            "name": each.recipient.display_name,
            "office": each.recipient.office,
            "tier": each.recipient.tier,
            "place": each.recipient.place,
            "tags": list(each.recipient.tags),
            "language": each.recipient.language,
            "salutation": each.salutation,
            "file": each.recipient.file,
            "line": each.recipient.line,
            "doubts": [problem_values(doubt) for doubt in each.doubts],
        }
        for each in everyone
    ]


def _row(each: Greeted) -> tuple[str, ...]:
    recipient = each.recipient
    return (
        MARK if each.doubts else " ",
        f"{recipient.file.rpartition('/')[2]}:{recipient.line}",
        mailbox(recipient.display_name, recipient.address),
        each.salutation,
        recipient.tier,
    )


def _show_table(rows: Sequence[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", *map(say, HEADINGS)):
        table.add_column(name, overflow="fold")
    for mark, *cells in rows:
        # Text, because what stands in a list is not for rich to interpret.
        table.add_row(*map(Text, (mark, *cells)), style="yellow" if mark == MARK else "")
    Console(highlight=False).print(table)
