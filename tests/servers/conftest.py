"""A relay and a mailbox as a data centre runs them: Postfix and Dovecot, on this machine alone.

    rundbrief ──TLS, login──▶ Postfix ──LMTP──▶ Dovecot ──IMAP──▶ the test reads what arrived
                                 └─ asks for passwords and tokens ─┘

`tests/servers.sh` installs them. They run from a folder of their own on free ports, once for each
worker. Both change users, so root starts them (by `sudo` where the tests are somebody else's).
Where they are missing, a test that wants them fails with a sentence.
"""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import digest
from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from imap_tools import MailBox

HERE = Path(__file__).parent
PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
PATIENCE = 30.0

USER, PASSWORD = "netz", "geheim-7"
KEY = b"what the relay and who gives out tokens both know"

CONFIGURATION = {
    "main.cf": "postfix/main.cf",
    "master.cf": "postfix/master.cf",
    "dovecot.conf": "dovecot.conf",
    "tokens.conf": "tokens.conf",
}
TABLES = {
    # addresses that nobody has, found out only when the relay delivers; all others have a mailbox
    "transport": "/^unbekannt/ refusing:\n/./ lmtp:unix:private/mailboxes\n",
    # who may write under which address
    "owners": f"/@kulturnetzwerk\\.example$/ {USER}\n/@fremd\\.example$/ somebody\n",
}

OWNERS = {
    "root": ("postfix", "queue", "relay.pem"),
    "postfix": ("queue/private", "data"),
    "mail": ("mail",),
}
KEYS = "keys/default/HS256"  # where Dovecot looks for the key of a token without a name

# What Postfix and Dovecot put before a mail; the rest must be as it was sent.
TRACE = re.compile(
    rb"(?:(?:Return-Path|Delivered-To|Received):[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)*"
)


@dataclass(frozen=True)
class Relay:
    """A running relay with mailboxes behind it; `authority` vouches for both."""

    folder: Path
    starttls: int
    implicit: int
    imaps: int
    user: str = USER
    password: str = PASSWORD

    @property
    def authority(self) -> Path:
        return self.folder / "authority.pem"

    def token(self, lives: timedelta = timedelta(hours=1)) -> str:
        """An access token of the user: a JWT (RFC 7519) by the key that the relay knows."""
        now = datetime.now(UTC)
        claims = {"sub": self.user, "exp": int((now + lives).timestamp())}
        claims |= {"iat": int((now - timedelta(days=1)).timestamp())}
        head = {"typ": "JWT", "alg": "HS256"}
        signed = ".".join(_base64url(json.dumps(part).encode()) for part in (head, claims))
        return f"{signed}.{_base64url(digest(KEY, signed.encode(), 'sha256'))}"

    def mailbox(self, address: str, wanted: int = 1) -> list[bytes]:
        """What lies in that mailbox, by arrival, once it is as many; without trace headers."""
        trust, end = ssl.create_default_context(cafile=str(self.authority)), _soon()
        with MailBox("localhost", self.imaps, ssl_context=trust).login(address, PASSWORD) as box:
            while len(numbers := box.numbers()) < wanted and time.monotonic() < end:
                time.sleep(0.1)
                box.folder.set("INBOX")
            # imap-tools reads mails; here their bytes are wanted, as imaplib beneath it gives them.
            answers: list[Any] = [box.client.fetch(n, "(BODY.PEEK[])")[1][0] for n in numbers]
        return [TRACE.sub(b"", mail, count=1) for _, mail in answers]

    def said(self) -> str:
        """What the servers wrote into their logs, for who looks for a password in them."""
        logs = [self.folder / "postfix.log", self.folder / "dovecot.log"]
        return "".join(log.read_text() for log in logs if log.exists())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _soon() -> float:
    return time.monotonic() + PATIENCE


@pytest.fixture(scope="session")
def machine() -> SimpleNamespace:
    """What it takes to start a server on this machine; a test fails where nobody may."""
    if os.geteuid() and _as_root("true").returncode:
        pytest.fail("This test starts a server, which only root or sudo can.", pytrace=False)
    return SimpleNamespace(
        path=PATH, sudo=_sudo, as_root=_as_root, free_ports=_free_ports, until_heard=_until_heard
    )


@pytest.fixture(scope="session")
def relay() -> Iterator[Relay]:
    """Postfix and Dovecot, started; their folder goes with them."""
    for program in ("postfix", "dovecot"):
        if shutil.which(program, path=PATH) is None:
            pytest.fail("This test needs Postfix and Dovecot: run `sh tests/servers.sh`.", False)
    if os.geteuid() and _as_root("true").returncode:
        pytest.fail("This test starts Postfix and Dovecot, which only root or sudo can.", False)
    # Not pytest's own: other users must reach it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="rundbrief-relay-", dir="/tmp"))
    starttls, implicit, imaps = _free_ports(3)
    made = Relay(folder, starttls, implicit, imaps)
    with ExitStack() as stack:
        stack.callback(_as_root, "rm", "-rf", str(folder))
        _lay_out(made)
        dovecot, postfix = (str(folder / name) for name in ("dovecot.conf", "postfix"))
        for words, start, port in (
            (("dovecot", "-c", dovecot), "-F", made.imaps),
            (("postfix", "-c", postfix), "start-fg", made.starttls),
        ):
            stack.enter_context(_running(made, *words, start=start, port=port))
        yield made


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _lay_out(relay: Relay) -> None:
    """Everything that the servers read, and the folders that each writes as its own user."""
    folder = relay.folder
    folder.chmod(0o755)
    for name in ("queue", "queue/private", "data", "mail", "run", "state", "postfix", KEYS):
        (folder / name).mkdir(parents=True)
    for name, target in CONFIGURATION.items():
        text = (HERE / name).read_text(encoding="utf-8").format(**vars(relay))
        (folder / target).write_text(text)
    for name, text in TABLES.items():
        (folder / name).write_text(text)
    (folder / KEYS / "default").write_bytes(b64encode(KEY))
    _certificates(folder)
    for owner, names in OWNERS.items():
        _as_root("chown", "-R", owner, *(str(folder / name) for name in names))


def _certificates(folder: Path) -> None:
    """An authority of the house's own, and by it the relay's certificate."""
    authority, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    day, now = timedelta(days=1), datetime.now(UTC)

    def certificate(name: str, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "House authority")]))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - day)
            .not_valid_after(now + 90 * day)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()),
                critical=False,
            )
        )

    signs = {"key_cert_sign": True, "crl_sign": True}
    uses = dict.fromkeys(("digital_signature", "content_commitment", "key_encipherment"), False)
    uses |= dict.fromkeys(("data_encipherment", "key_agreement"), False)
    own = (
        certificate("House authority", authority.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(**uses, **signs, encipher_only=False, decipher_only=False), critical=True
        )
        .sign(authority, hashes.SHA256())
    )
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    relay = (
        certificate("localhost", key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(authority, hashes.SHA256())
    )
    (folder / "authority.pem").write_bytes(own.public_bytes(Encoding.PEM))
    (folder / "relay.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + relay.public_bytes(Encoding.PEM)
    )


def _as_root(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_sudo(), *words], env=os.environ | {"PATH": PATH}, capture_output=True, text=True
    )


def _sudo() -> list[str]:
    return ["sudo", "-n"] if os.geteuid() else []


@contextmanager
def _running(relay: Relay, *words: str, start: str, port: int) -> Iterator[None]:
    """A server in the foreground, from when it listens until it was told to stop."""
    server = subprocess.Popen(
        [*_sudo(), *words, start],
        env=os.environ | {"PATH": PATH},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_heard(relay, port)
        yield
    finally:
        _as_root(*words, "stop")
        server.wait(PATIENCE)


def _until_heard(server: Any, port: int) -> None:
    """Wait until somebody listens there; else what the server `said`."""
    end = _soon()
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"Nobody listens on port {port}:\n{server.said()}", pytrace=False)
