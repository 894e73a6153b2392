"""The header line: which column says what about a recipient.

    ["e-mail ", "Dienststelle", "Kürzel"]  ─▶  {address: 0, office: 1}, warning: Kürzel is left out

Headings are compared by their letters alone: case, blanks and hyphens don't count. German and
English headings are equals, also within one file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from rundbrief.problems import Problem, Severity
from rundbrief.recipients.csv_rows import Row
from rundbrief.recipients.fault import Fault, shown


class Column(StrEnum):
    """What a column says."""

    ADDRESS = "address"
    OFFICE = "office"
    FORM = "form"
    TITLE = "title"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    TIER = "tier"
    PLACE = "place"
    LANGUAGE = "language"
    TAGS = "tags"


# The first of each is the one we write, and propose where a heading is not understood.
HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.ADDRESS: ("E-Mail", "Mail", "E-Mail-Adresse", "Mailadresse", "E-Mail-Address"),
    Column.OFFICE: (
        *("Stelle", "Dienststelle", "Amt", "Organisation", "Institution", "Einrichtung"),
        *("Behörde", "Office", "Organization"),
    ),
    Column.FORM: ("Anrede", "Form of address", "Salutation"),
    Column.TITLE: ("Titel", "Akademischer Titel", "Title"),
    Column.GIVEN_NAME: ("Vorname", "Given name", "First name"),
    Column.FAMILY_NAME: ("Nachname", "Name", "Familienname", "Family name", "Last name", "Surname"),
    Column.TIER: ("Ebene", "Tier"),
    Column.PLACE: ("Ort", "Place", "Town", "City"),
    Column.LANGUAGE: ("Sprache", "Language"),
    Column.TAGS: ("Schlagworte", "Schlagwort", "Schlagwörter", "Stichworte", "Tags", "Tag"),
}
OUR_HEADINGS = [names[0] for names in HEADINGS.values()]
MAYBE_ADDRESS = ("Adresse", "Address")  # a mail address where an @ stands below, else a street


def _letters(heading: str) -> str:
    return "".join(filter(str.isalnum, heading.casefold()))


_COLUMNS = {_letters(name): column for column, names in HEADINGS.items() for name in names}
_SPELLINGS = {_letters(name): name for names in HEADINGS.values() for name in names}
_MAYBE_ADDRESS = set(map(_letters, MAYBE_ADDRESS))


ABSENT = -1  # the blank cell that is put behind each row


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column stands, from 0 or `ABSENT`; `names` are the file's own headings."""

    places: tuple[tuple[Column, int], ...]
    names: tuple[str, ...]

    def name(self, column: Column) -> str:
        """The file's own heading of a column; ours where the file has none."""
        index = dict(self.places)[column]
        return HEADINGS[column][0] if index == ABSENT else shown(self.names[index])


def rate_header(cells: list[str]) -> int:
    """How many headings are understood."""
    return sum(_letters(cell) in _COLUMNS.keys() | _MAYBE_ADDRESS for cell in cells)


def read_header(row: Row, below: Row | None, file: str) -> tuple[Header | None, list[Problem]]:
    """The header, and what is wrong with it; None where no row below can be understood.

    `below` is the first row under it, which tells whether "Adresse" is a mail address.
    """
    names = tuple(map(str.strip, row.cells))
    while names and not names[-1]:  # Excel ends each line with the widest row's separators
        names = names[:-1]
    meant = [
        _column(name, below.cells[index] if below and index < len(below.cells) else "")
        for index, name in enumerate(names)
    ]
    columns: dict[Column, int] = {}
    problems = []
    for index, (name, column) in enumerate(zip(names, meant, strict=True)):
        if column is None:
            fault, severity = _fault_of_unknown(name, index, meant), Severity.WARNING
        elif column in columns:
            other = shown(names[columns[column]])
            fault, severity = Fault("recipients.column-twice", {"other": other}), Severity.ERROR
        else:
            columns[column] = index
            continue
        problems.append(Problem(file, row.line, shown(name), *fault, severity))
    if Column.ADDRESS in columns:
        places = tuple((column, columns.get(column, ABSENT)) for column in Column)
        return Header(places, names), problems
    return None, [Problem(file, row.line, "", *_fault_of_no_address(columns, names))]


def _column(name: str, cell_below: str) -> Column | None:
    letters = _letters(name)
    if letters in _MAYBE_ADDRESS and "@" in cell_below:
        return Column.ADDRESS
    return _COLUMNS.get(letters)


def _fault_of_unknown(name: str, index: int, meant: list[Column | None]) -> Fault:
    if not name:
        return Fault("recipients.column-unnamed", {"number": index + 1})
    letters = _letters(name)
    free = [known for known, column in _COLUMNS.items() if column not in meant]
    if likely := get_close_matches(letters, free, n=1, cutoff=0.75):
        return Fault("recipients.column-unknown", {"likely": _SPELLINGS[likely[0]]})
    return Fault("recipients.column-unlike-any", {"known": ", ".join(OUR_HEADINGS)})


def _fault_of_no_address(columns: Mapping[Column, int], names: tuple[str, ...]) -> Fault:
    if not columns and any("@" in name for name in names):
        return Fault("recipients.header-missing", {"header": ";".join(OUR_HEADINGS)})
    found = ", ".join(map(shown, filter(None, names)))
    return Fault("recipients.address-column-missing", {"columns": found})
