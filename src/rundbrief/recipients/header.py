"""The header line: which column says what about a recipient.

    ["e-mail ", "Dienststelle", "Kürzel"]  ─▶  {address: 0, office: 1}, warning: Kürzel is left out

Headings are compared by their letters alone: case, blanks and hyphens don't count. German and
English headings are equals, also within one file; the organiser may map others to them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from itertools import chain, repeat
from types import MappingProxyType

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
    FORMER = "former"
    BASIS = "basis"
    SOURCE = "source"
    GIVEN_ON = "given_on"


# The first of each is the one we write. What is proposed where a heading is not understood stands
# in the sentences, in their language (a test compares them).
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
    Column.FORMER: (
        *("Frühere Adresse", "Früher", "Frueher", "Frühere E-Mail", "Alte Adresse", "Alte E-Mail"),
        *("Former address", "Previous address", "Formerly"),
    ),
    Column.BASIS: ("Rechtsgrundlage", "Legal basis"),
    Column.SOURCE: ("Quelle", "Herkunft", "Source"),
    Column.GIVEN_ON: (
        *("Einwilligung am", "Einwilligung vom", "Datum der Einwilligung", "Eingewilligt am"),
        *("Date of consent", "Consent date", "Consent on"),
    ),
}
MAYBE_ADDRESS = ("Adresse", "Address")  # a mail address where an @ stands below, else a street


def _letters(heading: str) -> str:
    return "".join(filter(str.isalnum, heading.casefold()))


_COLUMNS = {_letters(name): column for column, names in HEADINGS.items() for name in names}
_SPELLINGS = {_letters(name): name for names in HEADINGS.values() for name in names}
_MAYBE_ADDRESS = set(map(_letters, MAYBE_ADDRESS))
_AN_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")  # in a heading's place: a row like the others
_FOREIGN = "recipients.column-unlike-any"

ABSENT = -1  # the blank cell that is put behind each row


def is_heading(text: str) -> bool:
    """Whether a heading is one of ours."""
    return _letters(text) in _COLUMNS


class Headings:
    """What headings mean: ours, and those that the organiser has mapped to ours.

    `mapped` has her heading and ours for each; a blank one stands for a column that is not read.
    """

    def __init__(self, mapped: Mapping[str, str] = MappingProxyType({})) -> None:
        own = {_letters(theirs): _letters(ours) for theirs, ours in mapped.items()}
        self._columns = _COLUMNS | {name: _COLUMNS[ours] for name, ours in own.items() if ours}
        self._unread = {name for name, ours in own.items() if not ours}
        self._mapped = {_letters(theirs): theirs for theirs in mapped}
        self._met: dict[str, str] = {}

    def rate(self, cells: Iterable[str]) -> int:
        """How many headings are understood."""
        known = self._columns.keys() | _MAYBE_ADDRESS
        return sum(_letters(cell) in known for cell in cells)

    def column(self, name: str, cell_below: str) -> Column | None:
        """What a column says, where its heading is understood."""
        letters = _letters(name)
        if letters in self._unread:
            return None
        if letters in _MAYBE_ADDRESS and "@" in cell_below:
            return self._columns.get(letters, Column.ADDRESS)
        return self._columns.get(letters)

    def is_read(self, name: str) -> bool:
        """Whether a column of that name may be read."""
        return _letters(name) in self._columns.keys() | _MAYBE_ADDRESS

    def meet(self, names: Iterable[str]) -> None:
        """Remember the headings of one list."""
        self._met |= {_letters(name): name for name in names if name}

    @property
    def unmet(self) -> list[str]:
        """The organiser's headings that no list has had."""
        return [theirs for name, theirs in self._mapped.items() if name not in self._met]

    @property
    def not_understood(self) -> list[str]:
        """The headings of the lists that say nothing to us."""
        known = self._columns.keys() | self._unread
        return [name for letters, name in self._met.items() if letters not in known]

    def is_unread(self, name: str) -> bool:
        """Whether the organiser wants a column left out."""
        return _letters(name) in self._unread


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column stands, from 0 or `ABSENT`; `names` are the file's own headings.

    `width` is how many cells the header's row has, the blank ones behind the last name too.
    """

    places: Mapping[Column, int]
    names: tuple[str, ...]
    width: int

    def name(self, column: Column) -> str:
        """The file's own heading of a column; ours where the file has none."""
        index = self.places[column]
        return HEADINGS[column][0] if index == ABSENT else shown(self.names[index])


def find_header(rows: Sequence[Row], headings: Headings) -> int | None:
    """Which of the first rows has the addresses' column; titles and notes may stand above it."""
    for index, (_, cells) in enumerate(rows):
        below = rows[index + 1][1] if index + 1 < len(rows) else []
        if Column.ADDRESS in _meant(_names(cells), below, headings):
            return index
    return None


def read_header(
    row: Row, below: Row | None, file: str, headings: Headings
) -> tuple[Header | None, list[Problem]]:
    """The header, and what is wrong with it; None where no row below can be understood.

    `below` is the first row under it, which tells whether "Adresse" is a mail address.
    """
    line, cells = row
    names = _names(cells)
    headings.meet(names)
    meant = _meant(names, below[1] if below else [], headings)
    columns: dict[Column, int] = {}
    problems = []
    foreign: list[str] = []
    for index, (name, column) in enumerate(zip(names, meant, strict=True)):
        if headings.is_unread(name):
            continue
        if column is None:
            fault, severity = _fault_of_unknown(name, index, meant), Severity.WARNING
            if fault.code == _FOREIGN:
                foreign.append(shown(name))
                continue
        elif column in columns:
            fault, severity = _fault_of_twice(name, names[columns[column]]), Severity.ERROR
        else:
            columns[column] = index
            continue
        problems.append(Problem(file, line, shown(name), *fault, severity))
    if foreign:
        problems.append(Problem(file, line, *_of_foreign(foreign), Severity.WARNING))
    if Column.ADDRESS in columns:
        places = {column: columns.get(column, ABSENT) for column in Column}
        return Header(places, names, len(cells)), problems
    return None, [Problem(file, line, "", *_fault_of_no_address(names))]


def _names(cells: list[str]) -> tuple[str, ...]:
    names = tuple(map(str.strip, cells))
    while names and not names[-1]:  # Excel ends each line with the widest row's separators
        names = names[:-1]
    return names


def _meant(names: Sequence[str], below: list[str], headings: Headings) -> list[Column | None]:
    cells = chain(below, repeat(""))
    return [headings.column(name, cell) for name, cell in zip(names, cells, strict=False)]


def _fault_of_twice(name: str, other: str) -> Fault:
    if _letters(name) == _letters(other):
        return Fault("recipients.column-repeated")
    return Fault("recipients.column-twice", {"other": shown(other)})


def _fault_of_unknown(name: str, index: int, meant: list[Column | None]) -> Fault:
    if not name:
        return Fault("recipients.column-unnamed", {"number": index + 1})
    letters = _letters(name)
    free = [known for known, column in _COLUMNS.items() if column not in meant]
    likely = get_close_matches(letters, free, n=1, cutoff=0.8)
    if likely and letters not in _MAYBE_ADDRESS:  # a street, and nothing else
        return Fault("recipients.column-unknown", {"likely": _SPELLINGS[likely[0]]})
    return Fault(_FOREIGN)


def _of_foreign(names: list[str]) -> tuple[str, str, dict[str, str]]:
    """Field, code and values of the one problem for all columns that are like none of ours."""
    if len(names) == 1:
        return names[0], _FOREIGN, {}
    return "", "recipients.columns-unlike-any", {"columns": ", ".join(names)}


def _fault_of_no_address(names: tuple[str, ...]) -> Fault:
    if any(map(_AN_ADDRESS.search, names)):
        return Fault("recipients.header-missing")
    if not any(map(shown, names)):
        return Fault("recipients.no-text")
    found = ", ".join(map(shown, filter(None, names)))
    return Fault("recipients.address-column-missing", {"columns": found})
