"""Two senders at once: the second is told of the first before it is told anything else."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rundbrief.ledger import Ledger, this_worker


def test_who_is_sending_comes_before_what_changed(call: Any, small_workspace: Path) -> None:
    """`send --plan` of a plan that is another by now, while another sends, says who sends."""
    call("plan")
    with (
        Ledger.open(small_workspace / "rundbrief.db") as ledger,
        ledger.sending(this_worker(datetime.now(UTC))),
    ):
        done = call("send", "--plan", "00000000")

    assert done.exit_code == 2
    assert "00000000" not in done.output
    assert str(this_worker(datetime.now(UTC)).host) in done.output
