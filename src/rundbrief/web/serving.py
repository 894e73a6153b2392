"""The server: on the loopback alone, at a random free port, behind a token.

    folder ─▶ Session ─▶ app ─▶ Guard ─▶ uvicorn on 127.0.0.1:0 ─▶ Serving(url)

RFC 6890: what is bound to 127.0.0.1 can be reached from this machine only.
"""

import asyncio
import secrets
import socket
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import uvicorn

from rundbrief.web.app import application
from rundbrief.web.guard import LOOPBACK, WORD, Guard
from rundbrief.web.session import Session

GRACE = 1  # seconds that open streams get; without it they would keep Ctrl-C waiting for ever


class _Server(uvicorn.Server):
    """Ends a sending and the streams of news before it waits for what is open."""

    def __init__(self, config: uvicorn.Config, session: Session) -> None:
        super().__init__(config)
        self._session = session

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._session.dispatch.stop()  # at once: no mail begins while streams are waited for
        self._session.news.close()
        await super().shutdown(sockets)


class Serving:
    """A page that is served. `url` is its address, with the token."""

    def __init__(self, session: Session, file: str = "") -> None:
        self.session = session
        self._socket = socket.create_server((LOOPBACK, 0))
        self.port: int = self._socket.getsockname()[1]
        token = secrets.token_urlsafe(24)
        first = {WORD: token} | ({"file": file} if file else {})
        self.url = f"http://{LOOPBACK}:{self.port}/?{urlencode(first)}"
        self._server = _Server(
            uvicorn.Config(
                Guard(application(session), token=token, port=self.port),
                log_config=None,
                access_log=False,
                lifespan="on",
                ws="none",
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            ),
            session,
        )

    def run(self) -> None:
        """Serve until Ctrl-C."""
        self._server.run(sockets=[self._socket])

    async def serve(self) -> None:
        """The same in a loop that is there already, until `stop`."""
        await self._server.serve(sockets=[self._socket])

    @property
    def is_up(self) -> bool:
        """Whether it answers."""
        return self._server.started

    def stop(self) -> None:
        """Ask it to end; from any thread."""
        self._server.should_exit = True


def open_page(
    folder: Path, *, environment: Mapping[str, str], now: datetime | None = None, file: str = ""
) -> Serving:
    """Get ready to serve that folder's page, at `file` first; it answers once it runs."""
    return Serving(Session(folder, environment=environment, now=now), file)


def serve_in(serving: Serving) -> None:
    """Serve in this thread, which is not the main one, until it is told to stop."""
    asyncio.run(serving.serve())
