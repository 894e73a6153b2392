"""However long a list is, no more of it is in memory: the bound of a million, held by thousands.

Python's own allocations are counted, and not the process's: so a busy machine has the same figure.
`bench/memory.py` and `bench/recipients.py` have the whole process's.
"""

import gc
import sys
import tracemalloc
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from rundbrief.desk import open_desk, plan

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 - as it is typed: the workspace has the zone
HEADER = "E-Mail;Stelle;Anrede;Titel;Vorname;Nachname;Ebene;Ort;Sprache;Schlagworte\n"
ROW = "amt{0}@stadt{1}.example;Amt {1};Frau;;Alex{1};Muster;Kreis;Ort {1};de;KI\n"
PER_ROW = 20  # bytes; a row's tuple alone, its texts not counted, is 160
# What is kept of a list up to a bound is bounded by little here, so that few are many.
BOUNDS = (
    ("recipients.memo", "REMEMBERED"),
    ("recipients.encoding", "BLOCK"),
    ("recipients.csv_rows", "BLOCK"),
)
# More than the tuples that the interpreter keeps for reuse, of each length.
FEW, MANY = 2_000, 4_000


@pytest.fixture
def peak(small_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], int]:
    """Bytes that planning takes at most, beside what was there before, with so many rows."""
    for module, name in BOUNDS:
        monkeypatch.setattr(sys.modules[f"rundbrief.{module}"], name, 1 << 7)

    def measured(rows: int) -> int:
        with (small_workspace.parent / "recipients" / "liste.csv").open("w") as file:
            file.write(HEADER)
            file.writelines(ROW.format(number, number % 50) for number in range(rows))
        desk, problems = open_desk(small_workspace, environment={}, now=NOW)
        assert desk, problems
        gc.collect()
        tracemalloc.start()
        planned, _ = plan(desk)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert planned is not None
        assert planned.recipients == rows
        return most

    return measured


def test_a_further_row_takes_nothing(peak: Callable[[int], int]) -> None:
    """Read, checked and planned: two thousand more recipients take no more memory."""
    peak(100)  # what is loaded and remembered once

    assert (peak(MANY) - peak(FEW)) / (MANY - FEW) < PER_ROW
