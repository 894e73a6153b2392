"""What holds for any list."""

import csv
from io import StringIO
from itertools import chain
from unittest.mock import patch

from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rundbrief.problems import Problem
from rundbrief.recipients import Recipient, read_csv
from rundbrief.recipients.address import Address, read_address
from rundbrief.recipients.csv_rows import Text, csv_rows, rows_of
from rundbrief.recipients.header import Headings, read_header
from rundbrief.recipients.plain import read_rows
from rundbrief.recipients.row import read_row
from rundbrief.wording import LANGUAGES, problem_sentence

LETTERS = st.sampled_from('aZ9@.;,\t"|\r\n \u00a0ü\u0308\u200b\u2028\x1c\x85\0<-_{}')
CELLS = st.text(LETTERS, max_size=8) | st.sampled_from(
    ["a@b.example", "kultur@münster.example", "Frau Dr.", "de", "x" * 300, "sep=;"]
)
HEADERS = st.lists(
    st.sampled_from(["E-Mail", "Stelle", "Anrede", "Name", "Tags", "Sprache", "", "Kürzel"]),
    min_size=1,
    max_size=5,
)
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=6)


@given(st.binary(max_size=300) | st.text(LETTERS | st.characters(codec="utf-8")).map(str.encode))
@example(b"\xff\xfeE")
@example(b'sep=;\n"')
def test_no_bytes_are_too_odd(data: bytes) -> None:
    """Any bytes give recipients or problems, and each problem a sentence in both languages."""
    recipients, problems = read_csv(data, "liste.csv")

    assert recipients or problems
    for problem in problems:
        assert all(problem_sentence(problem, language) for language in LANGUAGES)


@given(HEADERS, TABLES, st.sampled_from(";,\t"), st.sampled_from(["\r\n", "\n", "\r"]))
def test_no_row_is_lost(header: list[str], table: list[list[str]], sep: str, end: str) -> None:
    """Each row that is not blank is a recipient or a problem, at the line it begins on."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=sep, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["E-Mail", *header])
    lines = []
    for row in table:
        line = len(StringIO(out.getvalue(), newline="").readlines()) + 1
        writer.writerow(row)
        lines += [line] if any(map(str.strip, row)) else []

    recipients, problems = read_csv(out.getvalue().encode(), "liste.csv")

    ours = {r.line for r in recipients} | {p.line for p in problems if p.line and p.line > 1}
    assert ours == set(lines)
    assert {r.line for r in recipients}.isdisjoint(
        p.line for p in problems if p.severity == "error"
    )


@given(st.lists(st.text("aü, ", max_size=9), min_size=1, max_size=9), st.data())
def test_a_stray_quotation_mark_costs_its_own_line(offices: list[str], data: st.DataObject) -> None:
    """A quotation mark that never closes swallows nothing of what stands below it."""
    stray = data.draw(st.integers(0, len(offices) - 1))
    lines = [f"n@b.example;{office}" for office in offices]
    lines[stray] = lines[stray].replace(";", ';"')
    text = "\n".join(["E-Mail;Stelle", *lines, ""])

    recipients, _ = read_csv(text.encode(), "liste.csv")

    read = {r.line: r.office for r in recipients}
    expected = {line: " ".join(office.split()) for line, office in enumerate(offices, 2)}
    assert read | {stray + 2: ""} == expected | {stray + 2: ""}


FORMS = st.tuples(
    st.sampled_from(["utf-8-sig", "utf-8", "cp1252", "utf-16"]), st.sampled_from(";,\t")
)


@given(rows=st.lists(st.text("aüß;,\t\"' .", max_size=9), min_size=1, max_size=5), form=FORMS)
def test_what_is_written_is_read(rows: list[str], form: tuple[str, str]) -> None:
    """What a spreadsheet writes in any of its forms comes back, cell by cell."""
    encoding, separator = form
    offices = [" ".join(office.split()) for office in rows]
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["E-Mail", "Stelle"])
    writer.writerows([f"n{number}@b.example", office] for number, office in enumerate(offices))

    recipients, problems = read_csv(out.getvalue().encode(encoding), "liste.csv")

    assert problems == []
    assert [r.office for r in recipients] == offices
    assert [r.line for r in recipients] == list(range(2, len(offices) + 2))


LOCAL = st.text("aA0.!#$%&'*+-/=?^_`{|}~\"( ),:;<>@[\\]ü\u212a", max_size=12) | st.sampled_from(
    ["info", "POSTMASTER", "a" * 64, "a" * 65]
)
DOMAIN = (
    st.text("aA0-.ü\u0308ßſ。_[@<é\u200dא", max_size=12).map(lambda x: f"{x}.example")
    | (st.from_regex(r"[a-b0-1.-]{1,6}\.[a-c0-]{1,3}", fullmatch=True))
    | (
        st.sampled_from(
            [
                "a.arpa",
                "xx.local",
                f"{'a' * 63}.de",
                f"{'a' * 64}.de",
                "münster.example",
                "a.local",
                "b.test",
                "xn--a.example",
                "a",
                "1.2.3.4",
                "",
            ]
        )
    )
)


@given(LOCAL, DOMAIN)
@example("a", "=\u0338.example")
@example("a@b", "münster.example")
def test_addresses_agree_with_the_judge(local: str, domain: str) -> None:
    """We take what email-validator takes, strictly and without SMTPUTF8, and call it the same."""
    ours = read_address(f"{local}@{domain}")
    try:
        judged = validate_email(
            f"{local}@{domain}", check_deliverability=False, allow_smtputf8=False, strict=True
        ).ascii_email
    except EmailNotValidError:
        judged = None

    assert (ours.identity if isinstance(ours, Address) else None) == (judged and judged.lower())


NAMES = ["Frau", "Herr", "Frau Dr.", "Dr.", "Dr. Muster", "Herr Muster", "Muster", "Amt  K", " "]
PLAIN = st.sampled_from(
    [*NAMES, "", "de", "KI, Museum", "a@b.example", "A.b@MÜNSTER.example", "a.@b.example", "3.4.21"]
)
ROWS = st.lists(st.lists(PLAIN | CELLS, min_size=8, max_size=10), min_size=1, max_size=6)


@given(ROWS)
def test_the_quick_way_and_the_careful_one_agree(rows: list[list[str]]) -> None:
    """A row that is read without thinking gives what reading it by hand does."""
    names = ["E-Mail", "Stelle", "Anrede", "Titel", "Vorname", "Name", "Sprache", "Tags"]
    names = [*names, "frueher", "Einwilligung am"]
    header, _ = read_header((1, names), None, "liste.csv", Headings())
    assert header is not None
    by_hand: list[Recipient | Problem] = []
    for line, cells in enumerate(rows, 2):
        by_hand += read_row((line, list(cells)), header, "liste.csv")

    quick = chain.from_iterable(
        read_rows(
            [list(enumerate(map(list, rows), 2))],
            header,
            "liste.csv",
            lambda row: read_row(row, header, "liste.csv"),  # type: ignore[arg-type] # no problems
        )
    )

    assert list(quick) == by_hand


LINES = st.lists(st.text("aü;\t\0\u2028@.", max_size=9), max_size=9)
ENDS = st.sampled_from(["\r\n", "\n", "\r", "\n\r"])


@settings(deadline=None)
@given(LINES, ENDS, st.booleans(), st.sampled_from([1, 7, 1 << 14]))
def test_lines_without_quotes_are_split_as_the_module_does(
    lines: list[str], end: str, is_ended: bool, size: int
) -> None:
    """Their rows, and columns where all are as wide, are what the csv module makes of them."""
    text = end.join(["E-Mail;Ort", *lines]) + end * is_ended
    rows = list(enumerate(csv.reader(StringIO(text, newline=""), delimiter=";"), 1))

    with patch("rundbrief.recipients.csv_rows.BLOCK", size):
        runs = list(csv_rows(StringIO(text, newline=""), "", rate_header=["E-Mail", "Ort"].__eq__))

    assert [row for run in runs for row in rows_of(run)] == rows
    for run in (run for run in runs if isinstance(run, Text)):
        cells = [cells for _, cells in run.rows()]
        for width in (1, 2, 3):
            is_even = set(map(len, cells)) == {width}
            expected = list(map(list, zip(*cells, strict=True))) if is_even else None
            assert run.columns(width) == expected
