"""What a plan says of the lists, and what half of one missing does to a sending."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click.testing
import pytest

from rundbrief.cli.send import command as send_command
from rundbrief.desk import Desk, Planned, Sent, open_desk, plan, send

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her desk on a Monday morning in August."""
    made, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert made, problems
    return made


def planned(desk: Desk) -> Planned:
    made, problems = plan(desk)
    assert made, problems
    return made


def sent(desk: Desk) -> Sent:
    done, problems = send(desk, planned(desk).hash)
    assert isinstance(done, Sent), problems
    return done


def people(desk: Desk) -> Path:
    return desk.workspace.folder.parent / "recipients" / "liste.csv"


def add(desk: Desk, address: str) -> None:
    path = people(desk)
    path.write_text(path.read_text("utf-8") + f"{address};Neu;;;;;;;;\n", encoding="utf-8")


def keep(desk: Desk, rows: int) -> None:
    path = people(desk)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[: 1 + rows]), encoding="utf-8")


def test_before_the_first_sending(desk: Desk) -> None:
    """There is nothing to compare with: nobody is called new."""
    assert planned(desk).change is None


def test_told_until_the_next_sending(desk: Desk) -> None:
    """What changed since the last sending is told, and no more once something was sent again."""
    sent(desk)
    assert not planned(desk).change
    add(desk, "neu@stadt.example")

    change = planned(desk).change

    assert change
    assert [row.identity for row in change.new.first] == ["neu@stadt.example"]
    sent(desk)
    assert not planned(desk).change


def test_nothing_sent_forgets_nothing(desk: Desk) -> None:
    """A run that has nothing to send leaves the list it is compared with as it was."""
    sent(desk)
    keep(desk, 1)
    assert not planned(desk).total

    sent(desk)

    change = planned(desk).change
    assert change
    assert change.gone.count


def test_half_gone_is_another_plan(desk: Desk) -> None:
    """A plan that was looked at while the list was whole does not go out once half is gone."""
    sent(desk)
    add(desk, "neu@stadt.example")
    looked_at = planned(desk)
    lines = people(desk).read_text("utf-8").splitlines(keepends=True)
    people(desk).write_text(lines[0] + lines[-1], encoding="utf-8")

    result, _ = send(desk, looked_at.hash)

    assert isinstance(result, Planned)
    assert result.change
    assert result.change.is_halved
    assert {item.recipient.identity for item in result.plan.items} == {"neu@stadt.example"}
    assert len(result.plan.items) == len(looked_at.plan.items)


def test_nobody_to_ask(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can be asked nothing is sent, and the refusal says what the lists lost."""
    sent(desk)
    add(desk, "neu@stadt.example")
    lines = people(desk).read_text("utf-8").splitlines(keepends=True)
    people(desk).write_text(lines[0] + lines[-1], encoding="utf-8")
    monkeypatch.chdir(desk.workspace.folder)
    words = ["--now", NOW.isoformat(), "--json"]

    done = click.testing.CliRunner().invoke(send_command, words)

    said: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == 2
    assert said["list"]["halved"] is True
    assert said["list"]["gone"]["count"] >= said["list"]["before"] / 2
    assert said["list"]["new"] == {"count": 1, "first": ["neu@stadt.example"]}
