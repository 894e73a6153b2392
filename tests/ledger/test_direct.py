"""The sender's connection to a file: what it writes with, and what its statements may cost."""

from pathlib import Path

from rundbrief.ledger import Ledger
from rundbrief.ledger.direct import LOG_PAGES, Direct, Prepared
from rundbrief.ledger.recording import FROM, STEP


def test_the_log_is_carried_over_seldom(tmp_path: Path) -> None:
    """Each time is two fsyncs that every connection waits for; once in thousands of mails."""
    with Ledger.open(tmp_path / "rundbrief.db") as ledger:
        direct = Direct(ledger._engine)
        direct.cursor.execute("PRAGMA wal_autocheckpoint")
        ((pages,),) = direct.cursor.fetchall()
        direct.close()

    assert pages == LOG_PAGES > 1_000


def test_a_step_is_found_by_its_number_alone(tmp_path: Path) -> None:
    """As it was claimed, and without a table made for each row of the states it may come from."""
    with Ledger.open(tmp_path / "rundbrief.db") as ledger:
        direct = Direct(ledger._engine)
        step = Prepared(direct.dialect, STEP, "to", "at", "row", *FROM)
        row = step.row("sent", "", 1, *FROM)
        direct.cursor.execute(f"EXPLAIN QUERY PLAN {step.text}", row)
        (plan,) = [each[-1] for each in direct.cursor.fetchall()]
        direct.cursor.execute(f"EXPLAIN {step.text}", row)
        codes = {each[1] for each in direct.cursor.fetchall()}
        direct.close()

    assert "USING INTEGER PRIMARY KEY" in plan
    assert "OpenEphemeral" not in codes
