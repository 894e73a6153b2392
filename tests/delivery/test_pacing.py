"""The pace: turns for messages, in all and by domain, in a time that passes at once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from rundbrief.delivery import Outcome, Pace, State, Tally, carry_out
from rundbrief.delivery.contract import Work
from rundbrief.delivery.pacing import MANY, Turns
from rundbrief.delivery.single import HandedOver, one_by_one
from rundbrief.messages import Message

Letter = Callable[..., Message]
NOON = datetime(2025, 8, 4, 12, tzinfo=UTC)


@dataclass
class Taking:
    """A way out that takes everything, in so many seconds, and notes when each began."""

    takes: float = 0.0
    begun: list[tuple[str, float]] = field(default_factory=list)
    kind: str = "taking"

    async def carry(self, work: Work) -> None:
        await one_by_one(work, self.deliver)

    async def deliver(self, message: Message, handed_over: HandedOver) -> Outcome:
        self.begun.append((message.recipient, round(asyncio.get_running_loop().time(), 3)))
        await handed_over()
        await asyncio.sleep(self.takes)
        return Outcome(State.SENT, "Ok")


def carried(
    loop: Any, way: Taking, letters: list[Message], journal: Any, pace: Pace, stop_at: float = 0
) -> Tally:
    """The letters by that way, in a loop whose seconds pass at once."""

    async def carry() -> Tally:
        stop = asyncio.Event()
        if stop_at:
            asyncio.get_running_loop().call_later(stop_at, stop.set)
        return await carry_out(iter(letters), way, journal, now=lambda: NOON, pace=pace, stop=stop)

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(carry())


@pytest.mark.parametrize(
    ("per_minute", "takes", "begun"),
    [
        # so many a minute means so far apart
        (60, 0, [0, 1, 2, 3]),
        (30, 0, [0, 2, 4, 6]),
        # the time that a message takes is part of it
        (30, 1.5, [0, 2, 4, 6]),
        # a relay that is slower than the pace isn't waited for as well
        (30, 5, [0, 5, 10, 15]),
        # none is as fast as it goes
        (None, 0, [0, 0, 0, 0]),
    ],
)
def test_turns(
    per_minute: int | None,
    takes: float,
    begun: list[float],
    letter: Letter,
    journal: Any,
    virtual: Any,
) -> None:
    """Messages begin evenly apart, at most so many a minute, and the first at once."""
    way = Taking(takes)

    tally = carried(virtual, way, [letter() for _ in range(4)], journal, Pace(per_minute))

    assert [at for _, at in way.begun] == begun
    assert tally == Tally(sent=4)


def test_each_domain_has_its_own_turns(letter: Letter, journal: Any, virtual: Any) -> None:
    """A domain that has to wait lets the others go first, and comes when its turn is."""
    recipients = ["a@ahlen.example", "b@ahlen.example", "c@ahlen.example", "a@soest.example"]
    way = Taking()

    carried(virtual, way, [letter(each) for each in recipients], journal, Pace(per_domain=30))

    assert way.begun == [
        ("a@ahlen.example", 0),
        ("a@soest.example", 0),
        ("b@ahlen.example", 2),
        ("c@ahlen.example", 4),
    ]


def test_both_paces_together(letter: Letter, journal: Any, virtual: Any) -> None:
    """In all so many, and to one domain fewer."""
    recipients = ["a@ahlen.example", "b@ahlen.example", "a@soest.example", "b@soest.example"]
    way = Taking()

    carried(virtual, way, [letter(each) for each in recipients], journal, Pace(60, 15))

    assert way.begun == [
        ("a@ahlen.example", 0),
        ("a@soest.example", 1),
        ("b@ahlen.example", 4),
        ("b@soest.example", 5),
    ]


def test_told_to_stop_while_waiting(letter: Letter, journal: Any, virtual: Any) -> None:
    """The wait ends at once; whoever waited is not touched, or pending again."""
    way, letters = Taking(), [letter() for _ in range(4)]

    tally = carried(virtual, way, letters, journal, Pace(60), stop_at=1.5)

    assert [at for _, at in way.begun] == [0, 1]
    assert tally == Tally(sent=2, is_interrupted=True)
    assert list(journal.states.values()) == [State.SENT, State.SENT]


def test_a_message_that_stood_aside_is_released(letter: Letter, journal: Any, virtual: Any) -> None:
    """Stopped while a message waits for its domain's turn, it is pending again."""
    letters = [letter("a@ahlen.example"), letter("b@ahlen.example")]

    carried(virtual, Taking(), letters, journal, Pace(per_domain=1), stop_at=30)

    assert list(journal.states.values()) == [State.SENT, State.PENDING]


def test_domains_are_forgotten() -> None:
    """However many domains a mailing has, only those in their pause are remembered."""
    turns = Turns(Pace(per_domain=60))
    for number in range(5 * MANY):
        turns.took(f"stadt{number}.example", number * 0.5)

    assert len(turns._next_of) <= MANY + 1
