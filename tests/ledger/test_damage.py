"""A ledger that is damaged, read-only or out of room: told, never guessed at, and read on.

What is damaged is a page somewhere in the middle, as a failing disk or a copy cut short leaves it.
"""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rundbrief.delivery import State
from rundbrief.ledger import Ledger, LedgerError, salvage

PEOPLE = 3_000
PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is."""
    return tmp_path / "rundbrief.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """Only a file has pages of ours."""
    with Ledger.open(path) as ledger:
        yield ledger


@pytest.fixture
def filled(office: Any, path: Path) -> Path:
    """A ledger of some hundred pages, closed."""
    office.confirm(*(f"k{number}@stadt.example" for number in range(PEOPLE)))
    office.ledger.close()
    assert path.stat().st_size > 200 * PAGE
    return path


def pages_of(path: Path, table: str) -> list[int]:
    """The numbers of a table's leaves, as SQLite itself tells them, where it can."""
    with sqlite3.connect(path) as database:
        (root,) = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
        ).fetchone()
    database.close()
    content = path.read_bytes()
    head = content[(root - 1) * PAGE : root * PAGE]
    assert head[0] == 5  # an inner page of a table: https://www.sqlite.org/fileformat2.html, 1.6
    count = int.from_bytes(head[3:5], "big")
    places = (int.from_bytes(head[12 + 2 * n : 14 + 2 * n], "big") for n in range(count))
    return [int.from_bytes(head[place : place + 4], "big") for place in places]


def spoil(path: Path, *pages: int) -> None:
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * PAGE)
            file.write(b"\xa5" * PAGE)


def test_the_rest_is_read(filled: Path) -> None:
    """Of a ledger with two spoilt pages all but what stood on them is read, and that is counted."""
    leaves = pages_of(filled, "delivery")
    spoil(filled, leaves[3], leaves[-2])
    before = filled.read_bytes()

    rows, lost = salvage(filled)

    assert 0 < lost < PEOPLE / 10
    assert PEOPLE - lost <= len(rows) + lost  # a row that was never there counts as lost, too
    assert len(rows) > PEOPLE * 0.9
    assert {row.state for row in rows} == {State.PENDING}
    assert filled.read_bytes() == before


def test_it_is_told(filled: Path) -> None:
    """Whoever comes upon a spoilt page is told so, and nothing goes on as if all were well."""
    spoil(filled, *pages_of(filled, "delivery"))

    with Ledger.open(filled) as ledger, pytest.raises(LedgerError) as caught:
        list(ledger.standing())

    assert caught.value.problem.code == "ledger.damaged"


@pytest.mark.parametrize("seed", range(12))
def test_any_page(filled: Path, seed: int) -> None:
    """Whichever page is spoilt, it is read or told: never an error that says nothing."""
    dice = random.Random(seed)  # noqa: S311 - no secret hangs on it
    spoil(filled, dice.randrange(1, filled.stat().st_size // PAGE))

    told = set()
    for read in (salvage, _standing):
        try:
            read(filled)
        except LedgerError as error:
            told.add(error.problem.code)

    assert told <= {"ledger.damaged", "ledger.foreign", "ledger.unreadable"}


def _standing(path: Path) -> None:
    with Ledger.open(path) as ledger:
        list(ledger.standing())


def test_what_is_still_in_the_log_is_read(office: Any, path: Path) -> None:
    """A copy is read with its log: what was written last is not lost on the way."""
    office.confirm("a@stadt.example")
    office.send()

    rows, lost = salvage(path)

    assert ([row.state for row in rows], lost) == ([State.SENT], 0)
