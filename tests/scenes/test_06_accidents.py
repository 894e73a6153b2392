"""Accidents of an organiser's week: each is told in a sentence, and once mended nothing is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.scenes.conftest import Rundbrief

NOW = ("--now", "2025-08-04T09:00")
MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
LIST = "../recipients/liste.csv"
MEND_FIRST = 2

Accident = Callable[[Path], object]


def change(name: str, old: str, new: str) -> Accident:
    """A text in a file becomes another."""

    def happen(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return happen


def write(name: str, content: bytes) -> Accident:
    """A file is there, or is another."""

    def happen(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)

    return happen


def remove(name: str) -> Accident:
    """A file or folder is gone."""

    def happen(folder: Path) -> None:
        shutil.rmtree(folder / name) if (folder / name).is_dir() else (folder / name).unlink()

    return happen


# What happened, where it is told, and words of the sentence, in German and in English.
ACCIDENTS: dict[str, tuple[Accident, str, str, str]] = {
    "a quotation mark is missing": (
        change("rundbrief.toml", '"Europe/Berlin"', '"Europe/Berlin'),
        ": timezone: ",
        "fehlt am Ende der Zeile das Anführungszeichen",
        "quotation mark",
    ),
    "the settings are gone": (
        remove("rundbrief.toml"),
        "",
        "fehlt die Datei rundbrief.toml",
        "has no rundbrief.toml",
    ),
    "the meeting ends before it starts": (
        change(MEETING, "end = 2025-09-08T12", "end = 2025-09-08T09"),
        f"{MEETING}:",
        "09:00",
        "09:00",
    ),
    "two files have one id": (
        lambda folder: shutil.copy(folder / MEETING, folder / "meetings" / "kopie.toml"),
        "meetings/kopie.toml:",
        MEETING.rpartition("/")[2],
        MEETING.rpartition("/")[2],
    ),
    "the newsletter's meeting is gone": (
        remove(MEETING),
        "newsletters/2025-herbst.toml:",
        "gibt es im Ordner meetings nicht",
        "2025-09-08-kreisverwaltungen.toml",
    ),
    "the lists are gone": (
        remove("../recipients"),
        "rundbrief.toml:10: recipients: ",
        "gibt es nicht",
        "does not exist",
    ),
    "an address is broken": (
        change(LIST, "arts@york.example", "arts(at)york.example"),
        f"{LIST}:4: ",
        "Adresse",
        "address",
    ),
    "the ledger was overwritten": (
        write("rundbrief.db", b"Liebe Kolleginnen und Kollegen, " * 300),
        "rundbrief.db: ",
        "aus der letzten Sicherung",
        "last backup",
    ),
}


@pytest.mark.parametrize("name", ACCIDENTS)
def test_an_accident_is_told(small_workspace: Path, rundbrief: Rundbrief, name: str) -> None:
    """Exit code 2 and a sentence in either language; nothing is planned, nothing goes out."""
    accident, place, german, english = ACCIDENTS[name]
    accident(small_workspace)

    said = {
        language: rundbrief("plan", *NOW, cwd=small_workspace, RUNDBRIEF_LANG=language)
        for language in ("de", "en")
    }

    for language, words in (("de", german), ("en", english)):
        assert said[language].returncode == MEND_FIRST
        assert said[language].stdout == ""
        assert place in said[language].stderr
        assert words in said[language].stderr
    assert not (small_workspace / "outbox").exists()


def test_after_an_accident_the_plan_is_the_old_one(
    small_workspace: Path, rundbrief: Rundbrief, tmp_path: Path
) -> None:
    """With the files brought back the hash is the one from before: nothing was lost."""

    def planned() -> str:
        done = rundbrief("plan", "--json", *NOW, cwd=small_workspace)
        return str(json.loads(done.stdout)["hash"])

    before = planned()
    shutil.copytree(small_workspace, tmp_path / "backup")
    for name in ("the meeting ends before it starts", "two files have one id"):
        ACCIDENTS[name][0](small_workspace)
    rundbrief("send", *NOW, cwd=small_workspace)
    shutil.rmtree(small_workspace)
    shutil.copytree(tmp_path / "backup", small_workspace)

    assert planned() == before
