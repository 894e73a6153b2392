"""One sending at a time, in a thread of its own, told to every window as it goes.

    the plan's hash ─▶ desk.send ─▶ each event ─▶ News ("progress") ─▶ the result, until the next

Whoever closes the window changes nothing: the thread goes on, and the ledger has every step. Who
presses Ctrl-C ends it as the command would: what is under way is finished, the rest waits.
"""

import threading
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from rundbrief.delivery import Brake, Event
from rundbrief.desk import Desk, Planned, Sent, Word, send
from rundbrief.problems import Problem
from rundbrief.web.news import News

EVERY = 0.1  # seconds between two words to the pages


@dataclass(slots=True)
class Sending:
    """How far it is; `result` and `problems` are `send`'s, once `is_over`."""

    total: int
    counts: Counter[str] = field(default_factory=Counter)
    is_over: bool = False
    result: Sent | Planned | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many mails have had their end, whichever it was."""
        return self.counts.total()


class Dispatch:
    """Where sending is ordered and watched. `ended` is called in the sending's own thread."""

    def __init__(self, news: News, ended: Callable[[], None]) -> None:
        self.latest: Sending | None = None
        self._news, self._ended = news, ended
        self._brake = Brake()
        self._thread: threading.Thread | None = None
        self._told = 0.0

    @property
    def is_running(self) -> bool:
        """Whether mails are going out."""
        return self.latest is not None and not self.latest.is_over

    def begin(
        self,
        desk: Desk,
        wanted: str,
        total: int,
        files: tuple[Path, ...],
        word: Word,
        forced: Collection[str],
    ) -> None:
        """Send that plan; nothing happens where a sending is under way already."""
        if self.is_running:
            return
        self.latest = now = Sending(total)
        self._brake = brake = Brake()

        def report(event: Event) -> None:
            if event.outcome is None:
                return
            now.counts[event.state.value] += 1
            if monotonic() - self._told >= EVERY or now.done >= total:
                self._told = monotonic()
                self._news.tell_from("progress", self.values())

        def work() -> None:
            try:
                now.result, now.problems = send(
                    desk, wanted, files, word, forced=forced, report=report, brake=brake
                )
            finally:
                now.is_over = True
                self._ended()

        self._thread = threading.Thread(target=work, name="sending")
        self._thread.start()

    def values(self) -> dict[str, int]:
        """The numbers, for a page."""
        now = self.latest
        counts = now.counts if now else Counter[str]()
        names = ("sent", "deferred", "failed", "unclear")
        whole = {"done": now.done if now else 0, "total": now.total if now else 0}
        return whole | {name: counts[name] for name in names}

    def forget(self) -> None:
        """What the latest came to is settled; the pages need not say it any more."""
        if not self.is_running:
            self.latest = None

    def stop(self) -> None:
        """Ask it to end after what is under way."""
        self._brake.pull()

    def end(self) -> None:
        """The same, and wait until it has."""
        self.stop()
        if self._thread:
            self._thread.join()
