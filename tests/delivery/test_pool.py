"""A pool of connections against a relay that counts, limits, closes and refuses; real sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from rundbrief.delivery import Event, Pace, State, Tally, carry_out
from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport
from rundbrief.messages import Message

Letter = Callable[..., Message]
Clock = Callable[[], datetime]


@dataclass
class Relay:
    """Takes everything within its limits, and notes what it was given.

    `connections` and `messages` (by connection) are how many it allows; `refuses` is its answer
    to MAIL, if not 250; after `idle` seconds without a word it closes.
    """

    connections: int = 1000
    messages: int = 1000
    pipelines: bool = True
    refuses: bytes = b""
    idle: float = 60.0
    vanishes_after: int = 10**9
    open: int = 0
    most_open: int = 0
    opened: int = 0
    taken: list[bytes] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.open >= self.connections:
            writer.write(b"421 4.7.0 Too many connections\r\n")
            writer.close()
            return
        self.open += 1
        self.opened += 1
        self.most_open = max(self.open, self.most_open)
        try:
            await self.serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken = 0
        writer.write(b"220 relay.example ESMTP\r\n")
        while True:
            async with asyncio.timeout(self.idle):
                line = await reader.readline()
            match line[:4]:
                case b"":
                    return
                case b"EHLO":
                    offer = b"250-PIPELINING\r\n" if self.pipelines else b""
                    writer.write(b"250-relay.example\r\n" + offer + b"250 ENHANCEDSTATUSCODES\r\n")
                case b"MAIL" if taken >= self.messages:
                    writer.write(b"421 4.7.0 Enough by this connection\r\n")
                    return
                case b"MAIL" if self.refuses:
                    writer.write(self.refuses)
                case b"DATA":
                    writer.write(b"354 Go ahead\r\n")
                    content = await reader.readuntil(b"\r\n.\r\n")
                    if len(self.taken) >= self.vanishes_after:
                        self.connections = 0
                        return
                    self.taken.append(content[:-3])
                    taken += 1
                    writer.write(b"250 2.0.0 Queued\r\n")
                case b"QUIT":
                    writer.write(b"221 Bye\r\n")
                    return
                case _:
                    writer.write(b"250 2.0.0 Ok\r\n")


@asynccontextmanager
async def served(
    relay: Relay, connections: int, per_connection: int | None = None
) -> AsyncIterator[SmtpTransport]:
    """A transport to that relay."""
    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        settings = SmtpSettings(
            "127.0.0.1",
            port,
            tls="none",
            connections=connections,
            per_connection=per_connection,
            timeout=5,
        )
        yield SmtpTransport(settings)


@pytest.fixture
def forty(letter: Letter) -> list[Message]:
    """Letters to forty places."""
    return [letter(f"stadt{number}@ahlen.example") for number in range(40)]


def contents(messages: list[Message]) -> list[bytes]:
    """What a relay should have."""
    return sorted(message.content for message in messages)


@pytest.mark.parametrize("pipelines", [False, True])
async def test_all_connections_are_used(
    pipelines: bool, forty: list[Message], journal: Any, now: Clock
) -> None:
    """Each is kept for many messages, and each message arrives once."""
    relay = Relay(pipelines=pipelines)
    async with served(relay, 8) as transport:
        tally = await carry_out(iter(forty), transport, journal, now=now)

    assert tally == Tally(sent=40)
    assert sorted(relay.taken) == contents(forty)
    assert (relay.opened, relay.most_open) == (8, 8)


async def test_no_more_connections_than_messages(letter: Letter, journal: Any, now: Clock) -> None:
    """Three mails need no twenty connections."""
    relay = Relay()
    async with served(relay, 20) as transport:
        await carry_out(iter([letter() for _ in range(3)]), transport, journal, now=now)

    assert relay.opened <= 3


@pytest.mark.parametrize("allowed", [1, 3])
async def test_a_relay_that_allows_fewer(
    allowed: int, forty: list[Message], journal: Any, now: Clock
) -> None:
    """Too many connections: those that it allows carry everything, and nobody is deferred."""
    relay = Relay(connections=allowed)
    async with served(relay, 10) as transport:
        tally = await carry_out(iter(forty), transport, journal, now=now)

    assert tally == Tally(sent=40)
    assert sorted(relay.taken) == contents(forty)
    assert relay.most_open == allowed


@pytest.mark.parametrize("pipelines", [False, True])
async def test_messages_by_connection_are_limited(
    pipelines: bool, forty: list[Message], journal: Any, now: Clock
) -> None:
    """A relay that closes after a few is called again; nobody is deferred, nothing is unclear."""
    relay = Relay(messages=3, pipelines=pipelines)
    async with served(relay, 4) as transport:
        tally = await carry_out(iter(forty), transport, journal, now=now)

    assert tally == Tally(sent=40)
    assert sorted(relay.taken) == contents(forty)
    assert relay.most_open <= 4


@pytest.mark.parametrize("most", [1, 3, 7])
@pytest.mark.parametrize("pipelines", [False, True])
async def test_a_connection_carries_no_more_than_it_may(
    pipelines: bool, most: int, forty: list[Message], journal: Any, now: Clock
) -> None:
    """After so many messages we say goodbye and open another; the relay never has to refuse."""
    relay = Relay(messages=most, pipelines=pipelines)
    async with served(relay, 2, most) as transport:
        tally = await carry_out(iter(forty), transport, journal, now=now)

    assert tally == Tally(sent=40)
    assert sorted(relay.taken) == contents(forty)
    assert -(-40 // most) <= relay.opened <= -(-40 // most) + 1
    assert not any(event.state is State.PENDING for event in journal.events)


async def test_idle_connections_are_closed_by_the_relay(
    letter: Letter, journal: Any, now: Clock
) -> None:
    """Between two turns of a slow pace the relay may hang up: the next goes by a new connection."""
    relay, letters = Relay(idle=0.1), [letter() for _ in range(3)]
    async with served(relay, 1) as transport:
        tally = await carry_out(iter(letters), transport, journal, now=now, pace=Pace(200))

    assert tally == Tally(sent=3)
    assert relay.opened == 3


async def test_a_refused_sender_stops_all_connections(
    forty: list[Message], journal: Any, now: Clock
) -> None:
    """What one is refused for all would be: those at hand are deferred, the rest is not taken."""
    relay, pulled = Relay(refuses=b"550 5.7.1 Not you\r\n"), iter(forty)
    async with served(relay, 5) as transport:
        tally = await carry_out(pulled, transport, journal, now=now)

    assert tally.down is not None
    assert tally.down.cause == "delivery.sender-refused"
    assert tally.failed == 0
    assert 1 <= tally.deferred <= 5
    assert len(list(pulled)) >= 30


@pytest.mark.parametrize("pipelines", [False, True])
async def test_a_relay_that_vanishes(
    pipelines: bool, forty: list[Message], journal: Any, now: Clock
) -> None:
    """At most one unclear message a connection; what it never saw waits."""
    relay = Relay(vanishes_after=10, pipelines=pipelines)
    async with served(relay, 4) as transport:
        tally = await carry_out(iter(forty), transport, journal, now=now)

    assert tally.down is not None
    assert (tally.sent, tally.failed) == (10, 0)
    assert tally.unclear <= 4
    states = list(journal.states.values())
    assert states.count(State.HANDED_OVER) == 0


@pytest.mark.parametrize("pipelines", [False, True])
async def test_told_to_stop(
    pipelines: bool, forty: list[Message], journal: Any, now: Clock
) -> None:
    """What is handed over gets its answer; of what only had an envelope, nothing has left."""
    relay, stop = Relay(pipelines=pipelines), asyncio.Event()

    def report(event: Event) -> None:
        if len(relay.taken) >= 10:
            stop.set()

    async with served(relay, 4) as transport:
        tally = await carry_out(iter(forty), transport, journal, now=now, report=report, stop=stop)

    assert tally.is_interrupted
    assert tally.sent == len(relay.taken) < 40
    assert set(journal.states.values()) <= {State.SENT, State.PENDING}


async def test_cancelled(forty: list[Message], journal: Any, now: Clock) -> None:
    """Stopped at once, nothing more leaves, and what was handed over stays so."""
    relay = Relay()

    def report(event: Event) -> None:
        if len(relay.taken) >= 10:
            task.cancel()

    async with served(relay, 4) as transport:
        task = asyncio.create_task(
            carry_out(iter(forty), transport, journal, now=now, report=report)
        )
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.05)

    sent = [name for name, state in journal.states.items() if state is State.SENT]
    under_way = [name for name, state in journal.states.items() if state is State.HANDED_OVER]
    assert len(relay.taken) <= len(sent) + len(under_way)
    assert len(under_way) <= 8


async def test_one_commit_a_moment(letter: Letter, now: Clock) -> None:
    """What many connections have to write down at once is written at once."""
    commits: list[int] = []

    class Counting:
        def record(self, events: Any) -> None:
            commits.append(len(events))

    letters = [letter(f"stadt{number}@ahlen.example") for number in range(400)]
    async with served(Relay(), 20) as transport:
        await carry_out(iter(letters), transport, Counting(), now=now)

    assert sum(commits) == 800
    assert len(commits) < 300
