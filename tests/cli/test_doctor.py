"""`rundbrief doctor` on the screen: each thing, what it means, what to pass on."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Call = Callable[..., Result]


def test_a_folder_on_the_screen(call: Call) -> None:
    """Names and verdicts stand out, the question for the data centre can be copied."""
    done = call("doctor")

    assert done.exit_code == 0
    assert "Ordner outbox: gut" in done.output
    assert "Ans Rechenzentrum: „Wir möchten Einladungen mit" in done.output
    assert "None" not in done.output
    assert "{" not in done.output


def test_for_other_programs(call: Call) -> None:
    """As JSON: the same rows, with their sentences."""
    shown = json.loads(call("doctor", "--json").output)

    assert (shown["transport"], shown["faults"]) == ("folder", 0)
    assert [row["check"] for row in shown["checks"]] == ["outbox", "switch", "spf", "dkim", "dmarc"]
    assert "_dmarc.kulturnetzwerk.example" in shown["checks"][-1]["tell"]


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_something_must_be_mended(
    words: tuple[str, ...], call: Call, small_workspace: Path
) -> None:
    """A fault ends with 2, on the screen and for programs."""
    (small_workspace / "outbox").write_text("")

    done = call("doctor", *words)

    assert done.exit_code == 2
    assert "outbox" in done.output


def test_what_could_not_be_reached_is_said_once(call: Call, small_workspace: Path) -> None:
    """Below a relay that does not answer stands one row for all that would have come after it."""
    settings = small_workspace / "rundbrief.toml"
    nobody = '\nkind = "smtp"\nhost = "127.0.0.1"\nport = 9\ntls = "none"\n'
    text = settings.read_text("utf-8").replace('\nkind = "folder"\n', nobody)
    settings.write_text(text, encoding="utf-8")

    said = call("doctor").output

    assert said.count("Nicht geprüft, weil es vorher nicht weiterging.") == 1
    assert "\nVerschlüsselung, Zertifikat, Anmeldung, " in said
    assert len(json.loads(call("doctor", "--json").output)["checks"]) > 10
