"""One message after the other, for a way out that has no use for more."""

import asyncio
from collections.abc import Awaitable, Callable

from rundbrief.delivery.contract import Outcome, TransportDown, Work
from rundbrief.messages import Message

HandedOver = Callable[[], Awaitable[None]]


async def one_by_one(
    work: Work, deliver: Callable[[Message, HandedOver], Awaitable[Outcome]]
) -> None:
    """Deliver all that comes. `deliver` awaits what it is given before the content leaves.

    A TransportDown of its is the end of the message at hand, too.
    """
    while (message := await next_message(work)) is not None:
        try:
            outcome = await deliver(message, _handing_over(work, message))
        except TransportDown as down:
            work.end(message, down.outcome)
            raise
        work.end(message, outcome)


async def next_message(work: Work) -> Message | None:
    """The next message, once its turn has come; None once all is over."""
    while not work.is_over:
        awake = asyncio.Event()
        if (message := work.take(awake.set)) is not None:
            return message
        if not work.is_over:
            await awake.wait()
    return None


def _handing_over(work: Work, message: Message) -> HandedOver:
    async def handed_over() -> None:
        on_disk = asyncio.Event()
        work.hand_over(message, on_disk.set)
        await on_disk.wait()

    return handed_over
