"""A batch of mails filled in their order, signed on all of the machine's cores.

    (skeleton, values, sender), … ─▶ fill_all ─▶ Message, …

An RSA signature costs fifty times what filling does, and OpenSSL lets other threads run meanwhile:
so the rest of a batch is signed while its first mails are under way. Without a key it is plain
`fill`, one after the other.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from rundbrief.composing.signing import Sign
from rundbrief.composing.skeleton import Skeleton, fill
from rundbrief.composing.slots import Values
from rundbrief.messages import Message

Job = tuple[Skeleton, Values, str]

THREADS: Final = min(8, os.cpu_count() or 1)  # what one sending engine could take at most


def fill_all(jobs: Iterable[Job], sign: Sign | None = None) -> Iterator[Message]:
    """The sealed mails of these skeletons, values and envelope senders.

    With `sign` all jobs are taken at once, so hand in a batch, not a list of everybody. Raises as
    `fill` does, where the mail's turn comes.
    """
    if sign is None:
        yield from (fill(*job) for job in jobs)
        return

    def signed(job: Job) -> Message:
        skeleton, values, sender = job
        return fill(skeleton, values, sender, sign)

    with ThreadPoolExecutor(THREADS) as threads:
        yield from threads.map(signed, jobs)
