"""What the engine needs of others, what it offers them, and what it tells them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from rundbrief.delivery.states import State
from rundbrief.messages import Message


class Outcome(NamedTuple):  # as `Event`, made for each message: a third of a dataclass's time
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


class Event(NamedTuple):
    """A delivery's step: HANDED_OVER before the content leaves, or how it ended. `at` is UTC."""

    message_id: str
    state: State
    at: datetime
    outcome: Outcome | None = None


class TransportDown(Exception):
    """The way out itself is closed (no connection, no login): no message is to blame.

    `outcome` tells what happened and is always DEFERRED. The engine stops and leaves the rest
    untried.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.words)
        self.outcome = outcome


class Work(Protocol):
    """The engine's side, for a transport: what there is to do, and where its steps are told.

    Every call returns at once. A message that was taken comes back by `end` or by `give_back`.
    """

    @property
    def is_over(self) -> bool:
        """Whether nothing will come any more: `take` gives None for good."""
        ...

    @property
    def is_stopping(self) -> bool:
        """Whether the run was told to stop: what is not handed over yet need not be."""
        ...

    def take(self, wake: Callable[[], None]) -> Message | None:
        """The next message, if its turn has come. None: none now.

        `wake` is then called once, when there may be one or all is over; not within this call.
        """
        ...

    def hand_over(self, message: Message, go: Callable[[], None]) -> None:
        """Say that its content is about to leave; `go` is called when that is on disk.

        Before it nothing of the content may leave; where it can't be written, it is never called.
        """
        ...

    def end(self, message: Message, outcome: Outcome) -> None:
        """Say how it ended."""
        ...

    def give_back(self, message: Message, outcome: Outcome | None = None) -> None:
        """Nothing of it has left, and it is not to blame: it goes by another connection.

        Once: with an `outcome`, the second time is its end.
        """
        ...


class Transport(Protocol):
    """A way out for messages: `folder` or `smtp`."""

    @property
    def kind(self) -> str: ...

    async def carry(self, work: Work) -> None:
        """Carry out all the work, until it is over.

        Raises TransportDown where no message is to blame; before any message is taken where the
        way can't be opened at all. Cancelled, it lets go of everything at once.
        """
        ...


class Journal(Protocol):
    """Where the engine writes what became true.

    On return it survives the end of this process, however it ends; what a power cut may lose of
    it, `recover` takes for unclear.
    """

    def record(self, events: Sequence[Event]) -> None: ...
