"""What a relay says of itself, asked step by step; nothing is sent.

    connect, TLS ─▶ EHLO ─▶ AUTH ─▶ MAIL, RCPT to the sender's own address ─▶ RSET, QUIT
         └── each step's fact, up to the one that stops ──▶ Examination

RFC 5321 §3.3, SIZE RFC 1870, 8BITMIME RFC 6152, PIPELINING RFC 2920, DSN RFC 3461. The same
connection and the same envelope as when sending; DATA is never said.
"""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from rundbrief.delivery.connection import PORTS, SmtpSettings, connected, logged_in, trusted
from rundbrief.delivery.contract import Outcome, TransportDown
from rundbrief.delivery.envelope import mail_line, rcpt_line
from rundbrief.delivery.replies import GO_ON, Reply, outcome, verdict
from rundbrief.delivery.states import State
from rundbrief.delivery.waits import Waits

__all__ = ["Certificate", "Examination", "examine"]

NO_REPLY = (TimeoutError, ConnectionError, SMTPResponseException)  # how one can fail to come


@dataclass(frozen=True, slots=True)
class Certificate:
    """The relay's certificate: whom it is for, who vouches for it, and until when (UTC)."""

    names: tuple[str, ...]
    issuer: str
    expires: datetime


@dataclass(slots=True)
class Examination:
    """How far it went and what was found; None where it didn't come to that.

    `extensions` are those of the EHLO reply in lower case, with their parameters; `mechanisms`
    the ways to log in that it offers, `login` the one that worked. `sender` and `mailbox` are the
    outcomes of MAIL and of RCPT to the sender's own address, SENT where accepted. `stopped` is
    what ended the examination early.
    """

    host: str
    port: int
    tls: str = ""
    certificate: Certificate | None = None
    extensions: Mapping[str, str] | None = None
    mechanisms: tuple[str, ...] = ()
    login: str = ""
    sender: Outcome | None = None
    mailbox: Outcome | None = None
    stopped: Outcome | None = field(default=None)


def examine(settings: SmtpSettings, sender: str, mailbox: str) -> Examination:
    """Ask the relay; `sender` is the envelope sender, `mailbox` an address of one's own there."""
    found = Examination(settings.host, settings.port or PORTS[settings.tls])
    try:
        asyncio.run(_examine(settings, sender, mailbox, found))
    except TransportDown as down:
        found.stopped = down.outcome
    return found


async def _examine(settings: SmtpSettings, sender: str, mailbox: str, found: Examination) -> None:
    # Unlike for sending, the secret comes second: what can be found out without it is.
    client = await connected(settings, await trusted(settings))
    try:
        found.tls, found.certificate = _encryption(client)
        found.extensions = dict(client.esmtp_extensions)
        found.mechanisms = tuple(client.server_auth_methods)
        if settings.login:
            secret = await asyncio.to_thread(settings.login.secret)
            found.login = await logged_in(client, settings.login, secret)
        await _envelope(client, settings, sender, mailbox, found)
        with suppress(SMTPException):
            await client.quit(timeout=5)
    finally:
        client.close()


def _encryption(client: SMTP) -> tuple[str, Certificate | None]:
    spoken = client.get_transport_info("ssl_object")
    if spoken is None:
        return "", None
    shown: Mapping[str, Any] = spoken.getpeercert()
    issuer = {key: value for part in shown.get("issuer", ()) for key, value in part}
    return spoken.version(), Certificate(
        names=tuple(name for _, name in shown.get("subjectAltName", ())),
        issuer=issuer.get("organizationName") or issuer.get("commonName") or "",
        expires=datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC),
    )


async def _envelope(
    client: SMTP, settings: SmtpSettings, sender: str, mailbox: str, found: Examination
) -> None:
    offers, wait = client.supports_extension, Waits.of(settings.timeout).command
    found.sender = await _answer(client, "MAIL", mail_line(sender, offers), wait)
    if found.sender.state is State.SENT:
        answer = await _answer(client, "RCPT", rcpt_line(mailbox, offers), wait)
        if answer.cause == "delivery.sender-refused":  # Postfix answers a bad sender only now
            found.sender = answer
        else:
            found.mailbox = answer
        with suppress(*NO_REPLY):
            await client.rset(timeout=wait)


async def _answer(client: SMTP, command: str, line: str, wait: float) -> Outcome:
    try:
        reply = Reply.read(*await client.execute_command(line.encode("ascii"), timeout=wait))
    except NO_REPLY as error:
        down = Outcome(State.DEFERRED, str(error), None, "", command, "delivery.connection-lost")
        raise TransportDown(down) from error
    judged = verdict(command, reply)
    if judged is GO_ON:
        return Outcome(State.SENT, reply.text, reply.code, reply.enhanced, command)
    return outcome(command, reply, judged)
