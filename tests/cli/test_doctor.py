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
