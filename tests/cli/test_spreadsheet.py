"""The table for Excel: how it is written, and that nothing in it is a formula."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundbrief.cli.spreadsheet import spreadsheet


def read(content: bytes) -> list[list[str]]:
    """The table as Excel reads it, in Germany."""
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_what_german_excel_wants() -> None:
    """A BOM before the umlauts, semicolons, CRLF; a cell with either in it is quoted."""
    content = spreadsheet(["Stand", "Antwort"], [["abgelehnt", 'die "Büros"; zu'], ["", 250]])

    assert content == (
        b"\xef\xbb\xbfStand;Antwort\r\n"
        + 'abgelehnt;"die ""Büros""; zu"\r\n'.encode()
        + b";250\r\n"
    )


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("https://boese.example")',
        "+49 251 591",
        "-2+3",
        "@SUM(1+1)",
        "\t=1+1",
        "\r=1+1",
    ],
)
def test_a_formula_is_only_text(cell: str) -> None:
    """What Excel would calculate begins with an apostrophe, in headings as well."""
    assert read(spreadsheet([cell], [[cell]])) == [[f"'{cell}"], [f"'{cell}"]]


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2))
)
def test_read_back(rows: list[list[str]]) -> None:
    """Whatever stands in the cells, as many rows and cells come back, and none is a formula."""
    found = read(spreadsheet(["a", "b"], rows))[1:]

    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in found for cell in row
    )
