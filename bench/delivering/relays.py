"""The relays that take all rows' messages, each a process of its own: near, far, encrypted."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from delivering.material import certificate, invitation

DELIVERING = Path(__file__).parent
DISTANCE = 0.020  # seconds that the far relay holds a reply back
POSTFIX = "/usr/sbin:/usr/libexec/postfix:/usr/lib/postfix/sbin"


@dataclass
class Relays:
    """The relays' ports, how many connections each is to have, and what senders need."""

    connections: int
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


@contextmanager
def relays_of(connections: int) -> Iterator[Relays]:
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
        yield Relays(connections, folder, ports)
