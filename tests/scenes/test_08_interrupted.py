"""The power fails, or she presses Ctrl-C: the same plan again, less what was sent, none twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.scenes.conftest import Relay, Rundbrief

    PointAt = Callable[[Path, Relay], None]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals")

PROGRAM = Path(sys.executable).with_name("rundbrief")
NOW = ("--now", "2025-08-04T09:00")
MAILS = 6  # three people, an invitation and a newsletter each
PATIENCE = 30


@pytest.fixture
def workspace(small_workspace: Path, relay: Relay, point_at: PointAt) -> Path:
    """Three people, and the relay as the way out."""
    point_at(small_workspace, relay)
    return small_workspace


def as_json(rundbrief: Rundbrief, workspace: Path, *words: str) -> Any:
    return json.loads(rundbrief(*words, *NOW, "--json", cwd=workspace).stdout)


@contextmanager
def sending(rundbrief: Rundbrief, workspace: Path, relay: Relay) -> Iterator[subprocess.Popen[str]]:
    """The program in the middle of a mailing, at the step where the relay holds it up."""
    plan = as_json(rundbrief, workspace, "plan")["hash"]
    process = subprocess.Popen(
        [str(PROGRAM), "send", "--plan", plan, *NOW],
        cwd=workspace,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert relay.holding.wait(PATIENCE), "the relay was never asked"
        yield process
    finally:
        process.kill()
        process.communicate()


def states(rundbrief: Rundbrief, workspace: Path) -> list[str]:
    return [row["state"] for row in as_json(rundbrief, workspace, "status")]


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline


def arrived(relay: Relay) -> list[int]:
    return sorted(len(mails) for mails in relay.mails.values())


def test_ctrl_c_finishes_the_mail_at_hand(
    workspace: Path, relay: Relay, rundbrief: Rundbrief
) -> None:
    """It says so, ends with 3, and the next run sends the rest: each of six exactly once."""
    relay.hold = ("DATA", 2)
    with sending(rundbrief, workspace, relay) as process:
        process.send_signal(signal.SIGINT)
        assert process.stderr
        told = "".join(iter(lambda: process.stderr.read(1), "."))  # type: ignore[union-attr]
        relay.go_on.set()
        said, _ = process.communicate(timeout=PATIENCE)

    assert "wird noch fertig" in told
    assert process.returncode == 3
    assert "3 Mails wurden vom Mailserver angenommen." in said
    assert "Angehalten." in said
    assert "3 Mails sind noch nicht versucht worden" in said

    plan = as_json(rundbrief, workspace, "plan")
    assert (plan["items"], plan["waiting"]) == ([], 3)
    assert as_json(rundbrief, workspace, "send", "--plan", plan["hash"])["sent"] == 3
    assert arrived(relay) == [2, 2, 2]


def test_killed_before_a_mail_has_left(workspace: Path, relay: Relay, rundbrief: Rundbrief) -> None:
    """kill -9 while the recipient is named: nothing is unclear, and nothing is doubled."""
    relay.hold = ("RCPT", 2)
    with sending(rundbrief, workspace, relay) as process:
        # The reply to the second mail leaves the relay just before it is asked for the third.
        until(lambda: states(rundbrief, workspace).count("sent") == 2)
        process.kill()
        process.wait(PATIENCE)
    relay.go_on.set()

    plan = as_json(rundbrief, workspace, "plan")
    sent = as_json(rundbrief, workspace, "send", "--plan", plan["hash"])

    assert (sent["sent"], sent["unclear"]) == (MAILS - 2, 0)
    assert arrived(relay) == [2, 2, 2]


def test_killed_while_a_mail_was_on_its_way(
    workspace: Path, relay: Relay, rundbrief: Rundbrief
) -> None:
    """kill -9 before the relay's reply: that one mail is unclear, named, and not sent again."""
    relay.hold = ("DATA", 2)
    with sending(rundbrief, workspace, relay) as process:
        process.kill()
        process.wait(PATIENCE)
    relay.go_on.set()

    plan = as_json(rundbrief, workspace, "plan")
    again = rundbrief("send", "--plan", plan["hash"], *NOW, cwd=workspace)

    assert again.returncode == 5
    assert "gerade übergeben wurde" in again.stdout
    assert arrived(relay) == [2, 2, 2]
    unclear = [
        row["recipient"]
        for row in as_json(rundbrief, workspace, "status")
        if row["state"] == "unclear"
    ]
    assert len(unclear) == 1
    assert unclear[0] in again.stdout
    rest = as_json(rundbrief, workspace, "plan")
    assert (rest["items"], rest["waiting"]) == ([], 0)


def test_a_second_send_waits_for_nobody(
    workspace: Path, relay: Relay, rundbrief: Rundbrief
) -> None:
    """While one sends, another is told by whom, ends with 2, and does nothing."""
    relay.hold = ("DATA", 0)
    with sending(rundbrief, workspace, relay) as process:
        plan = as_json(rundbrief, workspace, "plan")
        second = rundbrief("send", "--plan", plan["hash"], *NOW, cwd=workspace)
        relay.go_on.set()
        said, _ = process.communicate(timeout=PATIENCE)

    assert second.returncode == 2
    assert "wird gerade schon gesendet" in second.stderr
    assert str(process.pid) in second.stderr
    assert "6 Mails wurden vom Mailserver angenommen." in said
    assert arrived(relay) == [2, 2, 2]
