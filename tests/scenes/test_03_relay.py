"""The IT department points it at a relay: three lines in a file."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rundbrief.composing import Skeleton, fill
from rundbrief.delivery import Event, State
from rundbrief.ledger import Ledger, this_worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.scenes.conftest import Demo, Relay, Rundbrief

    PointAt = Callable[[Path, Relay], None]

NOW = "2025-08-04T09:00"
NEXT_DAY = "2025-08-05T09:00"
MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"


@pytest.fixture
def few(small_workspace: Path) -> Path:
    """Three people are enough where it isn't about how many."""
    return small_workspace


@pytest.fixture
def workspace(demo: Demo, tmp_path: Path) -> Path:
    """The demo's folder after its day, to be changed."""
    shutil.copytree(demo.folder, tmp_path / "demo")
    return tmp_path / "demo" / "examples"


def plan_of(rundbrief: Rundbrief, workspace: Path, now: str = NOW) -> dict[str, Any]:
    done = rundbrief("plan", "-C", workspace, "--now", now, "--json", cwd=workspace)
    assert done.returncode == 0
    plan: dict[str, Any] = json.loads(done.stdout)
    return plan


def test_what_lay_in_the_folder_was_given_to_nobody(
    workspace: Path, relay: Relay, rundbrief: Rundbrief, point_at: PointAt
) -> None:
    """After the change to smtp the plan is whole again and says why (decision 7)."""
    assert plan_of(rundbrief, workspace)["items"] == []

    point_at(workspace, relay)
    plan = plan_of(rundbrief, workspace)

    assert Counter(item["kind"] for item in plan["items"]) == {"invitation": 78, "newsletter": 78}
    assert "taken-by-folder" in {note["code"] for note in plan["notes"]}


def test_the_whole_demo_arrives_byte_identical(
    workspace: Path, relay: Relay, rundbrief: Rundbrief, point_at: PointAt
) -> None:
    """What the relay gets is what the ledger froze, byte by byte; each recipient gets two mails."""
    point_at(workspace, relay)
    plan = plan_of(rundbrief, workspace)

    sent = rundbrief("send", "-C", workspace, "--now", NOW, "--plan", plan["hash"], cwd=workspace)

    assert sent.returncode == 0
    assert "156 Mails wurden vom Mailserver angenommen." in sent.stdout
    assert {len(mails) for mails in relay.mails.values()} == {2}
    arrived = {
        message_from_bytes(mail)["Message-ID"]: mail
        for mails in relay.mails.values()
        for mail in mails
    }
    assert arrived == frozen(workspace, "smtp")
    assert plan_of(rundbrief, workspace)["items"] == []


def frozen(workspace: Path, transport: str) -> dict[str, bytes]:
    """Every mail of that transport, made anew from the ledger alone."""
    with Ledger.open(workspace / "rundbrief.db") as ledger:
        rows = sqlite3.connect(workspace / "rundbrief.db").execute(
            "SELECT message_id, sender, mailing, skeleton, [values] FROM delivery"
            " WHERE transport = ?",
            [transport],
        )
        return {
            message_id: fill(
                Skeleton.from_text(ledger.skeleton(mailing, key)), json.loads(values), sender
            ).content
            for message_id, sender, mailing, key, values in rows
        }


def test_the_folder_holds_what_the_ledger_froze(demo: Demo) -> None:
    """The folder is a transport like any other: its files are the frozen bytes."""
    mails = {
        message_from_bytes(content)["Message-ID"]: content for name, content in demo.mails.items()
    }

    made = frozen(demo.workspace, "folder")

    assert {name: mails[name] for name in made} == made


def test_one_bad_address_never_stops_the_others(
    few: Path, relay: Relay, rundbrief: Rundbrief, point_at: PointAt
) -> None:
    """Refused for good: exit code 4, the server's words in `status`, and not tried again."""
    point_at(few, relay)
    addresses = {item["recipient"] for item in plan_of(rundbrief, few)["items"]}
    bad, later = sorted(addresses)[:2]
    relay.refuse = {
        bad: "550 5.1.1 <nobody>: Recipient address rejected: User unknown",
        later: "450 4.2.0 Greylisted, come back in five minutes",
    }
    plan = plan_of(rundbrief, few)

    sent = rundbrief("send", "-C", few, "--now", NOW, "--plan", plan["hash"], cwd=few)

    assert sent.returncode == 4
    assert "2 Mails wurden vom Mailserver angenommen." in sent.stdout
    rows = json.loads(rundbrief("status", "-C", few, "--now", NOW, "--json", cwd=few).stdout)
    by_smtp = [row for row in rows if row["transport"] == "smtp"]
    states = {row["recipient"]: (row["state"], row["code"], row["words"]) for row in by_smtp}
    assert states[bad][:2] == ("failed", 550)
    assert "User unknown" in states[bad][2]
    assert states[later][:2] == ("deferred", 450)

    relay.refuse = {}
    again = plan_of(rundbrief, few, NEXT_DAY)
    assert (again["items"], again["waiting"]) == ([], 2)
    sent = rundbrief("send", "-C", few, "--now", NEXT_DAY, "--plan", again["hash"], cwd=few)

    assert sent.returncode == 0
    assert len(relay.mails[later]) == 2
    assert bad not in relay.mails


def test_no_relay_there_means_nothing_is_lost(
    few: Path, relay: Relay, rundbrief: Rundbrief, point_at: PointAt
) -> None:
    """Nobody answers at that port: exit code 3, a sentence, and the next run sends everything."""
    point_at(few, relay)
    path = few / "rundbrief.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"port = {relay.port}", "port = 9"),
        encoding="utf-8",
    )
    plan = plan_of(rundbrief, few)

    sent = rundbrief("send", "-C", few, "--now", NOW, "--plan", plan["hash"], cwd=few)

    assert sent.returncode == 3
    assert "Der Mailserver ist nicht zu erreichen" in sent.stdout
    assert plan_of(rundbrief, few)["waiting"] == 6


def test_what_a_crash_left_handed_over_is_never_sent_by_itself(
    few: Path, relay: Relay, rundbrief: Rundbrief, point_at: PointAt
) -> None:
    """A process that died between the final dot and the reply: unclear, named, exit code 5."""
    point_at(few, relay)
    plan = plan_of(rundbrief, few)
    relay.refuse = {item["recipient"]: "450 4.3.0 later" for item in plan["items"]}
    rundbrief("send", "-C", few, "--now", NOW, "--plan", plan["hash"], cwd=few)
    lost = crash_while_handing_over(few)
    relay.refuse = {}

    again = plan_of(rundbrief, few, NEXT_DAY)
    sent = rundbrief("send", "-C", few, "--now", NEXT_DAY, "--plan", again["hash"], cwd=few)

    assert sent.returncode == 5
    assert f"an {lost} gerade übergeben" in sent.stdout
    assert "5 Mails wurden vom Mailserver angenommen." in sent.stdout
    assert len(relay.mails[lost]) == 1
    assert plan_of(rundbrief, few)["waiting"] == 0


def crash_while_handing_over(few: Path) -> str:
    """What such a process leaves in the ledger; the address that it was at."""
    now = datetime(2025, 8, 5, tzinfo=UTC)
    worker = this_worker(now)
    with Ledger.open(few / "rundbrief.db") as ledger, ledger.sending(worker):
        claimed = ledger.claim(1, worker, now, transport="smtp")
        ledger.record([Event(claimed[0].message_id, State.HANDED_OVER, now)])
    return claimed[0].address
