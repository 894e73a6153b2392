"""One row by hand: its recipient, or everything that is wrong with it.

    cells ─▶ clean ─▶ address, person, tags, … ─▶ Recipient, and warnings of what was mended
                └──────────────┴───────────────▶ Problems, one a cell, all of them at once

A cell with several addresses makes several recipients where an office is written to: a person has
one address. Cells that are missing at a row's end are blank.
"""

from collections.abc import Set
from typing import TypeVar

from rundbrief.problems import Problem, Severity
from rundbrief.recipients.cells import clean, read_language, read_tags, read_text
from rundbrief.recipients.consent import consent, read_date
from rundbrief.recipients.csv_rows import Row
from rundbrief.recipients.fault import Fault, shown
from rundbrief.recipients.header import ABSENT, Column, Header
from rundbrief.recipients.mailboxes import Mailboxes, read_former, read_mailboxes
from rundbrief.recipients.names import Person, read_person
from rundbrief.recipients.recipient import Recipient

T = TypeVar("T")
_NOBODY = Person(None, "", "", "")
_NOWHERE = Mailboxes(())


def read_row(row: Row, header: Header, file: str) -> list[Recipient | Problem]:
    """What one row gives: recipients and warnings, or errors."""
    line, cells = row
    if any(map(str.strip, cells[len(header.names) :])):
        values = {"expected": len(header.names), "found": len(cells)}
        return [Problem(file, line, "", "recipients.cells-too-many", values)]
    cells = [*cells, *[""] * (len(header.names) - len(cells)), ""]
    faults = _Faults()

    def text(column: Column) -> str:
        index = header.places[column]
        return faults.keep(column, read_text(cells[index]), "") if index != ABSENT else ""

    def raw(column: Column) -> str:
        index = header.places[column]
        return cells[index] if index != ABSENT else ""

    mailboxes = faults.keep(Column.ADDRESS, read_mailboxes(raw(Column.ADDRESS)), _NOWHERE)
    names = (text(column) for column in (Column.FORM, Column.TITLE, Column.GIVEN_NAME))
    person = faults.keep(Column.FORM, read_person(*names, text(Column.FAMILY_NAME)), _NOBODY)
    if len(mailboxes.addresses) > 1 and (person.given_name or person.family_name):
        fault = Fault("recipients.address-several", {"addresses": shown(raw(Column.ADDRESS))})
        faults.keep(Column.ADDRESS, fault, None)
    language = faults.keep(Column.LANGUAGE, read_language(text(Column.LANGUAGE)), None)
    tag_text = faults.keep(Column.TAGS, clean(raw(Column.TAGS)), "")
    tags = faults.keep(Column.TAGS, read_tags(tag_text), ())
    former = faults.keep(Column.FORMER, read_former(raw(Column.FORMER)), ())
    given_on = faults.keep(Column.GIVEN_ON, read_date(text(Column.GIVEN_ON)), None)
    office, tier, place = text(Column.OFFICE), text(Column.TIER), text(Column.PLACE)
    grounds = consent(text(Column.BASIS), text(Column.SOURCE), given_on)
    if faults:
        return [
            Problem(file, line, header.name(column), *faults[column])
            for column in Column
            if column in faults
        ]
    return [
        *(
            Problem(file, line, header.name(Column.ADDRESS), *fault, Severity.WARNING)
            for fault in _mended(mailboxes, _words(office, *person[1:]))
        ),
        *(
            Recipient(
                address=each.address,
                identity=each.identity,
                office=office,
                form_of_address=person.form,
                title=person.title,
                given_name=person.given_name,
                family_name=person.family_name,
                tier=tier,
                place=place,
                tags=tags,
                language=language,
                former=former if len(mailboxes.addresses) == 1 else (),
                consent=grounds,
                file=file,
                line=line,
            )
            for each in mailboxes.addresses
        ),
    ]


def _mended(mailboxes: Mailboxes, words: Set[str]) -> list[Fault]:
    """What a reader of the list should know: it is harmless, but not what the cell says."""
    mended = list(mailboxes.mended)
    addresses = [each.address for each in mailboxes.addresses]
    if len(addresses) > 1:
        values: dict[str, str | int] = {"addresses": ", ".join(addresses), "number": len(addresses)}
        mended.append(Fault("recipients.address-several-read", values))
    if any(word not in words for word in mailboxes.name.split()):
        values = {"address": addresses[0], "name": shown(mailboxes.name)}
        mended.append(Fault("recipients.address-name-unread", values))
    return mended


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in text.split()}


class _Faults(dict[Column, Fault]):
    """The first thing wrong with each cell of a row."""

    def keep(self, column: Column, value: T | Fault, otherwise: T) -> T:
        """The value, or `otherwise` where it is a fault, which is written down."""
        if isinstance(value, Fault):
            self.setdefault(column, value)
            return otherwise
        return value
