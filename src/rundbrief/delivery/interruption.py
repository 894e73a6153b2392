"""Ctrl-C and SIGTERM: the first asks to stop, the second stops at once."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def listening(stop: asyncio.Event, stopping: Callable[[], None]) -> Iterator[None]:
    """While open, the first SIGINT or SIGTERM sets `stop`, the second cancels the current task.

    Python lets only the main thread listen; elsewhere whoever owns that thread has to stop us.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
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
    for number in STOP_SIGNALS:
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
