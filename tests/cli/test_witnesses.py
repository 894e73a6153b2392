"""A backup put back, a folder copied: `plan` says so, `send` refuses, and how she gets on."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Call = Callable[..., Result]

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
LETTER = "newsletters/2025-herbst.toml"
MEND_FIRST = 2
REASON = "Rechner getauscht"


def as_json(done: Result) -> Any:
    return json.loads(done.stdout)


def send(call: Call, *words: str) -> Result:
    """What the plan of that folder, or of those files, says."""
    return call("send", *words, "--plan", as_json(call("plan", *words, "--json"))["hash"])


def keep(folder: Path, name: str) -> Path:
    """The ledger's file as a backup program has it; nobody is at work."""
    assert not list(folder.glob("rundbrief.db-*"))
    return Path(shutil.copy(folder / "rundbrief.db", folder.parent / name))


@pytest.fixture
def put_back(call: Call, relay: Any, small_workspace: Path) -> Path:
    """The backup from before the newsletter lies in the ledger's place; the ledger it replaced."""
    assert send(call, MEETING).exit_code == 0
    backup = keep(small_workspace, "backup.db")
    assert send(call, LETTER).exit_code == 0
    newer = keep(small_workspace, "newer.db")
    shutil.copy(backup, small_workspace / "rundbrief.db")
    return newer


def test_plan_says_so_first(call: Call, put_back: Path) -> None:
    """What the older ledger lacks and that nothing will be sent stands before everything else."""
    done = call("plan")

    lacks, doubt, *_ = done.stderr.splitlines()
    codes = [each["code"] for each in as_json(call("plan", "--json"))["problems"]]
    assert done.exit_code == 0
    assert codes[:2] == ["settle.ledger-misses", "settle.ledger-older"]
    assert lacks.startswith("Hinweis: rundbrief.db: 3 Mails zu „")
    assert f"({LETTER}) gingen schon hinaus" in lacks
    assert doubt.startswith("Hinweis: rundbrief.db: Dieses Versandbuch ist älter")
    assert "Deshalb wird nichts gesendet" in doubt
    assert "rundbrief settle --here" in doubt


def test_send_refuses_and_lists_the_difference(call: Call, relay: Any, put_back: Path) -> None:
    """Exit code 2, the mailings that the older one lacks by name and number, and no mail."""
    before = relay.count

    done = send(call)
    problems = as_json(call("send", "--json", "--plan", "00000000"))["problems"]

    assert done.exit_code == MEND_FIRST
    assert f"({LETTER}) gingen schon hinaus" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("rundbrief.db: Dieses Versandbuch ist älter")
    assert [each["code"] for each in problems] == ["settle.ledger-misses", "settle.ledger-older"]
    assert (problems[0]["values"]["file"], problems[0]["values"]["count"]) == (LETTER, 3)
    assert relay.count == before


def test_the_newer_one_is_fetched(
    call: Call, relay: Any, put_back: Path, small_workspace: Path
) -> None:
    """With the newer ledger in its place all is as it was: nothing is in doubt, nothing to send."""
    shutil.copy(put_back, small_workspace / "rundbrief.db")

    done = call("plan")

    assert done.stderr == ""
    assert "Alle haben, was sie haben sollen." in done.stdout


def test_there_is_no_newer_one(call: Call, relay: Any, put_back: Path) -> None:
    """On her word the older one counts; then it plans what it knows nothing of, and sends."""
    before = relay.count

    word = call("settle", "--here", "--reason", REASON)
    planned = call("plan")
    sent = send(call)

    assert word.exit_code == 0
    assert word.stdout.startswith("Ab jetzt gilt dieses Versandbuch")
    assert planned.stderr == ""
    assert sent.exit_code == 0
    assert relay.count == before + 3
    assert send(call).exit_code == 0


def test_a_folder_that_was_copied(
    call: Call, relay: Any, small_workspace: Path, tmp_path: Path
) -> None:
    """As soon as one of two folders has sent, the other is the older one and says from where."""
    send(call, MEETING)
    shutil.copytree(
        small_workspace.parent, tmp_path / "copy", ignore=shutil.ignore_patterns("copy")
    )
    there = tmp_path / "copy" / small_workspace.name
    assert send(call, "-C", str(there), LETTER).exit_code == 0
    before = relay.count

    done = send(call, LETTER)

    assert done.exit_code == MEND_FIRST
    assert f"Ordner „{there}“" in done.stderr
    assert relay.count == before


def test_on_a_colleagues_machine(
    call: Call, relay: Any, small_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody remembers that this ledger ever sent, it may be a copy: it asks once."""
    send(call, MEETING)
    before = relay.count

    (tmp_path / "colleague").mkdir()
    monkeypatch.setenv(relay.state, str(tmp_path / "colleague"))
    (small_workspace / "rundbrief.db.witness").unlink()

    refused = send(call, LETTER)
    call("settle", "--here", "--reason", "wir sind jetzt zu zweit")
    sent = send(call, LETTER)

    assert refused.exit_code == MEND_FIRST
    assert "anderswo gesendet" in refused.stderr
    assert sent.exit_code == 0
    assert relay.count == before + 3


def test_a_ledger_that_was_deleted(call: Call, relay: Any, small_workspace: Path) -> None:
    """`plan` says it before one is made anew; `send` refuses to invite everyone once more."""
    send(call, MEETING)
    (small_workspace / "rundbrief.db").unlink()

    planned = call("plan", MEETING)
    done = send(call, MEETING)

    assert "Hier lag ein anderes Versandbuch" in planned.stderr
    assert "3 Mails zu „Kreisverwaltungen" in planned.stderr
    assert done.exit_code == MEND_FIRST
    assert len(as_json(call("plan", MEETING, "--json"))["items"]) == 3
    assert relay.count == 3


def test_what_waited_is_unclear_after_her_word(
    call: Call, relay: Any, small_workspace: Path
) -> None:
    """What an older ledger still had to send may have left from elsewhere: `settle` names it."""
    relay.refuse = {"arts@york.example": "450 4.2.1 Later"}
    send(call, MEETING)
    backup = keep(small_workspace, "backup.db")
    relay.refuse = {}
    assert send(call, MEETING).exit_code == 0
    shutil.copy(backup, small_workspace / "rundbrief.db")

    word = call("settle", "--here", "--reason", REASON)

    assert "ist sie jetzt unklar" in word.stdout
    assert [row["recipient"] for row in as_json(call("settle", "--json"))] == ["arts@york.example"]
    assert as_json(call("plan", MEETING, "--json"))["waiting"] == 0
