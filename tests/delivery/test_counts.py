"""What a run costs, counted instead of timed: writes, reads, commits, no look at a body."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

import pytest

from rundbrief.delivery import Event, carry_out
from rundbrief.delivery.channel import Channel
from rundbrief.delivery.contract import Work
from rundbrief.delivery.conversation import Conversation
from rundbrief.delivery.single import next_message
from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport
from rundbrief.delivery.waits import Waits
from rundbrief.messages import Message

Letter = Callable[..., Message]
Clock = Callable[[], datetime]

ENVELOPE = b"250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go ahead\r\n"


class Body(bytes):
    """A content that must not be looked at: whoever searches, splits or copies it fails."""

    def _untouched(self, *_: Any) -> Any:
        raise AssertionError("a content goes out as it is")

    find = index = replace = partition = _untouched
    startswith = endswith = __contains__ = __getitem__ = __iter__ = _untouched


class Forgetful:
    """A journal that keeps nothing."""

    def record(self, events: Sequence[Event]) -> None: ...


class Wire:
    """A transport that answers as a relay that pipelines, a round later."""

    def __init__(self) -> None:
        self.written: list[list[bytes]] = []
        self.reads = 0
        self.channel: Any = None

    def set_protocol(self, protocol: Any) -> None:
        self.channel = protocol

    def set_write_buffer_limits(self, **_: int) -> None: ...

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None: ...

    def writelines(self, pieces: Sequence[bytes]) -> None:
        self.written.append(list(pieces))
        said = b"".join(piece for piece in pieces if type(piece) is not Body)
        answer = b"250 2.0.0 Queued\r\n" if said.startswith(b".\r\n") else b""
        answer += ENVELOPE if b"DATA\r\n" in said else b""
        answer += b"221 Bye\r\n" if b"QUIT\r\n" in said else b""
        asyncio.get_running_loop().call_soon(self._answer, answer)

    def _answer(self, answer: bytes) -> None:
        self.reads += 1
        self.channel.data_received(answer)


class ByWire:
    """The one connection of a pool, its socket replaced."""

    kind = "smtp"

    def __init__(self) -> None:
        self.wire = Wire()

    async def carry(self, work: Work) -> None:
        channel = Channel(
            Conversation({"pipelining", "size"}.__contains__),
            work,
            Waits.of(300),
            on_down=lambda _: None,
        )
        channel.take_over(cast(asyncio.Transport, self.wire))
        message = await next_message(work)
        assert message is not None
        channel.serve(message)
        await channel.closed


def untouchable(message: Message) -> Message:
    """The same, its content a Body."""
    fields = (*message[:-1], Body(message.content))
    return tuple.__new__(Message, fields)


async def test_a_message_is_one_write_and_one_read(letter: Letter, now: Clock) -> None:
    """Its content leaves with the next one's envelope; their replies come together."""
    commits: list[list[Event]] = []

    class Counting:
        def record(self, events: Sequence[Event]) -> None:
            commits.append(list(events))

    letters, way = [untouchable(letter()) for _ in range(100)], ByWire()
    tally = await carry_out(iter(letters), way, Counting(), now=now)

    assert tally.sent == 100
    assert len(way.wire.written) <= 102  # the first envelope and QUIT besides
    assert max(map(len, way.wire.written)) == 2  # pieces: by TLS, each is a record of its own
    assert way.wire.reads <= 102
    assert len(commits) <= 101  # by a single connection: one's end and the next one's beginning


async def test_a_content_is_neither_copied_nor_read(letter: Letter, now: Clock) -> None:
    """The bytes that were sealed are handed to the transport, the very same object."""
    letters, way = [untouchable(letter()) for _ in range(3)], ByWire()
    await carry_out(iter(letters), way, Forgetful(), now=now)

    handed = [piece for pieces in way.wire.written for piece in pieces if type(piece) is Body]
    assert [id(piece) for piece in handed] == [id(message.content) for message in letters]


async def test_the_authorities_are_read_once(
    letter: Letter, now: Clock, authority: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All connections of a run share what they check certificates against."""
    greeted, made, make = [], [], ssl.create_default_context

    def counted() -> ssl.SSLContext:
        made.append(make())
        return made[-1]

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeted.append(writer)
        writer.write(b"220 localhost ESMTP\r\n")
        while word := (await reader.readline())[:4]:
            writer.write(b"354 Go ahead\r\n" if word == b"DATA" else b"250 2.0.0 Ok\r\n")
            if word == b"DATA":
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 2.0.0 Queued\r\n")
        writer.close()

    certificate = authority.context("localhost")
    monkeypatch.setattr(ssl, "create_default_context", counted)
    async with await asyncio.start_server(relay, "127.0.0.1", 0, ssl=certificate) as server:
        port = server.sockets[0].getsockname()[1]
        settings = SmtpSettings(
            "localhost", port, tls="implicit", ca_file=authority.file, connections=4, timeout=5
        )
        letters = [letter() for _ in range(20)]
        tally = await carry_out(iter(letters), SmtpTransport(settings), Forgetful(), now=now)

    assert tally.sent == 20
    assert len(greeted) == 4
    assert len(made) == 1
