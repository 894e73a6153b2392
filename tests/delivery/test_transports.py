"""One contract for every transport: what the engine may rely on."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from rundbrief.delivery import Event, State, Tally, Transport, carry_out, explained
from rundbrief.delivery.folder import FolderTransport
from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport
from rundbrief.messages import Message

Letter = Callable[..., Message]
Clock = Callable[[], datetime]


class TransportContract(ABC):
    """Inherited by the tests of each transport, which give one and what came out of it."""

    @abstractmethod
    def received(self) -> list[bytes]:
        """The contents at the other side, in order of arrival."""

    async def test_bytes_come_out_as_they_went_in(
        self, way: Transport, letter: Letter, journal: Any, now: Clock
    ) -> None:
        """Not a byte is changed on the way."""
        message = letter(text="Zeile\n" + "x" * 998 + "\n \t\n\n\nLetzte\n")
        tally = await carry_out(iter([message]), way, journal, now=now)

        assert tally == Tally(sent=1)
        assert journal.events[-1].outcome.words
        assert self.received() == [message.content]

    async def test_handing_over_is_told_once_and_before(
        self, way: Transport, letter: Letter, journal: Any, now: Clock
    ) -> None:
        """When `handed over` is durable, nothing is at the other side yet."""
        there: list[tuple[State, int]] = []

        def report(event: Event) -> None:
            there.append((event.state, len(self.received())))

        await carry_out(iter([letter()]), way, journal, now=now, report=report)

        assert there == [(State.HANDED_OVER, 0), (State.SENT, 1)]

    async def test_nothing_leaves_that_is_not_written_down(
        self, way: Transport, letter: Letter, now: Clock
    ) -> None:
        """If `handed over` can't be written, the content stays here, and the reason is raised."""

        class Full:
            def record(self, events: Sequence[Event]) -> None:
                raise LookupError

        with pytest.raises(LookupError):
            await carry_out(iter([letter()]), way, Full(), now=now)

        assert self.received() == []

    async def test_many(self, way: Transport, letter: Letter, journal: Any, now: Clock) -> None:
        """Each of many arrives, once."""
        messages = [letter(f"stadt{number}@ahlen.example") for number in range(20)]
        tally = await carry_out(iter(messages), way, journal, now=now)

        assert tally == Tally(sent=20)
        assert sorted(self.received()) == sorted(message.content for message in messages)

    async def test_a_closed_way_is_told_at_its_door(
        self, closed: Transport, letter: Letter, journal: Any, now: Clock
    ) -> None:
        """What can't be opened says so before a message is touched, with a sentence."""
        messages = iter([letter()])
        outcome = (await carry_out(messages, closed, journal, now=now)).down

        assert outcome is not None
        assert outcome.state is State.DEFERRED
        assert outcome.words in explained(outcome, "de")
        assert outcome.words in explained(outcome, "en")
        assert (len(list(messages)), journal.events) == (1, [])


class TestFolder(TransportContract):
    """The folder."""

    @pytest.fixture
    def way(self, tmp_path: Path) -> Transport:
        """A folder that is made when it is opened."""
        self.path = tmp_path / "aus" / "gang"
        return FolderTransport(self.path)

    @pytest.fixture
    def closed(self, tmp_path: Path) -> Transport:
        """A file where the folder should be."""
        (tmp_path / "outbox").write_text("")
        return FolderTransport(tmp_path / "outbox")

    def received(self) -> list[bytes]:
        """The .eml files' contents."""
        return [file.read_bytes() for file in sorted(self.path.glob("*.eml"))]


class Smtp(TransportContract):
    """A relay, played by aiosmtpd on loopback."""

    connections = 1

    @pytest.fixture
    async def way(self) -> AsyncIterator[Transport]:
        """A relay that accepts everything."""
        self.contents: list[bytes] = []
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self, hostname="relay.example"), "127.0.0.1", 0
        )
        async with server:
            port = server.sockets[0].getsockname()[1]
            yield SmtpTransport(self.settings(port))

    @pytest.fixture
    def closed(self) -> Transport:
        """A port where nobody listens."""
        return SmtpTransport(self.settings(1))

    def settings(self, port: int) -> SmtpSettings:
        """That port on this machine."""
        return SmtpSettings("127.0.0.1", port, tls="none", connections=self.connections)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """aiosmtpd's hook for a received content."""
        assert isinstance(envelope.original_content, bytes)
        self.contents.append(envelope.original_content)
        return "250 2.0.0 Queued"

    def received(self) -> list[bytes]:
        """What the relay accepted."""
        return self.contents


class TestOneConnection(Smtp):
    """By one connection."""


class TestFourConnections(Smtp):
    """By four."""

    connections = 4
