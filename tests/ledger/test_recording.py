"""What recording costs and keeps: a commit a moment, safe from a kill, forced by the next claim.

What SQLite's file does with a commit is asked of SQLite; a server forces each (`test_on_server`).
"""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from rundbrief.delivery import Event, Outcome, State
from rundbrief.ledger import ForbiddenStep, Ledger, LedgerError, Server
from rundbrief.ledger.direct import Direct

NORMAL, FULL = 1, 2  # SQLite's numbers for synchronous
TAKEN = Outcome(State.SENT, "2.0.0 Queued as 7", 250, "2.0.0", "end of DATA")


IN_FILE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
ON_SERVER = pytest.mark.parametrize("place", ["postgresql"], indirect=True)


@pytest.fixture
def said(office: Any) -> list[str]:
    """Every statement that the sender's connection runs."""
    statements: list[str] = []
    office.ledger._direct = Direct(office.ledger._engine)
    driver = office.ledger._direct._raw.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_trace_callback(statements.append)
    return statements


@IN_FILE
def test_a_moment_is_one_commit(office: Any, said: list[str]) -> None:
    """However many messages have something to tell: one transaction, two statements an end."""
    office.confirm(*(f"stadt{n}@x.example" for n in range(10)))
    with office.ledger.sending(office.worker):
        names = [each.message_id for each in office.claim()]
        office.hand_over(*names)
        said.clear()
        office.ledger.record([Event(name, State.SENT, office.now, TAKEN) for name in names])

    assert [word for word in said if word.startswith(("BEGIN", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]
    assert sum(word.startswith(("UPDATE", "INSERT")) for word in said) == 20
    assert not any(word.startswith("SELECT") for word in said)


def test_only_what_is_under_way_is_known_by_its_number(office: Any) -> None:
    """What is claimed is found without a search, and nothing of it is kept once it has ended."""
    office.confirm("a@x.example", "b@x.example", "c@x.example")
    with office.ledger.sending(office.worker):
        first, second, third = (each.message_id for each in office.claim())
        numbers = office.ledger._direct.numbers
        known = set(numbers)
        office.hand_over(first, second)
        office.end(State.SENT, first)
        office.ledger.record([Event(third, State.PENDING, office.now)])
        still = set(numbers)
        office.end(State.DEFERRED, second)

        assert known == {first, second, third}
        assert still == {second}
        assert not numbers


@ON_SERVER
def test_a_moment_is_one_commit_on_a_server(office: Any, place: Server, databases: Any) -> None:
    """There, too: every row of the moment, deliveries and attempts, was written by one of them."""
    office.confirm(*(f"stadt{n}@x.example" for n in range(10)))
    with office.ledger.sending(office.worker):
        names = [each.message_id for each in office.claim()]
        office.hand_over(*names)
        office.ledger.record([Event(name, State.SENT, office.now, TAKEN) for name in names])

    written_by = "SELECT xmin::text FROM delivery UNION SELECT xmin::text FROM attempt"
    counts = "SELECT (SELECT count(*) FROM delivery), (SELECT count(*) FROM attempt)"
    assert len(databases.run(written_by, at=place.address)) == 1
    assert databases.run(counts, at=place.address) == [(10, 10)]


@IN_FILE
def test_only_a_claim_is_forced_to_the_disk(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recording waits for no disk; what it wrote is forced with the next claim (decision 4)."""
    forced: list[int] = []
    office.confirm("a@x.example", "b@x.example", "c@x.example")
    with office.ledger.sending(office.worker):
        monkeypatch.setattr("rundbrief.ledger.in_file.os.fsync", forced.append)
        (first,) = (each.message_id for each in office.claim(1))
        for_a_claim = len(forced)
        office.hand_over(first)
        office.end(State.SENT, first)
        office.ledger.claim(1, office.worker, office.now, transport="smtp", ahead=True)
        for_others = len(forced)
        office.ledger.force()
    level = office.ledger._engine.connect().exec_driver_sql("PRAGMA synchronous").scalar()

    assert (for_a_claim, for_others, len(forced)) == (1, 1, 2)
    assert level == FULL


@IN_FILE
def test_the_sender_has_a_connection_that_is_not_forced(office: Any) -> None:
    """With a write-ahead log the system keeps what was written, whatever becomes of us."""
    direct = Direct(office.ledger._engine)
    direct.cursor.execute("PRAGMA synchronous")
    found = direct.cursor.fetchone()
    direct.close()

    assert found == (NORMAL,)


@IN_FILE
def test_the_connection_is_not_handed_on(office: Any) -> None:
    """Nobody else gets the connection that is not forced."""
    Direct(office.ledger._engine).close()
    levels = []
    for _ in range(3):
        with office.ledger._engine.connect() as connection:
            levels.append(connection.exec_driver_sql("PRAGMA synchronous").scalar())

    assert levels == [FULL] * 3


def test_without_a_write_ahead_log_everything_is_forced(tmp_path: Path) -> None:
    """With a rollback journal, as on a network drive, less could damage the file."""
    path = tmp_path / "rundbrief.db"
    with Ledger.open(path) as ledger:
        event.listen(
            ledger._engine,
            "connect",
            lambda connection, _: connection.execute("PRAGMA journal_mode = DELETE"),
        )
        ledger._engine.dispose()
        direct = Direct(ledger._engine)
        direct.cursor.execute("PRAGMA synchronous")
        found = direct.cursor.fetchone()
        direct.close()

    assert found == (FULL,)


def test_a_refused_batch_leaves_nothing(office: Any) -> None:
    """One forbidden step, and none of the moment's is written, nor their attempts."""
    office.confirm("a@x.example", "b@x.example")
    with office.ledger.sending(office.worker):
        one, two = (each.message_id for each in office.claim())
        office.hand_over(one)
        with pytest.raises(ForbiddenStep, match=f"{two}: claimed to sent"):
            office.ledger.record(
                [Event(name, State.SENT, office.now, TAKEN) for name in (one, two)]
            )
        office.end(State.SENT, one)

    assert office.states() == {"a@x.example": State.SENT, "b@x.example": State.CLAIMED}


# How a ledger is made such that nothing can be written, and how that is called.
@pytest.mark.parametrize(
    ("place", "words", "code"),
    [
        ("sqlite", "PRAGMA query_only = ON", "ledger.read-only"),
        (
            "postgresql",
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY; COMMIT",
            "ledger.server-read-only",
        ),
    ],
    indirect=["place"],
)
def test_what_the_database_cannot_do(office: Any, words: str, code: str) -> None:
    """A ledger that can't be written says so as the organiser is told it."""
    office.confirm("a@x.example")
    with office.ledger.sending(office.worker):
        (name,) = (each.message_id for each in office.claim())
        office.ledger.record([])
        office.ledger._direct.cursor.execute(words)
        with pytest.raises(LedgerError) as told:
            office.hand_over(name)

    assert told.value.problem.code == code
    assert isinstance(told.value.__cause__, office.ledger._engine.dialect.loaded_dbapi.Error)
