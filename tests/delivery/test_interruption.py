"""Ctrl-C, in a process of its own, against a relay that is slow to answer the final dot."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

CHILD = Path(__file__).parent / "send_in_child.py"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals")


class SlowRelay:
    """Answers everything at once but the final dot: that one when `answer` is set."""

    def __init__(self) -> None:
        self.answer = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 relay.example ESMTP\r\n")
        answers = {b"DATA": b"354 Go ahead\r\n", b"QUIT": b"221 Bye\r\n"}
        while line := await reader.readline():
            if line == b".\r\n":
                await self.answer.wait()
            if line != b"x\r\n":
                writer.write(answers.get(line.strip(), b"250 2.0.0 Ok\r\n"))
        writer.close()


@asynccontextmanager
async def sending(*words: str) -> AsyncIterator[tuple[Process, SlowRelay]]:
    """A child that has handed over its first letter and waits for the reply."""
    relay = SlowRelay()
    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        port = str(server.sockets[0].getsockname()[1])
        child = await asyncio.create_subprocess_exec(
            sys.executable, str(CHILD), port, *words, stdout=PIPE, stderr=PIPE
        )
        try:
            assert await said(child) == {"state": "handed over"}
            yield child, relay
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
            relay.answer.set()


async def said(child: Process) -> dict[str, object]:
    """The child's next line."""
    assert child.stdout is not None
    async with asyncio.timeout(20):
        line: dict[str, object] = json.loads(await child.stdout.readline())
    return line


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_first_signal_finishes_the_open_transaction(number: signal.Signals) -> None:
    """What is under way gets its answer and is written down; nothing else is begun."""
    async with sending() as (child, relay):
        child.send_signal(number)
        assert await said(child) == {"stopping": True}
        relay.answer.set()

        assert await said(child) == {"state": "sent"}
        assert await said(child) == {"sent": 1, "unclear": 0, "is_interrupted": True}
        assert await child.wait() == 0


async def test_the_second_signal_stops_at_once() -> None:
    """Without waiting for the relay; what was handed over stays so, for the ledger to recover."""
    async with sending() as (child, _):
        child.send_signal(signal.SIGINT)
        assert await said(child) == {"stopping": True}
        child.send_signal(signal.SIGINT)
        out, err = await asyncio.wait_for(child.communicate(), 5)

        assert out == b""
        assert err.decode().rstrip().endswith("KeyboardInterrupt")


async def test_a_signal_ends_the_wait_for_a_turn() -> None:
    """At one mail a minute nobody waits a minute for the end; the next mail was not even taken."""
    async with sending("1") as (child, relay):
        relay.answer.set()
        assert await said(child) == {"state": "sent"}
        await asyncio.sleep(0.2)
        child.send_signal(signal.SIGINT)

        assert await said(child) == {"stopping": True}
        assert await said(child) == {"sent": 1, "unclear": 0, "is_interrupted": True}
        assert await child.wait() == 0


async def test_a_closed_terminal_finishes_the_open_transaction() -> None:
    """The window was closed: what is under way gets its answer, as with Ctrl-C."""
    async with sending() as (child, relay):
        child.send_signal(signal.SIGHUP)
        assert await said(child) == {"stopping": True}
        relay.answer.set()

        assert await said(child) == {"state": "sent"}
        assert await said(child) == {"sent": 1, "unclear": 0, "is_interrupted": True}
