"""What the checks find, at the keyboard: errors stop a mailing, a word lets one pass, a report."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Call = Callable[..., Result]

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
MEND_FIRST = 2
BROKEN = '<p><a style="color:#14505c" href="#nirgends">Zum Programm</a></p>'
PALE = '<p style="color:#aaaaaa">blass</p>'


def as_json(done: Result) -> Any:
    return json.loads(done.stdout)


def with_words(folder: Path, html: str) -> None:
    """Invitations with this in the place of the answer."""
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "invitation.html").write_text(
        '{% extends "stock/invitation.html" %}{% block answer %}<tr><td>'
        f"{html}</td></tr>{{% endblock %}}",
        encoding="utf-8",
    )


def send(call: Call, *words: str) -> Result:
    """What the plan says, by its hash."""
    return call("send", "--plan", as_json(call("plan", "--json"))["hash"], *words)


@pytest.fixture
def broken(small_workspace: Path) -> Path:
    """The invitation has a link that leads nowhere."""
    with_words(small_workspace, BROKEN)
    return small_workspace


def test_an_error_stops_it(call: Call, broken: Path) -> None:
    """Nothing goes out; the fault is told with its file, and the option that lets it pass."""
    done = send(call)

    *told, last = done.stderr.splitlines()
    assert done.exit_code == MEND_FIRST
    assert any(line.startswith(f"{MEETING}: ") for line in told)
    assert last.endswith("senden Sie trotzdem mit: --force link-lost")
    assert not (broken / "outbox").exists()
    assert call("status").stdout == "Es ist noch nichts verschickt.\n"


def test_a_fault_that_is_let_pass(call: Call, broken: Path) -> None:
    """Only the code that is named passes, and what was let pass is told once more at the end."""
    other = send(call, "--force", "left-over")
    done = send(call, "--force", "link-lost")

    assert other.exit_code == MEND_FIRST
    assert done.exit_code == 0
    assert "  link-lost: " in done.stdout
    assert len(list((broken / "outbox").glob("*.eml"))) == 6


def test_what_was_let_pass_in_json(call: Call, broken: Path) -> None:
    """A program gets the findings of each mail beside the counts, with code and severity."""
    values = as_json(send(call, "--force", "link-lost", "--json"))

    (invitation,) = (mail for mail in values["mails"] if mail["kind"] == "invitation")
    found = {each["code"]: each["severity"] for each in invitation["findings"]}
    assert values["sent"] == 6
    assert found["link-lost"] == "error"


def test_a_hint_stops_nothing(call: Call, small_workspace: Path) -> None:
    """What is only worse is named at the end of a run by hash, which asks nobody."""
    with_words(small_workspace, PALE)

    done = send(call)

    assert done.exit_code == 0
    assert "Hinweis: contrast: blass" in done.stdout


def test_a_report_to_be_filed(call: Call, broken: Path) -> None:
    """`check --report` writes the page, says where, and still ends with 2 where a fault is."""
    done = call("check", "--report", "bericht.html")

    page = (broken / "bericht.html").read_text("utf-8")
    assert done.exit_code == MEND_FIRST
    assert "bericht.html" in done.stdout
    assert page.lower().startswith("<!doctype html>")
    assert "EN 301 549" in page
    assert "Kreisverwaltungen und bürgerschaftliches Kulturengagement" in page


def test_a_report_beside_json(call: Call, small_workspace: Path) -> None:
    """The report is written too where a program reads along, and standard output is all JSON."""
    done = call("check", "--report", "bericht.html", "--json")

    assert done.exit_code == 0
    assert as_json(done)["problems"] == []
    assert (small_workspace / "bericht.html").stat().st_size > 1_000


def test_a_report_where_nothing_can_be_written(call: Call, small_workspace: Path) -> None:
    """A folder in its place is told as what it is."""
    (small_workspace / "bericht.html").mkdir()

    done = call("check", "--report", "bericht.html")

    assert done.exit_code == MEND_FIRST
    assert "bericht.html" in done.stderr
