"""Reading a workspace: everything in it, and whatever an accident made of its files."""

import errno
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rundbrief.problems import Problem, Severity
from rundbrief.wording import problem_sentence
from rundbrief.workspace import Contents, Workspace, open_workspace, transport_problems

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
NEWSLETTER = "newsletters/2025-herbst.toml"
TRANSPORT = '\nkind = "folder"\n'
COLUMNS = '\n[columns]\n"Post dienstlich" = "E-Mail"\n"Kürzel" = ""\n'


def opened(folder: Path) -> Workspace:
    workspace, problems = open_workspace(folder)
    assert workspace is not None, problems
    return workspace


def read(folder: Path) -> Contents:
    return opened(folder).read()


def codes(problems: tuple[Problem, ...] | list[Problem]) -> list[tuple[str, str]]:
    return [(problem.file, problem.code) for problem in problems]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_everything_in_the_folder_is_read(small_workspace: Path) -> None:
    """Meetings, newsletters and recipients, by the names that the organiser knows them by."""
    contents = read(small_workspace)

    assert contents.problems == ()
    assert [meeting.file for meeting in contents.meetings][-1] == MEETING
    assert [newsletter.file for newsletter in contents.newsletters] == [NEWSLETTER]
    assert [recipient.file for recipient in contents.recipients] == ["../recipients/liste.csv"] * 3
    assert contents.lists == 1


def test_a_folder_may_have_any_name_and_move(small_workspace: Path, tmp_path: Path) -> None:
    """Spaces, umlauts and another place change nothing: all paths are relative to the folder."""
    target = tmp_path / "Größere Nöte & mehr" / "mein Ordner"
    shutil.copytree(small_workspace.parent, target)

    assert read(target / "examples").problems == ()
    assert opened(target / "examples").name(target / "examples" / MEETING) == MEETING


# A meeting's file that is there and says nothing: by mistake in it, or because it can't be read.
@pytest.mark.parametrize("accident", ["broken", "folder", "dangling"])
def test_a_meeting_that_cannot_be_read_is_still_there(small_workspace: Path, accident: str) -> None:
    """The newsletter that names it is told to wait, never that there is no such file."""
    path = small_workspace / MEETING
    if accident == "broken":
        change(path, 'status = "planned"', "status = planned")
    else:
        path.unlink()
        path.mkdir() if accident == "folder" else path.symlink_to("nowhere.toml")

    contents = read(small_workspace)

    assert (NEWSLETTER, "definitions.broken-meeting") in codes(contents.problems)
    assert {problem.file for problem in contents.problems} == {MEETING, NEWSLETTER}
    assert len(contents.newsletters) == 1


def test_a_meeting_that_is_missing_is_missing(small_workspace: Path) -> None:
    """A newsletter's meeting without a file is another problem than a broken file."""
    (small_workspace / MEETING).unlink()

    assert (NEWSLETTER, "definitions.unknown-meeting") in codes(read(small_workspace).problems)


@pytest.mark.parametrize("name", [".DS_Store", "~$alte.xlsx", ".liste.csv.swp", "README.md"])
def test_what_programs_leave_beside_the_files_is_passed_over(
    small_workspace: Path, name: str
) -> None:
    """Hidden files, an open Office program's own, and a README are nobody's mistake."""
    for folder in (small_workspace / "meetings", small_workspace.parent / "recipients"):
        (folder / name).write_bytes(b"\x00\xff")

    assert read(small_workspace).problems == ()


@pytest.mark.parametrize(
    ("name", "code", "severity"),
    [
        # A spreadsheet that nobody reads gets nothing until it is saved otherwise.
        ("../recipients/liste.xlsb", "workspace.spreadsheet-as-csv", Severity.ERROR),
        ("../recipients/Liste.NUMBERS", "workspace.spreadsheet-as-csv", Severity.ERROR),
        # Windows hides the second ending.
        ("meetings/treffen.toml.txt", "workspace.other-ending", Severity.WARNING),
        ("../recipients/liste.csv.txt", "workspace.other-ending", Severity.WARNING),
        # A letter is no list under any name.
        ("../recipients/liste.docx", "workspace.no-list", Severity.WARNING),
        # A folder that is named like a file.
        ("newsletters/winter.toml", "workspace.is-folder", Severity.ERROR),
    ],
)
def test_a_file_that_is_not_read_is_named(
    small_workspace: Path, name: str, code: str, severity: Severity
) -> None:
    """Nothing that looks like a part of the workspace is left out in silence."""
    path = small_workspace / name
    path.mkdir() if code.endswith("folder") else path.write_bytes(b"PK\x03\x04")

    (problem,) = read(small_workspace).problems

    assert (problem.file, problem.code, problem.severity) == (name, code, severity)


def test_an_ending_in_capitals_counts(small_workspace: Path) -> None:
    """`LISTE.CSV` and `TREFFEN.TOML`, as old programs write them, are read."""
    for old, new in ((MEETING, "X.TOML"), ("../recipients/liste.csv", "LISTE.CSV")):
        (small_workspace / old).rename((small_workspace / old).with_name(new))
    change(small_workspace / NEWSLETTER, "2025-09-08-kreisverwaltungen.toml", "X.TOML")

    contents = read(small_workspace)

    assert contents.problems == ()
    assert (len(contents.meetings), len(contents.recipients)) == (4, 3)


def test_no_lists_and_no_folder_for_them(small_workspace: Path) -> None:
    """Without recipients it is an error, and it says where they are looked for."""
    (small_workspace.parent / "recipients" / "liste.csv").unlink()
    empty = read(small_workspace).problems
    (small_workspace.parent / "recipients").rmdir()
    missing = read(small_workspace).problems

    assert codes(empty) == [("../recipients", "workspace.no-lists")]
    assert codes(missing) == [("rundbrief.toml", "workspace.no-recipients-folder")]
    assert missing[0].line is not None
    assert "„../recipients“" in problem_sentence(missing[0], "de")


def test_an_empty_workspace_is_a_beginning(small_workspace: Path) -> None:
    """No meeting and no newsletter is a hint that says how to begin, not an error."""
    shutil.rmtree(small_workspace / "meetings")
    shutil.rmtree(small_workspace / "newsletters")

    (problem,) = read(small_workspace).problems

    assert (problem.code, problem.severity) == ("workspace.no-subjects", Severity.WARNING)


def test_an_address_on_two_lists_counts_once(small_workspace: Path) -> None:
    """The first row stays; the second is a hint that names both places."""
    first = small_workspace.parent / "recipients" / "liste.csv"
    (first.parent / "zweite.csv").write_text(
        "E-Mail;Stelle\nARTS@York.example;Arts\n", encoding="utf-8"
    )

    contents = read(small_workspace)

    assert (len(contents.recipients), contents.lists) == (3, 2)
    (problem,) = contents.problems
    assert (problem.code, problem.severity) == ("recipients.address-twice", Severity.WARNING)
    assert "../recipients/liste.csv" in problem_sentence(problem, "en")


@pytest.mark.parametrize(
    ("accident", "code"),
    [
        ("no-folder", "workspace.no-folder"),
        ("is-file", "workspace.is-file"),
        ("no-settings", "workspace.no-settings"),
        ("is-folder", "workspace.is-folder"),
    ],
)
def test_what_is_no_workspace(small_workspace: Path, accident: str, code: str) -> None:
    """No folder, a file, a folder without settings, and settings that are a folder."""
    settings = small_workspace / "rundbrief.toml"
    folder = {"no-folder": small_workspace / "nirgends", "is-file": settings}.get(
        accident, small_workspace
    )
    if accident in ("no-settings", "is-folder"):
        settings.unlink()
    if accident == "is-folder":
        settings.mkdir()

    workspace, problems = open_workspace(folder)

    assert workspace is None
    assert [problem.code for problem in problems] == [code]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('kind = "smtp"', "workspace.no-host"),
        ('kind = "smtp"\nhost = "relay.example"\ntls = "none"', "workspace.tls-needed"),
        ('kind = "smtp"\nhost = "192.0.2.7"\ntls = "none"', "workspace.tls-needed"),
    ],
)
def test_a_way_out_that_is_not_safe_or_not_whole(
    small_workspace: Path, lines: str, code: str
) -> None:
    """A relay has a name, and only this very machine is spoken to without encryption."""
    change(small_workspace / "rundbrief.toml", TRANSPORT, f"\n{lines}\n")

    workspace, problems = open_workspace(small_workspace)

    assert workspace is None
    assert [problem.code for problem in problems] == [code]
    assert problems[0].line


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_machine_may_be_spoken_to_in_the_clear(small_workspace: Path, host: str) -> None:
    """A relay on the loopback needs no TLS, and reaches nobody by itself."""
    lines = f'\nkind = "smtp"\nhost = "{host}"\ntls = "none"\n'
    change(small_workspace / "rundbrief.toml", TRANSPORT, lines)

    assert opened(small_workspace).settings.transport.is_harmless


def test_a_password_stands_in_the_environment(small_workspace: Path) -> None:
    """A user without a password there is a problem that names the variable."""
    lines = '\nkind = "smtp"\nhost = "relay.example"\nuser = "kultur"\n'
    change(small_workspace / "rundbrief.toml", TRANSPORT, lines)
    workspace = opened(small_workspace)

    (problem,) = transport_problems(workspace, {})

    assert "RUNDBRIEF_SMTP_PASSWORD" in problem_sentence(problem, "de")
    assert transport_problems(workspace, {"RUNDBRIEF_SMTP_PASSWORD": "x"}) == []


def test_an_unknown_land_is_named(small_workspace: Path) -> None:
    """The sixteen abbreviations are offered."""
    change(small_workspace / "rundbrief.toml", 'land = "NW" ', 'land = "NRW"')

    _, problems = open_workspace(small_workspace)

    assert [problem.code for problem in problems] == ["workspace.unknown-land"]
    assert "NW" in problem_sentence(problems[0], "de")


def spreadsheet(path: Path, *rows: list[str]) -> None:
    """A workbook with those rows on its one sheet."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Verteiler"
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_a_spreadsheet_is_a_list_like_any_other(small_workspace: Path) -> None:
    """Rows of a workbook stand beside those of a CSV file, and doubles are found across both."""
    lists = small_workspace.parent / "recipients"
    first = next(iter(read(small_workspace).recipients))
    spreadsheet(lists / "zweite.xlsx", ["E-Mail"], ["neu@ahlen.example"], [first.address.upper()])

    contents = read(small_workspace)

    assert list(contents.recipients)[-1].file == "../recipients/zweite.xlsx [Verteiler]"
    assert contents.lists == 2
    (problem,) = contents.problems
    assert (problem.file, problem.line, problem.code) == (
        "../recipients/zweite.xlsx [Verteiler]",
        3,
        "recipients.address-twice",
    )


@pytest.mark.parametrize("lock", ["~$offen.xlsx", ".~lock.offen.xlsx#"])
def test_an_open_spreadsheet_is_told(small_workspace: Path, lock: str) -> None:
    """What Excel or LibreOffice has not saved yet is not read, and she is told to save it."""
    lists = small_workspace.parent / "recipients"
    spreadsheet(lists / "offen.xlsx", ["E-Mail"], ["neu@ahlen.example"])
    (lists / lock).write_bytes(b"")

    contents = read(small_workspace)

    assert codes(contents.problems) == [("../recipients/offen.xlsx", "workspace.unsaved-changes")]
    assert len(contents.recipients) == 4


def test_a_spreadsheet_that_excel_keeps_is_told(
    small_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows nobody may read what Excel has open: it is to be closed there."""
    lists = small_workspace.parent / "recipients"
    spreadsheet(lists / "offen.xlsx", ["E-Mail"], ["neu@ahlen.example"])
    opens = Path.open

    def kept(path: Path, *args: Any, **more: Any) -> Any:
        if path.suffix == ".xlsx":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opens(path, *args, **more)

    monkeypatch.setattr(Path, "open", kept)

    problems = read(small_workspace).problems

    assert codes(problems) == [("../recipients/offen.xlsx", "workspace.open-in-excel")]
    assert "schließen" in problem_sentence(problems[0], "de")


def test_her_headings_are_hers_to_map(small_workspace: Path) -> None:
    """`[columns]` says what a heading means, and which column is not read."""
    change(small_workspace / "rundbrief.toml", TRANSPORT, f"{TRANSPORT}{COLUMNS}")
    spreadsheet(
        small_workspace.parent / "recipients" / "zweite.xlsx",
        ["Post dienstlich", "Kürzel"],
        ["neu@ahlen.example", "x"],
    )

    contents = read(small_workspace)

    assert contents.problems == ()
    assert list(contents.recipients)[-1].address == "neu@ahlen.example"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('\n[columns]\n"Amt. intern" = "Stelle"\n', "columns.Amt. intern"),
        ('\n[columns]\n# wie bisher\nFunktion = ""\n', "columns.Funktion"),
    ],
)
def test_what_the_settings_say_of_lists_has_its_line(
    small_workspace: Path, line: str, field: str
) -> None:
    """A heading that no list has is found in `rundbrief.toml` by its line."""
    change(small_workspace / "rundbrief.toml", TRANSPORT, f"{TRANSPORT}{line}")
    lines = (small_workspace / "rundbrief.toml").read_text("utf-8").splitlines()

    [problem] = read(small_workspace).problems

    assert (problem.file, problem.field) == ("rundbrief.toml", field)
    assert problem.line == lines.index(line.splitlines()[-1]) + 1


def test_a_heading_is_mapped_to_one_of_ours(small_workspace: Path) -> None:
    """A target that does not exist is told where it stands, with those that do."""
    text = COLUMNS.replace("E-Mail", "Elektropost")
    change(small_workspace / "rundbrief.toml", TRANSPORT, f"{TRANSPORT}{text}")

    workspace, (problem,) = open_workspace(small_workspace)

    assert workspace is None
    assert (problem.code, problem.field) == (
        "workspace.unknown-heading",
        "columns.Post dienstlich",
    )
    assert "E-Mail" in problem_sentence(problem, "de")
