"""`rundbrief new`: what it says and how it ends."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

SEED = Path(__file__).parents[1] / "seed/kulturverwaltungen.txt"

Call = Callable[..., Result]


def test_a_draft(call: Call, small_workspace: Path) -> None:
    """It names the file, and the command that comes next."""
    done = call("new", "meeting", "--title", "Größe", "--date", "5.3.2026, 10 Uhr")

    assert done.exit_code == 0
    assert "  meetings/2026-03-05-groesse.toml\n" in done.stdout
    assert "Ein Entwurf ist angelegt." in done.stdout
    assert (small_workspace / "meetings/2026-03-05-groesse.toml").exists()


def test_a_text_without_anything_new(call: Call) -> None:
    """That is no mistake: it says which file has each meeting."""
    done = call("new", "meeting", "--from", str(SEED))

    assert done.exit_code == 0
    assert done.stderr.count("wurde übersprungen") == 4
    assert "kein Entwurf wurde angelegt" in done.stdout


def test_what_must_be_mended_first(call: Call, tmp_path: Path) -> None:
    """Exit code 2, the line of the text, and what to do."""
    text = tmp_path / "text.txt"
    text.write_text("Wir laden ein.\n31. September 2025: Kultur\n", "utf-8")

    done = call("new", "meeting", "--from", str(text))

    assert done.exit_code == 2
    assert "text.txt:2: 31. September 2025 gibt es im Kalender nicht." in done.stderr


def test_a_text_that_is_not_there(call: Call) -> None:
    """A sentence, never a traceback."""
    done = call("new", "meeting", "--from", "nichts.txt")

    assert done.exit_code == 2
    assert "nichts.txt: Diese Datei gibt es nicht." in done.stderr
