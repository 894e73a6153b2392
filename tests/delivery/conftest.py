"""Sealed letters, a journal in memory, a clock, a certificate authority."""

import asyncio
import selectors
import ssl
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from rundbrief.delivery import TRANSITIONS, Event, State
from rundbrief.messages import Kind, Message, seal_bytes

Letter = Callable[..., Message]

HEAD = """\
Date: Mon, 04 Aug 2025 09:00:00 +0200
From: Kulturnetzwerk <rundbrief@netz.example>
To: {recipient}
Subject: Erinnerung
Message-ID: <{name}@netz.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit

"""


@pytest.fixture
def letter() -> Letter:
    """A maker of sealed messages, each with a Message-ID of its own unless given."""
    numbers = count(1)

    def make(
        recipient: str = "stadt@ahlen.example", text: str = "Guten Tag\n", name: str = ""
    ) -> Message:
        name = name or f"brief-{next(numbers)}"
        content = HEAD.format(recipient=recipient, name=name) + text
        return seal_bytes(
            Kind.REMINDER,
            "rundbrief@netz.example",
            recipient,
            content.replace("\n", "\r\n").encode(),
        )

    return make


class MemoryJournal:
    """A journal that forgets at the end, and refuses the steps that `TRANSITIONS` forbids."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.states: dict[str, State] = {}

    def record(self, events: Sequence[Event]) -> None:
        for event in events:
            before = self.states.get(event.message_id, State.CLAIMED)
            assert event.state in TRANSITIONS[before], f"{before} ─▶ {event.state}"
            self.states[event.message_id] = event.state
            self.events.append(event)

    def steps(self) -> list[tuple[str, State]]:
        """Message-ID and state of each event, in order."""
        return [(event.message_id, event.state) for event in self.events]


@pytest.fixture
def journal() -> MemoryJournal:
    """An empty journal."""
    return MemoryJournal()


@pytest.fixture
def now() -> Callable[[], datetime]:
    """A clock that goes on by a second each time it is read."""
    start = datetime(2025, 8, 4, 7, 0, tzinfo=UTC)
    seconds: Iterator[int] = count()
    return lambda: start + timedelta(seconds=next(seconds))


class VirtualSelector(selectors.DefaultSelector):
    """Waits for nothing: where nobody has anything to do, the time goes on at once."""

    time = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            return super().select(None)  # only another thread can wake it
        if not ready and timeout:
            self.time += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose clock begins at 0 and passes as fast as it is waited for."""

    def __init__(self) -> None:
        self._virtual = VirtualSelector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.time


@pytest.fixture
def virtual() -> Callable[[], asyncio.AbstractEventLoop]:
    """A maker of loops in which hours pass at once."""
    return VirtualLoop


class Authority:
    """A throw-away certificate authority; `file` is its certificate."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "authority.pem"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        certificate = self._sign(
            self.name, self.key, x509.BasicConstraints(ca=True, path_length=None)
        )
        self.file.write_bytes(certificate.public_bytes(Encoding.PEM))

    def context(self, host: str, *, is_expired: bool = False) -> ssl.SSLContext:
        """A server's side of TLS, with a certificate for that host."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(
            x509.Name([]),
            key,
            x509.SubjectAlternativeName([x509.DNSName(host)]),
            is_expired=is_expired,
        )
        pem = self.folder / f"{host}.pem"
        pem.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + certificate.public_bytes(Encoding.PEM)
        )
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)
        return context

    def _sign(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        extension: x509.ExtensionType,
        *,
        is_expired: bool = False,
    ) -> x509.Certificate:
        day, today = timedelta(days=1), datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - 3 * day)
            .not_valid_after(today + (-day if is_expired else day))
            .add_extension(extension, critical=True)
            .sign(self.key, hashes.SHA256())
        )


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One authority for all tests."""
    return Authority(tmp_path_factory.mktemp("authority"))
