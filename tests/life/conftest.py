"""Where the histories are lived: a real SQLite ledger, in a folder in memory where there is one."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.life.histories import BEGIN, Step, first_meeting, live
from tests.life.office import Office, ShortPress

from rundbrief.desk import freeze
from rundbrief.ledger import Ledger
from rundbrief.ledger.tables import metadata

MEMORY = Path("/dev/shm")  # noqa: S108 - folders of our own are made in it

OWN = ("salt", "origin")  # what makes it this ledger and no other
TABLES = [each.name for each in reversed(metadata.sorted_tables) if each.name not in OWN]
EMPTIED = "; DELETE FROM ".join(["BEGIN", *TABLES]) + "; COMMIT"  # noqa: S608 - the ledger's own
Live = Callable[[Sequence[Step], str], None]


@cache
def an_empty_ledger() -> bytes:
    """A new ledger's bytes, made once: alembic takes its time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rundbrief.db"
        Ledger.open(path).close()
        return path.read_bytes()


class Shelf:
    """One ledger for one history after the other: emptied, so that its statements stay compiled.

    One that a history failed with is thrown away with all that it holds.
    """

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._ledger: Ledger | None = None

    @contextmanager
    def lend(self, office_of: Callable[[Ledger, Path], Office]) -> Iterator[Office]:
        """An office with an empty ledger."""
        if self._ledger is None or self._folder is None:
            self._folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
            path = Path(self._folder.name) / "rundbrief.db"
            path.write_bytes(an_empty_ledger())
            self._ledger = Ledger.open(path)
        ledger, path = self._ledger, Path(self._folder.name) / "rundbrief.db"
        office = office_of(ledger, path)
        self._ledger = None
        try:
            yield office
        except BaseException:
            office.ledger.close()
            self._folder.cleanup()
            raise
        self._empty(office.ledger)
        self._ledger = office.ledger  # another one, where the program was started again

    def close(self) -> None:
        """Nothing stays."""
        if self._ledger is not None and self._folder is not None:
            self._ledger.close()
            self._folder.cleanup()

    def _empty(self, ledger: Ledger) -> None:
        """As `an_empty_ledger` is; by hand, for it is done 2,000 times."""
        with closing(ledger._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.executescript(EMPTIED)


@pytest.fixture(scope="session")
def shelf() -> Iterator[Shelf]:
    """Where the ledger stands that histories are lived with."""
    made = Shelf()
    yield made
    made.close()


@pytest.fixture(scope="session")
def short_lives(shelf: Shelf) -> Live:
    """Live through a history in that zone; of its mails only what they say to calendars."""

    def short(history: Sequence[Step], zone: str) -> None:
        # Only for this history: whatever else this process tests freezes with the desk's own.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(freeze, "press", ShortPress)
            patch.setattr(freeze, "examine", lambda *_: None)  # there is nothing to look at
            meeting = first_meeting(ZoneInfo(zone))
            with shelf.lend(lambda ledger, path: Office(ledger, path, meeting, BEGIN)) as office:
                live(history, office)

    return short
