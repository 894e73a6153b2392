"""The engine: messages go through a transport, and every step is on disk before the next.

    messages ─▶ claimed ─▶ its turn ─▶ transport ─▶ end ─────────────┐
                                          └─ hand_over ─▶ the moment ─┴▶ journal ─▶ go, report
                                                          (all events of a moment: one commit)

It pulls a message only when it can be tried, so that little is claimed at a time. One bad address
never stops the others; a closed way out (`TransportDown`) stops the run, and so does being told
to stop, after the transactions at hand; a message whose turn had not come is released. It opens
nothing and decides nothing: what a reply means is the transport's, when there is more the
caller's.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rundbrief.delivery.contract import Event, Journal, Outcome, Transport, TransportDown
from rundbrief.delivery.interruption import Brake, listening
from rundbrief.delivery.pacing import Pace
from rundbrief.delivery.states import State
from rundbrief.delivery.work import WorkInHand
from rundbrief.messages import Message


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run came to: messages by state, and why it ended early, if it did.

    `down` is what closed the way out; `is_interrupted` says that the run was told to stop.
    """

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    unclear: int = 0
    down: Outcome | None = None
    is_interrupted: bool = False


def _unheard(_: Event) -> None: ...


def _untold() -> None: ...


async def carry_out(
    messages: Iterator[Message],
    transport: Transport,
    journal: Journal,
    *,
    now: Callable[[], datetime],
    report: Callable[[Event], None] = _unheard,
    stop: asyncio.Event | None = None,
    pace: Pace | None = None,
) -> Tally:
    """Deliver the messages, until none is left or something stops it.

    `now` gives UTC. `report` hears each event once it is durable. Setting `stop` ends the run
    after the transactions at hand, or at once while messages wait for their turn of `pace`.
    Cancelling ends it at once and writes nothing: a message that was handed over stays so, for the
    ledger to recover as unclear. What journal, iterator or an unforeseen fault of the transport
    raise goes through.
    """
    stop, down = stop or asyncio.Event(), None
    work = WorkInHand(messages, journal, now=now, report=report, stop=stop, pace=pace or Pace())
    try:
        await _carried(transport, work, stop)
    except TransportDown as closed:
        down = closed.outcome
    counts = work.counts
    return Tally(
        sent=counts[State.SENT],
        deferred=counts[State.DEFERRED],
        failed=counts[State.FAILED],
        unclear=counts[State.UNCLEAR],
        down=down,
        is_interrupted=stop.is_set(),
    )


async def _carried(transport: Transport, work: WorkInHand, stop: asyncio.Event) -> None:
    """The transport at work, until it is done, or the work itself can't go on."""
    carrying = asyncio.ensure_future(transport.carry(work))
    told = asyncio.ensure_future(stop.wait())
    told.add_done_callback(lambda _: work.wake())
    try:
        either: set[asyncio.Future[Any]] = {carrying, work.broken}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if carrying.done():
            _end(work, carrying)
    finally:
        told.cancel()
        if not carrying.done():
            carrying.cancel()
            with suppress(asyncio.CancelledError, TransportDown):
                await carrying
    if work.broken.done():
        raise work.broken.result()
    await carrying


def _end(work: WorkInHand, carrying: "asyncio.Future[None]") -> None:
    """Write down what is still in hand: the rest is released, a fault's is told."""
    error = None if carrying.cancelled() else carrying.exception()
    is_mistake = isinstance(error, Exception) and not isinstance(error, TransportDown)
    work.close(error if is_mistake else None)


def run(
    messages: Iterator[Message],
    transport: Transport,
    journal: Journal,
    *,
    now: Callable[[], datetime],
    report: Callable[[Event], None] = _unheard,
    stopping: Callable[[], None] = _untold,
    pace: Pace | None = None,
    brake: Brake | None = None,
) -> Tally:
    """`carry_out` for callers without a loop, and with an ear for Ctrl-C and SIGTERM.

    The first one finishes the open transactions, then stops; `stopping` is called when it is
    heard, so that a face can say so. The second stops at once and raises KeyboardInterrupt.
    With a `brake`, it is that which is heard, from any thread.
    """

    async def listened() -> Tally:
        stop = asyncio.Event()
        with listening(stop, stopping, brake):
            return await carry_out(
                messages, transport, journal, now=now, report=report, stop=stop, pace=pace
            )

    try:
        with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
            return runner.run(listened())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's where it is installed (the extra `speed`; there is none for Windows)."""
    if sys.platform == "win32":
        return None
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
