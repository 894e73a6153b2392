"""`rundbrief init`: asks what it is not told, until each answer is one."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rundbrief.cli.group import Commands

GIVEN = (
    *("--organisation", "Netz", "--contact", "Anne Melzig"),
    *("--contact-email", "anne@kultur.example", "--sender", "post@kultur.example"),
    *("--land", "NW", "--now", "2025-08-04T09:00"),
)


def run(*words: str, typed: str = "") -> Result:
    done = CliRunner().invoke(Commands("rundbrief"), words, input=typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_told_everything_it_asks_nothing(here: Path) -> None:
    """With all options it only says what it made."""
    done = run("init", "netz", *GIVEN)

    assert done.exit_code == 0
    assert "Name der Organisation" not in done.stdout
    for name in re.findall(r"^  (\S+/?\S*\.\w+)$", done.stdout, re.MULTILINE):
        assert (here / "netz" / name).exists()


def test_the_next_commands_work_as_printed(here: Path) -> None:
    """What it tells her to type next can be typed; the text file is hers to make."""
    said = run("init", "netz", *GIVEN).stdout.partition("Und so geht es weiter:")[2]
    commands = [shlex.split(line) for line in said.splitlines() if " -C " in line]
    (here / "text.txt").write_text("8. September 2030: Kultur\nWir laden ein.", "utf-8")

    assert len(commands) == 3
    for command in commands:
        assert run(*command[1:]).exit_code == 0


def test_it_asks_until_each_answer_is_one(here: Path) -> None:
    """A wrong address is told in a sentence, and asked for again."""
    answers = ["Netz", "Anne Melzig", "anne", "anne@kultur.example", "post@kultur.example"]

    done = run("init", "netz", typed="\n".join([*answers, "Preußen", "nrw", ""]))

    assert done.exit_code == 0
    assert '"anne" ist keine E-Mail-Adresse.' in done.output
    assert "„Preußen“ ist kein Land." in done.output
    assert 'land = "NW"' in (here / "netz/rundbrief.toml").read_text("utf-8")


def test_where_nobody_can_be_asked(here: Path) -> None:
    """A script that says too little is told the options; nothing was written."""
    done = run("init", "netz", "--organisation", "Netz")

    assert done.exit_code == 2
    assert "--contact, --contact-email, --sender, --land" in done.stderr
    assert not (here / "netz").exists()


def test_a_workspace_is_refused(here: Path) -> None:
    """Without a question, with exit code 2 and nothing changed."""
    run("init", "netz", *GIVEN)
    before = (here / "netz/rundbrief.toml").read_bytes()

    done = run("init", "netz")

    assert done.exit_code == 2
    assert "Hier liegt schon eine rundbrief.toml" in done.stderr
    assert (here / "netz/rundbrief.toml").read_bytes() == before


def test_english_comments_when_asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files speak the language that the program speaks."""
    monkeypatch.setenv("RUNDBRIEF_LANG", "en")

    run("init", "netz", *GIVEN)

    assert "# Who invites" in (here / "netz/rundbrief.toml").read_text("utf-8")
