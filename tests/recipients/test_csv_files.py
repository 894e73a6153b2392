"""Files as they are met: the bytes, and the addresses or the problems that come of them."""

import re
from io import BytesIO

import pytest

from rundbrief.problems import Severity
from rundbrief.recipients import Recipient, read_csv, stream_csv
from rundbrief.recipients.header import Column, Headings
from rundbrief.wording import LANGUAGES, Language, problem_sentence, sentence

TWO = ["kultur@ahlen.example", "amt@borken.example"]
UMLAUT = ["kultur@xn--mnster-3ya.example"]

READABLE = {
    # What German Excel writes: "CSV UTF-8" with a BOM, plain "CSV" in Windows-1252, CRLF.
    "utf-8 with BOM": ("\ufeffE-Mail;Ort\r\nkultur@münster.example;Münster\r\n".encode(), UMLAUT),
    "cp1252": ("E-Mail;Ort\r\nkultur@münster.example;Münster\r\n".encode("cp1252"), UMLAUT),
    "utf-8": ("E-Mail;Ort\nkultur@münster.example;Münster\n".encode(), UMLAUT),
    "utf-16, 'Unicode-Text'": (
        "E-Mail\tOrt\r\nkultur@münster.example\tMünster\r\n".encode("utf-16"),
        UMLAUT,
    ),
    "utf-16 without a mark": (
        "E-Mail\tOrt\r\nkultur@münster.example\tMünster\r\n".encode("utf-16-le"),
        UMLAUT,
    ),
    "utf-16, the other way": (
        "E-Mail;Ort\nkultur@münster.example;Münster\n".encode("utf-16-be"),
        UMLAUT,
    ),
    # The separator is the one that splits the header line into known columns.
    "semicolon": (b"E-Mail;Stelle\nkultur@ahlen.example;a,b\namt@borken.example;a,b,c\n", TWO),
    "comma": (b"E-Mail,Stelle\nkultur@ahlen.example,a;b\namt@borken.example,a;b;c\n", TWO),
    "tab": (b"E-Mail\tStelle\nkultur@ahlen.example\ta;b\namt@borken.example\ta,b\n", TWO),
    "one column": (b"E-Mail\nkultur@ahlen.example\namt@borken.example\n", TWO),
    "more of another": (b"E-Mail;Bus, Bahn, Rad\nkultur@ahlen.example;a, b, c\n", TWO[:1]),
    "stated by Excel": (b"sep=;\r\nE-Mail;Ort\r\nkultur@ahlen.example;Ahlen\r\n", TWO[:1]),
    "stated, not the usual": (b'"sep=|"\nE-Mail|Ort\nkultur@ahlen.example|Ahlen\n', TWO[:1]),
    # Line ends of every system, and none behind the last line.
    "CR": (b"E-Mail;Ort\rkultur@ahlen.example;Ahlen\ramt@borken.example;Borken", TWO),
    # Blank rows are no rows, nor is what Excel leaves of them.
    "blank rows": (
        b"\n;;\nE-Mail;Ort;\n\nkultur@ahlen.example;Ahlen;\n;;\n ; ;\namt@borken.example;Borken\n",
        TWO,
    ),
    # Quoted cells hold separators and quotation marks.
    "quoted": (b'E-Mail;Stelle\nkultur@ahlen.example;"Amt ""K"";B"\n', TWO[:1]),
    # Headings are compared by their letters, German and English.
    "headings": (b"e mail;FIRST-NAME\nkultur@ahlen.example;Alex\n", TWO[:1]),
    "titles above": (
        b"Liste, heute, intern;;\n\nOrt;E-Mail\nA;kultur@ahlen.example\nB;amt@borken.example",
        TWO,
    ),
    "cells that span lines, not read": (
        b'E-Mail;Notiz\nkultur@ahlen.example;"x\ny"\namt@borken.example;"z"\n',
        TWO,
    ),
    "quoted separators": (b'E-Mail,Stelle\n"kultur@ahlen.example","Amt, K"\n', TWO[:1]),
    "an address": (b"Adresse;Name\nkultur@ahlen.example;Muster\n", TWO[:1]),
}


@pytest.mark.parametrize(("data", "addresses"), READABLE.values(), ids=READABLE)
def test_every_form_of_a_list_is_read(data: bytes, addresses: list[str]) -> None:
    """A list reads the same in whichever form a spreadsheet wrote it."""
    recipients, problems = read_csv(data, "liste.csv")

    assert [recipient.address for recipient in recipients] == addresses
    assert {p.code.replace("columns", "column") for p in problems} <= {
        "recipients.column-unlike-any"
    }


HEADED = "E-Mail;Stelle;Anrede;Titel;Vorname;Nachname;Sprache;Schlagworte\n"
CODES = {
    # Files that are no lists.
    "empty": (b"", [(None, "", "empty")]),
    "only a BOM": (b"\xef\xbb\xbf", [(None, "", "empty")]),
    "only blanks": (b" \r\n;;\r\n", [(None, "", "empty")]),
    "workbook": (b"PK\x03\x04\x14\x00", [(None, "", "workbook")]),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", [(None, "", "workbook")]),
    "no text": (b"E-Mail\na@b.example\n\x81\xfc@c.example\n", [(3, "", "encoding")]),
    "half a letter": (b"\xef\xbb\xbfE-Mail\na@b.example\n\xc3", [(3, "", "encoding")]),
    "header alone": (b"\nE-Mail;Ort\n", [(2, "", "no-rows")]),
    # Header lines that leave the rows without a meaning: one problem, not one for each row.
    "no header": (b"a@b.example;Ahlen\nc@d.example;Unna\n", [(1, "", "header-missing")]),
    "no header, but a word that could be one": (
        b"a@b.example;Amt\nc@d.example;Unna\n",
        [(1, "", "header-missing")],
    ),
    "nothing but zeros": (b"\0" * 400, [(1, "", "no-text")]),
    "no address": (b"Ort;Stelle\nAhlen;Amt\n", [(1, "", "address-column-missing")]),
    "a street": (b"Adresse;Ort\nMarkt 1;Ahlen\n", [(1, "", "address-column-missing")]),
    # Columns that are not read are named; one that is there twice would be read at random.
    "misspelt": (b"E-Mail;Vornmae\na@b.example;x\n", [(1, "Vornmae", "column-unknown")]),
    "foreign": (b"E-Mail;Gewicht\na@b.example;x\n", [(1, "Gewicht", "column-unlike-any")]),
    "many foreign": (
        b"Nr;E-Mail;Gewicht;PLZ\n1;a@b.example;x;y\n",
        [(1, "", "columns-unlike-any")],
    ),
    "a street, too": (b"E-Mail;Adresse\na@b.example;x\n", [(1, "Adresse", "column-unlike-any")]),
    "unnamed": (b"E-Mail;;Ort\na@b.example;x;y\n", [(1, "", "column-unnamed")]),
    "twice": (b"E-Mail;Amt;Stelle\na@b.example;x;y\n", [(1, "Stelle", "column-twice")]),
    # Rows that can't be told apart; the next line is read all the same.
    "few": (b"Ort;E-Mail\nAhlen\n", [(2, "E-Mail", "address-missing"), (2, "", "cells-missing")]),
    "an address above": (
        b"Fragen an;a@b.example\nOrt;E-Mail\nAhlen;c@d.example\n",
        [(1, "", "above-header")],
    ),
    "many": (b"E-Mail;Ort\na@b.example;x;y\n", [(2, "", "cells-too-many")]),
    "open": (
        b'E-Mail;Ort\na@b.example;"x\n;y\nc@d.example;"z"\n;x\n',
        [(2, "", "cell-open"), (3, "E-Mail", "address-missing"), (5, "E-Mail", "address-missing")],
    ),
    "open to the end": (
        b'E-Mail;Ort\r\na@b.example;"x\r\n;y\r\n',
        [(2, "", "cell-open"), (3, "E-Mail", "address-missing")],
    ),
    "no end of a cell": (
        b'E-Mail;Ort\na@b.example;"' + b"x" * 200_000 + b"\n;y",
        [(2, "", "cell-open"), (3, "E-Mail", "address-missing")],
    ),
    "no end of the header": (b"E-Mail" + b"x" * 200_000, [(1, "", "cell-open")]),
    "lines count as they stand": (
        b'\nE-Mail;Ort\na@b.example;"x\r\ny"\n\n;z\n',
        [(3, "Ort", "line-break"), (6, "E-Mail", "address-missing")],
    ),
    # Everything that is wrong with a row, at once.
    "a whole row": (
        f"{HEADED}a b@c.example;{'x' * 201};Fräulein;;A\u200bx;M\tx;fr;{'y' * 201}\n".encode(),
        [
            (2, "E-Mail", "address-blank"),
            (2, "Stelle", "too-long"),
            (2, "Anrede", "form-unknown"),
            (2, "Vorname", "hidden-character"),
            (2, "Nachname", "hidden-character"),
            (2, "Sprache", "language-unknown"),
            (2, "Schlagworte", "too-long"),
        ],
    ),
}


@pytest.mark.parametrize(("data", "expected"), CODES.values(), ids=CODES)
def test_what_is_wrong_is_said_with_its_place(
    data: bytes, expected: list[tuple[int | None, str, str]]
) -> None:
    """Each problem of a file comes with its line and column, all of them in one reading."""
    _, problems = read_csv(data, "liste.csv")

    assert [(p.line, p.field, p.code.removeprefix("recipients.")) for p in problems] == expected
    assert {p.file for p in problems} == {"liste.csv"}
    assert all(problem_sentence(p, language) for p in problems for language in LANGUAGES)


def test_a_faulty_row_costs_only_itself() -> None:
    """The rows around a faulty one are read, and the faulty one gives no recipient."""
    data = b'E-Mail;Ort\na@b.example;x\nb@b.example;"y\nc@b.example;z\n@;u\nd@b.example;v\n'

    recipients, problems = read_csv(data, "liste.csv")

    assert [(r.address[0], r.line) for r in recipients] == [("a", 2), ("c", 4), ("d", 6)]
    assert [p.line for p in problems] == [3, 5]


def test_missing_cells_at_the_end_are_blank() -> None:
    """Excel leaves out blank cells behind the last filled one; the file is told once."""
    data = b"E-Mail;Stelle;Ort\na@b.example\nc@b.example;Amt\nd@b.example;Amt;Ahlen\n"

    recipients, (problem,) = read_csv(data, "liste.csv")

    assert [(r.address[0], r.office, r.place) for r in recipients] == [
        ("a", "", ""),
        ("c", "Amt", ""),
        ("d", "Amt", "Ahlen"),
    ]
    assert (problem.line, problem.severity, problem.values["count"]) == (2, "warning", 2)


def test_her_own_headings_are_mapped() -> None:
    """A heading of hers means what she says; one that is mapped to nothing is left out quietly."""
    data = "Post dienstlich;Kürzel;Gewicht\na@b.example;x;y\n".encode()
    columns = {"POST-dienstlich": "e-mail", "Kürzel": ""}

    (recipient,), (problem,) = read_csv(data, "liste.csv", columns)

    assert recipient.address == "a@b.example"
    assert (problem.code, problem.field) == ("recipients.column-unlike-any", "Gewicht")


def test_a_list_is_read_as_it_comes() -> None:
    """Rows come out one by one from an open file, which is left open."""
    file = BytesIO(b"E-Mail\na@b.example\n" + b"x\n" * 100_000)

    first = next(iter(stream_csv(file, "liste.csv")))

    assert isinstance(first, Recipient)
    assert first.address == "a@b.example"
    assert not file.closed


def test_unread_columns_stop_nothing() -> None:
    """A column we don't know is a warning; its row is a recipient all the same."""
    recipients, (problem,) = read_csv(b"E-Mail;Gewicht\na@b.example;\x01\n", "liste.csv")

    assert [r.address for r in recipients] == ["a@b.example"]
    assert problem.severity == "warning"


def test_a_wrong_row_stops_the_list() -> None:
    """A row that can't be read is an error: nobody is left out by oversight."""
    _, (problem,) = read_csv(b"E-Mail\na@b\n", "liste.csv")

    assert problem.severity == "error"


def test_the_columns_found_are_listed() -> None:
    """A list without addresses is told by its columns, so that the right one can be renamed."""
    _, (problem,) = read_csv(b"Ort;Elektropost\nAhlen;a@b.example\n", "liste.csv")

    assert problem.values["columns"] == "Ort, Elektropost"


@pytest.mark.parametrize(
    ("header", "likely"),
    [
        ("E-Mail;Schlagwrote", ["Schlagworte"]),
        # who has an address column did not mean another
        ("Mail;E-Mial", []),
        # heard of by another name
        ("Mail;Firstname", []),
    ],
)
def test_a_misspelt_heading_gets_the_likely_one(header: str, likely: list[str]) -> None:
    """The proposal is a heading that we know and the file doesn't have yet."""
    _, problems = read_csv(f"{header}\na@b.example;x\n".encode(), "liste.csv")

    assert [p.values["likely"] for p in problems if "likely" in p.values] == likely


@pytest.mark.parametrize(
    ("data", "line", "places"),
    [
        # read as Windows-1252 once too often, and saved as UTF-8
        ("E-Mail;Stelle\na@b.example;KulturbÃ¼ro\nc@d.example;StraÃŸe Ã„mter\n", 2, 3),
        ("E-Mail;Stelle\na@b.example;Amt\nc@d.example;Amt â€“ Kultur\n", 3, 1),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_spoilt_umlauts(data: str, line: int, places: int, encoding: str) -> None:
    """One warning for a list, with the first line and the number of places; rows are read."""
    recipients, problems = read_csv(data.encode(encoding), "liste.csv")

    assert len(recipients) == 2
    assert [(each.line, each.code) for each in problems] == [(line, "recipients.garbled")]
    assert problems[0].values == {"count": places}
    assert problems[0].severity is Severity.WARNING


def test_spoilt_umlauts_that_a_blocks_end_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is counted once, wherever a block ends."""
    data = ("E-Mail;Stelle\n" + "a@b.example;BÃ¼ro\n" * 7).encode()

    for size in range(1, 40):
        monkeypatch.setattr("rundbrief.recipients.encoding.BLOCK", size)
        _, problems = read_csv(data, "liste.csv")
        assert [(each.line, each.values["count"]) for each in problems] == [(2, 7)]


def test_letters_that_only_look_spoilt() -> None:
    """Names from elsewhere are not."""
    data = "E-Mail;Stelle\na@b.example;São Paulo, Âge, SÃO, Ãgua\n".encode()

    assert read_csv(data, "liste.csv")[1] == []


def test_columns_that_say_nothing_are_named_together() -> None:
    """A list of many years has many: one warning for all, in the file's order."""
    _, (problem,) = read_csv("Nr;E-Mail;Fax;Straße\n1;a@b.example;x;y\n".encode(), "liste.csv")

    assert problem.values["columns"] == "Nr, Fax, Straße"


def test_one_heading_twice() -> None:
    """Two columns of one name are told as that."""
    _, problems = read_csv(b"E-Mail;Ort;ort\na@b.example;x;y\n", "liste.csv")

    assert [(each.field, each.code) for each in problems] == [("ort", "recipients.column-repeated")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["recipients.column-unlike-any", "recipients.columns-unlike-any"])
def test_the_headings_that_are_proposed_are_understood(key: str, language: Language) -> None:
    """In either language the sentence lists one heading for each thing a column can say."""
    said = sentence(key, language, columns="Nr")
    listed = re.findall(r"[^,:.]+", said.rpartition(": ")[2])
    headings = Headings()

    meant = [headings.column(name.strip(), "") for name in listed]

    assert meant == list(Column)
    assert ", ".join(map(str.strip, listed)) in sentence(
        "workspace.unknown-heading", language, heading=""
    )
