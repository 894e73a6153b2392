"""An open way to a relay: connected, encrypted, greeted, logged in. Or TransportDown.

    secret ─▶ connect ─▶ STARTTLS, if asked for ─▶ EHLO ─▶ AUTH, if there is a login ─▶ client
    trusted, once for all connections ─▶┘

RFC 5321 §3.1, 3207, 4954, 8314. One try: no fallback to a connection without encryption, no
second mechanism after a wrong password. The secret is come by first: who types a passphrase takes
longer than a server waits.
"""

import asyncio
import ssl
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, TypeVar

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from rundbrief.delivery.contract import Outcome, TransportDown
from rundbrief.delivery.login import Login, log_in
from rundbrief.delivery.replies import NO_SUCH_REPLY, Reply
from rundbrief.delivery.states import State

T = TypeVar("T")
Tls = Literal["implicit", "starttls", "none"]

PORTS: dict[Tls, int] = {"implicit": 465, "starttls": 587, "none": 25}

# An address literal passes where a bare name fails (RFC 5321 §4.1.4; Postfix's
# reject_non_fqdn_helo_hostname), needs no lookup and gives away no name of the office's network.
# Delta Chat and Thunderbird for Android say the same. A relay that minds gets `local_hostname`.
LOCAL_HOSTNAME = "[127.0.0.1]"


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The relay, and how to speak to it.

    `port` None is the usual one of `tls`. `timeout` is the wait in seconds for a connection, a
    greeting, MAIL and RCPT; the other waits follow from it in RFC 5321 §4.5.3.2's proportions.
    Certificates are checked against the authorities that the system trusts, and against those of
    `ca_file` (PEM). `connections` is how many may be open at a time, `per_connection` how many
    messages may go by one of them; None is as many as the relay takes.
    """

    host: str
    port: int | None = None
    tls: Tls = "starttls"
    ca_file: Path | None = None
    login: Login | None = None
    connections: int = 1
    per_connection: int | None = None
    timeout: float = 300
    local_hostname: str = LOCAL_HOSTNAME

    @property
    def is_loopback(self) -> bool:
        """Whether the relay is this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


async def trusted(settings: SmtpSettings) -> ssl.SSLContext | None:
    """What certificates are checked against; None without TLS. Raises TransportDown.

    Made once and shared by all connections: to read the system's authorities takes 25 ms of
    processor time, ten times what a handshake takes.
    """
    if settings.tls == "none":
        return None
    with _told_as_down("connect"):
        return await asyncio.to_thread(_authorities, settings.ca_file)


def _authorities(own: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()  # given a file, it would trust that file alone
    if own is not None:
        context.load_verify_locations(own)
    return context


async def opened(settings: SmtpSettings, trust: ssl.SSLContext | None) -> SMTP:
    """A client that MAIL can be said to. Raises TransportDown with what stood in the way."""
    login = settings.login
    secret = await asyncio.to_thread(login.secret) if login else ""
    client = await connected(settings, trust)
    if login:
        await logged_in(client, login, secret)
    return client


async def connected(settings: SmtpSettings, trust: ssl.SSLContext | None) -> SMTP:
    """A client that is encrypted as asked and has greeted. Raises TransportDown.

    `trust` is what `trusted` gave for these settings.
    """
    with _told_as_down("connect"):
        client = SMTP(
            hostname=settings.host,
            port=settings.port or PORTS[settings.tls],
            timeout=settings.timeout,
            use_tls=settings.tls == "implicit",
            start_tls=False,  # by hand below: a step of its own, with a sentence of its own
            tls_context=trust,
            local_hostname=settings.local_hostname,
        )
        await _or_closed(client, client.connect())
    if settings.tls == "starttls":
        with _told_as_down("STARTTLS"):
            await _or_closed(client, client.starttls())
    with _told_as_down("EHLO"):
        await _or_closed(client, client.ehlo())
    return client


async def logged_in(client: SMTP, login: Login, secret: str) -> str:
    """Log in on that connection; the mechanism's name. Raises TransportDown."""
    with _told_as_down(login.step):
        return await _or_closed(client, log_in(client, login, secret))


async def _or_closed(client: SMTP, doing: Coroutine[Any, Any, T]) -> T:
    """What `doing` comes to; where it fails, the connection is gone."""
    try:
        return await doing
    except BaseException:
        client.close()
        raise


@contextmanager
def _told_as_down(step: str) -> Iterator[None]:
    try:
        yield
    # aiosmtplib lets the TLS errors of STARTTLS through as they are; they are OSErrors. A host
    # that can't be a name (`relay..example`) is a UnicodeError of Python's.
    except (SMTPException, OSError, UnicodeError) as error:
        raise TransportDown(_stopped(step, error)) from error


# The first row that fits names the cause; the step decides where the error says nothing.
CAUSES: tuple[tuple[type[BaseException], str, str], ...] = (
    (ssl.SSLCertVerificationError, "*", "delivery.certificate"),
    (ssl.SSLError, "*", "delivery.tls-failed"),
    (SMTPConnectResponseError, "*", "delivery.greeting-refused"),
    (SMTPResponseException, "connect", "delivery.no-relay"),
    (SMTPAuthenticationError, "AUTH XOAUTH2", "delivery.token-refused"),
    (SMTPAuthenticationError, "*", "delivery.login-refused"),
    (SMTPServerDisconnected, "*", "delivery.no-connection"),
    (SMTPTimeoutError, "*", "delivery.no-connection"),
    (SMTPException, "STARTTLS", "delivery.no-starttls"),
    (SMTPException, "EHLO", "delivery.greeting-refused"),
    (SMTPException, "AUTH XOAUTH2", "delivery.no-token-login"),
    (SMTPException, "AUTH", "delivery.no-login"),
    (Exception, "*", "delivery.no-connection"),
)


def _stopped(step: str, error: SMTPException | OSError | UnicodeError) -> Outcome:
    known = [error, error.__cause__] if error.__cause__ else [error]
    cause = next(
        cause
        for kind, at, cause in CAUSES
        if at in ("*", step) and any(isinstance(one, kind) for one in known)
    )
    if isinstance(error, SMTPResponseException) and error.code != NO_SUCH_REPLY:
        reply = Reply.read(error.code, error.message)
        return Outcome(State.DEFERRED, reply.text, reply.code, reply.enhanced, step, cause)
    words = error.message if isinstance(error, SMTPException) else str(error)
    words = Reply.read(NO_SUCH_REPLY, words).text
    return Outcome(State.DEFERRED, words, command=step, cause=cause)
