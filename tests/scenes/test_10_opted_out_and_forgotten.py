"""One office wants no more mails, another wants to be forgotten; the lists come anew each month."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scenes.conftest import Demo, Rundbrief

NOW = ("--now", "2025-08-11T09:00")
OUT = "kulturbuero@ahlen.example"
GONE = "kultur@kreis-borken.example"
NEW = "kultur@neuhausen.example"


@pytest.fixture
def workspace(demo: Demo, tmp_path: Path) -> Path:
    """The demo after its first sending, to be changed."""
    shutil.copytree(demo.folder, tmp_path / "demo")
    return tmp_path / "demo" / "examples"


def towns(workspace: Path) -> Path:
    return workspace.parent / "recipients" / "staedte-und-gemeinden.csv"


def holding(workspace: Path, address: str) -> list[str]:
    """The files that Rundbrief wrote in which the address stands, in any spelling of case."""
    paths = [*workspace.glob("rundbrief.db*"), *(workspace / "outbox").iterdir()]
    return [
        path.name
        for path in paths
        if address.encode() in path.name.lower().encode() + path.read_bytes().lower()
    ]


def test_no_more_mails(workspace: Path, rundbrief: Rundbrief) -> None:
    """Who opted out is left out of whatever comes, by name, and a new export changes nothing."""
    assert rundbrief("optout", OUT, "--reason", "am Telefon", cwd=workspace).returncode == 0
    meeting = next((workspace / "meetings").glob("2025-09-08*"))
    other = meeting.read_text("utf-8").replace("2025-09-08", "2025-11-10").splitlines()
    other = [
        line
        if not line.startswith("id")
        else f'id = "{"0" * 8}-{"1" * 4}-4{"2" * 3}-8{"3" * 3}-{"4" * 12}"'
        for line in other
    ]
    (workspace / "meetings" / "2025-11-10-neu.toml").write_text("\n".join(other), "utf-8")
    towns(workspace).write_bytes(towns(workspace).read_bytes())

    plan = json.loads(rundbrief("plan", *NOW, "--json", cwd=workspace).stdout)
    shown = rundbrief("plan", *NOW, cwd=workspace).stdout

    assert len(plan["items"]) > 50
    assert OUT not in {item["recipient"] for item in plan["items"]}
    assert OUT in {each for note in plan["notes"] for each in note["recipients"]}
    assert OUT in shown
    assert "am Telefon" in rundbrief("optout", cwd=workspace).stdout


def test_forgotten(workspace: Path, rundbrief: Rundbrief) -> None:
    """Nothing Rundbrief wrote holds the address any more, and the next sending leaves it so."""
    assert holding(workspace, GONE)
    refused = rundbrief("forget", GONE, cwd=workspace)
    assert refused.returncode == 2
    assert holding(workspace, GONE)

    done = rundbrief("forget", GONE, "--yes", cwd=workspace)

    assert done.returncode == 0
    assert holding(workspace, GONE) == []
    assert ".csv:" in done.stdout.partition("Bitte streichen Sie sie dort:")[2]
    people = towns(workspace)
    people.write_bytes(people.read_bytes() + f"{NEW};Stadt Neuhausen;;;;;Stadt;;;\r\n".encode())
    plan = json.loads(rundbrief("plan", *NOW, "--json", cwd=workspace).stdout)
    assert {item["recipient"] for item in plan["items"]} == {NEW}
    assert (plan["list"]["new"]["first"], plan["list"]["gone"]["count"]) == ([NEW], 0)
    assert rundbrief("send", *NOW, "--plan", plan["hash"], cwd=workspace).returncode == 0
    assert holding(workspace, GONE) == []
    assert "(gelöscht)" in rundbrief("status", cwd=workspace).stdout
