"""The engine's side of a run: what is in hand, whose turn it is, and the moment's events.

    messages ─▶ take ─▶ in hand ─▶ hand_over, end ─▶ the moment's events ─▶ journal, one commit
                  ▲        └─ give_back (nothing had left) ─┘                    └▶ go, report
                  └─ wake: its turn has come, or all is over

The events of a moment are all that the loop came to before it looks at its sockets again: the more
connections are busy, the more share a commit. Nothing is told before it is durable.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import datetime

from rundbrief.delivery.contract import Event, Journal, Outcome
from rundbrief.delivery.pacing import Pace, Turns
from rundbrief.delivery.states import State
from rundbrief.messages import Message

ASIDE = 40  # messages that may wait for their domain's turn while others go: all are claimed


class WorkInHand:
    """`contract.Work` for one run. `broken` is done once journal, iterator or report raised."""

    def __init__(
        self,
        messages: Iterator[Message],
        journal: Journal,
        *,
        now: Callable[[], datetime],
        report: Callable[[Event], None],
        stop: asyncio.Event,
        pace: Pace,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.broken: asyncio.Future[BaseException] = self._loop.create_future()
        self.counts: Counter[State] = Counter()
        self._messages: Iterator[Message] | None = messages
        self._journal, self._now, self._report, self._stop = journal, now, report, stop
        self._is_at_once = pace == Pace()
        self._turns = Turns(pace)
        self._aside: deque[Message] = deque()  # given back, or waiting for their domain's turn
        self._second: set[str] = set()  # who was given back once
        self._in_hand: dict[str, Message] = {}
        self._handed_over: set[str] = set()
        self._moment: list[tuple[str, State, Outcome | None]] = []
        self._going: list[Callable[[], None]] = []
        self._sleeping: list[Callable[[], None]] = []
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def is_stopping(self) -> bool:
        """Whether the run was told to stop, or can't go on."""
        return self._stop.is_set() or self.broken.done()

    @property
    def is_over(self) -> bool:
        """Whether nothing will come any more."""
        return self.is_stopping or (self._messages is None and not self._aside)

    def take(self, wake: Callable[[], None]) -> Message | None:
        """The next message whose turn has come; None: none now, and `wake` will be called."""
        if self.is_over:
            return None
        try:
            message = self._next()
        except Exception as error:  # noqa: BLE001 - raised again by the engine, outside the loop
            self._break(error)
            return None
        if message is not None:
            self._in_hand[message.message_id] = message
        elif not self.is_over:
            self._sleeping.append(wake)
        return message

    def hand_over(self, message: Message, go: Callable[[], None]) -> None:
        """Write it down with the moment's events; then `go`."""
        self._handed_over.add(message.message_id)
        self._going.append(go)
        self._note(message.message_id, State.HANDED_OVER, None)

    def end(self, message: Message, outcome: Outcome) -> None:
        """Write it down with the moment's events."""
        name = message.message_id
        del self._in_hand[name]
        self._handed_over.discard(name)
        self._second.discard(name)
        self._note(name, outcome.state, outcome)

    def give_back(self, message: Message, outcome: Outcome | None = None) -> None:
        """Let it go by another connection; with an `outcome` only once."""
        name = message.message_id
        if outcome is not None and name in self._second:
            self.end(message, outcome)
            return
        if outcome is not None:
            self._second.add(name)
        del self._in_hand[name]
        self._aside.appendleft(message)
        self._loop.call_soon(self.wake)

    def wake(self) -> None:
        """Let whoever waits ask again."""
        sleeping, self._sleeping = self._sleeping, []
        for each in sleeping:
            each()

    def close(self, mistake: BaseException | None = None) -> None:
        """The transport is done: release what was not tried, tell what a mistake of ours left."""
        self._flush()
        for name in list(self._in_hand):
            state = State.UNCLEAR if name in self._handed_over else State.DEFERRED
            outcome = Outcome(state, repr(mistake), cause="delivery.unforeseen")
            self._note(name, *((state, outcome) if mistake else (State.PENDING, None)))
        for message in self._aside:
            self._note(message.message_id, State.PENDING, None)
        self._flush()

    def _next(self) -> Message | None:
        if self._is_at_once:
            return self._candidate(0)
        now = self._loop.time()
        soonest = self._turns.wait_any(now)
        if soonest > 0:
            self._wake_after(soonest)
            return None
        waits: list[float] = []
        while (message := self._candidate(len(waits))) is not None:
            domain = message.recipient.rpartition("@")[2] if self._turns.is_by_domain else ""
            wait = self._turns.wait(domain, now)
            if wait <= 0:
                self._turns.took(domain, now)
                return message
            self._aside.append(message)
            waits.append(wait)
        if waits:
            self._wake_after(min(waits))
        return None

    def _candidate(self, tried: int) -> Message | None:
        """The next to look at: each that stands aside once, then new ones as there is room."""
        if tried < len(self._aside):
            return self._aside.popleft()
        if self._messages is None or tried >= ASIDE:
            return None
        message = next(self._messages, None)
        if message is None:
            self._messages = None
            self._loop.call_soon(self.wake)  # who waits for a message learns that all is over
            return None
        # One guest per mail: bytes that did not pass the seal never reach a transport.
        if type(message) is not Message:
            raise TypeError(f"only a sealed Message is delivered, not {type(message).__name__}")
        return message

    def _wake_after(self, seconds: float) -> None:
        if self._alarm is None:
            self._alarm = self._loop.call_later(seconds, self._rung)

    def _rung(self) -> None:
        self._alarm = None
        self.wake()

    def _note(self, name: str, state: State, outcome: Outcome | None) -> None:
        if not self._moment:
            # One look at the sockets in between: has a server hung up meanwhile? And whoever else
            # has something to tell shares the commit.
            self._loop.call_soon(self._loop.call_soon, self._flush)
        self._moment.append((name, state, outcome))

    def _flush(self) -> None:
        if not self._moment or self.broken.done():
            return
        moment, self._moment = self._moment, []
        going, self._going = self._going, []
        at = self._now()
        events = [Event(name, state, at, outcome) for name, state, outcome in moment]
        try:
            self._journal.record(events)
            for event in events:
                if event.outcome is not None:
                    self.counts[event.state] += 1
                self._report(event)
        except Exception as error:  # noqa: BLE001 - raised again by the engine, outside the loop
            self._break(error)
            return
        for go in going:
            go()

    def _break(self, error: Exception) -> None:
        if not self.broken.done():
            self.broken.set_result(error)
        self.wake()
