"""The engine: messages go through a transport, and every step is on disk before the next.

    messages ─▶ claimed ─▶ its turn ─▶ transport.deliver ─▶ Outcome ─▶ journal ─▶ report
                                           └─ handing_over ─▶ journal: `handed over`, before
                                                              content leaves

It pulls a message only when it can be tried, so that little is claimed at a time. One bad address
never stops the others; a closed way out (`TransportDown`) stops the run, and so does being told
to stop, after the transaction at hand; a message whose turn had not come is released. It opens
nothing, repeats nothing, decides nothing: what a reply means is the transport's, when to try again
is the next run's.
"""

import asyncio
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from rundbrief.delivery.contract import Event, Journal, Outcome, Transport, TransportDown
from rundbrief.delivery.pacing import Pace
from rundbrief.delivery.states import State
from rundbrief.messages import Message

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


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


class _Run:
    """One run's bookkeeping: a step is durable, then counted, then reported."""

    def __init__(
        self, journal: Journal, now: Callable[[], datetime], report: Callable[[Event], None]
    ) -> None:
        self.journal = journal
        self.now = now
        self.report = report
        self.counts: Counter[State] = Counter()

    def step(self, message: Message, state: State, outcome: Outcome | None = None) -> None:
        event = Event(message.message_id, state, self.now(), outcome)
        self.journal.record([event])
        self.counts[state] += 1
        self.report(event)

    async def attempt(self, message: Message, transport: Transport) -> None:
        """Try one message and write down how it ended; TransportDown goes on to the caller."""
        handed_over = False

        def handing_over() -> None:
            nonlocal handed_over
            self.step(message, State.HANDED_OVER)
            handed_over = True

        try:
            outcome = await transport.deliver(message, handing_over)
        except TransportDown as down:
            self.step(message, State.DEFERRED, down.outcome)
            raise
        except Exception as mistake:
            # Not foreseen, so it stays loud; but what it leaves of this message must be on disk.
            state = State.UNCLEAR if handed_over else State.DEFERRED
            self.step(message, state, Outcome(state, repr(mistake), cause="delivery.unforeseen"))
            raise
        self.step(message, outcome.state, outcome)


def _sealed(message: Message) -> Message:
    # One guest per mail: bytes that did not pass the seal never reach a transport.
    if type(message) is not Message:
        raise TypeError(f"only a sealed Message is delivered, not {type(message).__name__}")
    return message


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
    """Deliver the messages, one after the other, until none is left or something stops it.

    `now` gives UTC. `report` hears each event once it is durable. Setting `stop` ends the run
    after the transaction at hand, or at once while a message waits for its turn of `pace`.
    Cancelling ends it at once and writes nothing: a message that was handed over stays so, for the
    ledger to recover as unclear. What journal, iterator or an unforeseen fault of the transport
    raise goes through.
    """
    run, down = _Run(journal, now, report), None
    stop, pace = stop or asyncio.Event(), pace or Pace()
    try:
        async with transport:
            while not stop.is_set() and (message := next(messages, None)) is not None:
                await pace.turn(stop)
                if stop.is_set():
                    run.step(message, State.PENDING)
                else:
                    await run.attempt(_sealed(message), transport)
    except TransportDown as closed:
        down = closed.outcome
    return Tally(
        sent=run.counts[State.SENT],
        deferred=run.counts[State.DEFERRED],
        failed=run.counts[State.FAILED],
        unclear=run.counts[State.UNCLEAR],
        down=down,
        is_interrupted=stop.is_set(),
    )


@contextmanager
def _listening(stop: asyncio.Event, stopping: Callable[[], None]) -> Iterator[None]:
    """While open, the first SIGINT or SIGTERM sets `stop`, the second cancels the current task.

    Python lets only the main thread listen; elsewhere whoever owns that thread has to stop us.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    if task is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard() -> None:
        if stop.is_set():
            task.cancel()
        else:
            stop.set()
            stopping()

    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    for number in STOP_SIGNALS:
        _listen(loop, number, heard)
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)


def _listen(loop: asyncio.AbstractEventLoop, number: int, heard: Callable[[], None]) -> None:
    # A bare handler of `signal` would do but for one moment: a signal that comes just before the
    # loop falls asleep is then heard only when something else wakes it. Windows' loop lacks the
    # first way and is woken by any signal.
    try:
        loop.add_signal_handler(number, heard)
    except NotImplementedError:
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(heard))


def run(
    messages: Iterator[Message],
    transport: Transport,
    journal: Journal,
    *,
    now: Callable[[], datetime],
    report: Callable[[Event], None] = _unheard,
    stopping: Callable[[], None] = _untold,
    pace: Pace | None = None,
) -> Tally:
    """`carry_out` for callers without a loop, and with an ear for Ctrl-C and SIGTERM.

    The first one finishes the open transaction, then stops; `stopping` is called when it is
    heard, so that a face can say so. The second stops at once and raises KeyboardInterrupt.
    """

    async def listening() -> Tally:
        stop = asyncio.Event()
        with _listening(stop, stopping):
            return await carry_out(
                messages, transport, journal, now=now, report=report, stop=stop, pace=pace
            )

    try:
        return asyncio.run(listening())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
