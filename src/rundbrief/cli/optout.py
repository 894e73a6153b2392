"""`rundbrief optout`: an address that must not be written to any more, or all of them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from rundbrief.cli.options import act, desk_or_exit, json_option, mend_first
from rundbrief.cli.show import mailbox, say, show_json
from rundbrief.desk import OptedOut, Suppression, opt_in, opt_out, opted_out
from rundbrief.problems import Problem


@act("optout")
@click.argument("address", required=False)
@click.option("--reason", default="", metavar="TEXT", help=say("option.reason"))
@click.option("--revoke", is_flag=True, help=say("option.revoke"))
@click.option("--yes", "sure", is_flag=True, help=say("option.yes-forgotten"))
@json_option
def command(
    folder: Path,
    now: datetime | None,
    address: str | None,
    reason: str,
    revoke: bool,
    sure: bool,
    as_json: bool,
) -> None:
    """Suppress ADDRESS or, with --revoke, no longer; without ADDRESS show who is suppressed."""
    desk = desk_or_exit(folder, now, as_json=as_json)
    if address is None:
        rows, problems = opted_out(desk)
        if rows is None:
            mend_first(problems, as_json=as_json)
        _show(rows, desk.workspace.zone, as_json=as_json)
        return
    done, problems = (
        opt_in(desk, address, although_forgotten=sure) if revoke else opt_out(desk, address, reason)
    )
    if done is None:
        mend_first(problems, as_json=as_json)
    if done is OptedOut.FORGOTTEN:
        mend_first([Problem("", None, address, "cli.optout.was-forgotten")], as_json=as_json)
    if as_json:
        show_json({"address": address, "opted_out": not revoke})
    else:
        click.echo(say(f"optout.{done}", address=address))


def _show(rows: Sequence[Suppression], zone: ZoneInfo, *, as_json: bool) -> None:
    if as_json:
        show_json(
            [
                {"address": row.identity, "reason": row.reason, "since": row.since.isoformat()}
                for row in rows
            ]
        )
        return
    if not rows:
        click.echo(say("optout.nobody"))
    for row in rows:
        who = mailbox("", row.identity) if row.identity else say("optout.forgotten")
        click.echo(f"{row.since.astimezone(zone):%d.%m.%Y}  {who}  {row.reason}".rstrip())
