"""What planning asks of the lists and the ledger, laid side by side.

    lists ──┐
    ledger ─┴─▶ positions: what people hold, and how many stand alike   (few, whatever the lists)
            └─▶ people:    those who stand so                           (only where one is needed)

What should happen hangs on nothing but a person's `Position`, so it is decided once a position and
not once a person. Only what the transport in use took counts as held: what lies in the outbox
folder was given to nobody, so once the transport is a mail server the plan is whole again
(decision 7).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from rundbrief.definitions import Answer, Audience
from rundbrief.messages import Kind
from rundbrief.recipients import Recipient


@dataclass(frozen=True, slots=True)
class Held:
    """A mailing as its readers have it: what it said, under which revision.

    `number` rises with DTSTAMP. `start`, `end` (aware) and `status` are what it said of the
    meeting; of a newsletter it has no times. `confirmed_at` is UTC; `has_left` whether any of its
    mails can have left. `tells_of` are the meetings in a newsletter, None where that is not known.
    """

    number: int
    kind: Kind
    sequence: int
    fingerprint: str
    confirmed_at: datetime
    occurrence: str = ""
    title: str = ""
    file: str = ""
    start: datetime | None = None
    end: datetime | None = None
    has_left: bool = True
    status: str = ""
    tells_of: tuple[UUID, ...] | None = None


class Had(IntEnum):
    """How one more mail to those who hold something stands: the reminder, the recap."""

    NOTHING = 0
    REFUSED = 1
    WAITING = 2
    UNCLEAR = 3
    SENT = 4


class Position(NamedTuple):
    """All that what should happen hangs on, for one person and one subject.

    `held` is the latest that left, or that nobody can know of (`is_unclear`); None where nothing
    did. `waiting` and `refused` are the latest since then that is confirmed and not gone, or was
    refused for good. `answer` is the one that counts. `had` is how the further mail stands.
    `is_withdrawn` where the organiser wants it back.
    """

    held: Held | None = None
    waiting: Held | None = None
    refused: Held | None = None
    is_unclear: bool = False
    answer: Answer | None = None
    had: Had = Had.NOTHING
    is_member: bool = True
    opted_out: bool = False
    is_withdrawn: bool = False


class Person(NamedTuple):
    """Someone with what the mail to them needs to know.

    `references` are Message-IDs of what they got, oldest first; `lacks` are those of the question's
    `others` that are not in their calendar, and not about to be. Whoever is on no list is as the
    ledger last knew them.
    """

    recipient: Recipient
    answer: Answer | None = None
    references: tuple[str, ...] = ()
    lacks: tuple[UUID, ...] = ()


class Other(NamedTuple):
    """Another meeting that a mail tells of, who is invited to it, and by which mailings."""

    subject: UUID
    audience: Audience
    entry: Sequence[Held] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Which mails are asked about: those that tell of the `entry`, and one `further` kind of mail.

    Both are mailings of the subject, oldest first. `audience` says who is a member; `withdraw` are
    identities of whom the organiser wants it back. `others` are further meetings of which it is to
    be known who lacks them.
    """

    subject: UUID
    audience: Audience
    entry: Sequence[Held] = ()
    further: Sequence[Held] = ()
    withdraw: Collection[str] = ()
    others: Sequence[Other] = ()


class Holdings(Protocol):
    """What one kind of transport took, beside the lists as they are."""

    def mailings(self) -> Mapping[UUID, Sequence[Held]]:
        """Every mailing of every subject, oldest first."""
        ...

    def taken_elsewhere(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, int]]:
        """How many recipients each subject went to by each other kind of transport."""
        ...

    def positions(self, asked: Question) -> Mapping[Position, int]:
        """How many stand alike: members, and whoever else got one of the entry's mails."""
        ...

    def own(self, copies: Sequence[Held], to: Recipient) -> tuple[Position, Person]:
        """How those copies stand with that address, on a list or not, and whom to write to."""
        ...

    def people(self, asked: Question, positions: Collection[Position]) -> Collection[Person]:
        """Those who stand so, in the order of the lists, then those on none."""
        ...
