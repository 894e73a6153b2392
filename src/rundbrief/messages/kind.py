"""The kinds of mail, and what each may carry: decision 1's table as data."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a message is for."""

    SAVE_THE_DATE = "save-the-date"
    INVITATION = "invitation"
    UPDATE = "update"
    CANCELLATION = "cancellation"
    WITHDRAWAL = "withdrawal"
    COPY = "copy"  # the organiser's own
    REMINDER = "reminder"
    RECAP = "recap"
    NEWSLETTER = "newsletter"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a kind carries: the METHOD of its text/calendar part, None where it has no such part.

    `listed` kinds carry List-Id and List-Unsubscribe (RFC 2369, 2919); the others must not.
    """

    method: str | None
    listed: bool

    @property
    def has_guest(self) -> bool:
        """Whether its calendar names the reader as the one guest; a PUBLISH names nobody."""
        return self.method not in (None, "PUBLISH")


RULES: dict[Kind, Rule] = {
    Kind.SAVE_THE_DATE: Rule(method="REQUEST", listed=False),
    Kind.INVITATION: Rule(method="REQUEST", listed=False),
    Kind.UPDATE: Rule(method="REQUEST", listed=False),
    Kind.CANCELLATION: Rule(method="CANCEL", listed=False),
    Kind.WITHDRAWAL: Rule(method="CANCEL", listed=False),
    Kind.COPY: Rule(method="PUBLISH", listed=False),
    Kind.REMINDER: Rule(method=None, listed=False),
    Kind.RECAP: Rule(method=None, listed=True),
    Kind.NEWSLETTER: Rule(method=None, listed=True),
}
