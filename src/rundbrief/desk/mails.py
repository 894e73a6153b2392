"""What waits in the ledger as messages: claimed a few at a time, filled as the engine pulls them.

    claim ahead ─▶ the disk is told, in a thread ─▶ skeleton + values ─▶ fill ─▶ Message ─▶ engine
      └── never more than 4 for each connection, what is under way included (decision 4)

While the last of one batch go out, the next is claimed and forced to the disk: no connection waits
for that, unless the disk is very slow.
Everything that a message is made of lies in the ledger; the organiser's files are not looked at.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import cache

from rundbrief.composing import Skeleton
from rundbrief.composing.filling import fill_all
from rundbrief.composing.signing import Sign
from rundbrief.delivery import Event, State
from rundbrief.ledger import Claimed, Ledger, Worker
from rundbrief.messages import Message

# For each connection: so many wait for their turn at most, beside the two that it may have under
# way, one whose content is out and one that follows.
WAITING = 2

# Of those that wait, the next batch is claimed when so many are left: a quarter. Fewer, and a disk
# has less time for its fsync; more, and there are more fsyncs.
CUSHION = 1 / 4


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
        self._most = WAITING * connections
        self._cushion = max(1, int(CUSHION * self._most))
        self._skeleton = cache(self._read_skeleton)
        self._untried: deque[Claimed] = deque()
        self._forcing = ThreadPoolExecutor(1)

    def __iter__(self) -> Iterator[Message]:
        batch, forced = self._claim()
        while batch:
            forced.result()
            jobs = [(self._skeleton(c.mailing, c.skeleton), c.values, c.sender) for c in batch]
            following = None
            for message in fill_all(jobs, self._sign):
                self._untried.popleft()
                if following is None and len(self._untried) <= self._cushion:
                    following = self._claim()
                yield message
            batch, forced = following or self._claim()

    def _claim(self) -> tuple[Sequence[Claimed], "Future[None]"]:
        """The next batch, and when it is on the disk."""
        batch = self._ledger.claim(
            self._most - len(self._untried),
            self._worker,
            self._worker.started,
            transport=self._transport,
            due=self._due,
            ahead=True,
        )
        self._untried += batch
        return batch, self._forcing.submit(self._ledger.force)

    def _read_skeleton(self, mailing: int, key: str) -> Skeleton:
        return Skeleton.from_text(self._ledger.skeleton(mailing, key))

    def close(self) -> None:
        """Let the next run claim what this one didn't come to."""
        self._forcing.shutdown()
        now = self._clock()
        self._ledger.record([Event(each.message_id, State.PENDING, now) for each in self._untried])
