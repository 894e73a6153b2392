"""The plan: what should go out now, and what was left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from rundbrief.messages import Kind
from rundbrief.recipients import Recipient


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
    """Something the plan leaves out and says so: `plan.note.<code>`.

    `who` names those it is about where that is worth reading; elsewhere they are only counted.
    """

    file: str
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    who: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What should go out now, and what was left out and why.

    `due` are the subjects whose confirmed mails may still leave, each with its fingerprint: what
    waits of any other, or of another revision, stays behind.
    """

    items: tuple[PlanItem, ...]
    notes: tuple[Note, ...]
    due: tuple[tuple[UUID, str], ...] = field(default=(), compare=False)
