"""A reader's calendar that follows RFC 5546 to the letter, and forgives nothing.

    Said ─▶ Calendar.receive ─▶ the entry, or Refused

A real calendar is kinder: what this one takes, every other takes. Numbers are compared as §2.1.5
has it; a change under an equal SEQUENCE (§2.1.4) and a CANCEL that does not raise it (§3.2.5) are
refused, as is anything for somebody else.
"""

from dataclasses import dataclass, replace
from datetime import datetime

ASKED = "NEEDS-ACTION"


class Refused(AssertionError):
    """What a strict calendar does not take."""


@dataclass(frozen=True)
class Said:
    """What one mail says, calendar or not; `method` is None where it says nothing to calendars."""

    kind: str
    message_id: str
    to: str
    method: str | None = None
    uid: str = ""
    attendee: str = ""
    sequence: int = 0
    dtstamp: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    place: str = ""
    status: str = ""
    answer: str = ASKED
    asks: bool = False
    occurrence: str = ""
    refers: bool = False
    date: datetime | None = None  # when it was confirmed


@dataclass(frozen=True)
class Entry:
    """A meeting as a calendar has it."""

    sequence: int
    dtstamp: datetime
    start: datetime
    end: datetime
    place: str
    is_tentative: bool
    answer: str
    is_off: bool = False

    @property
    def times(self) -> tuple[datetime, datetime]:
        """From when to when."""
        return self.start, self.end


class Calendar:
    """One reader's calendar, whatever addresses they have."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def receive(self, said: Said) -> None:
        """Take it in. Raises Refused."""
        if said.attendee != said.to:
            raise Refused(f"{said.attendee} is invited in a mail to {said.to}")
        known = self.entries.get(said.uid)
        assert said.dtstamp is not None
        assert said.start is not None
        assert said.end is not None
        if known:
            self._compare(said, known)
        if said.method == "CANCEL":
            if known:
                self.entries[said.uid] = replace(
                    known, sequence=said.sequence, dtstamp=said.dtstamp, is_off=True
                )
            return
        self.entries[said.uid] = Entry(
            said.sequence,
            said.dtstamp,
            said.start,
            said.end,
            said.place,
            said.status == "TENTATIVE",
            said.answer,
        )

    def _compare(self, said: Said, known: Entry) -> None:
        assert said.dtstamp
        if said.sequence < known.sequence:
            raise Refused(f"SEQUENCE {said.sequence} is obsolete, {known.sequence} is there")
        if said.dtstamp <= known.dtstamp:
            raise Refused(f"DTSTAMP {said.dtstamp} is obsolete, {known.dtstamp} is there")
        if said.sequence > known.sequence:
            return
        if said.method == "CANCEL":
            raise Refused("a CANCEL that raises no SEQUENCE")
        is_other = (said.start, said.end) != known.times or said.place != known.place
        if is_other or known.is_off or (said.status == "TENTATIVE") != known.is_tentative:
            raise Refused("a change that raises no SEQUENCE")

    def answer(self, uid: str, answer: str) -> None:
        """The reader presses a button."""
        self.entries[uid] = replace(self.entries[uid], answer=answer)
