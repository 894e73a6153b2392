"""What planning asks of the ledger: what each recipient already has.

Only what the transport in use took counts as held: what lies in the outbox folder was given to
nobody, so once the transport is a mail server the plan is whole again (decision 7).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from rundbrief.messages import Kind


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
    """What one kind of transport took, and what others did; each answer is one reading."""

    def held(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, Held]]:
        """The latest of each subject and recipient identity; subjects nobody holds are left out."""
        ...

    def first_sent(self, subjects: Collection[UUID]) -> Mapping[UUID, datetime]:
        """When each subject was first sent (UTC); left out where no mail of it can have left."""
        ...

    def taken_elsewhere(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, int]]:
        """How many recipients each subject went to by each other kind of transport."""
        ...

    def suppressed(self, identities: Collection[str]) -> Collection[str]:
        """Those of the identities that must not be written to, whatever they hold."""
        ...


class NothingHeld:
    """The holdings of a ledger in which nothing has happened yet."""

    def held(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, Held]]:
        """No one holds anything."""
        return {}

    def first_sent(self, subjects: Collection[UUID]) -> Mapping[UUID, datetime]:
        """Nothing was sent."""
        return {}

    def taken_elsewhere(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, int]]:
        """Nothing went anywhere else."""
        return {}

    def suppressed(self, identities: Collection[str]) -> Collection[str]:
        """No one has opted out."""
        return ()
