"""The plan and what it is made from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from rundbrief.messages import Kind
from rundbrief.recipients import Recipient


@dataclass(frozen=True, slots=True)
class Held:
    """What the ledger knows of one recipient and one subject.

    `open` is true while the delivery waits for its turn or for another try; `lost` where the
    server refused it for good; `unclear` where nobody can know. A meeting's calendar entry is
    held unless `lost`. `dtstamp` is UTC.
    """

    kind: Kind
    sequence: int
    dtstamp: datetime
    fingerprint: str
    open: bool = False
    lost: bool = False
    unclear: bool = False


class Holdings(Protocol):
    """What planning asks of the ledger."""

    def held(self, subjects: Collection[UUID]) -> Mapping[tuple[UUID, str], Held]:
        """The latest of each subject and recipient identity, in one reading."""
        ...


class Why(StrEnum):
    """Why an item is in the plan: `plan.why.<value>` in the catalogue `plan`."""

    NOT_YET_INVITED = "not-yet-invited"
    NOT_YET_SENT = "not-yet-sent"


class Effect(StrEnum):
    """What an item does to the reader's calendar: `plan.effect.<value>`."""

    NEW_ENTRY = "new-entry"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One mail that should go out. `file` is the subject's file."""

    recipient: Recipient
    kind: Kind
    subject: UUID
    file: str
    why: Why
    effect: Effect


@dataclass(frozen=True, slots=True)
class Note:
    """Something the plan leaves out and says so: `plan.note.<code>`."""

    file: str
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """What should go out now, and what was left out and why."""

    items: tuple[PlanItem, ...]
    notes: tuple[Note, ...]
