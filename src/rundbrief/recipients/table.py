"""Rows become recipients; every row that can't becomes problems, all of them at once.

    Row ─▶ header ─▶ cells ─▶ address, person, tags ─▶ Recipient  or  Problems of that row

Whatever wrote the rows (CSV today), their meaning is read here. Each row that is not blank comes
out as a recipient or as at least one problem with its line: none is lost.
"""

from collections.abc import Iterable
from itertools import chain
from typing import TypeVar

from rundbrief.problems import Problem, Severity
from rundbrief.recipients.address import Address, read_address
from rundbrief.recipients.cells import clean, read_language, read_tags, read_text
from rundbrief.recipients.csv_rows import Row
from rundbrief.recipients.fault import Fault
from rundbrief.recipients.header import Column, Header, read_header
from rundbrief.recipients.names import Person, read_person
from rundbrief.recipients.recipient import Recipient

T = TypeVar("T")
# Each tag has a length of its own, the cell that holds them has none.
_READERS = dict.fromkeys(Column, read_text) | {Column.TAGS: clean}
_NOBODY = Person(None, "", "", "")
_NOWHERE = Address("", "")


def read_table(rows: Iterable[Row | Problem], file: str) -> tuple[list[Recipient], list[Problem]]:
    """What the rows say, the header's row being the first; problems in the file's order."""
    rows = iter(rows)
    head, below = next(rows, None), next(rows, None)
    if head is None:
        return [], [Problem(file, None, "", "recipients.empty")]
    if isinstance(head, Problem):
        return [], [head]
    header, problems = read_header(head, below if isinstance(below, Row) else None, file)
    if header is None:
        return [], problems
    if below is None:
        severity = Severity.WARNING
        problems.append(Problem(file, head.line, "", "recipients.no-rows", severity=severity))
    recipients = []
    for row in chain([below] if below else [], rows):
        outcome = [row] if isinstance(row, Problem) else read_row(row, header, file)
        if isinstance(outcome, Recipient):
            recipients.append(outcome)
        else:
            problems.extend(outcome)
    return recipients, problems


def read_row(row: Row, header: Header, file: str) -> Recipient | list[Problem]:
    """The recipient of one row, or everything that is wrong with it."""
    if fault := _fault_of_count(row.cells, len(header.names)):
        return [Problem(file, row.line, "", *fault)]
    cells = [*row.cells[: len(header.names)], ""]
    faults = _Faults()
    address, office, form, title, given_name, family_name, tier, place, language, tags = (
        faults.keep(column, _READERS[column](cells[index]), "") for column, index in header.places
    )
    mailbox = faults.keep(Column.ADDRESS, read_address(address), _NOWHERE)
    person = faults.keep(Column.FORM, read_person(form, title, given_name, family_name), _NOBODY)
    own_language = faults.keep(Column.LANGUAGE, read_language(language), None)
    own_tags = faults.keep(Column.TAGS, read_tags(tags), ())
    if faults:
        return [
            Problem(file, row.line, header.name(column), *faults[column])
            for column in Column
            if column in faults
        ]
    return Recipient(
        address=mailbox.address,
        identity=mailbox.identity,
        office=office,
        form_of_address=person.form,
        title=person.title,
        given_name=person.given_name,
        family_name=person.family_name,
        tier=tier,
        place=place,
        tags=own_tags,
        language=own_language,
        file=file,
        line=row.line,
    )


class _Faults(dict[Column, Fault]):
    """The first thing wrong with each cell of a row."""

    def keep(self, column: Column, value: T | Fault, otherwise: T) -> T:
        """The value, or `otherwise` where it is a fault, which is written down."""
        if isinstance(value, Fault):
            self.setdefault(column, value)
            return otherwise
        return value


def _fault_of_count(cells: list[str], expected: int) -> Fault | None:
    values = {"expected": expected, "found": len(cells)}
    if len(cells) < expected:
        return Fault("recipients.cells-too-few", values)
    if any(map(str.strip, cells[expected:])):
        return Fault("recipients.cells-too-many", values)
    return None
