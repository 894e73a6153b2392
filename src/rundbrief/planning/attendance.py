"""Who comes: everyone who was invited, with the answer that counts, in the order of a register.

    mails (ledger) ──┐
    answers (ledger) ┼─▶ attendance ─▶ Attendance(guests, told_off, erased)
    recipients ──────┘                 names and offices as the lists have them now

An answer counts for the date it was given for. Whoever holds another date than the file says has
said nothing about this one, and is marked. Only who was asked can be silent: who has but saved the
date, or is invited without being asked, is counted apart.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from rundbrief.definitions import Answer, Meeting
from rundbrief.messages import Kind
from rundbrief.planning.answers import QUESTION, Given, Got, asked_since, same_date
from rundbrief.planning.material import fingerprint
from rundbrief.recipients import Recipient

Collated = tuple[tuple[bool, int, str], ...]  # whether letters, the number, the letters
_NUMBER = re.compile(r"(\d+)")
_NO_LETTER = re.compile(r"[\W_]+")

# What can be said of who is invited: their answer, or why there is none. A save-the-date asks
# nothing yet, and a meeting may ask nobody.
SAID = (*Answer, "silent", "saved", "unasked")
ALWAYS_COUNTED = (*Answer, "silent")


class Reach(StrEnum):
    """What became of the latest mail about a meeting to one recipient."""

    TAKEN = "taken"
    WAITING = "waiting"
    UNCLEAR = "unclear"
    REFUSED = "refused"


class Mail(NamedTuple):
    """One mail about a meeting, under its reader's present identity.

    The address is that which it went to; empty where its recipient was erased.
    """

    identity: str
    address: str
    display_name: str
    got: Got
    reach: Reach


@dataclass(frozen=True, slots=True)
class Guest:
    """Someone invited. `answer` is None for who is silent, `given_at` (UTC) then too.

    `recipient` is their row on the lists, or the last one where that gave them a new address; None
    where nothing more is known of who is on no list any more. `has_other_date` is
    true where their calendar has another date than the file; `is_invited` false where no mail
    that invites them was taken; `keeps_free` true where they were only told to keep the day free.
    """

    address: str
    display_name: str
    recipient: Recipient | None
    reach: Reach
    is_invited: bool = True
    has_other_date: bool = False
    keeps_free: bool = False
    answer: Answer | None = None
    note: str = ""
    given_at: datetime | None = None

    @property
    def office(self) -> str:
        """The office behind a person; empty where the office itself is the name."""
        office = self.recipient.office if self.recipient else ""
        return "" if office == self.display_name else office


@dataclass(frozen=True, slots=True)
class Attendance:
    """A meeting's guests in the order of a register.

    `told_off` counts those whose latest mail is a cancellation or a withdrawal, `erased` the mails
    whose recipients nobody knows any more.
    """

    meeting: Meeting
    guests: tuple[Guest, ...]
    told_off: int
    erased: int

    @property
    def invited(self) -> tuple[Guest, ...]:
        """Those whom an invitation reached, or may have."""
        return tuple(guest for guest in self.guests if guest.is_invited)

    def said(self, guest: Guest) -> str:
        """One of `SAID`: their answer, or why there is none."""
        if guest.answer:
            return guest.answer
        if guest.keeps_free:
            return "saved"
        return "unasked" if self.meeting.answers == "none" else "silent"

    def who(self, said: str) -> tuple[Guest, ...]:
        """Those invited of whom that is said."""
        return tuple(guest for guest in self.invited if self.said(guest) == said)

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each, in the order of `SAID`.

        What was never asked has no noughts: while nobody was asked nothing, only that is counted.
        """
        number = Counter(map(self.said, self.invited))
        is_asked = any(number[each] for each in ALWAYS_COUNTED)
        always = ALWAYS_COUNTED if is_asked or not number else ()
        return {each: number[each] for each in SAID if number[each] or each in always}


@dataclass(slots=True)
class _Person:
    """What the mails to one person come to."""

    address: str = ""
    display_name: str = ""
    reach: Reach = Reach.TAKEN
    got: list[Got] = field(default_factory=list)


def attendance(
    meeting: Meeting,
    mails: Iterable[Mail],
    answers: Mapping[str, Given],
    recipients: Iterable[Recipient],
) -> Attendance:
    """The meeting's guests; mails oldest first, the answers that count by present identity.

    `recipients` are the rows of the lists, and what is remembered of those on none; gone through
    once.
    """
    people: dict[str, _Person] = {}
    erased = 0
    for mail in mails:
        if not mail.address:
            erased += 1
        elif mail.got.kind in QUESTION:
            _remember(people.setdefault(mail.identity, _Person()), mail)
    rows = {each.identity: each for each in recipients if each.identity in people}
    current = fingerprint(meeting)
    guests = []
    told_off = 0
    for identity, person in people.items():
        if person.got and asked_since(person.got) is None:
            told_off += 1
            continue
        guests.append(_guest(person, rows.get(identity), answers.get(identity), current))
    return Attendance(meeting, tuple(sorted(guests, key=register_key)), told_off, erased)


def _remember(person: _Person, mail: Mail) -> None:
    person.address, person.display_name = mail.address, mail.display_name
    person.reach = mail.reach
    if mail.reach is not Reach.REFUSED:
        person.got.append(mail.got)


def _guest(person: _Person, row: Recipient | None, given: Given | None, current: str) -> Guest:
    has_other_date = bool(person.got) and not same_date(person.got[-1].fingerprint, current)
    counts = given if given and not has_other_date else None
    return Guest(
        address=row.address if row else person.address,
        display_name=(row.display_name if row else "") or person.display_name,
        recipient=row,
        reach=person.reach,
        is_invited=bool(person.got),
        has_other_date=has_other_date,
        keeps_free=bool(person.got) and person.got[-1].kind is Kind.SAVE_THE_DATE,
        answer=counts.answer if counts else None,
        note=counts.note if counts else "",
        given_at=counts.dtstamp if counts else None,
    )


def register_key(guest: Guest) -> tuple[Collated, ...]:
    """Where someone stands in a register: by family name, or else by office, then given name."""
    row = guest.recipient
    family, given = (row.family_name, row.given_name) if row else ("", "")
    names = (family or guest.display_name or guest.address, given, guest.office, guest.address)
    return tuple(map(_collated, names))


def _collated(text: str) -> Collated:
    """As DIN 5007-1 sorts: ä as a, ß as ss, case and hyphens aside; numbers by their value."""
    letters = unicodedata.normalize("NFKD", _NO_LETTER.sub(" ", text).casefold())
    bare = "".join(one for one in letters if not unicodedata.combining(one))
    return tuple(
        (False, int(piece), "") if piece.isdecimal() else (True, 0, piece)
        for piece in _NUMBER.split(bare.strip())
        if piece
    )
