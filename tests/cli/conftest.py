"""The program's face, called in this process where a process of its own isn't the point."""

import socket
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner, Result

NOW = "2025-08-04T09:00"
STATE = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME"

Call = Callable[..., Result]


@pytest.fixture
def call(small_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call a command in the small workspace, its clock set; nobody sits at a terminal.

    An exception that isn't the command's way to end is raised here.
    """
    monkeypatch.chdir(small_workspace)

    def run(name: str, *words: str) -> Result:
        command = import_module(f"rundbrief.cli.{name}").command
        clock = () if "--now" in words or name == "demo" else ("--now", NOW)
        done = CliRunner().invoke(command, [*words, *clock])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


FOLDER_LINE = '\nkind = "folder"\n'


class Relay:
    """A real SMTP server on this machine; whom it fails, and how, is the test's.

    `refuse` gives the reply to a recipient's RCPT; for those in `silent` it takes the whole mail,
    and hangs up instead of saying so.
    """

    state = STATE  # the variable that says where it is remembered what was sent

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: dict[str, list[bytes]] = {}
        self.refuse: dict[str, str] = {}
        self.silent: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        (who,) = envelope.rcpt_tos
        self.mails.setdefault(who, []).append(envelope.original_content)
        if who in self.silent:
            server.transport.abort()
        return "250 2.0.0 Ok: queued as 4F2A"

    @property
    def count(self) -> int:
        """How many mails it has taken."""
        return sum(map(len, self.mails.values()))


@pytest.fixture
def relay(
    small_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Relay]:
    """The small workspace sends by it, and what was sent is remembered in a folder of the test."""
    monkeypatch.setenv(STATE, str(tmp_path / "state"))
    (tmp_path / "state").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = small_workspace / "rundbrief.toml"
    text = settings.read_text("utf-8")
    assert text.count(FOLDER_LINE) == 1
    lines = f'\nkind = "smtp"\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n'
    settings.write_text(text.replace(FOLDER_LINE, lines), "utf-8")
    handler = Relay(port)
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    controller.stop()
