"""What every reader of lists does, whatever wrote the file; and what only workbooks can do."""

import datetime
from collections.abc import Sequence
from io import BytesIO
from typing import Protocol
from zipfile import ZipFile

import openpyxl
import pytest

from rundbrief.recipients import read_list
from rundbrief.recipients.package import ROWS_LIMIT
from rundbrief.wording import LANGUAGES, problem_sentence


class Form(Protocol):
    """One form of a list, as `conftest` has them."""

    file: str
    place: str

    def write(self, *rows: Sequence[object]) -> bytes:
        """A file with those rows."""

    def sheets(self, **sheets: Sequence[Sequence[object]]) -> bytes:
        """A workbook with those sheets."""


class TestEveryForm:
    """One contract for CSV, XLSX and ODS."""

    def test_rows_are_recipients(self, form: Form) -> None:
        """Each row is a recipient, with the row's own place."""
        data = form.write(
            ["E-Mail", "Stelle", "Anrede", "Nachname", "Schlagworte"],
            ["kultur@münster.example", "Kulturamt & Co <1>", "", "", "KI, Museum"],
            ["a@b.example", "", "Frau", "Müller", ""],
        )

        recipients, problems = read_list(data, form.file)

        assert problems == []
        assert [(r.address, r.office, r.family_name, r.tags, r.line) for r in recipients] == [
            ("kultur@xn--mnster-3ya.example", "Kulturamt & Co <1>", "", ("KI", "Museum"), 2),
            ("a@b.example", "", "Müller", (), 3),
        ]
        assert {r.file for r in recipients} == {form.place}

    def test_titles_and_blank_rows_count_as_lines(self, form: Form) -> None:
        """A line is the one she sees at the left edge, whatever is blank above it."""
        data = form.write(
            ["Verteiler"], [], ["", ""], ["Ort", "E-Mail"], [], ["Ahlen", "a@b.example"], ["Unna"]
        )

        recipients, problems = read_list(data, form.file)

        assert [(r.place, r.line) for r in recipients] == [("Ahlen", 6)]
        assert problems[0].line == 7
        assert (problems[0].field, problems[0].code) == ("E-Mail", "recipients.address-missing")

    def test_her_headings_are_mapped(self, form: Form) -> None:
        """A heading that she has mapped is understood in every form."""
        data = form.write(["Post"], ["a@b.example"])

        recipients, problems = read_list(data, form.file, {"Post": "E-Mail"})

        assert [r.address for r in recipients] == ["a@b.example"]
        assert problems == []

    def test_lines_break_in_no_cell(self, form: Form) -> None:
        """A line break in a cell is refused at its row and column."""
        data = form.write(["E-Mail", "Stelle"], ["a@b.example", "Amt\nKultur"])

        recipients, problems = read_list(data, form.file)

        assert recipients == []
        assert [(p.line, p.field, p.code) for p in problems] == [
            (2, "Stelle", "recipients.line-break")
        ]

    def test_without_addresses_there_is_no_list(self, form: Form) -> None:
        """A table without an address column is told by its columns."""
        _, (problem,) = read_list(form.write(["Ort", "Amt"], ["Ahlen", "x"]), form.file)

        assert problem.code == "recipients.address-column-missing"
        assert problem.values["columns"] == "Ort, Amt"

    def test_nothing_is_empty(self, form: Form) -> None:
        """A file without any row says so."""
        _, (problem,) = read_list(form.write(), form.file)

        assert problem.code == "recipients.empty"


LIST = [["E-Mail"], ["a@b.example"]]
OTHER = [["E-Mail"], ["c@d.example"]]
NOTES = [["Stand", "heute"]]


class TestWorkbooks:
    """Sheets, and files that are none."""

    def test_the_sheet_with_addresses_is_read(self, workbook: Form) -> None:
        """Notes, blank and hidden sheets beside the list don't matter."""
        data = workbook.sheets(Notizen=NOTES, _alt=OTHER, Leer=[], Liste=LIST)

        recipients, problems = read_list(data, workbook.file)

        assert [(r.address, r.file) for r in recipients] == [
            ("a@b.example", f"{workbook.file} [Liste]")
        ]
        assert problems == []

    def test_several_lists_are_a_question(self, workbook: Form) -> None:
        """Which of two lists is meant is not guessed: perhaps one has those who left."""
        recipients, (problem,) = read_list(workbook.sheets(Neu=LIST, Alt=OTHER), workbook.file)

        assert recipients == []
        assert (problem.code, problem.severity) == ("recipients.several-sheets", "error")
        assert problem.values["sheets"] == "Neu, Alt"

    def test_no_sheet_has_addresses(self, workbook: Form) -> None:
        """Where none of several sheets has addresses, the visible ones are named."""
        data = workbook.sheets(Eins=NOTES, Zwei=NOTES, _alt=LIST)

        _, (problem,) = read_list(data, workbook.file)

        assert problem.code == "recipients.no-sheet"
        assert problem.values["sheets"] == "Eins, Zwei"

    def test_half_a_file_is_damaged(self, workbook: Form) -> None:
        """A file that was cut off anywhere is told, never a traceback."""
        data = workbook.write(*LIST)

        for length in range(4, len(data), max(1, len(data) // 40)):
            _, (problem,) = read_list(data[:length], workbook.file)
            assert problem.code == "recipients.damaged"

    def test_a_changed_byte_is_no_traceback(self, workbook: Form) -> None:
        """Whatever a bad disk made of a file, it gives recipients or problems."""
        data = workbook.write(*LIST)

        for place in range(0, len(data), max(1, len(data) // 60)):
            broken = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
            recipients, problems = read_list(broken, workbook.file)
            assert recipients or problems

    def test_too_many_rows_are_csv(self, workbook: Form) -> None:
        """A workbook too large for memory is not opened at all; CSV has no limit."""
        rows = b"<row/>" * (ROWS_LIMIT + 1)
        rows = rows if workbook.file.endswith("x") else rows.replace(b"<row", b"<table:table-row")
        part = "xl/worksheets/sheet1.xml" if workbook.file.endswith("x") else "content.xml"
        out = BytesIO()
        with ZipFile(out, "w", 8) as package:
            package.writestr(part, rows)

        _, (problem,) = read_list(out.getvalue(), workbook.file)

        assert problem.code == "recipients.too-many-rows"
        assert "CSV" in problem_sentence(problem, "de")


BORROWED = {
    # Programs that "export to Excel" and write HTML.
    "html": (b"\xef\xbb\xbf <html><body><table><tr><td>E-Mail", "html-not-workbook"),
    "table": (b"<table border=1><tr><td>E-Mail</td></tr></table>", "html-not-workbook"),
    # A CSV file that was renamed.
    "text": (b"E-Mail;Ort\na@b.example;x\n", "text-not-workbook"),
    "nothing": (b"", "empty-file"),
    # Office encrypts into an OLE container (MS-OFFCRYPTO), OpenDocument part by part.
    "password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "damaged": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "damaged"),
    "no package": (b"PK\x03\x04abc", "damaged"),
}


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize(("data", "code"), BORROWED.values(), ids=BORROWED)
def test_a_borrowed_name_is_told(data: bytes, code: str, ending: str) -> None:
    """A file that is something else than its name says is told what it is."""
    _, (problem,) = read_list(data, f"liste.{ending}")

    assert problem.code == f"recipients.{code}"
    assert all(problem_sentence(problem, language) for language in LANGUAGES)


def test_an_encrypted_opendocument_is_told() -> None:
    """An OpenDocument file with a password states so in its manifest."""
    out = BytesIO()
    with ZipFile(out, "w") as package:
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")

    _, (problem,) = read_list(out.getvalue(), "liste.ods")

    assert problem.code == "recipients.password"


def test_a_workbook_named_csv_is_told(workbook: Form) -> None:
    """The other way round: a workbook whose name ends with .csv."""
    _, (problem,) = read_list(workbook.write(*LIST), "liste.csv")

    assert problem.code == "recipients.workbook"


SEEN = [
    (48143, "48143"),
    (48143.0, "48143"),
    (0.5, "0,5"),
    ("01067", "01067"),
    (True, "WAHR"),
    (False, "FALSCH"),
    (datetime.date(2021, 4, 3), "03.04.2021"),
    (datetime.datetime(2021, 4, 3), "03.04.2021"),  # noqa: DTZ001 — cells have no zone
    (datetime.datetime(2021, 4, 3, 10, 5), "03.04.2021 10:05"),  # noqa: DTZ001
    (datetime.time(10, 5), "10:05"),
]


@pytest.mark.parametrize(("value", "text"), SEEN, ids=[repr(value) for value, _ in SEEN])
def test_values_are_read_as_she_sees_them(value: object, text: str) -> None:
    """Numbers without .0, dates and truth values in German, texts as they stand."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["E-Mail", "Ort"])
    book.active.append(["a@b.example", value])
    out = BytesIO()
    book.save(out)

    (recipient,), problems = read_list(out.getvalue(), "liste.xlsx")

    assert recipient.place == text
    assert problems == []


def test_a_date_of_consent_is_a_date() -> None:
    """A cell that is a date in Excel comes out as that day."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["E-Mail", "Einwilligung am"])
    book.active.append(["a@b.example", datetime.date(2021, 4, 3)])
    out = BytesIO()
    book.save(out)

    (recipient,), _ = read_list(out.getvalue(), "liste.xlsx")

    assert recipient.consent is not None
    assert recipient.consent.given_on == datetime.date(2021, 4, 3)


def test_cells_without_a_value_are_told() -> None:
    """An error, and a formula nobody has reckoned, are told where their column is read."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cell, value in {
        "B3": "E-Mail",
        "C3": "Stelle",
        "D3": "Gewicht",
        "B4": "a@b.example",
        "C4": "Amt",
        "B5": '=A1&"x"',
        "B6": "b@b.example",
        "C6": "#N/A",
        "B7": "c@b.example",
        "D7": "=1/0",
    }.items():
        sheet[cell] = value
    sheet["C6"].data_type = "e"
    out = BytesIO()
    book.save(out)

    recipients, problems = read_list(out.getvalue(), "liste.xlsx")

    assert [(r.address, r.line) for r in recipients] == [("a@b.example", 4), ("c@b.example", 7)]
    assert [(p.line, p.field, p.code.removeprefix("recipients.")) for p in problems] == [
        (3, "Gewicht", "column-unlike-any"),
        (5, "E-Mail", "formula-empty"),
        (6, "Stelle", "cell-error"),
    ]
    assert {p.file for p in problems} == {"liste.xlsx [Sheet]"}
    assert all(problem_sentence(p, language) for p in problems for language in LANGUAGES)
