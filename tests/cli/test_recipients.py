"""`check --recipients`: everyone on the lists, as people and programs read it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Call = Callable[..., Result]


@pytest.fixture
def doubtful_list(small_workspace: Path) -> Path:
    """A second list, with one row in order and one that is doubtful."""
    path = small_workspace.parent / "recipients" / "zweite.csv"
    path.write_text(
        "E-Mail;Stelle;Anrede;Nachname;Ebene\n"
        "m@ahlen.example;;Frau;Müller [bold];Stadt\nn@ahlen.example;;;NEU;Stadt\n",
        encoding="utf-8",
    )
    return path


def test_everyone_stands_in_a_line(call: Call, doubtful_list: Path) -> None:
    """Away from a terminal each recipient is one line: mark, place, mailbox, salutation, tier."""
    done = call("check", "--recipients")

    rows = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    assert len(rows) == 5
    assert rows[-2] == [
        " ",
        "zweite.csv:2",
        "Müller [bold] <m@ahlen.example>",
        "Sehr geehrte Frau Müller [bold]",
        "Stadt",
    ]
    assert rows[-1][0] == "!"
    assert rows[-1][3] == "Guten Tag NEU"
    assert "zweite.csv:3: Zu NEU fehlt die Anrede" in done.stdout
    assert "Empfänger: 5, davon zweifelhaft: 1." in done.stdout
    assert done.stdout.endswith("Nichts hindert am Senden. Lesen Sie aber die 2 Hinweise oben.\n")
    assert done.exit_code == 0


def test_the_list_as_json(call: Call, doubtful_list: Path) -> None:
    """Programs get the same values, each doubt as a problem."""
    values = json.loads(call("check", "--recipients", "--json").stdout)

    last = values["list"][-1]
    assert (last["address"], last["salutation"]) == ("n@ahlen.example", "Guten Tag NEU")
    assert [doubt["code"] for doubt in last["doubts"]] == [
        "recipients.doubt-form-missing",
        "recipients.doubt-capitals",
    ]
    assert values["list"][-2]["doubts"] == []


def test_without_the_option_nobody_is_listed(call: Call, doubtful_list: Path) -> None:
    """A list of addresses is shown only to who asks for it."""
    done = call("check")

    assert "@ahlen.example" not in done.stdout
    assert "list" not in json.loads(call("check", "--json").stdout)
