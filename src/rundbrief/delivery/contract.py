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
    text as it came, or what the system said where no server spoke. `cause` is the key of the
    sentence that says what this means and what to do (`delivery.login-refused`; `explained` fills
    it); empty where the server's words say it all.
    """

    state: State
    words: str
    code: int | None = None
    enhanced: str = ""
    command: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A delivery's step: HANDED_OVER before the content leaves, or how it ended. `at` is UTC."""

    message_id: str
    state: State
    at: datetime
    outcome: Outcome | None = None


class TransportDown(Exception):
    """The way out itself is closed (no connection, no login): no message is to blame.

    `outcome` tells what happened and is always DEFERRED: the message at hand, if there is one,
    was not taken. The engine stops and leaves the rest untried.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.words)
        self.outcome = outcome


class Transport(Protocol):
    """A way out for messages: `folder` or `smtp`. Open while in its `async with`.

    Entering opens it and raises TransportDown where that fails, before any message is touched.
    """

    @property
    def kind(self) -> str: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...

    async def deliver(self, message: Message, handing_over: Callable[[], None]) -> Outcome:
        """Carry one message out; call `handing_over` before its content can have left.

        `handing_over` returns when that is on disk; what it raises must go through, and then
        nothing may leave. Raises TransportDown where no message is to blame.
        """
        ...


class Journal(Protocol):
    """Where the engine writes what became true; on return it is durable."""

    def record(self, events: Sequence[Event]) -> None: ...
