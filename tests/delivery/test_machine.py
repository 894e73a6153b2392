"""A model of a server and the engine, run together: whatever both do, their records agree."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rundbrief.delivery import Event, State
from rundbrief.delivery.channel import Channel
from rundbrief.delivery.conversation import Conversation
from rundbrief.delivery.pacing import Pace
from rundbrief.delivery.waits import Waits
from rundbrief.delivery.work import WorkInHand
from rundbrief.messages import Kind
from rundbrief.messages.message import sealed

NOW = datetime(2025, 8, 4, 7, tzinfo=UTC)
COUNT = 12
END = b"\r\n.\r\n"
REFUSALS = [b"450 4.2.1 Later\r\n", b"550 5.1.1 Unknown\r\n"]


MOSTLY_NONE = st.sampled_from([None] * 8 + REFUSALS)
SELDOM = st.sampled_from([False] * 3 + [True])


class Wire:
    """The connection's transport, without a socket: what we write, the server has."""

    def __init__(self, machine: "Together") -> None:
        self._machine = machine
        self._is_closing = False

    def set_write_buffer_limits(self, **_: int) -> None: ...

    def set_protocol(self, _: object) -> None: ...

    def is_closing(self) -> bool:
        return self._is_closing

    def writelines(self, said: list[bytes]) -> None:
        self._machine.heard += b"".join(said)

    def abort(self) -> None:
        self._is_closing = True


class Together(RuleBasedStateMachine):
    """Engine and server on one connection after the other; the server does as it likes."""

    def __init__(self) -> None:
        super().__init__()
        # A Runner, not a loop: it is what may run beside the browser of the same worker's tests.
        self.runner = asyncio.Runner()
        self.heard = b""  # and not answered yet
        self.in_content = False
        self.recipient = ""
        self.taken: Counter[str] = Counter()  # by the server, whoever learned of it
        self.events: list[Event] = []
        self.channel: Channel | None = None
        letters = (self.letter(number) for number in range(COUNT))
        self.work = self.runner.run(self.begun(letters))

    @staticmethod
    def letter(number: int) -> Any:
        who = f"k{number}@stadt.example"
        content = f"To: {who}\r\n\r\nGuten Tag\r\n".encode()
        return sealed(Kind.REMINDER, "rundbrief@netz.example", who, f"<{who}>", content)

    async def begun(self, letters: Any) -> WorkInHand:
        return WorkInHand(
            letters,
            self,
            now=lambda: NOW,
            report=lambda _: None,
            stop=asyncio.Event(),
            pace=Pace(),
        )

    def record(self, events: Any) -> None:
        self.events += events

    def settle(self) -> None:
        """Let the loop do all that it has to."""

        async def rounds() -> None:
            for _ in range(6):
                await asyncio.sleep(0)

        self.runner.run(rounds())

    @precondition(lambda self: self.channel is None and not self.work.is_over)
    @rule(pipelines=st.booleans())
    def connects(self, pipelines: bool) -> None:
        self.heard, self.in_content = b"", False

        async def connected() -> None:
            conversation = Conversation(lambda name: pipelines and name == "pipelining")
            waits = Waits.of(300)
            self.channel = Channel(conversation, self.work, waits, on_down=lambda _: None)
            self.channel.take_over(Wire(self))  # type: ignore[arg-type] # all that is used of one
            if (message := self.work.take(lambda: None)) is not None:
                self.channel.serve(message)
            else:
                self.channel.finish()

        self.runner.run(connected())
        self.settle()

    @precondition(lambda self: self.channel is not None and self.heard)
    @rule(refusal=MOSTLY_NONE, is_dropped=SELDOM)
    def answers(self, refusal: bytes | None, is_dropped: bool) -> None:
        """One answer, to one command or one content; or the line goes dead where it stood."""
        end = END if self.in_content else b"\r\n"
        line, found, rest = self.heard.partition(end)
        if not found:
            return
        self.heard = rest
        answer = self.answer_to(line, refusal)
        if is_dropped and refusal is None:
            self.lost()
        elif self.channel is not None:
            self.channel.data_received(answer)
            self.settle()
            self.look()

    def answer_to(self, line: bytes, refusal: bytes | None) -> bytes:
        if self.in_content:
            self.in_content = False
            if refusal is None:
                self.taken[self.recipient] += 1
            return refusal or b"250 2.0.0 Queued\r\n"
        if line.startswith(b"RCPT"):
            self.recipient = "" if refusal else line.partition(b"<")[2].partition(b">")[0].decode()
            return refusal or b"250 Ok\r\n"
        if line.startswith(b"DATA"):
            if not self.recipient:
                return b"554 5.5.1 No valid recipients\r\n"
            self.in_content = True
            return b"354 Go ahead\r\n"
        return b"221 Bye\r\n" if line.startswith(b"QUIT") else b"250 Ok\r\n"

    @precondition(lambda self: self.channel is not None)
    @rule(is_dropped=SELDOM)
    def drops(self, is_dropped: bool) -> None:
        """The connection is gone, with whatever was not answered."""
        if is_dropped:
            self.lost()

    def lost(self) -> None:
        assert self.channel is not None
        self.channel.connection_lost(None)
        self.settle()
        self.look()

    @rule()
    def rests(self) -> None:
        """Nothing comes; also once all is over."""
        self.settle()

    def look(self) -> None:
        if self.channel is not None and self.channel.closed.done():
            assert self.channel.closed.result() is None
            self.channel = None

    @invariant()
    def records_agree(self) -> None:
        """Nobody has it twice; sent is taken; refused is not; what is unclear was handed over."""
        last = {event.message_id.strip("<>"): event.state for event in self.events}
        handed = {e.message_id.strip("<>") for e in self.events if e.state is State.HANDED_OVER}

        assert all(count == 1 for count in self.taken.values())
        assert all(self.taken[who] for who, state in last.items() if state is State.SENT)
        gone = (State.FAILED, State.DEFERRED)
        assert not any(self.taken[who] for who, state in last.items() if state in gone)
        assert set(self.taken) <= handed
        ended = Counter(event.message_id for event in self.events if event.outcome)
        assert all(count == 1 for count in ended.values())

    def teardown(self) -> None:
        if self.channel is not None:
            self.lost()
        self.runner.run(asyncio.sleep(0))
        self.runner.close()


TestTogether = Together.TestCase
TestTogether.settings = settings(max_examples=40, stateful_step_count=50, deadline=None)
