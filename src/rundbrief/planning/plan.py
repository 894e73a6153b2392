"""The plan: what should go out now, and what was left out and why."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from rundbrief.definitions import Answer
from rundbrief.messages import Kind
from rundbrief.planning.holdings import Held, Person
from rundbrief.problems import Problem
from rundbrief.recipients import Recipient


class Why(StrEnum):
    """Why an item is in the plan: `plan.why.<value>` in the catalogue `plan`."""

    NOT_YET_INVITED = "not-yet-invited"
    NOT_YET_SAVED = "not-yet-saved"
    NOW_INVITED = "now-invited"
    MOVED = "moved"
    RELOCATED = "relocated"
    NOTIFIED = "notified"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    PLANNED_AGAIN = "planned-again"
    REJOINED = "rejoined"
    REMINDED = "reminded"
    RECAPPED = "recapped"
    COPIED = "copied"
    NOT_YET_SENT = "not-yet-sent"


class Effect(StrEnum):
    """What an item does to the reader's calendar: `plan.effect.<value>`."""

    NEW_ENTRY = "new-entry"
    NEW_TENTATIVE = "new-tentative"
    CONFIRMS = "confirms"
    MOVES = "moves"
    CHANGES_PLACE = "changes-place"
    REFRESHES = "refreshes"
    CANCELS = "cancels"
    REMOVES = "removes"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One mail that should go out.

    `file` is the subject's file. `occurrence` tells apart what a subject sends more than once
    under one kind. `held` is what they have of it, None for nothing; `answer` what they answered,
    as far as it still counts after this mail; `references` the Message-IDs of what they got,
    oldest first; `lacks` the meetings of a newsletter that are in no way theirs.
    """

    recipient: Recipient
    kind: Kind
    subject: UUID
    file: str
    why: Why
    effect: Effect
    occurrence: str = ""
    held: Held | None = None
    answer: Answer | None = None
    references: tuple[str, ...] = ()
    lacks: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Items that are alike but for their people: one mailing. Its items are made as they are read.

    `keeps_answers` is false where the mail asks everyone anew; `tells_old` where what its readers
    `held` stands in it beside what is now.
    """

    kind: Kind
    subject: UUID
    file: str
    why: Why
    effect: Effect
    people: Collection[Person]
    occurrence: str = ""
    held: Held | None = None
    keeps_answers: bool = False
    tells_old: bool = False

    def __len__(self) -> int:
        """How many mails."""
        return len(self.people)

    def __iter__(self) -> Iterator[PlanItem]:
        """The items, in the order of the lists."""
        for recipient, answer, references, lacks in self.people:
            yield PlanItem(
                recipient,
                self.kind,
                self.subject,
                self.file,
                self.why,
                self.effect,
                self.occurrence,
                self.held,
                answer if self.keeps_answers else None,
                references,
                lacks,
            )


class Items(Collection[PlanItem]):
    """All items of some parts, read anew each time."""

    def __init__(self, parts: Collection[Part]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        """How many mails."""
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[PlanItem]:
        """One after the other, in the order of files and lists."""
        for part in self._parts:
            yield from part

    def __contains__(self, item: object) -> bool:
        """Whether it is among them."""
        return any(each == item for each in self)


@dataclass(frozen=True, slots=True)
class Note:
    """Something the plan leaves out and says so: `plan.note.<code>`.

    `who` are those it is about where that is worth reading; elsewhere they are only counted.
    """

    file: str
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    who: Collection[Person] = ()


class Behind(NamedTuple):
    """What waits of those mailings for those people is not for them any more."""

    mailings: tuple[int, ...]
    people: Collection[Person]

    @property
    def identities(self) -> Iterator[str]:
        """Every address of theirs, as the ledger knows it."""
        for recipient, *_ in self.people:
            yield recipient.identity
            yield from recipient.former


@dataclass(frozen=True, slots=True)
class Plan:
    """What should go out now, and what was left out and why.

    `due` are the confirmed mailings whose mails may still leave, by number; `outdated` those of
    which what waits says what is true no more, and `behind` is what else must not leave.
    `problems` stop the plan.
    """

    parts: tuple[Part, ...]
    notes: tuple[Note, ...] = ()
    due: tuple[int, ...] = ()
    outdated: tuple[int, ...] = ()
    behind: tuple[Behind, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def items(self) -> Items:
        """Every mail that should go out, in the order of files and lists."""
        return Items(self.parts)
