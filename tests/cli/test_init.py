"""`rundbrief init`: asks what it is not told, until each answer is one."""

import re
import shlex
import tomllib
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
    """What is wrong or missing is told in a sentence, and asked for again."""
    answers = ["", "Netz", "post@kultur.example", "Anne Melzig", "anne", "anne@kultur.example"]

    done = run("init", "netz", typed="\n".join([*answers, "Preußen", "nrw", ""]))

    assert done.exit_code == 0
    assert done.output.count("Name der Organisation") == 2
    assert '"anne" ist keine E-Mail-Adresse.' in done.output
    assert "„Preußen“ ist kein Land." in done.output
    assert 'land = "NW"' in (here / "netz/rundbrief.toml").read_text("utf-8")


def test_where_nobody_can_be_asked(here: Path) -> None:
    """A script that says too little is told the options; nothing was written."""
    done = run("init", "netz", "--organisation", "Netz")

    assert done.exit_code == 2
    assert "--sender, --land" in done.stderr
    assert "--contact" not in done.stderr
    assert not (here / "netz").exists()


NEEDED = (*GIVEN[:2], *GIVEN[6:])


def test_the_contact_may_be_left_out(here: Path) -> None:
    """With organisation, sender and Land it asks nothing, and says whom it took for contact."""
    done = run("init", "netz", *NEEDED)

    assert done.exit_code == 0
    assert "Ansprechperson ist Netz <post@kultur.example>" in done.stdout
    assert "Ansprechperson, Vor- und Nachname" not in done.stdout
    settings = tomllib.loads((here / "netz/rundbrief.toml").read_text("utf-8"))
    assert settings["contact"] == {"name": "Netz", "email": "post@kultur.example"}
    assert run("check", "-C", "netz", "--now", "2025-08-04T09:00").exit_code == 0


def test_an_empty_answer_is_no_contact(here: Path) -> None:
    """Asked, she may leave the contact out as well."""
    done = run("init", "netz", typed="Netz\npost@kultur.example\n\n\nNW\n")

    assert done.exit_code == 0
    assert "Ansprechperson ist Netz <post@kultur.example>" in done.stdout


def test_english_mails_have_english_examples(here: Path) -> None:
    """What will stand in the mails is in their language, the comments in hers."""
    run("init", "netz", *GIVEN, "--language", "en")

    [meeting] = (here / "netz/meetings").glob("*.toml")
    text = meeting.read_text("utf-8")
    assert "We warmly invite" in tomllib.loads(text)["announcement"]
    assert "Die Kennung bleibt" in text


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
