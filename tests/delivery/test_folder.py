"""The folder's file names, and what it does when it can't write."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.delivery import State, TransportDown
from rundbrief.delivery.folder import FolderTransport, file_name
from rundbrief.messages import Kind, Message
from rundbrief.messages.message import sealed

Letter = Callable[..., Message]

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


async def test_a_second_delivery_writes_the_same_file(tmp_path: Path, letter: Letter) -> None:
    """Delivered twice, a message lies in the folder once, and nothing else does."""
    message = letter()
    async with FolderTransport(tmp_path) as folder:
        await folder.deliver(message, lambda: None)
        outcome = await folder.deliver(message, lambda: None)

    assert listing(tmp_path) == [outcome.words]


async def test_a_reader_sees_all_of_a_mail_or_nothing(tmp_path: Path, letter: Letter) -> None:
    """Until it is whole and handed over, no file is called .eml."""
    seen: list[list[Path]] = []
    async with FolderTransport(tmp_path) as folder:
        await folder.deliver(letter(), lambda: seen.append(list(tmp_path.glob("*.eml"))))

    assert seen == [[]]


async def test_a_file_in_the_folders_place(tmp_path: Path) -> None:
    """Where the folder's path is a file, the way is closed before anything is tried."""
    (tmp_path / "outbox").write_text("")

    with pytest.raises(TransportDown) as down:
        await FolderTransport(tmp_path / "outbox").__aenter__()
    assert down.value.outcome.cause == "delivery.folder-unwritable"
    assert str(tmp_path / "outbox") in down.value.outcome.words


async def test_a_folder_that_vanishes(tmp_path: Path, letter: Letter) -> None:
    """A folder deleted during the run closes the way, and nothing was handed over."""
    async with FolderTransport(tmp_path / "outbox") as folder:
        (tmp_path / "outbox").rmdir()
        with pytest.raises(TransportDown) as down:
            await folder.deliver(letter(), lambda: pytest.fail("handed over"))

    assert down.value.outcome.state is State.DEFERRED


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on file sizes")
async def test_a_disk_that_takes_no_more(tmp_path: Path, letter: Letter) -> None:
    """A write that breaks off leaves no piece behind and hands nothing over."""
    import resource
    import signal

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    message = letter(text="Zeile\n" * 1000)
    try:
        async with FolderTransport(tmp_path) as folder:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
            with pytest.raises(TransportDown) as down:
                await folder.deliver(message, lambda: pytest.fail("handed over"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)

    assert down.value.outcome.cause == "delivery.folder-unwritable"
    assert listing(tmp_path) == []
