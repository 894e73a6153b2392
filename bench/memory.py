"""What sending keeps in memory: the same for few recipients and for many.

    python bench/memory.py [--few N] [--many N] [--json FILE]

`confirm` writes the demo's invitation for so many into a ledger; `send`, in a process of its own,
claims, fills, seals, hands over and records all of it, by a relay in memory that takes everything.
`ratio` is the peak for many over the peak for few: at most 1.1, since nothing about a recipient
lives outside the ledger.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from delivering.sender import confirm, now
from rundbrief.delivery import Outcome, State, run
from rundbrief.delivery.contract import Work
from rundbrief.delivery.single import HandedOver, one_by_one
from rundbrief.desk.mails import Mails
from rundbrief.ledger import Ledger, this_worker
from rundbrief.messages import Message

CONNECTIONS = 20


class Taking:
    """Takes everything, and keeps nothing."""

    kind = "smtp"

    async def carry(self, work: Work) -> None:
        """As many at a time as there are connections."""
        await asyncio.gather(*(one_by_one(work, self._take) for _ in range(CONNECTIONS)))

    async def _take(self, _: Message, handed_over: HandedOver) -> Outcome:
        await handed_over()
        return Outcome(State.SENT, "2.0.0 Ok", 250, "2.0.0", "end of DATA")


def peak() -> float:
    """MiB that this process has had at most."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def send(path: Path) -> dict[str, float]:
    """All that waits in that ledger."""
    worker = this_worker(now())
    with Ledger.open(path) as ledger, ledger.sending(worker):
        mails = Mails(ledger, worker, now, transport="smtp", due=None, connections=CONNECTIONS)
        tally = run(iter(mails), Taking(), ledger, now=now)
        mails.close()
    return {"sent": tally.sent, "peak": peak()}


def measured(count: int, folder: Path) -> dict[str, float]:
    """Confirmed in one process, sent in another: its peak."""
    path = folder / f"{count}.db"
    for step in ("confirm", "send"):
        command = [sys.executable, __file__, "--step", step, "--ledger", str(path)]
        done = subprocess.run([*command, "--few", str(count)], check=True, capture_output=True)
    figures: dict[str, float] = json.loads(done.stdout)
    path.unlink()
    assert figures["sent"] == count
    return figures


def main() -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=200_000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--step", choices=("confirm", "send"), help=argparse.SUPPRESS)
    parser.add_argument("--ledger", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step == "confirm":
        with Ledger.open(asked.ledger) as ledger:
            confirm(ledger, asked.few)
        return
    if asked.step == "send":
        print(json.dumps(send(asked.ledger)))
        return
    with tempfile.TemporaryDirectory() as folder:
        peaks = {count: measured(count, Path(folder))["peak"] for count in (asked.few, asked.many)}
    ratio = peaks[asked.many] / peaks[asked.few]
    for count, mebibytes in peaks.items():
        print(f"{count:10} recipients{mebibytes:9.1f} MiB")
    print(f"ratio{ratio:16.3f}")
    if asked.json:
        found = {"ratio": round(ratio, 3), "peak_mib": {str(n): p for n, p in peaks.items()}}
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
