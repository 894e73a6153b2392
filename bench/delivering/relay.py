"""A relay that takes everything: as fast as Python can, encrypted, or so far away.

    python bench/delivering/relay.py PORT [--delay SECONDS] [--tls PEM]

It pipelines (RFC 2920), and holds each of its replies back for `--delay`, as a round trip would.
What comes is read into room that is there: by TLS, a read otherwise takes 256 KB and gives most of
it back, which cost the relay three times the processor time and made it the slower of each pair.
"""

import argparse
import asyncio
import ssl
from pathlib import Path
from typing import cast

import uvloop

GREETING = b"220 relay.example ESMTP\r\n"
OFFERS = b"250-relay.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"
OK, GO_AHEAD, TAKEN = b"250 2.1.0 Ok\r\n", b"354 Go ahead\r\n", b"250 2.0.0 Ok: queued\r\n"
BYE = b"221 2.0.0 Bye\r\n"
END = b"\r\n.\r\n"
ROOM = 256 * 1024  # bytes read at a time


class Taking(asyncio.BufferedProtocol):
    """One connection."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.loop = asyncio.get_running_loop()
        self.room = memoryview(bytearray(ROOM))
        self.buffer = bytearray()
        self.in_content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self.transport = cast(asyncio.Transport, transport)
        self.say(GREETING)

    def say(self, words: bytes) -> None:
        """The words, so much later."""
        if not self.delay:
            self.transport.write(words)
        else:
            self.loop.call_later(self.delay, self._say, words)

    def _say(self, words: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(words)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where what comes next is put."""
        return self.room

    def buffer_updated(self, nbytes: int) -> None:
        """Answer all that is whole, in one packet."""
        buffer, answers = self.buffer, []
        seen = max(0, len(buffer) - len(END))
        buffer += self.room[:nbytes]
        while True:
            if self.in_content:
                end = buffer.find(END, seen)
                if end < 0:
                    break
                del buffer[: end + len(END)]
                self.in_content, seen = False, 0
                answers.append(TAKEN)
                continue
            end = buffer.find(b"\n")
            if end < 0:
                break
            command = bytes(buffer[:4]).upper()
            del buffer[: end + 1]
            self.in_content, seen = command == b"DATA", 0
            answer = {b"EHLO": OFFERS, b"DATA": GO_AHEAD, b"QUIT": BYE}.get(command, OK)
            answers.append(answer)
        if answers:
            self.say(b"".join(answers))


async def serve(port: int, delay: float, pem: Path | None) -> None:
    """Until it is killed."""
    context = None
    if pem:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)
    server = await asyncio.get_running_loop().create_server(
        lambda: Taking(delay), "127.0.0.1", port, ssl=context, backlog=200
    )
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("port", type=int)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--tls", type=Path)
    asked = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(asked.port, asked.delay, asked.tls))
