"""Real relays on loopback: encryption, certificates, login, and a line that breaks."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from rundbrief.delivery import Event, Outcome, State, TransportDown, carry_out, explained
from rundbrief.delivery.connection import opened, trusted
from rundbrief.delivery.login import Login
from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport
from rundbrief.messages import Kind, Message
from rundbrief.messages.message import sealed

Letter = Callable[..., Message]
Clock = Callable[[], datetime]

NETZ = Login("netz", lambda: "geheim-ß")


@dataclass
class Relay:
    """aiosmtpd's handler: takes everything, notes contents and whether they came encrypted."""

    contents: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.original_content, bytes)
        self.contents.append(envelope.original_content)
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        return "250 2.0.0 Queued"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, said: Any
    ) -> AuthResult:
        assert isinstance(said, LoginPassword)
        self.logins.append((said.login, said.password))
        return AuthResult(success=said.password == "geheim-ß".encode(), handled=False)


@asynccontextmanager
async def serving(
    relay: Relay, *, implicit: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[int]:
    """The relay's port, while it is open."""
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(relay, hostname="relay.example", **options), "127.0.0.1", 0, ssl=implicit
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture(autouse=True)
def trust(authority: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the test authority, and no other."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))


class Forgetful:
    """A journal that keeps nothing."""

    def record(self, events: Sequence[Event]) -> None: ...


async def send(settings: SmtpSettings, *messages: Message) -> list[Outcome]:
    """The messages by a transport of their own; how each ended."""
    outcomes: list[Outcome] = []

    def report(event: Event) -> None:
        if event.outcome:
            outcomes.append(event.outcome)

    tally = await carry_out(
        iter(messages),
        SmtpTransport(settings),
        Forgetful(),
        now=lambda: datetime.now(UTC),
        report=report,
    )
    assert tally.down is None
    return outcomes


async def refused(settings: SmtpSettings) -> Outcome:
    """Why the way could not be opened."""
    with pytest.raises(TransportDown) as down:
        await opened(settings, await trusted(settings))
    return down.value.outcome


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_encrypted(tls: Any, authority: Any, letter: Letter) -> None:
    """By either way of encryption a content arrives encrypted, byte for byte."""
    relay, message, certificate = Relay(), letter(), authority.context("localhost")
    options = (
        {"implicit": certificate}
        if tls == "implicit"
        else {"tls_context": certificate, "require_starttls": True}
    )
    async with serving(relay, **options) as port:
        (outcome,) = await send(SmtpSettings("localhost", port, tls=tls, timeout=5), message)

    assert outcome == Outcome(State.SENT, "2.0.0 Queued", 250, "2.0.0", "end of DATA")
    assert (relay.contents, relay.encrypted) == ([message.content], [True])


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_many_by_one_encrypted_connection(tls: Any, authority: Any, letter: Letter) -> None:
    """The second mail goes out like the first: draining waits for bytes, never for nothing."""
    relay, letters = Relay(), [letter() for _ in range(5)]
    certificate = authority.context("localhost")
    options = {"implicit": certificate} if tls == "implicit" else {"tls_context": certificate}
    async with asyncio.timeout(20), serving(relay, **options) as port:
        settings = SmtpSettings("localhost", port, tls=tls, timeout=5)
        outcomes = await send(settings, *letters)

    assert [outcome.state for outcome in outcomes] == [State.SENT] * 5
    assert relay.contents == [each.content for each in letters]


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize("fault", ["unknown authority", "another host's", "expired"])
async def test_a_wrong_certificate_is_refused(
    tls: Any, fault: str, authority: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vouched for by nobody, of another name or expired: the password stays unsaid."""
    if fault == "unknown authority":
        monkeypatch.delenv("SSL_CERT_FILE")
    relay = Relay()
    name = "relay.example" if fault == "another host's" else "localhost"
    certificate = authority.context(name, is_expired=fault == "expired")
    options = {"implicit": certificate} if tls == "implicit" else {"tls_context": certificate}
    options |= {"authenticator": relay.authenticate}
    async with serving(relay, **options) as port:
        outcome = await refused(
            SmtpSettings(
                "localhost",
                port,
                tls=tls,
                login=NETZ,
                timeout=5,
            )
        )

    assert outcome.cause == "delivery.certificate"
    assert relay.logins == []


async def test_tls_where_none_is_spoken(letter: Letter) -> None:
    """Implicit TLS against a port that begins in the clear is told as a matter of port and tls."""
    async with serving(Relay()) as port:
        outcome = await refused(SmtpSettings("localhost", port, tls="implicit", timeout=2))

    assert outcome.cause == "delivery.tls-failed"
    assert "465" in explained(outcome, "de")


@pytest.mark.parametrize("host", ["relay..example", "x" * 64 + ".example"])
async def test_a_host_that_can_be_no_name(host: str) -> None:
    """A slip of the keyboard in the host is told like any host that can't be reached."""
    outcome = await refused(SmtpSettings(host))

    assert outcome.cause == "delivery.no-connection"
    assert outcome.words


async def test_login(authority: Any, letter: Letter) -> None:
    """The user logs in once, after encryption, with every letter of the password."""
    relay = Relay()
    async with serving(
        relay,
        tls_context=authority.context("localhost"),
        authenticator=relay.authenticate,
        auth_required=True,
    ) as port:
        settings = SmtpSettings("localhost", port, login=NETZ, timeout=5)
        (outcome,) = await send(settings, letter())

    assert outcome.state is State.SENT
    assert relay.logins == [(b"netz", "geheim-ß".encode())]


async def test_a_refused_login(authority: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A wrong password is said once, closes the way, and stands in no log and no words."""
    caplog.set_level("DEBUG")
    relay = Relay()
    async with serving(
        relay,
        tls_context=authority.context("localhost"),
        authenticator=relay.authenticate,
        auth_required=True,
    ) as port:
        login = Login("netz", lambda: "falsch-7")
        settings = SmtpSettings("localhost", port, login=login, timeout=5)
        outcome = await refused(settings)

    assert (outcome.code, outcome.enhanced) == (535, "5.7.8")
    assert outcome.cause == "delivery.login-refused"
    assert len(relay.logins) == 1
    assert "falsch-7" not in f"{settings!r} {outcome!r} {explained(outcome, 'de')}"
    ours = [record for record in caplog.records if not record.name.startswith("mail")]
    assert "falsch-7" not in str([record.getMessage() for record in ours])


@pytest.mark.parametrize("by_token", [False, True])
@pytest.mark.parametrize("echo", ["as it came", "decoded"])
async def test_a_relay_that_repeats_the_secret(by_token: bool, echo: str) -> None:
    """What it repeats in its refusal, plain or encoded, reaches no ledger and no screen."""

    async def parrot(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 relay.example\r\n")
        await reader.readline()
        writer.write(b"250-relay.example\r\n250 AUTH PLAIN XOAUTH2\r\n")
        said = (await reader.readline()).split()[-1]
        said = said if echo == "as it came" else b"falsch-7"
        writer.write(b"535 5.7.8 " + said + b" is not the password of netz\r\n")
        writer.close()

    login = Login("netz", lambda: "falsch-7", by_token)
    async with await asyncio.start_server(parrot, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        outcome = await refused(SmtpSettings("127.0.0.1", port, tls="none", login=login, timeout=5))

    assert outcome.words == "5.7.8 … is not the password of netz"


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_an_authority_of_the_house(
    tls: Any, authority: Any, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named in the settings, it vouches for the relay although the system does not know it."""
    monkeypatch.delenv("SSL_CERT_FILE")
    relay, certificate = Relay(), authority.context("localhost")
    options = {"implicit": certificate} if tls == "implicit" else {"tls_context": certificate}
    async with serving(relay, **options) as port:
        settings = SmtpSettings("localhost", port, tls=tls, ca_file=authority.file, timeout=5)
        (outcome,) = await send(settings, letter())

    assert outcome.state is State.SENT


async def test_without_a_secret_nobody_is_called() -> None:
    """The secret is come by first: a relay would not wait while a passphrase is typed."""

    def none() -> str:
        raise TransportDown(Outcome(State.DEFERRED, "locked", cause="delivery.keyring-closed"))

    outcome = await refused(SmtpSettings("relay..example", login=Login("netz", none)))

    assert outcome.cause == "delivery.keyring-closed"


async def test_a_login_that_is_missing_stops_the_run(
    authority: Any, letter: Letter, journal: Any, now: Clock
) -> None:
    """A relay that wants a login, asked without one, refuses nobody's message for good."""
    relay = Relay()
    async with serving(
        relay,
        tls_context=authority.context("localhost"),
        authenticator=relay.authenticate,
        auth_required=True,
    ) as port:
        settings = SmtpSettings("localhost", port, timeout=5)
        tally = await carry_out(
            iter([letter(), letter()]), SmtpTransport(settings), journal, now=now
        )

    assert tally.down is not None
    assert tally.down.cause == "delivery.login-required"
    assert (tally.deferred, tally.failed) == (1, 0)


async def test_a_line_that_breaks_within_the_content() -> None:
    """Where the dot had not left this process, the message was not taken: deferred, not unclear."""

    async def half_deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 relay.example\r\n")
        for answer in (b"250 relay.example", b"250 Ok", b"250 Ok", b"354 Go ahead"):
            await reader.readline()
            writer.write(answer + b"\r\n")
        await reader.readexactly(100_000)
        writer.transport.abort()

    lines = b"x" * 70 + b"\r\n"
    big = sealed(
        Kind.REMINDER, "a@netz.example", "b@stadt.example", "<1@netz.example>", lines * 200_000
    )
    server = await asyncio.start_server(half_deaf, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        (outcome,) = await send(SmtpSettings("127.0.0.1", port, tls="none", timeout=5), big)

    assert (outcome.state, outcome.cause) == (State.DEFERRED, "delivery.connection-lost")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_unencrypted_to_this_machine(host: str) -> None:
    """To one's own machine mail may go in the clear."""
    assert SmtpTransport(SmtpSettings(host, tls="none")).settings.is_loopback


@pytest.mark.parametrize("host", ["relay.example", "192.168.1.10", "localhost.example", "0.0.0.0"])
def test_unencrypted_to_anywhere_else(host: str) -> None:
    """To any other machine it may not, be it next door."""
    with pytest.raises(ValueError, match="without TLS"):
        SmtpTransport(SmtpSettings(host, tls="none"))
