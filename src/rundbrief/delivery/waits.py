"""How long a server may take for each step, in seconds (RFC 5321 §4.5.3.2)."""

from dataclasses import dataclass
from typing import Self

from rundbrief.delivery.replies import END_OF_DATA


@dataclass(frozen=True, slots=True)
class Waits:
    """The wait for each step."""

    command: float  # MAIL, RCPT: 5 minutes
    data: float  # the answer to DATA: 2 minutes
    block: float  # the content being taken: 3 minutes
    end_of_data: float  # the answer to the final dot: 10 minutes

    @classmethod
    def of(cls, timeout: float) -> Self:
        """The RFC's proportions, from the wait for a command."""
        return cls(timeout, timeout * 2 / 5, timeout * 3 / 5, timeout * 2)

    def wait(self, command: str) -> float:
        """How long the answer to that command may take."""
        if command == END_OF_DATA:
            return self.end_of_data
        return self.data if command == "DATA" else self.command
