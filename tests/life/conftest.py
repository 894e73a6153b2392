"""Where the histories are lived: a real SQLite ledger, in a folder in memory where there is one."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.life.histories import BEGIN, Step, first_meeting, live
from tests.life.office import Office, ShortPress

from rundbrief.desk import freeze
from rundbrief.ledger import Ledger

MEMORY = Path("/dev/shm")  # noqa: S108 - folders of our own are made in it

Live = Callable[[Sequence[Step], str], None]


@cache
def an_empty_ledger() -> bytes:
    """A new ledger's bytes, made once: alembic takes its time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rundbrief.db"
        Ledger.open(path).close()
        return path.read_bytes()


@contextmanager
def a_ledger() -> Iterator[Path]:
    """A new one, in a folder that goes with it."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        path = Path(folder) / "rundbrief.db"
        path.write_bytes(an_empty_ledger())
        yield path


@pytest.fixture(scope="session")
def short_lives() -> Live:
    """Live through a history in that zone; of its mails only what they say to calendars."""

    def short(history: Sequence[Step], zone: str) -> None:
        # Only for this history: whatever else this process tests freezes with the desk's own.
        with a_ledger() as path, pytest.MonkeyPatch.context() as patch:
            patch.setattr(freeze, "press", ShortPress)
            patch.setattr(freeze, "examine", lambda *_: None)  # there is nothing to look at
            live(history, Office(path, first_meeting(ZoneInfo(zone)), BEGIN))

    return short
