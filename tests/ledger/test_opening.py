"""Opening a ledger: made, found, brought up to date, or refused with a reason."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from rundbrief.ledger import Ledger, LedgerError
from rundbrief.ledger.database import reading, write_ahead, writing
from rundbrief.ledger.schema import CURRENT, MIGRATIONS, open_sqlite
from rundbrief.ledger.tables import metadata
from rundbrief.wording import LANGUAGES, problem_sentence

IN_FILE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a ledger may come to stand."""
    return tmp_path / "rundbrief.db"


def test_new(path: Path) -> None:
    """Where there is none, a ledger is made, and the next time it is simply opened."""
    for _ in range(2):
        with Ledger.open(path) as ledger:
            assert ledger.mailings() == []


def test_empty_file(path: Path) -> None:
    """An empty file is a ledger in which nothing has happened."""
    path.touch()

    with Ledger.open(path) as ledger:
        assert ledger.mailings() == []
    assert [each.name for each in path.parent.iterdir()] == ["rundbrief.db"]


def test_made_by_two_at_once(path: Path) -> None:
    """Two desks that make the ledger at the same moment make one."""
    code = (
        "from pathlib import Path; from rundbrief.ledger import Ledger\n"
        f"with Ledger.open(Path({str(path)!r})) as ledger: print(ledger.mailings())"
    )
    desks = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    assert [desk.communicate()[0].strip() for desk in desks] == ["[]", "[]"]


def test_odd_names(tmp_path: Path) -> None:
    """The folder may be called what the organiser likes."""
    folder = tmp_path / "Kreis & Stadt 100% (neu) ?x=1 #2"
    folder.mkdir()

    Ledger.open(folder / "rundbrief.db").close()

    assert (folder / "rundbrief.db").stat().st_size


def test_migrations_make_the_tables(path: Path) -> None:
    """What the migrations make is what the code believes to be there."""
    engine = open_sqlite(path)
    with reading(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


def test_current_is_the_newest() -> None:
    """The revision that opens without alembic is the newest of the migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [CURRENT]


def test_alembic_stays_out(path: Path) -> None:
    """A ledger that is up to date opens without importing alembic, which takes a second."""
    Ledger.open(path).close()
    code = (
        "import sys; from pathlib import Path; from rundbrief.ledger import Ledger;"
        f"Ledger.open(Path({str(path)!r})).close();"
        "print([name for name in sys.modules if name.startswith('alembic')])"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_durable_and_checked(path: Path) -> None:
    """Every connection commits to disk and holds foreign keys; the log is written ahead."""
    engine = open_sqlite(path)
    with writing(engine) as connection:
        mode, synchronous, keys = (
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        )
    engine.dispose()

    assert (mode, synchronous, keys) == ("wal", 2, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="that file system is made for Unix")
def test_without_write_ahead_log(path: Path) -> None:
    """Where files know no shared memory, as on network drives, the rollback journal stays."""
    database = sqlite3.connect(f"{path.as_uri()}?vfs=unix-dotfile", uri=True)

    mode = write_ahead(database)
    database.execute("CREATE TABLE written (id INTEGER)")
    database.close()

    assert mode == "delete"


SHAPE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def _shape(path: Path) -> set[tuple[str, str, str]]:
    database = sqlite3.connect(path)
    rows = set(database.execute(SHAPE))
    database.close()
    return rows


# The next migration, as it might come: it makes `delivery` anew while attempts point at it.
LATER = '''
"""A later migration, for the tests."""
import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = "{current}"


def upgrade() -> None:
    with op.batch_alter_table("delivery", recreate="always") as batch:
        batch.add_column(sa.Column("remark", sa.Text(), nullable=False, server_default="{remark}"))
    {after}
'''


@pytest.fixture
def newer(tmp_path: Path) -> Callable[..., Path]:
    """The migrations of a later version of the program."""

    def make(after: str = "pass") -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder)
        text = LATER.replace("{after}", after).replace("{remark}", "100% neu")
        text = text.replace("{current}", CURRENT)
        (folder / "versions" / "later.py").write_text(text)
        return folder

    return make


@IN_FILE
def test_older_ledger(office: Any, tmp_path: Path, newer: Callable[..., Path]) -> None:
    """An older ledger is copied, then migrated; nothing in it is lost, nothing dangles."""
    office.confirm("a@x.example", "b@x.example")
    office.send()
    path = tmp_path / "rundbrief.db"

    engine = open_sqlite(path, current="later", migrations=newer())
    with reading(engine) as connection:
        remarks = connection.execute(text("SELECT remark FROM delivery")).scalars().all()
        attempts = connection.execute(text("SELECT count(*) FROM attempt")).scalar_one()
        dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
        keys = connection.execute(text("PRAGMA foreign_keys")).scalar_one()
    engine.dispose()

    assert remarks == ["100% neu", "100% neu"]
    assert (attempts, dangling, keys) == (2, [], 1)
    with Ledger.open(tmp_path / f"rundbrief.db.{CURRENT}") as copy:
        assert len(list(copy.standing())) == 2


def test_opted_out_before_reasons_were_kept(path: Path) -> None:
    """Who had opted out in a ledger that knew one reason each is still out, with that reason."""
    engine = open_sqlite(path, current="0002")
    with writing(engine) as connection:
        connection.execute(
            text("INSERT INTO suppression VALUES ('h', 'a@x.example', 'Telefon', '2025-08-04')")
        )
    engine.dispose()

    with Ledger.open(path) as ledger:
        rows = ledger.suppressions()

    assert [(row.identity, row.reason, row.since.day) for row in rows] == [
        ("a@x.example", "Telefon", 4)
    ]


@IN_FILE
def test_failing_migration(office: Any, tmp_path: Path, newer: Callable[..., Path]) -> None:
    """A migration that fails halfway leaves the ledger as it was."""
    office.confirm("a@x.example")
    path = tmp_path / "rundbrief.db"
    before = _shape(path)

    with pytest.raises(ZeroDivisionError):
        open_sqlite(path, current="later", migrations=newer(after="1 / 0"))

    assert _shape(path) == before
    with Ledger.open(path) as ledger:
        assert len(list(ledger.standing())) == 1


def test_newer_ledger(path: Path, newer: Callable[..., Path]) -> None:
    """A ledger of a later version is not touched."""
    open_sqlite(path, current="later", migrations=newer()).dispose()
    before = path.read_bytes()

    assert _refusal(path) == "ledger.newer"
    assert path.read_bytes() == before


def test_no_ledger(path: Path) -> None:
    """Another program's database is not ours to write in."""
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE photos (id INTEGER)")
    other.close()

    before = path.read_bytes()

    assert _refusal(path) == "ledger.foreign"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"Kein Versandbuch, sondern ein Brief. " * 200, id="a letter"),
        pytest.param(b"\0" * 8192, id="zeros, as after a power cut"),
        pytest.param(b"SQLite format 3\0" + b"\xff" * 4096, id="only the head is right"),
    ],
)
def test_rubbish(path: Path, content: bytes) -> None:
    """A file that is no database is refused, and stays as it is."""
    path.write_bytes(content)

    assert _refusal(path) == "ledger.damaged"
    assert path.read_bytes() == content


@IN_FILE
def test_cut_off(office: Any, tmp_path: Path) -> None:
    """A ledger that was copied only in part is refused, not continued."""
    office.confirm(*(f"{number}@x.example" for number in range(200)))
    office.ledger.close()
    path = tmp_path / "rundbrief.db"
    path.write_bytes(path.read_bytes()[:9_000])

    assert _refusal(path) == "ledger.damaged"


def test_no_folder(tmp_path: Path) -> None:
    """Where there is no folder, there can be no ledger."""
    assert _refusal(tmp_path / "nowhere" / "rundbrief.db") == "ledger.read-only"


def test_a_folder_in_its_place(path: Path) -> None:
    """A folder of that name is no ledger."""
    path.mkdir()

    assert _refusal(path) == "ledger.read-only"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has other rights")
@pytest.mark.parametrize("exists", [False, True], ids=["new", "old"])
def test_read_only_folder(path: Path, exists: bool) -> None:
    """A ledger in a folder where one may not write is refused, whether it is there or not."""
    if exists:
        Ledger.open(path).close()
        path.chmod(0o444)
    path.parent.chmod(0o555)
    code = (
        "import os, tempfile; from pathlib import Path\n"
        "from rundbrief.ledger import Ledger, LedgerError\n"
        # Nobody may not be let into the folder the program is in: all of it is loaded before.
        "with tempfile.TemporaryDirectory() as spare: Ledger.open(Path(spare, 'x.db')).close()\n"
        "os.geteuid() or os.setuid(65534)  # the rights of a folder don't bind root\n"
        f"try: Ledger.open(Path({str(path)!r}))\n"
        "except LedgerError as refused: print(refused.problem.code)"
    )
    for folder in path.parents[:3]:
        folder.chmod(folder.stat().st_mode | 0o055)

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "ledger.read-only"
    path.parent.chmod(0o755)


def test_held_by_another(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger that another program holds is waited for, then refused as busy."""
    monkeypatch.setattr("rundbrief.ledger.database.PATIENCE", 0.1)
    path.touch()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    assert _refusal(path) == "ledger.busy"
    other.close()


def _refusal(path: Path) -> str:
    with pytest.raises(LedgerError) as caught:
        Ledger.open(path)
    problem = caught.value.problem
    assert problem.file == path.name
    for language in LANGUAGES:
        assert problem_sentence(problem, language)
    return problem.code
