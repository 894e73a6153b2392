"""What a calendar is to hold: values, before they become lines."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Party:
    """Who a calendar knows by name and address. The address is bare; the name may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attendee(Party):
    """The one reader an entry is for.

    `partstat` is the answer known so far (RFC 5545 §3.2.12); `rsvp` asks for one by the calendar.
    """

    partstat: Literal["NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED"] = "NEEDS-ACTION"
    rsvp: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One meeting as it shall stand in a calendar.

    `start` and `end` are local times of one `ZoneInfo`, each existing exactly once; `dtstamp` is
    aware. `location` and `description` are plain text; empty ones are left out. `conference` is
    the address of the online room. `tentative` is a save-the-date: it blocks no time yet.

    ValueError for a time that its calendar would not show as meant.
    """

    uid: str
    sequence: int
    dtstamp: datetime
    start: datetime
    end: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    conference: str = ""
    organizer: Party
    tentative: bool = False

    def __post_init__(self) -> None:
        """Refuse what can't be written: DTSTART has no way to say which of two hours is meant."""
        if self.dtstamp.utcoffset() is None:
            raise ValueError("dtstamp needs a time zone")
        if self.end.tzinfo is not self.zone:
            raise ValueError("start and end stand in one zone")
        for time in (self.start, self.end):
            if _offset(time, fold=0) != _offset(time, fold=1):
                raise ValueError(f"{time} exists twice or not at all in {self.zone.key}")
        if self.end <= self.start:
            raise ValueError(f"{self.end} is not after {self.start}")

    @property
    def zone(self) -> ZoneInfo:
        """The zone of `start` and `end`."""
        zone = self.start.tzinfo
        if not isinstance(zone, ZoneInfo):
            raise ValueError(f"{self.start} needs a named time zone")
        return zone


def _offset(time: datetime, *, fold: Literal[0, 1]) -> timedelta | None:
    return time.replace(fold=fold).utcoffset()
