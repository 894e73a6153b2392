"""What only a process of its own can show: its start, its terminal, its signals, its pipes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rundbrief.cli.group import COMMANDS

PROGRAM = Path(sys.executable).with_name("rundbrief")
NOW = ("--now", "2025-08-04T09:00")
HEAVY = {
    *("pydantic", "sqlalchemy", "premailer", "jinja2", "aiosmtplib", "icalendar"),
    *("babel", "rich", "lxml", "asyncio"),
}

EACH_HELP = """
import sys
from rundbrief.cli.group import COMMANDS, main

for words in ([], *([name] for name in COMMANDS)):
    sys.argv = ["rundbrief", *words, "--help"]
    try:
        main()
    except SystemExit as end:
        assert not end.code
    print(end="\\f", flush=True)
"""


def run(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAM), *words],
        cwd=cwd,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_help_is_quick(tmp_path: Path, words: list[str]) -> None:
    """It imports none of what the work needs."""
    code = f"import sys; sys.argv = ['rundbrief', *{words}]; from rundbrief.cli import main; main()"

    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "click" in imported
    assert {name.partition(".")[0] for name in imported} & HEAVY == set()


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_command_explains_itself(tmp_path: Path, language: str) -> None:
    """`--help` of the program and of each command, whole in either language."""
    alien = re.compile(r"\b(Usage|Options|Show|exit)\b" if language == "de" else "[äöüß]")

    done = subprocess.run(
        [sys.executable, "-c", EACH_HELP],
        cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "RUNDBRIEF_LANG": language},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    helps = done.stdout.split("\f")[:-1]
    assert len(helps) == len(COMMANDS) + 1
    assert all(name in helps[0] for name in COMMANDS)
    assert all(
        f"rundbrief {name} [" in text for name, text in zip(COMMANDS, helps[1:], strict=True)
    )
    assert not alien.search(done.stdout)


def test_an_unknown_language_is_german(tmp_path: Path) -> None:
    """A language that isn't there is no reason to fail."""
    assert "Befehle:" in run("--help", cwd=tmp_path, RUNDBRIEF_LANG="fr").stdout


# Usage that click finds wrong, and what the system refuses: a sentence each, in either language.
@pytest.mark.parametrize(
    ("words", "german", "english"),
    [
        (["sende"], "Den Befehl „sende“ gibt es nicht.", "No such command 'sende'."),
        (["plan", "--alles"], "Meinten Sie '--all'?", "Did you mean '--all'?"),
        (["proof"], "Es fehlt die Angabe 'ADDRESS'.", "Missing argument 'ADDRESS'."),
        (["init", "x", "--language", "fr"], "„fr“ ist hier nicht möglich.", "'fr' is not one of"),
        (["plan", "--all=ja"], "Die Option „--all“ nimmt keinen Wert.", "does not take a value"),
        (["demo", "datei"], "datei/examples: Ein Teil dieses Pfades ist eine Datei", "Part of"),
    ],
)
def test_what_cannot_be_done_ends_in_a_sentence(
    tmp_path: Path, words: list[str], german: str, english: str
) -> None:
    """Exit code 2, no traceback, and the sentence in the language that was asked for."""
    (tmp_path / "datei").write_text("x", encoding="utf-8")

    for language, sentence in (("de", german), ("en", english)):
        done = run(*words, cwd=tmp_path, RUNDBRIEF_LANG=language)

        assert done.returncode == 2
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr


def test_a_reader_that_has_enough(small_workspace: Path) -> None:
    """`rundbrief plan --all | head -1` ends quietly."""
    with subprocess.Popen(
        [str(PROGRAM), "plan", "--all", *NOW],
        cwd=small_workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()

    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said


def test_sending_goes_on_when_nobody_reads(small_workspace: Path) -> None:
    """Whoever closes the output of a run doesn't stop its mails."""
    done = run("plan", "--json", *NOW, cwd=small_workspace)
    plan = re.search(r'"hash": "(\w+)"', done.stdout)
    assert plan
    with subprocess.Popen(
        [str(PROGRAM), "send", "--plan", plan[1], *NOW],
        cwd=small_workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert b"Traceback" not in said
    assert len(list((small_workspace / "outbox").glob("*.eml"))) == 6
