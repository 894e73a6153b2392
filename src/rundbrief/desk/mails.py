"""What waits in the ledger as messages: claimed a few at a time, filled as the engine pulls them.

    claim ─▶ skeleton + values ─▶ fill ─▶ Message ─▶ the engine
      └── never more than 4 for each connection, what is under way included (decision 4)

Everything that a message is made of lies in the ledger; the organiser's files are not looked at.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import cache

from rundbrief.composing import Skeleton
from rundbrief.composing.filling import fill_all
from rundbrief.composing.signing import Sign
from rundbrief.delivery import Event, State
from rundbrief.ledger import Claimed, Ledger, Worker
from rundbrief.messages import Message

# Two for each connection at once: one under way and one that follows. A power cut leaves those
# and the next batch unclear, 4 for each connection.
CLAIMS = 2


class Mails:
    """The deliveries of one transport that are due; closed, it gives back what wasn't tried."""

    def __init__(
        self,
        ledger: Ledger,
        worker: Worker,
        clock: Callable[[], datetime],
        *,
        transport: str,
        due: Collection[int] | None,
        connections: int = 1,
        sign: Sign | None = None,
    ) -> None:
        self._ledger, self._worker, self._clock = ledger, worker, clock
        self._transport, self._due, self._sign = transport, due, sign
        self._count = CLAIMS * connections
        self._skeleton = cache(self._read_skeleton)
        self._untried: list[Claimed] = []

    def __iter__(self) -> Iterator[Message]:
        started = self._worker.started
        while batch := self._ledger.claim(
            self._count, self._worker, started, transport=self._transport, due=self._due
        ):
            self._untried = list(reversed(batch))
            jobs = [(self._skeleton(c.mailing, c.skeleton), c.values, c.sender) for c in batch]
            for message in fill_all(jobs, self._sign):
                self._untried.pop()
                yield message

    def _read_skeleton(self, mailing: int, key: str) -> Skeleton:
        return Skeleton.from_text(self._ledger.skeleton(mailing, key))

    def close(self) -> None:
        """Let the next run claim what this one didn't come to."""
        now = self._clock()
        self._ledger.record([Event(each.message_id, State.PENDING, now) for each in self._untried])
