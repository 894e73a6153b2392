"""What goes wrong is told without passwords and without lists of people, tracebacks included."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("rundbrief")
NOW = ("--now", "2025-08-04T09:00")
PASSWORD = "Gartenzaun-und-Regen-7"  # noqa: S105 - made up, to be looked for
EVERYONE = ("kultur@kreis-borken.example", "m.yilmaz@ahlen.example", "arts@york.example")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAM), *words],
        cwd=folder,
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "RUNDBRIEF_SMTP_PASSWORD": PASSWORD},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def ordered(folder: Path) -> tuple[str, ...]:
    """The words that send the plan without asking; there is a ledger then."""
    said = run(folder, "send", *NOW).stderr
    digest = said.partition("--plan ")[2].split()[0]
    return ("send", "--plan", digest, *NOW)


def test_a_traceback_lists_nobody(small_workspace: Path) -> None:
    """A failure of the database that nobody foresaw stays loud, and names none of its rows."""
    words = ordered(small_workspace)
    run(small_workspace, "optout", "nobody@else.example")
    with closing(sqlite3.connect(small_workspace / "rundbrief.db")) as ledger:
        ledger.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON delivery"
            " BEGIN SELECT RAISE(ABORT, 'something is wrong'); END"
        )
        ledger.commit()

    done = run(small_workspace, *words)

    assert done.returncode
    assert "something is wrong" in done.stderr
    assert [each for each in EVERYONE if each in done.stderr] == []
    assert PASSWORD not in done.stdout + done.stderr


@pytest.mark.parametrize("command", ["check", "plan", "send"])
def test_a_broken_row_is_told_alone(small_workspace: Path, command: str) -> None:
    """What is wrong with one row is said of that row; the rest of the list stays where it is."""
    people = small_workspace.parent / "recipients" / "liste.csv"
    people.write_text(people.read_text("utf-8") + "kaputt@@x;Neu;;;;;;;;\n", encoding="utf-8")

    done = run(small_workspace, command, *NOW)

    assert done.returncode == 2
    assert "kaputt@@x" in done.stdout + done.stderr
    assert [each for each in EVERYONE if each in done.stdout + done.stderr] == []


def test_a_relay_that_is_not_there(small_workspace: Path) -> None:
    """The password that was to be used is in no message about it."""
    path = small_workspace / "rundbrief.toml"
    relay = '\nkind = "smtp"\nhost = "127.0.0.1"\nport = 9\ntls = "none"\nuser = "netz"\n'
    text = path.read_text("utf-8")
    assert text.count('\nkind = "folder"\n') == 1
    path.write_text(text.replace('\nkind = "folder"\n', relay), encoding="utf-8")

    done = run(small_workspace, *ordered(small_workspace))

    assert done.returncode == 3
    assert PASSWORD not in done.stdout + done.stderr
    assert [each for each in EVERYONE if each in done.stderr] == []
    assert PASSWORD.encode() not in (small_workspace / "rundbrief.db").read_bytes()
