"""The data centre keeps the ledger on its database server; two desks share it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.scenes.conftest import Relay, Rundbrief

NOW = ("--now", "2025-08-04T09:00")
UNCLEAR = 5  # send's exit code where something is unclear
PROGRAM = Path(sys.executable).with_name("rundbrief")


@pytest.fixture
def environment(databases: Any, tmp_path: Path) -> Iterator[dict[str, str]]:
    """What IT has set on both desks: where the ledger is."""
    address = databases.new()
    yield {"RUNDBRIEF_LEDGER": address, "XDG_STATE_HOME": str(tmp_path / "state")}
    databases.drop(address)


@pytest.fixture
def desks(
    small_workspace: Path, tmp_path: Path, relay: Relay, point_at: Callable[[Path, Relay], None]
) -> tuple[Path, Path]:
    """The same folder at two desks: each has the files, neither has the ledger."""
    point_at(small_workspace, relay)
    settings = small_workspace / "rundbrief.toml"
    text = settings.read_text("utf-8")
    settings.write_text(f'{text}\n[ledger]\nurl_from = "environment"\n', "utf-8")
    other = tmp_path / "other"
    shutil.copytree(small_workspace, other / "examples")
    shutil.copytree(small_workspace.parent / "recipients", other / "recipients")
    return small_workspace, other / "examples"


def planned(rundbrief: Rundbrief, folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    """What would go out now."""
    said = rundbrief("plan", *NOW, "--json", cwd=folder, **environment)
    assert said.returncode == 0
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def plan_size(plan: dict[str, Any]) -> int:
    """How many mails each of the three gets by it."""
    return len({(item["kind"], item["file"]) for item in plan["items"]})


def test_one_ledger_for_two_desks(
    desks: tuple[Path, Path], relay: Relay, rundbrief: Rundbrief, environment: dict[str, str]
) -> None:
    """What one desk sent is held for the other: there is nothing left to send, and no file."""
    here, there = desks
    plan = planned(rundbrief, here, environment)

    sent = rundbrief("send", *NOW, "--plan", plan["hash"], cwd=here, **environment)

    assert sent.returncode == 0
    assert {len(mails) for mails in relay.mails.values()} == {plan_size(plan)}
    assert planned(rundbrief, there, environment)["items"] == []
    status = json.loads(rundbrief("status", "--json", cwd=there, **environment).stdout)
    assert {each["state"] for each in status} == {"sent"}
    assert not list(here.glob("rundbrief.db")) + list(there.glob("rundbrief.db"))


def test_the_other_desk_is_at_it(
    desks: tuple[Path, Path], relay: Relay, rundbrief: Rundbrief, environment: dict[str, str]
) -> None:
    """Who wants to send meanwhile hears who does; after a kill the other desk goes on."""
    here, there = desks
    plan = planned(rundbrief, here, environment)
    relay.hold = ("DATA", 1)
    words = ["send", *NOW, "--plan", plan["hash"]]
    sender = subprocess.Popen(
        [PROGRAM, *words], cwd=here, env=os.environ | environment, stdout=subprocess.DEVNULL
    )
    assert relay.holding.wait(60)
    refused = rundbrief(*words, cwd=there, **environment)
    sender.kill()
    sender.wait()
    relay.go_on.set()

    rest = planned(rundbrief, there, environment)
    sent = rundbrief("send", *NOW, "--plan", rest["hash"], cwd=there, **environment)

    assert refused.returncode == 2
    assert str(sender.pid) in refused.stdout + refused.stderr
    assert sent.returncode == UNCLEAR
    assert {len(mails) for mails in relay.mails.values()} == {plan_size(plan)}


def test_nowhere_to_look(
    desks: tuple[Path, Path], relay: Relay, rundbrief: Rundbrief, environment: dict[str, str]
) -> None:
    """Without the address nothing is sent: by a new ledger everyone would be invited once more."""
    here, _ = desks
    sent = rundbrief("send", *NOW, cwd=here, RUNDBRIEF_LEDGER="")

    assert sent.returncode == 2
    assert "RUNDBRIEF_LEDGER" in sent.stdout + sent.stderr
    assert relay.mails == {}


def test_no_password_is_shown(
    desks: tuple[Path, Path], rundbrief: Rundbrief, environment: dict[str, str]
) -> None:
    """A server that does not answer is told by its name and its words, never with the password."""
    here, _ = desks
    lost = {"RUNDBRIEF_LEDGER": "postgresql://rundbrief:geheim@127.0.0.1:9/rundbrief"}

    said = rundbrief("plan", *NOW, cwd=here, **lost)

    assert said.returncode == 2
    assert "rundbrief@127.0.0.1:9/rundbrief" in said.stdout + said.stderr
    assert "geheim" not in said.stdout + said.stderr
