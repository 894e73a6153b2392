"""What happened, told to every open page at once: server-sent events.

    watching, sending ─▶ News.tell(name) ─▶ each listener's queue ─▶ `event: changed`

A page that is told asks for itself anew; nothing of the workspace travels here. HTML Living
Standard, "Server-sent events".
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from typing import ParamSpec

P = ParamSpec("P")

ALIVE = 15.0  # seconds; a comment now and then shows a dead connection for what it is


class News:
    """Used by the server's loop alone; other threads go by `tell_from`."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.told = 0

    def open(self) -> None:
        """Called in the loop before anyone listens."""
        self._loop = asyncio.get_running_loop()

    def tell(self, name: str, value: object = None) -> None:
        """One event to all who listen now."""
        self.told += 1
        text = f"event: {name}\ndata: {json.dumps(value)}\n\n"
        for queue in self._listeners:
            queue.put_nowait(text)

    def tell_from(self, name: str, value: object = None) -> None:
        """The same from any thread."""
        self.call_from(self.tell, name, value)

    def call_from(self, act: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Have it called in the server's loop, from any thread; not at all once that has ended."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(lambda: act(*args, **kwargs))

    def close(self) -> None:
        """End every stream."""
        for queue in self._listeners:
            queue.put_nowait(None)

    async def listen(self, saves: int) -> AsyncGenerator[str, None]:
        """The events from now on, until the server ends; first which save is the latest."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield f"retry: 500\nevent: begun\ndata: {saves}\n\n"
            while True:
                try:
                    text = await asyncio.wait_for(queue.get(), ALIVE)
                except TimeoutError:
                    text = ": alive\n\n"
                if text is None:
                    return
                yield text
        finally:
            self._listeners.discard(queue)
