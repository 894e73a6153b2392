"""Sealed letters, a journal in memory, a clock."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from rundbrief.delivery import TRANSITIONS, Event, State
from rundbrief.messages import Kind, Message, seal_bytes

Letter = Callable[..., Message]

HEAD = """\
Date: Mon, 04 Aug 2025 09:00:00 +0200
From: Kulturnetzwerk <rundbrief@netz.example>
To: {recipient}
Subject: Erinnerung
Message-ID: <{name}@netz.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit

"""


@pytest.fixture
def letter() -> Letter:
    """A maker of sealed messages, each with a Message-ID of its own unless given."""
    numbers = count(1)

    def make(
        recipient: str = "stadt@ahlen.example", text: str = "Guten Tag\n", name: str = ""
    ) -> Message:
        name = name or f"brief-{next(numbers)}"
        content = HEAD.format(recipient=recipient, name=name) + text
        return seal_bytes(
            Kind.REMINDER,
            "rundbrief@netz.example",
            recipient,
            content.replace("\n", "\r\n").encode(),
        )

    return make


class MemoryJournal:
    """A journal that forgets at the end, and refuses the steps that `TRANSITIONS` forbids."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.states: dict[str, State] = {}

    def record(self, events: Sequence[Event]) -> None:
        for event in events:
            before = self.states.get(event.message_id, State.CLAIMED)
            assert event.state in TRANSITIONS[before], f"{before} ─▶ {event.state}"
            self.states[event.message_id] = event.state
            self.events.append(event)

    def steps(self) -> list[tuple[str, State]]:
        """Message-ID and state of each event, in order."""
        return [(event.message_id, event.state) for event in self.events]


@pytest.fixture
def journal() -> MemoryJournal:
    """An empty journal."""
    return MemoryJournal()


@pytest.fixture
def now() -> Callable[[], datetime]:
    """A clock that goes on by a second each time it is read."""
    start = datetime(2025, 8, 4, 7, 0, tzinfo=UTC)
    seconds: Iterator[int] = count()
    return lambda: start + timedelta(seconds=next(seconds))
