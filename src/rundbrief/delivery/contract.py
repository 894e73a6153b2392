"""What the engine needs of others, and what it tells them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

from rundbrief.delivery.states import State
from rundbrief.messages import Message


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended: everything that retry, report and log will ask.

    `state` is SENT, DEFERRED, FAILED or UNCLEAR. `code` is the server's reply code (RFC 5321
    §4.2), `enhanced` its enhanced code (RFC 3463), `command` the command it answered, `words` its
    text as it came, or what happened where no server spoke.
    """

    state: State
    words: str
    code: int | None = None
    enhanced: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A delivery's step: HANDED_OVER before the content leaves, or how it ended. `at` is UTC."""

    message_id: str
    state: State
    at: datetime
    outcome: Outcome | None = None


class TransportDown(Exception):
    """The way out itself is closed (no connection, no login): no message is to blame.

    `outcome` tells what happened; the engine stops and leaves the rest untried.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.words)
        self.outcome = outcome


class Transport(Protocol):
    """A way out for messages: `folder` or `smtp`. Open while in its `async with`."""

    kind: str

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...

    async def deliver(self, message: Message, handing_over: Callable[[], None]) -> Outcome:
        """Carry one message out; call `handing_over` before its content can have left.

        Raises TransportDown where no message is to blame.
        """
        ...


class Journal(Protocol):
    """Where the engine writes what became true; on return it is durable."""

    def record(self, events: Sequence[Event]) -> None: ...
