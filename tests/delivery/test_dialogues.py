"""SMTP conversations as text: a relay that follows a file, and what becomes of each message.

Each is played twice, by a relay that offers PIPELINING and by one that doesn't; but once where the
file itself says so.

first line          the rule
= state code …      what becomes of the first message, the second …; `down` stops the run
tls … / login / token   settings: encryption, and by what to log in
                    (an empty line)
p=, p>, p<          the same only where the relay pipelines; p= replaces the line above
< 250 Ok            the relay says; consecutive lines come in one packet
<~ 250 Ok           the relay says it byte by byte
> RCPT TO:<…>       we say, exactly; [content] is the message at hand and its dot, [size] its size
* hang up           the relay closes; `reset` tears down; `hung up on` waits for us to close
--- new connection  what follows is the next one
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from rundbrief.delivery import Outcome, carry_out
from rundbrief.delivery.login import Login
from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport
from rundbrief.messages import Message

Letter = Callable[..., Message]
Clock = Callable[[], datetime]

FILES = sorted((Path(__file__).parent / "dialogues").glob("*.txt"))
OFFER = "< 250-relay.example\n< 250-PIPELINING\n"
TIMEOUT = 0.5  # the wait for a command; the others follow
PATIENCE = 5.0  # the relay's own: a dialogue that hangs is a failure, not a hung test


@dataclass
class Dialogue:
    """A file, read."""

    expected: list[str]
    settings: dict[str, Any]
    connections: list[list[str]]

    @classmethod
    def read(cls, file: Path, *, is_pipelining: bool = False) -> "Dialogue":
        lines: list[str] = []
        for line in file.read_text("utf-8").splitlines(keepends=True):
            only = line.startswith(("p=", "p>", "p<"))
            if is_pipelining and line.startswith("p= "):
                lines.pop()  # instead of the line above
            if is_pipelining or not only:
                lines.append(line[only:])
        head, _, script = "".join(lines).partition("\n\n")
        if is_pipelining and "PIPELINING" not in script:
            script = script.replace("< 250-relay.example\n", OFFER)
        expected = [line[2:] for line in head.splitlines() if line.startswith("= ")]
        settings: dict[str, Any] = {"tls": "none"}
        for line in head.splitlines()[1 + len(expected) :]:
            if line in ("login", "token"):
                settings["login"] = Login("user", lambda: "secret", line == "token")
            settings |= dict([line.split()]) if line.startswith("tls ") else {}
        parts = script.split("--- new connection\n")
        return cls(expected, settings, [part.splitlines() for part in parts])


@dataclass
class Relay:
    """Plays a dialogue's server, and notes where we say something else."""

    dialogue: Dialogue
    messages: list[Message]
    faults: list[str] = field(default_factory=list)
    served: int = 0
    at_hand: Message | None = None

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.served += 1
        try:
            if self.served > len(self.dialogue.connections):
                raise AssertionError("one connection too many")
            script = self.dialogue.connections[self.served - 1]
            for act, lines in groupby(script, lambda line: line.partition(" ")[0]):
                said = [line.partition(" ")[2] for line in lines]
                async with asyncio.timeout(PATIENCE):
                    await self.act(act, said, reader, writer)
        except (AssertionError, TimeoutError, asyncio.IncompleteReadError) as fault:
            self.faults.append(f"connection {self.served}: {fault!r}")
        finally:
            writer.close()

    async def act(
        self,
        act: str,
        said: list[str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        answer = "".join(f"{line}\r\n" for line in said).encode()
        match act, said[0]:
            case "<", _:
                writer.write(answer)
                await writer.drain()
            case "<~", _:
                for byte in answer:
                    writer.write(bytes([byte]))
                    await asyncio.sleep(0.0005)
            case ">", _:
                for line in said:
                    await self.hear(line, reader)
            case "*", "hang up":
                writer.close()
            case "*", "reset":
                unlingering = struct.pack("ii", 1, 0)
                sock = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, unlingering)
                writer.transport.abort()
            case "*", "hung up on":
                rest = await reader.read()
                assert rest == b"", f"they went on: {rest!r}"
            case _:
                raise ValueError(f"{act} {said}")

    async def hear(self, line: str, reader: asyncio.StreamReader) -> None:
        for message in self.messages:
            if line.startswith(f"RCPT TO:<{message.recipient}>"):
                self.at_hand = message
        expected = f"{line}\r\n".replace("[size]", str(len(self.messages[0].content))).encode()
        if line == "[content]":
            assert self.at_hand is not None
            expected = self.at_hand.content + b".\r\n"
        heard = await reader.readexactly(len(expected))
        assert heard == expected, f"{heard!r} is not {expected!r}"


def told(state: str, outcome: Outcome) -> str:
    """An outcome as a dialogue's head writes it."""
    code = str(outcome.code or "-")
    parts = (state, code, outcome.enhanced or "-", outcome.command, outcome.cause)
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("file", "is_pipelining"),
    [
        pytest.param(file, way == "pipelining", id=f"{file.stem}-{way}")
        for file in FILES
        for way in ("plain", "pipelining")
        if way == "pipelining" or "PIPELINING" not in file.read_text("utf-8")
    ],
)
async def test_dialogue(
    file: Path,
    is_pipelining: bool,
    letter: Letter,
    journal: Any,
    now: Clock,
) -> None:
    """The rule is the file's first line: the relay hears what it must, the messages fare so."""
    dialogue = Dialogue.read(file, is_pipelining=is_pipelining)
    messages = [letter(f"{name}@stadt.example") for name in "ab"[: len(dialogue.expected)]]
    relay = Relay(dialogue, messages)
    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        settings = SmtpSettings("127.0.0.1", port, timeout=TIMEOUT, **dialogue.settings)
        tally = await carry_out(iter(messages), SmtpTransport(settings), journal, now=now)
        await asyncio.sleep(0.02)  # the relay's last words

    became = [
        told(event.state, event.outcome)
        for event in journal.events
        if event.outcome and event.outcome is not tally.down
    ]
    if tally.down:
        became.append(told("down", tally.down))
    assert relay.faults == []
    assert became == dialogue.expected
    assert relay.served == len(dialogue.connections)
