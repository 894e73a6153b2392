"""`doctor` on a ledger that is on a server: what is well, and what the data centre must hear."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from rundbrief.desk import doctor, open_desk
from rundbrief.desk.desk import Desk


@pytest.fixture
def address(databases: Any) -> Iterator[str]:
    """A new database."""
    address = databases.new()
    yield address
    databases.drop(address)


def desk_at(folder: Path, address: str) -> Desk:
    """A desk whose ledger is there."""
    path = folder / "rundbrief.toml"
    path.write_text(path.read_text("utf-8") + '\n[ledger]\nurl_from = "environment"\n', "utf-8")
    desk, _ = open_desk(folder, environment={"RUNDBRIEF_LEDGER": address})
    assert desk
    return desk


def findings(desk: Desk) -> dict[str, str]:
    """What was found of the ledger, by check."""
    diagnosis, problems = doctor(desk)
    assert diagnosis, problems
    return {row.check: row.finding for row in diagnosis.rows if row.check.startswith("ledger")}


def test_well(small_workspace: Path, address: str, databases: Any) -> None:
    """A server that forces its disk, takes every letter and gives the rights is well."""
    databases.run("ALTER SYSTEM RESET fsync", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.3)")

    found = findings(desk_at(small_workspace, address))

    databases.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    assert set(found) == {"ledger", *(f"ledger-{n}" for n in ("disk", "letters", "rights", "line"))}
    assert set(found.values()) == {"well"}


def test_not_forced(small_workspace: Path, address: str) -> None:
    """A server that confirms what is not on its disk is a fault: the tests' own is one."""
    desk = desk_at(small_workspace, address)

    assert findings(desk)["ledger-disk"] == "not"
    diagnosis, _ = doctor(desk)
    assert diagnosis
    assert diagnosis.faults


def test_out_of_reach(small_workspace: Path, address: str) -> None:
    """A server that isn't there is told as a problem, by its name."""
    nowhere = make_url(address).set(database="nowhere").render_as_string(hide_password=False)

    diagnosis, (problem,) = doctor(desk_at(small_workspace, nowhere))

    assert diagnosis is None
    assert problem.code == "ledger.server-unreachable"
    assert "nowhere" in str(problem.values["words"])


def test_in_a_file(small_workspace: Path) -> None:
    """Of a ledger in a file there is nothing to tell anyone."""
    desk, _ = open_desk(small_workspace, environment={})
    assert desk

    assert findings(desk) == {}
