"""One contract for every transport: what the engine may rely on."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from rundbrief.delivery import State, Transport, TransportDown, explained
from rundbrief.delivery.folder import FolderTransport
from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport
from rundbrief.messages import Message

Letter = Callable[..., Message]


class TransportContract(ABC):
    """Inherited by the tests of each transport, which give an open one and what came out of it."""

    @abstractmethod
    def received(self) -> list[bytes]:
        """The contents at the other side, in order of arrival."""

    async def test_bytes_come_out_as_they_went_in(self, way: Transport, letter: Letter) -> None:
        """Not a byte is changed on the way."""
        message = letter(text="Zeile\n" + "x" * 998 + "\n \t\n\n\nLetzte\n")
        async with way:
            outcome = await way.deliver(message, lambda: None)

        assert outcome.state is State.SENT
        assert outcome.words
        assert self.received() == [message.content]

    async def test_handing_over_is_told_once_and_before(
        self, way: Transport, letter: Letter
    ) -> None:
        """When the engine is told, nothing is at the other side yet."""
        there: list[int] = []
        async with way:
            await way.deliver(letter(), lambda: there.append(len(self.received())))

        assert there == [0]

    async def test_what_handing_over_raises_goes_through(
        self, way: Transport, letter: Letter
    ) -> None:
        """If it can't be written down, nothing leaves; the next message does."""

        def refuse() -> None:
            raise LookupError

        later = letter()
        async with way:
            with pytest.raises(LookupError):
                await way.deliver(letter(), refuse)
            await way.deliver(later, lambda: None)

        assert self.received() == [later.content]

    async def test_many_by_one_opening(self, way: Transport, letter: Letter) -> None:
        """An open transport carries one message after the other."""
        messages = [letter(f"stadt{number}@ahlen.example") for number in range(20)]
        async with way:
            for message in messages:
                await way.deliver(message, lambda: None)

        assert sorted(self.received()) == sorted(message.content for message in messages)

    async def test_a_closed_way_is_told_at_its_door(self, closed: Transport) -> None:
        """What can't be opened says so before a message is touched, with a sentence."""
        with pytest.raises(TransportDown) as down:
            await closed.__aenter__()

        outcome = down.value.outcome
        assert outcome.state is State.DEFERRED
        assert outcome.words in explained(outcome, "de")
        assert outcome.words in explained(outcome, "en")


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


class TestSmtp(TransportContract):
    """A relay, played by aiosmtpd on loopback."""

    @pytest.fixture
    async def way(self) -> AsyncIterator[Transport]:
        """A relay that accepts everything."""
        self.contents: list[bytes] = []
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self, hostname="relay.example"), "127.0.0.1", 0
        )
        async with server:
            port = server.sockets[0].getsockname()[1]
            yield SmtpTransport(SmtpSettings("127.0.0.1", port, tls="none"))

    @pytest.fixture
    def closed(self) -> Transport:
        """A port where nobody listens."""
        return SmtpTransport(SmtpSettings("127.0.0.1", 1, tls="none"))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """aiosmtpd's hook for a received content."""
        assert isinstance(envelope.original_content, bytes)
        self.contents.append(envelope.original_content)
        return "250 2.0.0 Queued"

    def received(self) -> list[bytes]:
        """What the relay accepted."""
        return self.contents
