"""A relay that writes down what it takes before it says so, and kills at the moment it is told to.

    python recording.py PORT RECORD
        stdout ─▶ {"port": 1025}, {"armed": true}, {"fired": "DOT"}
        stdin  ◀─ {"at": "DOT", "after": 7, "kill": 4711}        once, at the eighth; 0: itself

    MAIL RCPT DATA ─▶ BODY ─▶ DOT ─▶ a line in RECORD ─▶ TAKEN ─▶ 250 ─▶ REPLIED

A line of RECORD is the Message-ID, the recipient and the digest of the mail's bytes. What stands
there was taken, whether or not the reply was read: after kill -9 it is in the system's memory.
"""

import asyncio
import hashlib
import json
import os
import re
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

MESSAGE_ID = re.compile(rb"^Message-ID: *(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
EHLO = "250-relay.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"


class Recording:
    """One relay, and the one shot that it may be told to fire."""

    def __init__(self, record: Path) -> None:
        self._record = record.open("ab", buffering=0)
        self._passed: Counter[str] = Counter()
        self._shot: dict[str, Any] = {}

    def arm(self, shot: dict[str, Any]) -> None:
        """Fire at the next moment of that name but `after`."""
        self._shot = shot
        self._passed.clear()

    def at(self, moment: str) -> None:
        """A moment has come; if it is the one, somebody dies before anything else happens."""
        self._passed[moment] += 1
        if self._shot.get("at") != moment or self._passed[moment] != self._shot["after"] + 1:
            return
        victim = self._shot["kill"] or os.getpid()
        self._shot = {}
        say(fired=moment)
        os.kill(victim, signal.SIGKILL)
        raise ConnectionAbortedError  # what the dead had still written is not taken

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end however it comes."""
        writer.write(b"220 relay.example ESMTP\r\n")
        recipient = ""
        try:
            while line := (await reader.readline()).decode().strip():
                command = line[:4].upper()
                if command == "QUIT":
                    break
                if command == "RCPT":
                    recipient = line[line.index("<") + 1 : line.index(">")]
                if command in ("MAIL", "RCPT", "DATA"):
                    self.at(command)
                writer.write(b"354 Go ahead\r\n" if command == "DATA" else reply(command))
                if command == "DATA":
                    await self._take(reader, writer, recipient)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client is dead, as it was meant to be
        finally:
            writer.close()

    async def _take(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, recipient: str
    ) -> None:
        content = await reader.readexactly(100)
        self.at("BODY")
        content += await reader.readuntil(b"\r\n.\r\n")
        self.at("DOT")
        found = MESSAGE_ID.search(content)
        assert found is not None
        digest = hashlib.sha256(content).hexdigest()
        self._record.write(b"%s %s %s\n" % (found[1], recipient.encode(), digest.encode()))
        self.at("TAKEN")
        writer.write(b"250 2.0.0 Ok: queued\r\n")
        await writer.drain()
        self.at("REPLIED")


def reply(command: str) -> bytes:
    """To everything that is always fine."""
    return EHLO.encode() if command == "EHLO" else b"250 2.1.0 Ok\r\n"


def say(**values: object) -> None:
    """One line, at once."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


async def main(port: int, record: Path) -> None:
    """Serve until stdin ends."""
    relay = Recording(record)
    server = await asyncio.start_server(relay.serve, "127.0.0.1", port, limit=1 << 20)
    say(port=server.sockets[0].getsockname()[1])
    orders = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    async with server:
        while line := await orders.readline():
            relay.arm(json.loads(line))
            say(armed=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
