"""The folder's file names, and what it does when it can't write."""

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.delivery import Event, State, carry_out
from rundbrief.delivery.folder import FolderTransport, file_name
from rundbrief.messages import Kind, Message
from rundbrief.messages.message import sealed

Letter = Callable[..., Message]
Clock = Callable[[], datetime]

ASCII = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=250)


def listing(folder: Path) -> list[str]:
    """The names of what lies there."""
    return sorted(file.name for file in folder.iterdir())


def test_the_name_tells_kind_and_recipient(letter: Letter) -> None:
    """A folder's listing reads: what for, to whom."""
    name = file_name(letter("Kulturbuero@xn--mnster-3ya.example"))

    assert name.startswith("reminder_kulturbuero@xn--mnster-3ya.example_")
    assert name.endswith(".eml")


@given(ASCII, ASCII)
def test_a_name_is_safe_everywhere(recipient: str, message_id: str) -> None:
    """Any address makes a name that Windows, macOS and a shell take as it is."""
    name = file_name(sealed(Kind.INVITATION, "a@netz.example", recipient, message_id, b""))

    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789@._-")
    assert name.startswith("invitation_")
    assert len(name) < 110


@given(ASCII, st.lists(ASCII, min_size=2, max_size=5, unique=True))
def test_each_message_has_a_name_of_its_own(recipient: str, ids: list[str]) -> None:
    """Two Message-IDs never meet in one file, whatever their addresses have in common."""
    messages = [sealed(Kind.UPDATE, "a@netz.example", recipient, one, b"") for one in ids]

    assert len({file_name(message) for message in messages}) == len(ids)


async def test_a_second_delivery_writes_the_same_file(
    tmp_path: Path, letter: Letter, now: Clock
) -> None:
    """Delivered twice, a message lies in the folder once, and nothing else does."""
    message = letter()
    for journal in (Forgetful(), Forgetful()):
        await carry_out(iter([message]), FolderTransport(tmp_path), journal, now=now)

    assert listing(tmp_path) == [file_name(message)]


async def test_a_reader_sees_all_of_a_mail_or_nothing(
    tmp_path: Path, letter: Letter, journal: Any, now: Clock
) -> None:
    """Until it is whole and handed over, no file is called .eml."""
    seen: list[tuple[State, int]] = []

    def report(event: Event) -> None:
        seen.append((event.state, len(list(tmp_path.glob("*.eml")))))

    await carry_out(iter([letter()]), FolderTransport(tmp_path), journal, now=now, report=report)

    assert seen == [(State.HANDED_OVER, 0), (State.SENT, 1)]


async def test_a_file_in_the_folders_place(tmp_path: Path, journal: Any, now: Clock) -> None:
    """Where the folder's path is a file, the way is closed before anything is tried."""
    (tmp_path / "outbox").write_text("")
    tally = await carry_out(iter([]), FolderTransport(tmp_path / "outbox"), journal, now=now)

    assert tally.down is not None
    assert tally.down.cause == "delivery.folder-unwritable"
    assert str(tmp_path / "outbox") in tally.down.words


async def test_a_folder_that_vanishes(
    tmp_path: Path, letter: Letter, journal: Any, now: Clock
) -> None:
    """A folder deleted during the run closes the way, and nothing was handed over."""

    def letters() -> Iterator[Message]:
        (tmp_path / "outbox").rmdir()
        yield letter()

    tally = await carry_out(letters(), FolderTransport(tmp_path / "outbox"), journal, now=now)

    assert tally.down is not None
    assert [state for _, state in journal.steps()] == [State.DEFERRED]


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on file sizes")
async def test_a_disk_that_takes_no_more(
    tmp_path: Path, letter: Letter, journal: Any, now: Clock
) -> None:
    """A write that breaks off leaves no piece behind and hands nothing over."""
    import resource
    import signal

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    message = letter(text="Zeile\n" * 1000)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
        tally = await carry_out(iter([message]), FolderTransport(tmp_path), journal, now=now)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)

    assert tally.down is not None
    assert tally.down.cause == "delivery.folder-unwritable"
    assert [state for _, state in journal.steps()] == [State.DEFERRED]
    assert listing(tmp_path) == []


class Forgetful:
    """A journal that keeps nothing."""

    def record(self, events: Sequence[Event]) -> None: ...
