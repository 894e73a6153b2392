"""The small workspace's page, served as to an organiser, and open in the test browser."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import BrowserContext, Page, expect

from rundbrief.web import Serving, open_page
from rundbrief.web.serving import serve_in

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone
ZOOMED = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %: WCAG 1.4.10
# How the browser writes its tree down, not how the server wrote it.
SERIALISED = "attribute-(empty|boolean)-style"
PATIENCE = 20.0  # seconds; a busy machine, not a slow page

expect.set_options(timeout=PATIENCE * 1000)


class Served:
    """A page that is served in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.serving: Serving = open_page(folder, environment={}, now=NOW)
        self.thread = threading.Thread(target=serve_in, args=[self.serving])
        self.thread.start()
        self.wait(lambda: self.serving.is_up)

    @property
    def url(self) -> str:
        """The address with the token, as the terminal shows it."""
        return self.serving.url

    @property
    def base(self) -> str:
        """The address without path and token."""
        return f"http://127.0.0.1:{self.serving.port}"

    @property
    def readings(self) -> int:
        """How often the workspace was read."""
        return self.serving.session.readings

    @property
    def told(self) -> int:
        """How many events the pages were told of."""
        return self.serving.session.news.told

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Wait until that is so."""
        until = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < until, "waited in vain"
            time.sleep(0.02)

    def close(self) -> None:
        """End it as Ctrl-C does."""
        self.serving.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


class Relay:
    """A real SMTP server that keeps every mail, answers as it is told, and can be held up.

    `replies` are its answers to RCPT by address. Once `holds` is set, each mail's last reply waits
    for `go_on`; `holding` says that one does.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: dict[str, list[bytes]] = {}
        self.replies: dict[str, str] = {}
        self.holds = False
        self.holding, self.go_on = threading.Event(), threading.Event()

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.setdefault(envelope.rcpt_tos[0], []).append(envelope.original_content)
        if self.holds:
            self.holding.set()
            await asyncio.to_thread(self.go_on.wait)
        return "250 2.0.0 Ok"

    def point(self, workspace: Path) -> None:
        """Let that workspace send by this relay, one mail after the other."""
        path = workspace / "rundbrief.toml"
        text = path.read_text("utf-8")
        lines = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {self.port}\ntls = "none"\n'
        assert text.count('kind = "folder"\n') == 1
        path.write_text(
            text.replace('kind = "folder"\n', f"{lines}connections = 1\n"), encoding="utf-8"
        )


@pytest.fixture
def relay(small_workspace: Path) -> Iterator[Relay]:
    """A relay that the small workspace sends by."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler = Relay(free.getsockname()[1])
    handler.point(small_workspace)
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    handler.go_on.set()
    controller.stop()


@pytest.fixture
def serve() -> Iterator[Callable[[Path], Served]]:
    """Serve a folder's page."""
    opened: list[Served] = []

    def start(folder: Path) -> Served:
        opened.append(Served(folder))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


@pytest.fixture
def served(serve: Callable[[Path], Served], small_workspace: Path) -> Served:
    """The small workspace's page."""
    return serve(small_workspace)


@pytest.fixture
def own_requests(context: BrowserContext, served: Served) -> None:
    """The browser may ask our server, and no one else."""
    context.route(f"{served.base}/**", lambda route: route.continue_())


@pytest.fixture
def forgiven() -> list[str]:
    """Ends of what the browser's console may say in this test."""
    return []


@pytest.fixture
def opened(own_requests: None, served: Served, page: Page, forgiven: list[str]) -> Iterator[Page]:
    """The page as the browser has it after the terminal's address; a fault in it is a failure."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(served.url)
    assert "token" not in page.url
    yield page
    page.close()
    assert [fault for fault in faults if not fault.endswith(tuple(forgiven))] == []


@pytest.fixture
def judge(
    axe: Callable[[Page], list[dict[str, Any]]], html_problems: Callable[[str], list[str]]
) -> Callable[[Page, str], None]:
    """Look at the page as it stands now: accessible in light and dark, at 400 % zoom, and valid."""

    def look(page: Page, state: str) -> None:
        markup = page.content().replace("<!DOCTYPE html>", "")
        page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert [found["id"] for found in axe(page)] == [], (state, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, state
        page.set_viewport_size({"width": 1280, "height": 900})
        found = html_problems(f"<!DOCTYPE html>\n{markup}")
        assert [each for each in found if not re.search(SERIALISED, each)] == [], state

    return look
