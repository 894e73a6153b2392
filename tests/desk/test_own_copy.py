"""The organiser's own copy on its way: confirmed, held back, sent to her alone."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from rundbrief.delivery import State
from rundbrief.desk import Desk, Planned, Sent, open_desk, plan, send, status
from rundbrief.ledger import Ledger
from rundbrief.messages import Kind
from rundbrief.problems import Severity
from rundbrief.wording import LANGUAGES, problem_sentence

FILE = "meetings/2025-09-08-kreisverwaltungen.toml"
HERS, OTHER = "Kalender@kulturnetzwerk.example", "andere@kulturnetzwerk.example"
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 - as it is typed: the workspace has the zone

Write = Callable[[str], None]


def desk_in(folder: Path) -> Desk:
    desk, problems = open_desk(folder, environment={}, now=NOW)
    assert desk, problems
    return desk


def planned(folder: Path) -> Planned:
    made, problems = plan(desk_in(folder), [Path(FILE)])
    assert made, problems
    return made


def sent(folder: Path) -> Sent:
    done, problems = send(desk_in(folder), planned(folder).hash, [Path(FILE)])
    assert isinstance(done, Sent), problems
    return done


def copies(folder: Path) -> list[tuple[str, State]]:
    rows, problems = status(desk_in(folder))
    assert rows is not None, problems
    return [(row.address, row.state) for row in rows if row.kind is Kind.COPY]


def members(folder: Path) -> list[str]:
    return [
        item.recipient.address for item in planned(folder).plan.items if item.kind is not Kind.COPY
    ]


@pytest.fixture
def write(small_workspace: Path) -> Write:
    """Write down where her copies go; empty for nowhere."""
    path = small_workspace / "rundbrief.toml"
    text = path.read_text("utf-8")

    def written(address: str) -> None:
        line = f'[sender]\ncopy_to = "{address}"\n' if address else "[sender]\n"
        path.write_text(text.replace("[sender]\n", line, 1), "utf-8")

    written(HERS)
    return written


def test_she_is_asked_for_as_one_more(small_workspace: Path, write: Write) -> None:
    """The number that `send` asks for counts her among those who get a mail."""
    with_copy = planned(small_workspace).recipients
    write("")

    assert (planned(small_workspace).recipients, with_copy) == (3, 4)


def test_on_a_list_she_is_still_one(small_workspace: Path, write: Write) -> None:
    """Who is on a list under the same address gets two mails, and is one recipient."""
    first, *_ = members(small_workspace)
    write(first)

    made = planned(small_workspace)

    assert (len(made.plan.items), made.recipients) == (4, 3)


def test_an_opt_out_does_not_stop_it(small_workspace: Path, write: Write) -> None:
    """She asked for it in her settings, which is where she ends it."""
    with Ledger.open(small_workspace / "rundbrief.db") as ledger:
        ledger.suppress(HERS.lower(), "aus Versehen", desk_in(small_workspace).now)

    sent(small_workspace)

    assert copies(small_workspace) == [(HERS, State.SENT)]


def test_a_guest_besides(small_workspace: Path, write: Write) -> None:
    """Where her address is a guest's as well, both mails go out and a warning says what to do."""
    write("arts@york.example")
    settings = (small_workspace / "rundbrief.toml").read_text("utf-8").splitlines()

    made, problems = plan(desk_in(small_workspace), [Path(FILE)])

    assert made
    kinds = [i.kind for i in made.plan.items if i.recipient.address == "arts@york.example"]
    assert kinds == [Kind.INVITATION, Kind.COPY]
    (problem,) = problems
    assert (problem.code, problem.severity) == ("desk.copy-listed", Severity.WARNING)
    assert problem.line
    assert settings[problem.line - 1].startswith("copy_to")
    for language in LANGUAGES:
        assert "liste.csv:4" in problem_sentence(problem, language)


def test_a_list_without_her(small_workspace: Path, write: Write) -> None:
    """An address that no meeting is for gets the copy alone: there is nothing to warn of."""
    write("arts@york.example")
    for path in (small_workspace / "meetings").glob("*.toml"):
        audience = '\n[audience]\naddresses = ["m.yilmaz@ahlen.example"]\n'
        path.write_text(path.read_text("utf-8") + audience, "utf-8")

    _, problems = plan(desk_in(small_workspace), [Path(FILE)])

    assert problems == []


@pytest.fixture
def waiting(small_workspace: Path, write: Write) -> Write:
    """Everything is confirmed and nothing has left: a file stands where the outbox should be."""
    (small_workspace / "outbox").write_text("in the way")
    assert sent(small_workspace).untried == 4
    (small_workspace / "outbox").unlink()
    return write


def test_what_waits_leaves_once(small_workspace: Path, waiting: Write) -> None:
    """A copy that was confirmed goes with the next sending, and no second one."""
    assert len(planned(small_workspace).plan.items) == 0

    sent(small_workspace)

    assert copies(small_workspace) == [(HERS, State.SENT)]


@pytest.mark.parametrize("address", ["", OTHER])
def test_what_waits_for_another_address(
    small_workspace: Path, waiting: Write, address: str
) -> None:
    """At an address that is hers no more nothing arrives; what waited for it stays behind."""
    waiting(address)

    assert sent(small_workspace).tally.sent == 3 + bool(address)

    old, *new = copies(small_workspace)
    assert old == (HERS, State.SUPERSEDED)
    assert new == [(address, State.SENT)] * bool(address)
