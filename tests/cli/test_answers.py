"""`answer` and the attendance list at the keyboard: what they say, write and end with."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Call = Callable[..., Result]

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
LETTER = "newsletters/2025-herbst.toml"
TITLE = "Kreisverwaltungen und bürgerschaftliches Kulturengagement"
ARTS, AHLEN = "arts@york.example", "m.yilmaz@ahlen.example"


@pytest.fixture
def invited(call: Call) -> Call:
    """The three of the small workspace have their invitation, and it is an hour later."""
    made = json.loads(call("plan", "--json").stdout)
    done = call("send", "--plan", made["hash"])
    assert done.exit_code == 0, done.stderr
    return call


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_written_down(invited: Call) -> None:
    """Each step says what now holds, and what it replaced."""
    said = [
        invited("answer", MEETING, ARTS, *words).stdout.splitlines()
        for words in (("zusage",), ("declined",), ("--revoke",), ("--revoke",), ())
    ]

    assert [lines[0].partition("<")[0] for lines in said] == [
        *(["Notiert: Arts and Culture Team, City of York Council "] * 2),
        "Zurückgenommen: Arts and Culture Team, City of York Council ",
        *(["Arts and Culture Team, City of York Council "] * 2),
    ]
    assert said[0][0].endswith("(Montag, 8. September 2025, 10:00 Uhr).")
    assert said[1][1] == "Bisher stand dort: „kommt“."
    assert said[3][0].endswith(f"„{TITLE}“ nicht geantwortet. Es hat sich nichts geändert.")
    assert [line.split("  ")[2] for line in said[4][1:]] == [
        "kommt", "kommt nicht", "zurückgenommen",
    ]  # fmt: skip


def test_words(invited: Call) -> None:
    """The calendar's word and ours mean the same, in any case."""
    done = [
        json.loads(invited("answer", MEETING, ARTS, word, "--json").stdout)
        for word in ("zusage", "Vielleicht", "accepted", "DECLINED ")
    ]

    assert [each["answer"] for each in done] == ["accepted", "tentative", "accepted", "declined"]
    assert len(done[-1]["history"]) == 4


REFUSED = [
    ((ARTS, "jawohl"), "„jawohl“ ist keine Antwort"),
    ((ARTS, "zusage", "--revoke"), "nehmen Sie mit --revoke eine zurück"),
    ((ARTS, "--note", "mit Hund"), "auf Wunsch mit --note"),
    (("arts@yorck.example", "zusage"), f"Meinten Sie {ARTS}?"),
    (("niemand@anders.example", "zusage"), "nicht eingeladen. Prüfen Sie die Adresse."),
    (("kultur-at-stadt", "zusage"), "kultur-at-stadt"),
]


def test_refused(invited: Call) -> None:
    """Whatever can't be written down is told with what to do, and nothing is."""
    for words, remark in REFUSED:
        done = invited("answer", MEETING, *words)

        assert (done.exit_code, remark in done.stderr) == (2, True), words
    assert json.loads(invited("status", MEETING, "--json").stdout)[0]["counts"]["silent"] == 3


def test_before_the_invitation(call: Call, small_workspace: Path) -> None:
    """Who belongs to the audience and has no invitation yet is invited first."""
    done = call("answer", MEETING, ARTS, "zusage")

    assert done.exit_code == 2
    assert "noch keine Einladung" in done.stderr


def test_before_the_invitation_of_one_who_opted_out(call: Call) -> None:
    """Whom `send` leaves out is not told to be sent to first, but how to be invited again."""
    call("optout", ARTS)

    done = call("answer", MEETING, ARTS, "zusage")

    assert done.exit_code == 2
    assert f"{ARTS} hat sich abgemeldet" in done.stderr
    assert f"rundbrief optout {ARTS} --revoke" in done.stderr


def test_only_meetings_are_answered(invited: Call) -> None:
    """A newsletter can't be attended, and a file with a mistake in it is told by its mistake."""
    letter = invited("answer", LETTER, ARTS, "zusage")
    sheet = invited("status", LETTER, "--html", "-")

    assert (letter.exit_code, sheet.exit_code) == (2, 2)
    assert "Das ist ein Newsletter" in letter.stderr
    assert "Das ist ein Newsletter" in sheet.stderr


def test_a_broken_file(invited: Call, small_workspace: Path) -> None:
    """What is wrong in the meeting's file is said, rather than that there is no such file."""
    path = small_workspace / MEETING
    path.write_text(path.read_text("utf-8").replace("start =", "begin ="), "utf-8")

    for words in (("answer", MEETING, ARTS, "zusage"), ("status", MEETING)):
        assert f"{MEETING}:" in invited(*words).stderr


def test_attendance(invited: Call) -> None:
    """Numbers first, then who gave which answer, with day and note."""
    invited("answer", MEETING, ARTS, "vielleicht", "--note", "je nach\n Zug")
    invited("answer", MEETING, AHLEN.upper(), "zusage")

    lines = invited("status", MEETING).stdout.splitlines()

    assert lines[:4] == [
        TITLE,
        f"  {MEETING}",
        "  Montag, 8. September 2025, 10:00 Uhr",
        "  1 Zusage · 1 vielleicht · 0 Absagen · 1 ohne Antwort",
    ]
    assert [line.strip() for line in lines if line.startswith("  ") and line[2] != " "][3:] == [
        "Zugesagt: 1", "Vielleicht: 1", "Ohne Antwort: 1",
    ]  # fmt: skip
    assert f"<{ARTS}>  04.08.2025  „je nach Zug“" in "\n".join(lines)


def test_attendance_of_a_saved_date(call: Call, small_workspace: Path) -> None:
    """Who was only told to keep the day free is not said to owe an answer, on screen or paper."""
    path = small_workspace / MEETING
    text = path.read_text("utf-8")
    path.write_text(text.replace('status = "planned"', 'status = "save-the-date"'), "utf-8")
    made = json.loads(call("plan", MEETING, "--json").stdout)
    assert call("send", MEETING, "--plan", made["hash"]).exit_code == 0

    screen = call("status", MEETING).stdout
    sheet = call("status", MEETING, "--html", "-").stdout
    rows = table(call("status", MEETING, "--csv", "-").stdout)

    assert screen.splitlines()[3] == "  3 vorgemerkt, noch nicht gefragt"
    assert "Vorgemerkt, noch nicht gefragt: 3" in screen
    assert "3 vorgemerkt, noch nicht gefragt" in sheet
    assert {row["Antwort"] for row in rows} == {"vorgemerkt"}
    assert not any("ohne antwort" in words.lower() for words in (screen, sheet))


def test_attendance_as_a_table(invited: Call, small_workspace: Path) -> None:
    """A row for each guest, in the order of a register; a name that is a formula stays a name."""
    invited("answer", MEETING, ARTS, "zusage", "--note", "=1+1")

    done = invited("status", MEETING, "--csv", "liste.csv")
    rows = table((small_workspace / "liste.csv").read_text("utf-8"))

    assert done.exit_code == 0
    (hers,) = [row for row in rows if row["Adresse"] == ARTS]
    assert (hers["Antwort"], hers["Bemerkung"]) == ("kommt", "'=1+1")
    assert (hers["Beginn"], hers["Geantwortet am"]) == (
        "08.09.2025 10:00:00",
        "04.08.2025 09:00:00",
    )
    assert len(rows) == 3


@pytest.mark.parametrize("option", ["--csv", "--html"])
def test_what_is_there_stays(invited: Call, small_workspace: Path, option: str) -> None:
    """A file that is there already is not written over unless that is asked for."""
    path = small_workspace / "liste"
    path.write_text("ihre Notizen")

    refused = invited("status", MEETING, option, "liste")

    assert refused.exit_code == 2
    assert "--replace" in refused.stderr
    assert path.read_text() == "ihre Notizen"
    assert invited("status", MEETING, option, "liste", "--replace").exit_code == 0
    assert "York" in path.read_text("utf-8")


def test_mails_instead(invited: Call) -> None:
    """`--mails` shows what became of the mails about a meeting; a newsletter shows them anyway."""
    mails = invited("status", MEETING, "--mails").stdout
    letter = invited("status", LETTER).stdout

    assert "im Ordner abgelegt: 3" in mails
    assert "im Ordner abgelegt: 3" in letter


def test_meetings_and_newsletters_together(invited: Call) -> None:
    """Who names both is told which one has no attendance list."""
    done = invited("status", MEETING, LETTER)

    assert done.exit_code == 2
    assert done.stderr.startswith(f"{LETTER}: Das ist ein Newsletter")


def test_a_sheet_of_what(call: Call) -> None:
    """A sheet is a meeting's: without a file there is none."""
    assert call("status", "--html", "-").exit_code == 2
