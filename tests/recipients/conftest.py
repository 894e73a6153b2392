"""Lists in the three forms that are read, written by programs that are not ours."""

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

import openpyxl
import pytest

Table = Sequence[Sequence[object]]
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "manifest")
)


def write_csv(sheets: Mapping[str, Table]) -> bytes:
    """The first sheet, as German Excel saves it."""
    out = StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(next(iter(sheets.values())))
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(sheets: Mapping[str, Table]) -> bytes:
    """A workbook by openpyxl; a sheet whose name begins with a dash is hidden."""
    book = openpyxl.Workbook()
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name.startswith("-") else "visible"
        for line, row in enumerate(table, 1):
            for column, value in enumerate(row, 1):
                sheet.cell(line, column).value = value
    book.remove(book["Sheet"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def write_ods(sheets: Mapping[str, Table]) -> bytes:
    """A spreadsheet as ISO/IEC 26300 has it, by hand; texts only."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}"
        f"{' table:style-name=' + quoteattr('hidden') if name.startswith('-') else ''}>"
        + "".join(map(_ods_row, table))
        + "</table:table>"
        for name, table in sheets.items()
    )
    styles = (
        '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES}>{styles}'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        f'<manifest:manifest {_NAMESPACES}><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{_ODS}"/></manifest:manifest>'
    )
    out = BytesIO()
    with ZipFile(out, "w") as package:
        package.writestr("mimetype", _ODS)
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content)
    return out.getvalue()


BREAK = "\n"  # which OpenDocument writes as another paragraph


def _ods_row(row: Sequence[object]) -> str:
    cells = "".join(
        '<table:table-cell office:value-type="string"><text:p>'
        f"{escape(str(value)).replace(BREAK, '</text:p><text:p>')}</text:p></table:table-cell>"
        if value not in ("", None)
        else "<table:table-cell/>"
        for value in row
    )
    return f"<table:table-row>{cells}</table:table-row>"


WRITERS = {"liste.csv": write_csv, "liste.xlsx": write_xlsx, "liste.ods": write_ods}


class Form:
    """One form of a list: its file's name, and how it is written."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.is_workbook = not file.endswith(".csv")

    def write(self, *rows: Sequence[object]) -> bytes:
        """A file with those rows on its one sheet."""
        return WRITERS[self.file]({"Tabelle1": rows})

    def sheets(self, **sheets: Table) -> bytes:
        """A workbook with several sheets."""
        return WRITERS[self.file]({name.replace("_", "-"): rows for name, rows in sheets.items()})

    @property
    def place(self) -> str:
        """Where its rows stand, in problems."""
        return f"{self.file} [Tabelle1]" if self.is_workbook else self.file


@pytest.fixture(params=WRITERS)
def form(request: pytest.FixtureRequest) -> Form:
    """Each form of a list."""
    return Form(request.param)


@pytest.fixture(params=["liste.xlsx", "liste.ods"])
def workbook(request: pytest.FixtureRequest) -> Form:
    """Each form that has sheets."""
    return Form(request.param)
