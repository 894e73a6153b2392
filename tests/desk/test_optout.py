"""Who opts out hears nothing more, whatever the lists say."""

from datetime import datetime
from pathlib import Path

import pytest

from rundbrief.desk import Desk, OptedOut, Sent, open_desk, opt_in, opt_out, opted_out, plan, send

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone
NEW = "neu@stadt.example"


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her desk on a Monday morning in August."""
    made, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert made, problems
    return made


def planned_for(desk: Desk) -> set[str]:
    made, problems = plan(desk)
    assert made, problems
    return {item.recipient.identity for item in made.plan.items}


def add(desk: Desk, address: str) -> None:
    people = desk.workspace.folder.parent / "recipients" / "liste.csv"
    people.write_text(people.read_text("utf-8") + f"{address};Neu;;;;;;;;\n", encoding="utf-8")


def test_before_being_on_a_list(desk: Desk) -> None:
    """An address on no list can opt out, in any spelling; getting onto a list changes nothing."""
    assert opt_out(desk, NEW.upper(), "am Telefon") == (OptedOut.NEW, [])
    add(desk, NEW)

    assert NEW not in planned_for(desk)
    rows, _ = opted_out(desk)
    assert rows is not None
    assert [(row.identity, row.reason) for row in rows] == [(NEW, "am Telefon")]


def test_taken_back(desk: Desk) -> None:
    """Taken back, the address gets what everyone gets; what was not so changes nothing."""
    add(desk, NEW)
    assert opt_in(desk, NEW) == (OptedOut.NOT_OUT, [])  # there is not even a ledger
    assert not desk.workspace.ledger.exists()
    opt_out(desk, NEW, "")
    assert NEW not in planned_for(desk)

    assert opt_in(desk, NEW) == (OptedOut.REVOKED, [])
    assert NEW in planned_for(desk)


def test_sent_without_them(desk: Desk) -> None:
    """What is sent is what was planned: without them, and nothing counts as left over."""
    add(desk, NEW)
    opt_out(desk, NEW, "")
    made, _ = plan(desk)
    assert made

    sent, problems = send(desk, made.hash)

    assert isinstance(sent, Sent), problems
    assert sent.untried == 0
    assert not list(desk.workspace.outbox.glob(f"*{NEW}*"))


def test_no_address(desk: Desk) -> None:
    """What is no address is told, and nothing is written down."""
    done, problems = opt_out(desk, "kultur at stadt.example", "")

    assert done is None
    assert problems
    assert not desk.workspace.ledger.exists()
