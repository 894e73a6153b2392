"""`optout` and `forget` at the keyboard: what they say, what they ask, what they end with."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from rundbrief.cli.show import mailbox

Call = Callable[..., Result]

HERS = "arts@york.example"
KEPT = "Der neue Grund steht jetzt neben dem früheren."
LISTED = "die Adresse auf einer Liste steht oder später wieder auf eine kommt"
EXCEPT = "außer wenn sich ein Termin ändert oder ausfällt, der schon im Kalender steht"


def test_optout_tells_both_ways(call: Call) -> None:
    """Each step says whether it changed anything."""
    said = [
        call("optout", *words).stdout.strip()
        for words in (
            (),
            (HERS, "--reason", "am Telefon"),
            (HERS,),
            (HERS, "--reason", "schriftlich"),
            (HERS, "--revoke"),
            (HERS, "--revoke"),
        )
    ]

    assert said == [
        "Niemand hat sich abgemeldet.",
        f"{HERS} bekommt nichts mehr, {EXCEPT}. Das gilt auch, wenn {LISTED}.",
        f"{HERS} war schon abgemeldet und bleibt es.",
        f"{HERS} war schon abgemeldet und bleibt es. {KEPT}",
        f"{HERS} kann wieder Mails bekommen, sobald die Adresse auf einer Liste steht.",
        f"{HERS} war nicht abgemeldet. Es hat sich nichts geändert.",
    ]


def test_everyone_who_left(call: Call) -> None:
    """The latest first, with day and reason; who was forgotten stands there without a name."""
    call("optout", HERS, "--reason", "am Telefon", "--now", "2025-03-03T10:00")
    call("forget", "jemand@anders.example", "--yes")

    lines = call("optout").stdout.splitlines()
    rows = json.loads(call("optout", "--json").stdout)

    assert lines == [
        "04.08.2025  (gelöscht, die Adresse ist nicht mehr bekannt)",
        f"03.03.2025  {HERS}  am Telefon",
    ]
    assert [row["address"] for row in rows] == [None, HERS]


def test_the_plan_names_who_left(call: Call) -> None:
    """What was left out stands below the plan, with the address."""
    call("optout", HERS)

    said = call("plan").stdout

    assert HERS in said.partition("Nicht dabei:")[2]
    assert HERS not in said.partition("Nicht dabei:")[0]


def test_forgotten_before(call: Call) -> None:
    """Once more is told as such; only who wants mails again themselves comes back from it."""
    said = [call("forget", HERS, "--yes").stdout.splitlines()[0] for _ in range(2)]
    refused = call("optout", HERS, "--revoke")
    done = call("optout", HERS, "--revoke", "--yes")

    assert said[0].startswith("Gelöscht.")
    assert said[1].startswith(f"{HERS} war schon gelöscht; es war nichts mehr zu löschen.")
    assert (refused.exit_code, done.exit_code) == (2, 0)
    assert "Diese Person wurde gelöscht" in refused.stderr


def test_forget_says_how_it_ends(call: Call) -> None:
    """The help names the exit codes that a script goes by."""
    said = call("forget", "--help").stdout

    assert all(f"mit {code}" in said for code in (0, 2))


def test_forget_asks(call: Call, small_workspace: Path) -> None:
    """Where nobody can be asked, nothing is erased without --yes."""
    done = call("forget", HERS)

    assert done.exit_code == 2
    assert "--yes" in done.stderr
    assert not (small_workspace / "rundbrief.db").exists()


def test_forget_says_what_is_left_to_her(call: Call) -> None:
    """The row of her list is named, for people and for programs."""
    said = call("forget", HERS, "--yes").stdout
    values = json.loads(call("forget", HERS, "--yes", "--json").stdout)

    assert "  ../recipients/liste.csv:4" in said.splitlines()
    assert values == {
        "deliveries": 0,
        "answers": 0,
        "mails": 0,
        "copies": 0,
        "still": [{"file": "../recipients/liste.csv", "line": 4}],
    }


@pytest.mark.parametrize("command", [("optout",), ("forget", "--yes")], ids=lambda words: words[0])
def test_no_address(call: Call, command: tuple[str, ...]) -> None:
    """What is no address is told like any other mistake."""
    name, *options = command

    done = call(name, "kultur-at-stadt", *options)

    assert done.exit_code == 2
    assert "kultur-at-stadt" in done.stderr


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("kultur@xn--mnster-3ya.de", "kultur@münster.de"),
        ("kultur@xn--strae-oqa.de", "kultur@straße.de"),  # IDNA 2008; Python's own codec fails
        ("kultur@xn--a.de", "kultur@xn--a.de"),  # none that anyone could have written
    ],
)
def test_addresses_as_people_write_them(stored: str, written: str) -> None:
    """A recipient is shown with the domain as it was written, umlauts and all."""
    assert mailbox("", stored) == written


def test_problems_name_addresses_as_people_write_them(call: Call, small_workspace: Path) -> None:
    """A row that is there twice is told with its domain as it stands in the list."""
    people = small_workspace.parent / "recipients" / "liste.csv"
    row = "kultur@straße.de;Kulturamt;;;;;;;;\n"
    people.write_text(people.read_text("utf-8") + row + row, "utf-8")

    said = call("check").stdout

    assert "kultur@straße.de" in said
    assert "xn--" not in said
