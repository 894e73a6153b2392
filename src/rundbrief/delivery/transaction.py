"""One SMTP transaction: a message goes in, an outcome comes out.

    message ─▶ MAIL ─▶ RCPT ─▶ DATA ─▶ 354 ─▶ handed over ─▶ content ─▶ final dot ─▶ reply
               └────── nothing has left ──────┘              └ no dot: not taken └ unclear

RFC 5321 §3.3, §4.1.1; what may be lost between dot and reply RFC 1047. Opens no
connection (`connection`), judges no reply (`replies`), repeats nothing.

By hand and not by aiosmtplib's `data`, which says DATA, content and dot in one breath: here the
journal must stand between 354 and the content, and a loss before the dot be told from one after
it. The content goes out as it is; `data` would mend line ends and dots that the seal has proved.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected
from aiosmtplib.protocol import SMTPProtocol

from rundbrief.delivery.contract import Outcome, TransportDown
from rundbrief.delivery.envelope import envid_of, mail_line, rcpt_line
from rundbrief.delivery.replies import (
    END_OF_DATA,
    GO_ON,
    NO_SUCH_REPLY,
    Reply,
    Verdict,
    outcome,
    verdict,
)
from rundbrief.delivery.states import State
from rundbrief.messages import Message

# How a reply can fail to come, and what that is called; the first that fits.
LOSSES: dict[type[Exception], str] = {
    TimeoutError: "delivery.silence",
    ConnectionError: "delivery.connection-lost",
    SMTPResponseException: "delivery.garbled",
}
NO_REPLY = tuple(LOSSES)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long to wait for each step, in seconds (RFC 5321 §4.5.3.2)."""

    command: float  # MAIL, RCPT: 5 minutes
    data: float  # the answer to DATA: 2 minutes
    block: float  # the content being taken: 3 minutes
    end_of_data: float  # the answer to the final dot: 10 minutes

    @classmethod
    def of(cls, timeout: float) -> Self:
        """The RFC's proportions, from the wait for a command."""
        return cls(timeout, timeout * 2 / 5, timeout * 3 / 5, timeout * 2)


async def transact(
    client: SMTP, message: Message, handing_over: Callable[[], None], waits: Waits
) -> Outcome:
    """Carry one message over an open connection.

    The connection is then ready for the next message, or closed. Raises TransportDown where the
    reply closes the way for every message.
    """
    for command, line, wait in _envelope(client, message, waits):
        try:
            reply = await say(client, line, wait)
        except NO_REPLY as error:
            return _lost(client, command, State.DEFERRED, error)
        judged = verdict(command, reply)
        if judged is not GO_ON:
            return await _ended(client, command, reply, judged, waits)
    handing_over()
    state, command = State.DEFERRED, "DATA"
    try:
        protocol = _in_step(client)
        protocol.write(message.content)
        # Private; but the public way to it, asyncio's StreamWriter, closes the
        # connection when collected (Python 3.13). A test holds aiosmtplib to it.
        await asyncio.wait_for(protocol._drain_helper(), waits.block)  # noqa: SLF001 - see above
        # One look at the socket: has the server hung up meanwhile? (Python 3.11's wait_for takes
        # one by itself, later ones don't.)
        await asyncio.sleep(0)
        protocol.write(b".\r\n")
        state, command = State.UNCLEAR, END_OF_DATA  # RFC 1047: from here on nobody can know
        reply = Reply.read(*await protocol.read_response(waits.end_of_data))
    except NO_REPLY as error:
        return _lost(client, command, state, error)
    return await _ended(client, command, reply, verdict(command, reply), waits)


def _envelope(client: SMTP, message: Message, waits: Waits) -> Iterator[tuple[str, str, float]]:
    offers, envid = client.supports_extension, envid_of(message.message_id)
    size = len(message.content)
    yield "MAIL", mail_line(message.sender, offers, size=size, envid=envid), waits.command
    yield "RCPT", rcpt_line(message.recipient, offers), waits.command
    yield "DATA", "DATA", waits.data


async def say(client: SMTP, line: str, wait: float) -> Reply:
    """One command and its reply. Raises one of `NO_REPLY` where none comes."""
    _in_step(client)
    return Reply.read(*await client.execute_command(line.encode("ascii"), timeout=wait))


def _in_step(client: SMTP) -> SMTPProtocol:
    """The connection's protocol, if the server has said nothing that it wasn't asked.

    aiosmtplib keeps what follows a reply in the same packet and takes it for the answer to the
    next command: a second 250 after RCPT would stand for the final dot's.
    """
    if client.protocol is None:
        raise SMTPServerDisconnected("Connection lost")
    if client.protocol._buffer:  # noqa: SLF001 - nothing public tells; a test holds it
        raise SMTPResponseException(NO_SUCH_REPLY, "The server spoke out of turn")
    return client.protocol


async def _ended(
    client: SMTP, command: str, reply: Reply, judged: Verdict, waits: Waits
) -> Outcome:
    result = outcome(command, reply, judged)
    if judged.is_down:
        raise TransportDown(result)
    if judged.is_over:
        client.close()
    elif command != END_OF_DATA:
        await _reset(client, waits)
    return result


async def _reset(client: SMTP, waits: Waits) -> None:
    # A refused RCPT or DATA leaves the transaction open, and a second MAIL is an error then
    # (RFC 5321 §4.1.4).
    try:
        await client.rset(timeout=waits.command)
    except NO_REPLY:
        client.close()


def _lost(client: SMTP, command: str, state: State, error: Exception) -> Outcome:
    client.close()
    cause = next(name for kind, name in LOSSES.items() if isinstance(error, kind))
    if state is State.UNCLEAR:
        cause = "delivery.no-reply"
    words = (
        error.message if isinstance(error, SMTPException) else str(error) or type(error).__name__
    )
    return Outcome(state, Reply.read(NO_SUCH_REPLY, words).text, command=command, cause=cause)
