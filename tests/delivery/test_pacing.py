"""The pace: turns for messages, by a clock and a rest that the test hands in."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import pytest

from rundbrief.delivery import Outcome, Pace, State, Tally, carry_out
from rundbrief.messages import Message

Letter = Callable[..., Message]
Clock = Callable[[], datetime]


@dataclass
class Time:
    """Seconds that pass only when somebody rests; `stops_at` is when Ctrl-C is pressed."""

    seconds: float = 100.0
    stops_at: float = float("inf")
    rests: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    async def rest(self, seconds: float, stop: asyncio.Event) -> None:
        self.rests.append(seconds)
        if self.seconds + seconds >= self.stops_at:
            self.seconds = self.stops_at
            stop.set()
        else:
            self.seconds += seconds


@dataclass
class Taking:
    """A way out that takes everything, in so many seconds, and notes when each began."""

    time: Time
    takes: float = 0.0
    begun: list[float] = field(default_factory=list)
    kind: str = "taking"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None: ...

    async def deliver(self, message: Message, handing_over: Callable[[], None]) -> Outcome:
        self.begun.append(self.time.seconds)
        self.time.seconds += self.takes
        handing_over()
        return Outcome(State.SENT, "Ok")


@pytest.fixture
def four(letter: Letter) -> Iterator[Message]:
    """Four letters, as the engine pulls them."""
    return iter([letter() for _ in range(4)])


@pytest.mark.parametrize(
    ("per_minute", "takes", "begun"),
    [
        # so many a minute means so far apart
        (60, 0, [100, 101, 102, 103]),
        (30, 0, [100, 102, 104, 106]),
        # the time that a message takes is part of it
        (30, 1.5, [100, 102, 104, 106]),
        # a relay that is slower than the pace isn't waited for as well
        (30, 5, [100, 105, 110, 115]),
        # none is as fast as it goes
        (None, 0, [100, 100, 100, 100]),
    ],
)
async def test_turns(
    per_minute: int | None,
    takes: float,
    begun: list[float],
    four: Iterator[Message],
    journal: Any,
    now: Clock,
) -> None:
    """Messages begin evenly apart, at most so many a minute, and the first at once."""
    time = Time()
    transport = Taking(time, takes)
    pace = Pace(per_minute, clock=time, rest=time.rest)

    tally = await carry_out(four, transport, journal, now=now, pace=pace)

    assert transport.begun == begun
    assert tally == Tally(sent=4)


async def test_after_the_last_nobody_waits(letter: Letter, journal: Any, now: Clock) -> None:
    """A single message is there and done: the pause belongs to a next one."""
    time = Time()

    await carry_out(
        iter([letter()]), Taking(time), journal, now=now, pace=Pace(1, clock=time, rest=time.rest)
    )

    assert time.rests == []


async def test_told_to_stop_while_waiting(
    four: Iterator[Message], journal: Any, now: Clock
) -> None:
    """The wait ends at once, and the message that waited is pending again, not sent."""
    time = Time(stops_at=101.5)
    transport = Taking(time)

    tally = await carry_out(
        four, transport, journal, now=now, pace=Pace(60, clock=time, rest=time.rest)
    )

    assert transport.begun == [100, 101]
    assert tally == Tally(sent=2, is_interrupted=True)
    assert list(journal.states.values()) == [State.SENT, State.SENT, State.PENDING]


async def test_the_real_rest_hears_the_stop() -> None:
    """By the real clock too: a wait of an hour ends with the word to stop."""
    stop, pace = asyncio.Event(), Pace(1)
    await pace.turn(stop)
    asyncio.get_running_loop().call_later(0.01, stop.set)

    async with asyncio.timeout(5):
        await pace.turn(stop)

    assert stop.is_set()
