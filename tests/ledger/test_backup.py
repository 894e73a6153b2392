"""A ledger is a file, and files are put back, copied and deleted: whoever knows more says so."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from rundbrief.delivery import State
from rundbrief.ledger import Ledger, Witness, compare, read_witness
from rundbrief.ledger.witness import HEAD, Witnesses

A, B = "a@stadt.example", "b@kreis.example"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is."""
    return tmp_path / "rundbrief.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """Only a file can be copied behind our back."""
    with Ledger.open(path) as ledger:
        yield ledger


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    """Where it is remembered."""
    return tmp_path / "state" / "witness.json"


def send(office: Any, seen: Path, count: int = 100) -> None:
    """Send so many, witnessed, as `desk.send` does."""
    with office.ledger.sending(office.worker):
        office.ledger.witnessed([seen], office.worker)
        claimed = [each.message_id for each in office.claim(count)]
        office.hand_over(*claimed)
        office.end(State.SENT, *claimed)


def doubted(ledger: Ledger, office: Any, seen: Path) -> Any:
    remembered = read_witness(seen)
    assert remembered is not None
    return compare(ledger.testimony(office.worker), [remembered])


def copied(path: Path, name: str) -> Path:
    """The ledger as a backup program would have it: all files, nobody writing."""
    target = path.parent / name
    target.mkdir()
    for each in path.parent.glob("rundbrief.db*"):
        shutil.copy(each, target / each.name)
    return target / path.name


def test_nothing_to_doubt(office: Any, path: Path, seen: Path) -> None:
    """The ledger itself is never older than what is remembered of it."""
    office.confirm(A, B)
    for _ in range(3):
        send(office, seen, 1)
        office.later(minutes=1)

        assert doubted(office.ledger, office, seen) is None


def test_put_back(office: Any, path: Path, seen: Path) -> None:
    """A backup from before a mailing is found out, with what it misses."""
    office.confirm(A)
    send(office, seen)
    backup = copied(path, "backup")
    office.confirm(A, B, subject=UUID(int=7), title="Später")
    send(office, seen)

    with Ledger.open(backup) as ledger:
        found = doubted(ledger, office, seen)

    assert (found.code, found.witness.host) == ("older", "desk")
    assert [(each.title, each.left) for each in found.missing] == [("Später", 2)]


def test_put_back_in_the_middle(office: Any, path: Path, seen: Path) -> None:
    """So is one from the middle of a mailing, though it knows that mailing."""
    office.confirm(A, B)
    send(office, seen, 1)
    backup = copied(path, "backup")
    send(office, seen, 1)

    with Ledger.open(backup) as ledger:
        found = doubted(ledger, office, seen)

    assert found.code == "older"
    assert [each.left for each in found.missing] == [2]


def test_put_back_while_it_was_sending(office: Any, path: Path, seen: Path) -> None:
    """And one from the middle of a run that was then killed: each claim is remembered at once."""
    office.confirm(A, B)
    with office.ledger.sending(office.worker):
        office.ledger.witnessed([seen], office.worker)
        office.claim(1)
        backup = copied(path, "backup")
        office.claim(1)
        killed = read_witness(seen)  # as kill -9 leaves it

    assert killed is not None
    with Ledger.open(backup) as ledger:
        found = compare(ledger.testimony(office.worker), [killed])
    assert found is not None
    assert found.code == "older"


def test_copied_and_sent_from(office: Any, path: Path, seen: Path) -> None:
    """Whichever of two copies sends first, the other is found out: both have one name."""
    office.confirm(A)
    send(office, seen)
    copy = copied(path, "copy")
    with Ledger.open(copy) as other:
        office.ledger, original = other, office.ledger
        office.confirm(B)
        send(office, seen)

        assert doubted(other, office, seen) is None
    found = doubted(original, office, seen)
    assert (found.code, found.witness.folder) == ("older", str(copy.parent.resolve()))


def test_deleted(office: Any, path: Path, seen: Path) -> None:
    """A ledger that was made anew has another name, and knows nothing of it all."""
    office.confirm(A, B)
    send(office, seen)
    office.ledger.close()
    path.unlink()

    with Ledger.open(path) as ledger:
        found = doubted(ledger, office, seen)

    assert found.code == "replaced"
    assert [each.left for each in found.missing] == [2]


def test_her_word(office: Any, path: Path, seen: Path) -> None:
    """Once the older one is said to count, what waited in it is unclear, and the newer is older."""
    office.confirm(A, B)
    send(office, seen, 1)
    backup = copied(path, "backup")
    send(office, seen, 1)
    witness = read_witness(seen)
    assert witness is not None

    with Ledger.open(backup) as ledger:
        unclear = ledger.settle_here(witness.level, office.worker, "Platte defekt", office.now)
        with ledger.sending(office.worker):
            ledger.witnessed([seen], office.worker)

        assert unclear == 1
        assert {row.address: row.state for row in ledger.standing()} == {
            A: State.SENT,
            B: State.UNCLEAR,
        }
        assert doubted(ledger, office, seen) is None
    assert doubted(office.ledger, office, seen).code == "older"


def test_first_home(office: Any, seen: Path) -> None:
    """It is noted from where a ledger first sent, and from where it was said to go on."""
    assert office.ledger.home() is None
    office.confirm(A)
    send(office, seen)
    home = office.ledger.home()
    office.ledger.settle_here(0, replace(office.worker, host="neu"), "Umzug", office.now)

    assert home is not None
    assert (home.host, home.user) == ("desk", "kultur")
    assert office.ledger.home().host == "neu"


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda o: o.confirm(B), id="a mailing was confirmed"),
        pytest.param(lambda o: o.ledger.suppress(B, "", o.now), id="someone opted out"),
        pytest.param(lambda o: o.ledger.revoke(A), id="an opt-out was taken back"),
        pytest.param(lambda o: o.ledger.forget([A], o.now), id="someone was forgotten"),
    ],
)
def test_every_write_counts(office: Any, path: Path, seen: Path, act: Any) -> None:
    """Not only what was sent must not be forgotten."""
    office.confirm(A)
    send(office, seen)
    backup = copied(path, "backup")
    act(office)
    with office.ledger.sending(office.worker):
        office.ledger.witnessed([seen], office.worker)

    with Ledger.open(backup) as ledger:
        assert doubted(ledger, office, seen).code == "older"


WITNESS = Witness("name", 7, "desk", "kultur", "/srv", datetime(2025, 8, 4, tzinfo=UTC))


def test_level_is_written_in_its_place(seen: Path) -> None:
    """The level rises within the file, whatever its length, and the rest stays as it is."""
    with closing(_Closing([seen])) as witnesses:
        witnesses.tell(WITNESS)
        for level in (8, 123_456_789, 10**19):
            witnesses.rise(level)

            assert read_witness(seen) == replace(WITNESS, level=level)
    assert seen.read_text().startswith(HEAD)


class _Closing(Witnesses):
    def close(self) -> None:
        self.__exit__()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"level": 1, "mailings": [{}]}'])
def test_unreadable_witness(seen: Path, content: str) -> None:
    """A witness that can't be understood says nothing."""
    seen.parent.mkdir()
    seen.write_text(content)

    assert read_witness(seen) is None


def test_witness_names_nobody(office: Any, seen: Path) -> None:
    """What is remembered outside the ledger is about no one who got anything."""
    office.confirm(A, B)
    send(office, seen)

    text = seen.read_text()
    assert "Kultur im Gespräch" in text
    assert "@" not in text


def test_unwritable_witness(office: Any, path: Path) -> None:
    """Where it can't be remembered, it is sent all the same: a witness is not the ledger."""
    office.confirm(A)
    send(office, path / "no" / "folder.json")

    assert office.states() == {A: State.SENT}
