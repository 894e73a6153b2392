"""`rundbrief site DIR`: what it says, what must be in order, what it takes from the ledger."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Call = Callable[..., Result]

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def sequence(site: Path, workspace: Path) -> int:
    """The SEQUENCE of the coming meeting's file."""
    uid = re.findall(r'^id = "(.*)"', (workspace / MEETING).read_text("utf-8"), re.MULTILINE)[0]
    text = (site / "termine" / f"{uid}.ics").read_text(encoding="utf-8")
    return int(re.findall(r"^SEQUENCE:(\d+)", text, re.MULTILINE)[0])


def test_counts_for_other_programs(call: Call) -> None:
    """`--json` says what changed; the second run changes nothing."""
    first, second = (json.loads(call("site", "../web", "--json").stdout) for _ in range(2))

    assert (first["meetings"], len(first["written"]), first["unchanged"]) == (4, 13, 0)
    assert second == {"meetings": 4, "written": [], "removed": [], "unchanged": 13}


def test_site_says_where_it_is_and_what_would_help(call: Call, small_workspace: Path) -> None:
    """Whoever never said where the site will be learns that it is worth saying."""
    first = call("site", "../web").stdout
    change(
        small_workspace / "rundbrief.toml",
        "[organisation]\n",
        '[organisation]\nsite = "https://termine.example"\n',
    )
    call("site", "../web")
    third = call("site", "../web").stdout

    assert "13 Dateien geschrieben" in first
    assert "[organisation]" in first
    assert third.splitlines()[-1] == "Die Website in ../web/index.html ist auf dem neuesten Stand."


def test_sequence_comes_from_the_mails(call: Call, small_workspace: Path, tmp_path: Path) -> None:
    """Once it was sent, a change of date has the number that the next mail will have."""
    plan = json.loads(call("plan", "--json", MEETING).stdout)
    sent = call("send", MEETING, "--plan", plan["hash"])
    assert sent.exit_code == 0, sent.output
    call("site", "../web")
    before = sequence(tmp_path / "web", small_workspace)
    change(small_workspace / MEETING, "start = 2025-09-08T10", "start = 2025-09-08T09")
    call("site", "../web")

    assert (before, sequence(tmp_path / "web", small_workspace)) == (0, 1)


def test_broken_list_keeps_no_reader_from_the_site(call: Call, small_workspace: Path) -> None:
    """A slip in a list of recipients is no reason for an old site."""
    (small_workspace.parent / "recipients" / "liste.csv").write_text("x\n", encoding="utf-8")

    assert call("check").exit_code == 2
    assert call("site", "../web").exit_code == 0


def test_broken_meeting_stops_before_its_page_vanishes(call: Call, small_workspace: Path) -> None:
    """What can't be read isn't taken for deleted."""
    call("site", "../web")
    change(small_workspace / MEETING, "\nstatus = ", "\nstatuss = ")
    done = call("site", "../web")

    assert done.exit_code == 2
    assert MEETING in done.stderr
    assert json.loads(call("site", "../web", "--json").stdout)["problems"]


def test_folders_of_the_workspace_are_refused(call: Call, small_workspace: Path) -> None:
    """Neither the workspace, nor what is above it, nor what it keeps its files in."""
    for folder in (".", "..", "outbox", "meetings/neu", "../recipients"):
        done = call("site", folder)

        assert (done.exit_code, "eigenen Ordner" in done.stderr) == (2, True), folder


def test_folder_of_its_own_in_the_workspace_is_fine(call: Call) -> None:
    """Beside the meetings is where many will want it."""
    assert call("site", "site").exit_code == 0
    assert call("check").exit_code == 0


def test_broken_template_is_named(call: Call, small_workspace: Path) -> None:
    """Her own template, its line, and what to do."""
    own = small_workspace / "templates" / "site"
    own.mkdir(parents=True, exist_ok=True)
    (own / "index.html").write_text("<p>\n{{ titel }}</p>", encoding="utf-8")
    done = call("site", "../web")

    assert done.exit_code == 2
    assert "templates/site/index.html:2" in done.stderr
