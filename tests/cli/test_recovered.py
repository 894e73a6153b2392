"""After a power cut: the plan is the one that `send` will find, and what is unclear is told."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from rundbrief.delivery import Event, State
from rundbrief.ledger import Ledger, this_worker

Call = Callable[..., Result]

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
LATER = ("--now", "2025-08-04T10:00")
MEND_FIRST, UNCLEAR = 2, 5
NOW = datetime(2025, 8, 4, 7, 30, tzinfo=UTC)


def planned(call: Call) -> Any:
    return json.loads(call("plan", MEETING, "--json", *LATER).stdout)


@pytest.fixture
def cut(call: Call, relay: Any, small_workspace: Path) -> Call:
    """Three invitations wait; two of them were claimed, and one handed over, as the power went."""
    everyone = "arts@york.example", "m.yilmaz@ahlen.example", "kultur@kreis-borken.example"
    relay.refuse = dict.fromkeys(everyone, "450 4.2.0 Greylisted, come back later")
    made = json.loads(call("plan", MEETING, "--json").stdout)
    call("send", MEETING, "--plan", made["hash"])
    relay.refuse = {}
    dead = replace(this_worker(NOW), pid=1, boot="before the power cut")
    with Ledger.open(small_workspace / "rundbrief.db") as ledger, ledger.sending(dead):
        first, _ = ledger.claim(2, dead, NOW, transport="smtp")
        ledger.record([Event(first.message_id, State.HANDED_OVER, NOW)])
    return call


def test_the_plan_stays_the_same(cut: Call, relay: Any) -> None:
    """What was looked at is what is sent: nobody has to look twice because the power failed."""
    made = planned(cut)

    done = cut("send", MEETING, "--plan", made["hash"], *LATER)

    assert made["waiting"] == 1
    assert done.exit_code == UNCLEAR
    assert done.stdout.count("Ob das ankam, ist unklar") == 2
    assert "Eine Mail wurde vom Mailserver angenommen." in done.stdout
    assert "rundbrief settle" in done.stdout or "settle" in done.stdout.split()
    assert relay.count == 1
    assert planned(cut)["waiting"] == 0


def test_it_is_told_where_the_plan_is_another(cut: Call, relay: Any, small_workspace: Path) -> None:
    """Where a file changed as well nothing is sent, and what was found is named all the same."""
    before = planned(cut)["hash"]
    path = small_workspace / MEETING
    path.write_text(path.read_text("utf-8").replace("2025-09-08T10", "2025-09-08T09", 1), "utf-8")

    done = cut("send", MEETING, "--plan", before, *LATER)

    assert done.exit_code == MEND_FIRST
    assert done.stderr.count("Ob das ankam, ist unklar") == 2
    assert f"nicht mehr {before}" in done.stderr
    assert relay.count == 0
