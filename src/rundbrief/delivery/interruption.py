"""Ctrl-C, SIGTERM and a closed terminal: the first asks to stop, the second stops at once.

Only a program's main thread hears them. Who sends from another hands in a `Brake`.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

STOP_SIGNALS = (
    signal.SIGINT,
    signal.SIGTERM,
    *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []),  # Windows closes without a word
)


class Brake:
    """By which one thread stops a run in another, as the first Ctrl-C would."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None
        self._is_pulled = False

    def pull(self) -> None:
        """Ask the run to stop, or not to begin."""
        with self._lock:
            self._is_pulled = True
            if self._stop:
                self._stop()

    @contextmanager
    def heard_by(self, loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> Iterator[None]:
        """While open, pulling it sets `stop` in that loop, which is the current one."""

        def ask() -> None:
            loop.call_soon_threadsafe(stop.set)

        with self._lock:
            self._stop = ask
            if self._is_pulled:
                stop.set()
        try:
            yield
        finally:
            with self._lock:
                self._stop = None


@contextmanager
def listening(
    stop: asyncio.Event, stopping: Callable[[], None], brake: Brake | None = None
) -> Iterator[None]:
    """While open, the first SIGINT or SIGTERM sets `stop`, the second cancels the current task.

    Python lets only the main thread listen; elsewhere it is the `brake` that sets `stop`.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    if brake is not None:
        with brake.heard_by(loop, stop):
            yield
        return
    if task is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard() -> None:
        if stop.is_set():
            task.cancel()
        else:
            stop.set()
            stopping()

    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    before = {number: was for number, was in before.items() if was is not signal.SIG_IGN}  # nohup
    for number in before:
        _listen(loop, number, heard)
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)


def _listen(loop: asyncio.AbstractEventLoop, number: int, heard: Callable[[], None]) -> None:
    # A bare handler of `signal` would do but for one moment: a signal that comes just before the
    # loop falls asleep is then heard only when something else wakes it. Windows' loop lacks the
    # first way and is woken by any signal.
    try:
        loop.add_signal_handler(number, heard)
    except NotImplementedError:
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(heard))
