"""Whole days of a person: the program is started as she starts it, and its files are read."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

NOW = "2025-08-04T09:00"
FOLDER_LINE = '\nkind = "folder"\n'
PROGRAM = Path(sys.executable).with_name("rundbrief")
SEED = Path(__file__).parents[1] / "seed" / "kulturverwaltungen.txt"

Rundbrief = Callable[..., subprocess.CompletedProcess[str]]


def _run(
    *words: str | Path, cwd: Path, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own; what it said is printed where a test fails."""
    done = subprocess.run(
        [str(PROGRAM), *map(str, words)],
        cwd=cwd,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    print(done.stdout, done.stderr, sep="\n")
    assert "Traceback" not in done.stderr
    return done


@dataclass(frozen=True)
class Demo:
    """A finished demo: its folder, and what it said."""

    folder: Path
    said: str

    @property
    def workspace(self) -> Path:
        return self.folder / "examples"

    @property
    def mails(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in sorted((self.workspace / "outbox").glob("*.eml"))}

    def of_kind(self, kind: str) -> dict[str, EmailMessage]:
        mails = {
            name: read_mail(content)
            for name, content in self.mails.items()
            if name.startswith(kind)
        }
        assert mails
        return mails


def read_mail(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


class Relay:
    """Keeps every mail as it came, refuses what it is told to, and holds up where it is told to.

    `hold` names the step, `RCPT` or `DATA`, and how many of it pass before one is held: then
    `holding` is set, and the answer comes once `go_on` is.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: dict[str, list[bytes]] = {}
        self.refuse: dict[str, str] = {}
        self.hold: tuple[str, int] | None = None
        self.holding = threading.Event()
        self.go_on = threading.Event()
        self._passed = {"RCPT": 0, "DATA": 0}

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        await self._pass("RCPT")
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        assert len(envelope.rcpt_tos) == 1
        self.mails.setdefault(envelope.rcpt_tos[0], []).append(envelope.original_content)
        await self._pass("DATA")
        return f"250 2.0.0 Ok: queued as {sum(map(len, self.mails.values())):08X}"

    async def _pass(self, step: str) -> None:
        self._passed[step] += 1
        if self.hold == (step, self._passed[step] - 1):
            self.holding.set()
            await asyncio.to_thread(self.go_on.wait)


@pytest.fixture
def relay() -> Iterator[Relay]:
    """A real SMTP server on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    handler = Relay(port)
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    handler.go_on.set()
    controller.stop()


@pytest.fixture(scope="session")
def point_at() -> Callable[[Path, Relay], None]:
    """Let a workspace send by that relay: four lines for one."""

    def write(workspace: Path, relay: Relay) -> None:
        path = workspace / "rundbrief.toml"
        text = path.read_text(encoding="utf-8")
        lines = f'\nkind = "smtp"\nhost = "127.0.0.1"\nport = {relay.port}\ntls = "none"\n'
        assert text.count(FOLDER_LINE) == 1
        path.write_text(text.replace(FOLDER_LINE, lines), encoding="utf-8")

    return write


@pytest.fixture(scope="session")
def rundbrief() -> Rundbrief:
    """Start the program with these words in that folder."""
    return _run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, run once; tests that change something copy its folder."""
    cwd = tmp_path_factory.mktemp("day")
    done = _run("demo", cwd=cwd)
    assert done.returncode == 0
    return Demo(cwd / "demo", done.stdout)


@pytest.fixture(scope="session")
def seed() -> dict[str, str]:
    """The document the project was born from: each title with its text, white space collapsed."""
    texts: dict[str, str] = {}
    title = ""
    for line in SEED.read_text(encoding="utf-8").splitlines():
        if line.startswith("Ihre Ansprechpartnerin"):
            break
        if ": " in line and line.split(". ")[0].isdigit():
            title = line.partition(": ")[2]
            texts[title] = ""
        else:
            texts[title] = " ".join((texts[title] + " " + line).split())
    assert len(texts) == 4
    return texts
