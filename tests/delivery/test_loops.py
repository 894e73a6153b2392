"""Both loops that may carry a run: asyncio's own, and uvloop's, which there is not for Windows."""

import asyncio
import importlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from rundbrief.delivery import Tally, carry_out, run
from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport
from rundbrief.messages import Message

Letter = Callable[..., Message]
Clock = Callable[[], datetime]
Loops = Callable[[], asyncio.AbstractEventLoop]

OFFERS = b"250-localhost\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES\r\n"
ANSWERS = {b"EHLO": OFFERS, b"QUIT": b"221 Bye\r\n", b"DATA": b"354 Go ahead\r\n"}
LONG = "Ein langer Absatz.\n" * 100_000  # far more than a socket takes at once


@pytest.fixture(params=["asyncio", "uvloop"])
def loops(request: pytest.FixtureRequest) -> Loops:
    """A maker of loops of one of the two kinds."""
    if request.param == "uvloop":
        pytest.importorskip("uvloop")
    maker: Loops = importlib.import_module(request.param).new_event_loop
    return maker


class Relay:
    """Takes everything; `taken` are the contents, in their order."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 localhost ESMTP\r\n")
        word = b""
        while word not in (b"QUIT", b"EOF"):
            word = (await reader.readline())[:4] or b"EOF"
            writer.write(ANSWERS.get(word, b"250 2.0.0 Ok\r\n"))
            if word == b"DATA":
                self.taken.append((await reader.readuntil(b"\r\n.\r\n"))[:-3])
                writer.write(b"250 2.0.0 Queued\r\n")
        writer.close()


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["plain", "encrypted"])
def test_all_arrives_by_either_loop(
    is_encrypted: bool, loops: Loops, letter: Letter, journal: Any, now: Clock, authority: Any
) -> None:
    """Forty letters by four connections and one that no socket takes at once: each byte, once."""
    letters, relay = [*(letter() for _ in range(40)), letter(text=LONG)], Relay()
    context = authority.context("localhost") if is_encrypted else None

    async def sent() -> Tally:
        server = await asyncio.start_server(relay, "127.0.0.1", 0, ssl=context, limit=2 * len(LONG))
        async with server:
            settings = SmtpSettings(
                "localhost",
                server.sockets[0].getsockname()[1],
                tls="implicit" if is_encrypted else "none",
                ca_file=authority.file,
                connections=4,
                timeout=20,
            )
            return await carry_out(iter(letters), SmtpTransport(settings), journal, now=now)

    with asyncio.Runner(loop_factory=loops) as runner:
        tally = runner.run(sent())

    assert tally == Tally(sent=41)
    assert sorted(relay.taken) == sorted(each.content for each in letters)
    assert len(journal.events) == 82


def test_the_faster_loop_is_used_where_it_is(journal: Any, now: Clock) -> None:
    """A run is carried by uvloop's loop as soon as it is installed."""
    uvloop = pytest.importorskip("uvloop")
    carried_by = []

    class Looking:
        kind = "folder"

        async def carry(self, _: Any) -> None:
            carried_by.append(type(asyncio.get_running_loop()))

    run(iter(()), Looking(), journal, now=now)

    assert carried_by == [uvloop.Loop]
