"""She begins with an empty folder and her web page: four commands to the first proof mail."""

import shutil
import subprocess
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest

NOW = ("--now", "2025-08-04T09:00")
MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
Rundbrief = Callable[..., subprocess.CompletedProcess[str]]
Morning = tuple[Path, list[subprocess.CompletedProcess[str]]]

ME = "anne.melzig@kulturnetzwerk.example"


@pytest.fixture(scope="module")
def morning(
    tmp_path_factory: pytest.TempPathFactory, rundbrief: Rundbrief, seed_text: bytes
) -> Morning:
    """The four commands, and what each of them said."""
    folder = tmp_path_factory.mktemp("neu")
    (folder / "text.txt").write_bytes(seed_text)
    given = {
        "--organisation": "Kulturnetzwerk Westfalen-Lippe",
        "--contact": "Anne Melzig",
        "--contact-email": ME,
        "--sender": "einladungen@kulturnetzwerk.example",
        "--land": "Nordrhein-Westfalen",
    }
    answers = [word for option in given.items() for word in option]
    said = [
        rundbrief("init", "netz", *answers, *NOW, cwd=folder),
        rundbrief("new", "meeting", "--from", "../text.txt", *NOW, cwd=folder / "netz"),
        rundbrief("check", *NOW, cwd=folder / "netz"),
        rundbrief("proof", ME, MEETING, *NOW, cwd=folder / "netz"),
    ]
    return folder / "netz", said


@pytest.fixture(scope="module")
def seed_text() -> bytes:
    """The page, as a browser copies it and the old editor saves it."""
    seed = (Path(__file__).parents[1] / "seed/kulturverwaltungen.txt").read_text("utf-8")
    return seed.replace("\n", "\r\n").encode("cp1252")


def test_every_step_goes_well(morning: Morning) -> None:
    """None of the four commands finds anything to mend."""
    _, said = morning

    assert [done.returncode for done in said] == [0, 0, 0, 0]
    assert "4 Entwürfe sind angelegt." in said[1].stdout
    assert "Gelesen: 5 Termine, 0 Newsletter, 1 Empfänger auf 1 Liste." in said[2].stdout
    assert "Alles in Ordnung." in said[2].stdout


def test_the_proof_says_what_the_page_said(morning: Morning, seed: dict[str, str]) -> None:
    """Word for word, to her by her own name, and nobody else got anything."""
    folder, _ = morning

    [mail] = (folder / "outbox").glob("*.eml")
    message = message_from_bytes(mail.read_bytes(), policy=policy.default)

    assert "Anne Melzig" in message["To"]
    plain = message.get_body(("plain",))
    assert plain
    words = " ".join(plain.get_content().split())
    assert seed["Kreisverwaltungen und bürgerschaftliches Kulturengagement"] in words


def test_nothing_goes_out_before_she_has_looked(
    morning: Morning, rundbrief: Rundbrief, tmp_path: Path
) -> None:
    """Drafts have no plan; planned with its marks the meeting is refused, without them it goes."""
    folder = tmp_path / "netz"
    shutil.copytree(morning[0], folder)
    meeting = folder / MEETING
    draft = meeting.read_text("utf-8")
    planned = draft.replace('status = "draft"', 'status = "planned"')

    as_draft = rundbrief("plan", *NOW, cwd=folder)
    meeting.write_text(planned, "utf-8")
    as_marked = rundbrief("plan", *NOW, cwd=folder)
    looked = "\n".join(line.split("# bitte prüfen:")[0] for line in planned.split("\n"))
    meeting.write_text(looked, "utf-8")
    as_planned = rundbrief("plan", *NOW, cwd=folder)

    assert "nichts zu senden" in as_draft.stdout
    assert as_marked.returncode == 2
    assert as_marked.stderr.count("bitte prüfen") == 0
    assert "Hier ist noch etwas zu prüfen: die Uhrzeit." in as_marked.stderr
    assert "an einen Empfänger" in as_planned.stdout


def test_the_next_one_is_like_it(morning: Morning, rundbrief: Rundbrief, tmp_path: Path) -> None:
    """What recurs is taken over; what was of its day is asked for anew."""
    folder = tmp_path / "netz"
    shutil.copytree(morning[0], folder)

    done = rundbrief(
        *("new", "meeting", "--like", MEETING, "--title", "Museen", "--date", "10.11.2025"),
        *NOW,
        cwd=folder,
    )

    assert done.returncode == 0
    text = (folder / "meetings/2025-11-10-museen.toml").read_text("utf-8")
    assert "start = 2025-11-10T10:00:00" in text
    assert 'name = "Anne Melzig"' in text
    assert "Kulturverwaltungen von Städten" not in text
