"""`rundbrief demo`: an organiser's day on example data, in a copy that is hers to play with."""

import os
from pathlib import Path

import click

from rundbrief.cli.command_line import command_line, same_desk
from rundbrief.cli.group import language
from rundbrief.cli.options import mend_first
from rundbrief.cli.planned import show_plan
from rundbrief.cli.progress import progress
from rundbrief.cli.show import (
    heading,
    say,
    show_clock,
    show_problems,
    show_read,
    show_sent,
)
from rundbrief.desk import (
    DEMO_NOW,
    Planned,
    Sent,
    check,
    lay_out_demo,
    open_desk,
    plan,
    preview,
    send,
)


@click.command("demo", help=f"{say('demo.short')}\n\n{say('demo.help')}")
@click.argument("target", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("demo"))
def command(target: Path) -> None:
    """Copy the examples, then check, plan, send into the outbox and preview."""
    folder = lay_out_demo(target)
    desk, problems = open_desk(folder, environment=os.environ, now=DEMO_NOW)
    if desk is None:
        mend_first(problems)
    click.echo(say("demo.begins", folder=folder))
    show_clock(desk)
    heading("\n1  " + say("demo.check"))
    checked = check(desk)
    show_problems(checked.problems)
    show_read(checked.counts)
    heading("\n2  " + say("demo.plan"))
    planned, problems = plan(desk)
    if planned is None:
        mend_first(problems)
    show_plan(planned, whole=False)
    heading("\n3  " + say("demo.send"))
    with progress(planned.total, as_json=False) as (report, stopping):
        sent, problems = send(desk, planned.hash, report=report, stopping=stopping)
    if sent is None or isinstance(sent, Planned):
        mend_first(problems)
    show_sent(sent)
    heading("\n4  " + say("demo.preview"))
    page, problems = preview(desk, language=language())
    if page is None:
        mend_first(problems)
    (target / "preview").mkdir(exist_ok=True)
    (target / "preview" / "index.html").write_text(page, encoding="utf-8")
    click.echo(say("preview.written", path=target / "preview" / "index.html"))
    _done(sent)
    _next(target, folder)


def _done(sent: Sent) -> None:
    """The day in one sentence."""
    mails = sent.tally.sent
    click.echo("\n" + (say("demo.done", count=mails) if mails else say("demo.done-before")))


def _next(target: Path, folder: Path) -> None:
    """Where to look, and which three commands come next, as they can be typed."""
    at = same_desk(folder, DEMO_NOW)
    meeting = "meetings/2025-09-08-kreisverwaltungen.toml"
    heading("\n" + say("demo.look"))
    click.echo(f"  {target / 'preview' / 'index.html'}\n      {say('demo.look-preview')}")
    click.echo(f"  {folder / 'outbox'}\n      {say('demo.look-outbox')}")
    click.echo(f"  {folder / 'rundbrief.toml'}\n      {say('demo.look-settings')}")
    heading("\n" + say("demo.next"))
    for words, text in (
        (("status", meeting), "demo.next-status"),
        (("proof", "ich@kulturnetzwerk.example", meeting), "demo.next-proof"),
        (("plan",), "demo.next-plan"),
    ):
        click.echo(f"  {command_line(*words, *at)}\n      {say(text)}")
