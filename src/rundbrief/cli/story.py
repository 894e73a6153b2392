"""`status --show ADDRESS`: the story of each mail to one person, and its bytes (`--eml`).

Einladung „…“ (meetings/….toml)
  <…@netz.example>
  04.08.2025 09:00:01  bestätigt
  04.08.2025 09:00:03  übergeben
  04.08.2025 09:00:04  vom Mailserver angenommen  250 2.0.0 Ok: queued as 4F2A
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from rundbrief.cli.group import language
from rundbrief.cli.options import mend_first
from rundbrief.cli.show import heading, mailbox, show_json
from rundbrief.delivery import state_name
from rundbrief.desk import Desk, Story, as_sent, stories
from rundbrief.wording import sentence


def tell(desk: Desk, who: str, eml: Path | None, *, as_json: bool, replace: bool) -> None:
    """Show every mail to that address, or the one of that Message-ID; write the latest of them."""
    found, problems = stories(desk, who)
    if found is None:
        mend_first(problems, as_json=as_json)
    if eml is not None:
        _write(desk, found, eml, replace=replace)
    elif as_json:
        show_json([_values(each) for each in found])
    else:
        for each in found:
            _show(each, desk.workspace.zone)


def _write(desk: Desk, found: Sequence[Story], path: Path, *, replace: bool) -> None:
    from rundbrief.cli.status import write

    latest = found[-1]
    content, problems = as_sent(desk, latest.message_id)
    if content is None:
        mend_first(problems)
    write(path, content, None, replace=replace)
    click.echo(_say("wrote", title=latest.title, name=latest.message_id), err=True)


def _show(story: Story, zone: ZoneInfo) -> None:
    kind = sentence(f"kind.{story.kind}", language())
    heading(_say("mail", kind=kind, title=story.title, file=story.file))
    click.echo(f"  {mailbox(story.display_name, story.address)}")
    click.echo(f"  {story.message_id}")
    for at, what in _steps(story):
        click.echo(f"  {at.astimezone(zone):%d.%m.%Y %H:%M:%S}  {what}")
    click.echo()


def _steps(story: Story) -> Iterator[tuple[datetime, str]]:
    """What happened, in its order, and where it stands if that is more."""
    yield story.confirmed_at, _say("confirmed", sequence=story.sequence)
    last = None
    for turn in story.turns:
        if turn.handed_over_at:
            yield turn.handed_over_at, _say("handed-over")
        name = state_name(turn.state, story.transport, language())
        said = " ".join(f"{turn.code or ''} {turn.words}".split())
        if turn.reason is not None:
            yield turn.at, _say("settled", state=name, reason=turn.reason)
        else:
            yield turn.at, f"{name}  {said}".rstrip()
        last = turn.state
    if story.state is not last:
        yield story.changed_at, state_name(story.state, story.transport, language())


def _say(key: str, **values: object) -> str:
    return sentence(f"story.{key}", language(), **values)


def _values(story: Story) -> dict[str, object]:
    return {
        "message_id": story.message_id,
        "kind": story.kind.value,
        "title": story.title,
        "file": story.file,
        "occurrence": story.occurrence,
        "transport": story.transport,
        "sequence": story.sequence,
        "recipient": story.address,
        "name": story.display_name,
        "confirmed_at": story.confirmed_at.isoformat(),
        "state": story.state.value,
        "at": story.changed_at.isoformat(),
        "worker": story.worker,
        "turns": [
            {
                "at": turn.at.isoformat(),
                "state": turn.state.value,
                "handed_over_at": turn.handed_over_at and turn.handed_over_at.isoformat(),
                "code": turn.code,
                "enhanced": turn.enhanced,
                "command": turn.command,
                "words": turn.words,
                "cause": turn.cause,
                "reason": turn.reason,
            }
            for turn in story.turns
        ],
    }
