"""Somebody with two addresses, one after the other, who is on no list any more: one person."""

from datetime import datetime
from pathlib import Path

import pytest

from rundbrief.definitions import Answer
from rundbrief.desk import Desk, Sent, Word, answer, attendance, forget, open_desk, plan, send
from rundbrief.messages import Kind
from rundbrief.planning import Attendance

MEETING = Path("meetings/2025-09-08-kreisverwaltungen.toml")
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone
OLD, NEW = "arts@york.example", "Culture@york.example"
ROW = "{};Kulturbüro York;;;;;Gast;York;en;;{}"
BOTH = pytest.mark.parametrize("named", [OLD, NEW])


def desk_in(folder: Path) -> Desk:
    desk, problems = open_desk(folder, environment={}, now=NOW)
    assert desk, problems
    return desk


def lists(folder: Path, *rows: str) -> None:
    """The list has nobody but the two others, and these."""
    path = folder.parent / "recipients" / "liste.csv"
    header, *others = path.read_text("utf-8").splitlines()
    kept = [each for each in others if "york" not in each and "neu@" not in each]
    if not header.endswith(";frueher"):
        header, kept = f"{header};frueher", [f"{each};" for each in kept]
    path.write_text("\n".join([header, *kept, *rows, ""]), "utf-8")


def sent(folder: Path, word: Word = Word()) -> None:  # noqa: B008 — a value, and frozen
    desk = desk_in(folder)
    made, problems = plan(desk, [MEETING], word)
    assert made, problems
    done, problems = send(desk, made.hash, [MEETING], word)
    assert isinstance(done, Sent), problems


def attended(folder: Path) -> Attendance:
    found, problems = attendance(desk_in(folder), [MEETING])
    assert found, problems
    return found[0]


def said(folder: Path, address: str, words: Answer) -> None:
    done, problems = answer(desk_in(folder), MEETING, address, words)
    assert done, problems


@pytest.fixture
def folder(small_workspace: Path) -> Path:
    """They were invited and came to a new address; the list said so once, now it has neither."""
    lists(small_workspace, ROW.format(OLD, ""))
    sent(small_workspace)
    said(small_workspace, OLD, Answer.ACCEPTED)
    lists(small_workspace, ROW.format(NEW, OLD), "neu@stadt.example;Neu;;;;;;;;;")
    sent(small_workspace)
    lists(small_workspace, "neu@stadt.example;Neu;;;;;;;;;")
    return small_workspace


@pytest.mark.parametrize("named", [(OLD,), (NEW,), (OLD, NEW), (NEW, OLD)])
def test_taken_back_once(folder: Path, named: tuple[str, ...]) -> None:
    """Whichever address is named, or both, one withdrawal goes out, to the one they had last."""
    made, problems = plan(desk_in(folder), [MEETING], Word(withdraw=named))

    assert made, problems
    assert [(item.kind, item.recipient.address) for item in made.plan.items] == [
        (Kind.WITHDRAWAL, NEW)
    ]


@BOTH
def test_taken_back_for_good(folder: Path, named: str) -> None:
    """What was taken back under one address can't be taken back under the other once more."""
    sent(folder, Word(withdraw=(OLD,)))

    made, problems = plan(desk_in(folder), [MEETING], Word(withdraw=(named,)))

    assert made is None
    assert [each.code for each in problems] == ["desk.withdraw-nothing"]
    assert attended(folder).told_off == 1


def test_who_is_on_a_list_is_named_as_there(folder: Path) -> None:
    """Where the present address has a row, that is the one to delete first."""
    lists(folder, ROW.format(NEW, OLD))

    made, problems = plan(desk_in(folder), [MEETING], Word(withdraw=(OLD,)))

    assert made is None
    assert [(each.code, each.values) for each in problems] == [
        ("desk.withdraw-listed", {"address": NEW})
    ]


def test_one_guest(folder: Path) -> None:
    """They count once, under the address they had last, with what they answered at the other."""
    found = attended(folder)

    theirs = [each for each in found.guests if "york" in each.address]
    assert [(each.address, each.display_name, each.answer) for each in theirs] == [
        (NEW, "Kulturbüro York", Answer.ACCEPTED)
    ]
    assert sum(found.counts.values()) == len(found.guests) == 4


@BOTH
def test_an_answer_by_telephone(folder: Path, named: str) -> None:
    """Whichever address she writes it down for, it replaces what they answered before."""
    said(folder, named, Answer.DECLINED)

    assert [each.address for each in attended(folder).who(Answer.DECLINED)] == [NEW]
    assert attended(folder).counts[Answer.ACCEPTED] == 0


def test_forgotten_under_both(folder: Path) -> None:
    """Who is forgotten under the address they had last is forgotten under the former one too."""
    done, problems = forget(desk_in(folder), NEW)

    assert done, problems
    assert done.identities == (NEW.lower(), OLD)
    assert (done.deliveries, done.answers) == (1, 1)
