"""The pace: at most so many messages a minute, evenly, each when its turn comes.

    a message ─▶ turn: rest until the last one's beginning + 60 s / per_minute ─▶ it begins

One number is the whole concept: the pause between two messages follows from it. Evenly and not in
bursts, since relays count in windows of their own. What was slow by itself is not waited for again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic

Rest = Callable[[float, asyncio.Event], Awaitable[None]]


async def _rest(seconds: float, stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


class Pace:
    """Turns for messages, `per_minute` of them; None is as fast as it goes.

    `clock` gives seconds that never go back; `rest` waits so many seconds, or until it is told to
    stop.
    """

    def __init__(
        self,
        per_minute: int | None = None,
        *,
        clock: Callable[[], float] = monotonic,
        rest: Rest = _rest,
    ) -> None:
        self._pause = 60 / per_minute if per_minute else 0.0
        self._clock = clock
        self._rest = rest
        self._next = clock()

    async def turn(self, stop: asyncio.Event) -> None:
        """Return when the next message may begin, or as soon as `stop` is set."""
        wait = self._next - self._clock()
        if wait > 0:
            await self._rest(wait, stop)
        self._next = self._clock() + self._pause
