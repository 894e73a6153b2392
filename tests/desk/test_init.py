"""A new workspace works at once, and nothing that was there before is touched."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rundbrief.desk import Beginning, Desk, answer_problem, check, init, open_desk, plan, proof
from rundbrief.desk.init import land_of
from rundbrief.wording import LANGUAGES, Language, problem_sentence
from rundbrief.workspace import LAENDER

NOW = datetime(2025, 8, 4, 9, tzinfo=ZoneInfo("Europe/Berlin"))
BEGINNING = Beginning(
    organisation='Netz „Kultur & "Kunst"“',
    contact="Anne Melzig",
    contact_email="anne.melzig@kultur.example",
    sender="einladungen@kultur.example",
    land="nrw",
)


def begin(folder: Path, beginning: Beginning = BEGINNING, language: Language = "de") -> Desk:
    files, problems = init(folder, beginning, language=language, now=NOW)
    assert files, problems
    desk, problems = open_desk(folder, environment={}, now=NOW)
    assert desk, problems
    return desk


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mails", LANGUAGES)
def test_all_is_well_at_once(tmp_path: Path, language: Language, mails: Language) -> None:
    """Nothing is wrong and nothing doubtful in a new workspace, in either language."""
    desk = begin(tmp_path / "neu", replace(BEGINNING, language=mails), language)

    checked = check(desk)
    planned, problems = plan(desk)

    assert checked.problems == ()
    assert checked.counts == {"meetings": 1, "newsletters": 0, "recipients": 1, "lists": 1}
    assert planned, problems
    assert planned.total == 0


def test_the_first_proof(tmp_path: Path) -> None:
    """The example has a proof, which lies in the outbox: nobody gets it."""
    desk = begin(tmp_path)
    [meeting] = check(desk).contents.meetings

    sent, problems = proof(desk, BEGINNING.contact_email, Path(meeting.file))

    assert sent, problems
    assert sent.transport == "folder"
    [mail] = (tmp_path / "outbox").glob("*.eml")
    assert b"Anne Melzig" in mail.read_bytes()


def test_the_example_is_on_a_good_day(tmp_path: Path) -> None:
    """Six weeks ahead, on no weekend, holiday or school holiday."""
    [meeting] = check(begin(tmp_path)).contents.meetings

    assert meeting.start.isoformat() == "2025-09-15T10:00:00+02:00"


def test_what_stays_out_of_a_history(tmp_path: Path) -> None:
    """Addresses, mails and the ledger are ignored by git."""
    begin(tmp_path)

    ignored = (tmp_path / ".gitignore").read_text("utf-8").splitlines()

    assert {"recipients/", "outbox/", "rundbrief.db*"} <= set(ignored)


def test_a_workspace_is_not_touched(tmp_path: Path) -> None:
    """Where there is a rundbrief.toml already, nothing changes."""
    (tmp_path / "rundbrief.toml").write_text("# meine", "utf-8")

    files, problems = init(tmp_path, BEGINNING, language="de", now=NOW)

    assert files == []
    assert [problem.code for problem in problems] == ["writing.workspace-there"]
    assert content(tmp_path) == {"rundbrief.toml": b"# meine"}


def test_what_is_there_stays(tmp_path: Path) -> None:
    """Her list and her meetings stay as they are; her .gitignore gets what it lacks."""
    mine = {
        "recipients/netz.csv": b"E-Mail\nkultur@stadt.example\n",
        "meetings/notiz.md": b"# Ideen",
        "bilder/logo.png": b"PNG",
    }
    for name, data in (mine | {".gitignore": b"outbox/\n*.bak"}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)

    desk = begin(tmp_path)

    assert content(tmp_path).items() >= mine.items()
    assert sorted(content(tmp_path)) == [
        ".gitignore",
        ".rundbrief/meeting.schema.json",
        ".rundbrief/newsletter.schema.json",
        ".rundbrief/rundbrief.schema.json",
        "bilder/logo.png",
        "meetings/notiz.md",
        "recipients/netz.csv",
        "rundbrief.toml",
        "templates/LIESMICH.txt",
    ]
    ignored = (tmp_path / ".gitignore").read_text("utf-8").splitlines()
    assert ignored[:2] == ["outbox/", "*.bak"]
    assert {"recipients/", "rundbrief.db*"} <= set(ignored)
    assert ignored.count("outbox/") == 1
    assert [one.address for one in check(desk).contents.recipients] == ["kultur@stadt.example"]


def test_interrupted_and_begun_again(tmp_path: Path) -> None:
    """The settings come last: without them the folder is no workspace, and init goes on."""
    begin(tmp_path)
    (tmp_path / "rundbrief.toml").unlink()
    before = content(tmp_path)

    begin(tmp_path)

    assert content(tmp_path).items() >= before.items()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("organisation", ""),
        ("organisation", "Netz\x07"),
        ("contact", " "),
        ("contact_email", "anne"),
        ("contact_email", "Anne <anne@kultur.example>"),
        ("sender", "einladungen@"),
        ("land", "Preußen"),
        ("land", ""),
    ],
)
def test_an_answer_that_is_wrong(tmp_path: Path, name: str, value: str) -> None:
    """Each is told under its own option, in a sentence, and nothing is written."""
    folder = tmp_path / "neu"
    wrong = replace(BEGINNING, **{name: value})  # type: ignore[arg-type]

    files, [problem] = init(folder, wrong, language="de", now=NOW)

    assert files == []
    assert problem.field == f"--{name.replace('_', '-')}"
    assert all(problem_sentence(problem, language) for language in LANGUAGES)
    assert not folder.exists()
    assert answer_problem(name, value) == problem


def test_answers_that_are_right() -> None:
    """Each answer is judged alone, whatever the others are."""
    assert answer_problem("contact_email", "anne@kulturbüro.example") is None
    assert answer_problem("land", "Nordrhein-Westfalen") is None


@pytest.mark.parametrize(
    ("text", "land"),
    [
        *((land, land) for land in LAENDER),
        ("nrw", "NW"),
        ("DE-BY", "BY"),
        ("nordrhein westfalen", "NW"),
        ("Thüringen", "TH"),
        ("thueringen", "TH"),
        ("Bavaria", "BY"),
        ("XX", None),
        ("", None),
    ],
)
def test_laender(text: str, land: str | None) -> None:
    """By its letters or its name, German or English, with or without umlauts."""
    assert land_of(text) == land


def test_an_office_begins(tmp_path: Path) -> None:
    """A contact of one word is no person: the list has it as an office."""
    desk = begin(tmp_path, replace(BEGINNING, contact="Kulturbüro"))

    [recipient] = check(desk).contents.recipients

    assert (recipient.office, recipient.family_name) == ("Kulturbüro", "")


def test_schemas_are_kept_fresh(tmp_path: Path) -> None:
    """`check` writes them anew where they differ, and makes none where there are none."""
    desk = begin(tmp_path)
    schema = tmp_path / ".rundbrief/meeting.schema.json"
    fresh = schema.read_bytes()
    schema.write_bytes(b"{}")

    check(desk)

    assert schema.read_bytes() == fresh
    for path in (tmp_path / ".rundbrief").iterdir():
        path.unlink()
    (tmp_path / ".rundbrief").rmdir()
    check(desk)
    assert not (tmp_path / ".rundbrief").exists()
