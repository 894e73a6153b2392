"""`forget` and the retention period: what is erased, and what stays hers to delete."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rundbrief.desk import Desk, Sent, forget, open_desk, plan, send, status
from rundbrief.desk.forget import Place

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone
HERS = "arts@york.example"


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her desk on a Monday morning in August."""
    made, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert made, problems
    return made


def sent(desk: Desk) -> Sent:
    made, problems = plan(desk)
    assert made, problems
    done, problems = send(desk, made.hash)
    assert isinstance(done, Sent), problems
    return done


def written(folder: Path) -> dict[str, bytes]:
    """Every file that Rundbrief wrote there, by its name, in lower case."""
    paths = [*folder.glob("rundbrief.db*"), *folder.glob("outbox/*")]
    return {path.name: path.name.encode() + path.read_bytes().lower() for path in paths}


def test_no_byte_is_left(desk: Desk) -> None:
    """Nothing that Rundbrief wrote holds the address; her lists do, and the row is named."""
    sent(desk)
    copy = desk.workspace.folder / "rundbrief.db.0001"
    copy.write_bytes(desk.workspace.ledger_file.read_bytes())
    before = written(desk.workspace.folder)
    assert sum(HERS.encode() in data for data in before.values()) >= 3

    done, problems = forget(desk, "Arts@York.example")

    assert done, problems
    after = written(desk.workspace.folder)
    assert [name for name, data in after.items() if HERS.encode() in data] == []
    assert (done.deliveries, done.mails, done.copies) == (2, 2, 1)
    assert done.still == (Place("../recipients/liste.csv", 4),)
    assert len(after) == len(before) - 3


def test_sending_again_brings_nothing_back(desk: Desk) -> None:
    """Who still stands on a list is named in the plan as opted out, and not written down again."""
    sent(desk)
    forget(desk, HERS)
    people = desk.workspace.folder.parent / "recipients" / "liste.csv"
    people.write_text(people.read_text("utf-8") + "neu@stadt.example;Neu;;;;;;;;\n", "utf-8")
    made, _ = plan(desk)
    assert made
    assert {item.recipient.identity for item in made.plan.items} == {"neu@stadt.example"}
    assert made.change
    assert [row.identity for row in made.change.new.first] == ["neu@stadt.example"]
    assert {each.recipient.identity for note in made.plan.notes for each in note.who} == {HERS}

    sent(desk)

    assert [n for n, d in written(desk.workspace.folder).items() if HERS.encode() in d] == []


def test_whatever_address_she_had(desk: Desk) -> None:
    """A former address that her list names is the same person."""
    people = desk.workspace.folder.parent / "recipients" / "liste.csv"
    sent(desk)
    text = people.read_text("utf-8")
    header, *rows = text.splitlines()
    new = [row.replace(HERS, "culture@york.example") for row in rows]
    lines = [f"{header};frueher", *(f"{row};{HERS if 'culture' in row else ''}" for row in new)]
    people.write_text("\n".join(lines) + "\n", encoding="utf-8")

    done, problems = forget(desk, "culture@york.example")

    assert done, problems
    assert done.identities == ("culture@york.example", HERS)
    assert done.deliveries == 2


def test_no_address(desk: Desk) -> None:
    """What is no address is told, and nothing happens."""
    done, problems = forget(desk, "york")

    assert done is None
    assert problems
    assert not desk.workspace.ledger.exists()


def years_later(desk: Desk) -> Callable[[], datetime]:
    later = datetime(2027, 8, 10, 9, tzinfo=UTC)
    return lambda: later + timedelta(seconds=1)


def test_retention(desk: Desk) -> None:
    """Two years on the next `send` erases who got what, with the mails; the counts stay."""
    sent(desk)

    done = sent(replace(desk, clock=years_later(desk), clock_set=False))

    assert done.outdated == 6
    rows, _ = status(desk)
    assert rows is not None
    assert {row.address for row in rows} == {""}
    assert list(desk.workspace.outbox.iterdir()) == []
    made, _ = plan(replace(desk, clock=years_later(desk)))
    assert made
    assert {note.code for note in made.plan.notes} == {
        "past"
    }  # nobody "has not had" the newsletter


def test_not_by_a_clock_set_by_hand(desk: Desk) -> None:
    """Trying out another year erases nothing."""
    sent(desk)

    done = sent(replace(desk, clock=years_later(desk)))

    assert done.outdated == 0


def test_as_long_as_she_says(desk: Desk) -> None:
    """`[privacy] keep_months` is the period."""
    sent(desk)
    path = desk.workspace.folder / "rundbrief.toml"
    path.write_text(path.read_text("utf-8") + "\n[privacy]\nkeep_months = 36\n", encoding="utf-8")
    reopened, problems = open_desk(desk.workspace.folder, environment={})
    assert reopened, problems

    done = sent(replace(reopened, clock=years_later(desk)))

    assert done.outdated == 0
