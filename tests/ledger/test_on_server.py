"""What a server brings along: sessions that are lost, restarts, rights, and what is not there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import make_url

from rundbrief.delivery import State
from rundbrief.ledger import (
    Ledger,
    LedgerError,
    Locked,
    Server,
    examine_ledger,
)
from rundbrief.wording import LANGUAGES, problem_sentence

ON_SERVER = pytest.mark.parametrize("place", ["postgresql"], indirect=True)
A, B, C = "a@x.example", "b@x.example", "c@x.example"
END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE"


@ON_SERVER
def test_a_lost_session_hands_nothing_over(
    office: Any, open_ledger: Callable[[], Ledger], databases: Any
) -> None:
    """Who lost the lock's session records and claims no more, however much another sends since."""
    office.confirm(A, B, C)
    other = open_ledger()
    heir = replace(office.worker, user="theater", pid=5)
    with office.ledger.sending(office.worker):
        first, _ = (each.message_id for each in office.claim(2))
        databases.run(f"{END} 'rundbrief/4711/%%'")

        with other.sending(heir):
            recovered = other.recover(heir, office.now)
            with pytest.raises(LedgerError) as recording:
                office.hand_over(first)
            with pytest.raises(LedgerError) as claiming:
                office.claim()

    assert {each.state for each in recovered} == {State.PENDING}
    assert recording.value.problem.code == claiming.value.problem.code
    assert recording.value.problem.code == "ledger.server-unreachable"
    assert set(office.states().values()) == {State.PENDING}


LOOPS_ONLY = (
    *("hashagg", "hashjoin", "mergejoin", "sort", "incremental_sort", "material", "memoize"),
    *("bitmapscan", "indexscan", "indexonlyscan"),
)


@ON_SERVER
def test_a_claim_is_no_more_than_was_asked_for(office: Any) -> None:
    """However the server goes about it, row by row even, it chooses once and no more than that."""
    office.confirm(*(f"{number}@x.example" for number in range(40)))
    with office.ledger.sending(office.worker):
        cursor = office.ledger._directly().cursor
        for way in LOOPS_ONLY:
            cursor.execute(f"SET enable_{way} = off")
        sizes = [len(office.claim(3)) for _ in range(3)]

    assert sizes == [3, 3, 3]


@ON_SERVER
def test_the_sender_is_named(office: Any, open_ledger: Callable[[], Ledger]) -> None:
    """Whatever the user and the machine are called, a second sender reads it."""
    worker = replace(office.worker, user="Müller/Öde", host="kulturamt-03.amt.example")
    with (
        office.ledger.sending(worker),
        pytest.raises(Locked) as caught,
        open_ledger().sending(office.worker),
    ):
        pass

    assert (caught.value.user, caught.value.pid) == ("Müller/Öde", 4711)
    assert caught.value.host.startswith("kulturamt-03")


@ON_SERVER
def test_another_life_of_the_server(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a restart the server may lack its last commits: what was claimed is unclear."""
    office.confirm(A, B)
    with office.ledger.sending(office.worker):
        office.claim(1)
    monkeypatch.setattr("rundbrief.ledger.on_server.LIFE", "SELECT 7")

    office.ledger.recover(replace(office.worker, pid=5, started=office.later(days=1)), office.now)

    assert office.states() == {A: State.UNCLEAR, B: State.PENDING}


@ON_SERVER
def test_commits_are_forced(place: Server, databases: Any) -> None:
    """Even where the server is set to confirm what is not on its disk, our sessions are not."""
    name = make_url(place.address).database
    databases.run(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with Ledger.open(place) as ledger, ledger._engine.connect() as connection:
        found = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
    databases.run(f"ALTER DATABASE {name} RESET synchronous_commit")

    assert found == "on"


@pytest.fixture
def guest(databases: Any) -> Iterator[str]:
    """The address of a new database, for a role that may only look."""
    address = databases.new()
    databases.run("CREATE ROLE guest LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    yield make_url(address).set(username="guest").render_as_string(hide_password=False)
    databases.drop(address)
    databases.run("DROP ROLE guest")


def refusal(address: str) -> str:
    """Why it can't be opened; both languages have words for it, and none shows the password."""
    with pytest.raises(LedgerError) as caught:
        Ledger.open(Server(address))
    problem = caught.value.problem
    for language in LANGUAGES:
        assert "geheim" not in problem_sentence(problem, language) + problem.file
    return problem.code


# What may stand in the environment, and what is said of it.
@pytest.mark.parametrize(
    ("address", "code"),
    [
        pytest.param("", "no-address", id="nothing"),
        pytest.param("rundbrief geheim", "bad-address", id="no address"),
        pytest.param("mysql://u:geheim@db.example/x", "bad-address", id="another database"),
        pytest.param("postgresql://u:geheim@127.0.0.1:9/x", "unreachable", id="nobody answers"),
    ],
)
def test_addresses(address: str, code: str) -> None:
    """An address that leads nowhere is a sentence that says what to do."""
    assert refusal(address) == f"ledger.server-{code}"


def test_no_rights(guest: str) -> None:
    """A role that may not create tables is told what it needs, by `doctor` as well."""
    assert refusal(guest) == "ledger.server-no-rights"
    assert not examine_ledger(Server(guest)).is_own


def test_a_copy(databases: Any) -> None:
    """A database that can only be read is not the one to send by."""
    address = databases.new()
    databases.run(
        f"ALTER DATABASE {make_url(address).database} SET default_transaction_read_only = on"
    )

    assert refusal(address) == "ledger.server-read-only"
    databases.drop(address)


def test_somebody_elses(databases: Any) -> None:
    """Another program's tables are left alone."""
    address = databases.new()
    databases.run("CREATE TABLE photos (id int)", at=address)

    assert refusal(address) == "ledger.server-foreign"
    databases.drop(address)
