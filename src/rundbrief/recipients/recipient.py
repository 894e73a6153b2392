"""A recipient: what a row of the organiser's list says, checked and normalised."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple


class FormOfAddress(StrEnum):
    """What the row itself states, never guessed from a name (`Anrede`)."""

    FRAU = "Frau"
    HERR = "Herr"
    DIVERS = "divers"

    # An enum's own is its name's: not that of the text it equals, and ten times as slow.
    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Consent:
    """On what grounds the address is on the list, as the row states it; at least one is stated."""

    basis: str = ""
    source: str = ""
    given_on: date | None = None


class Recipient(NamedTuple):
    """One address that is written to, with the person or office behind it.

    `address` is what the mail is sent to: local part as written, domain as A-label, all ASCII.
    `identity` is the same address casefolded: what the ledger and duplicates go by. `language` is
    None where the row names none. `former` are the identities of addresses that this one
    replaces. `file` and `line` say where the row stands, for problems; a spreadsheet's `file` ends
    with its sheet's name, `liste.xlsx [Tabelle1]`.
    Every text is one line without control characters. A tuple, because a million are made at once.
    """

    address: str
    identity: str
    office: str = ""
    form_of_address: FormOfAddress | None = None
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    tier: str = ""
    place: str = ""
    tags: tuple[str, ...] = ()
    language: Literal["de", "en"] | None = None
    former: tuple[str, ...] = ()
    consent: Consent | None = None
    file: str = ""
    line: int = 0

    @property
    def display_name(self) -> str:
        """The name beside the address in To and CN: person and office, whichever there is."""
        person = " ".join(filter(None, (self.title, self.given_name, self.family_name)))
        return person or self.office
