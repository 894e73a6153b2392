"""Whether anything else is at work on this machine: a figure measured then says nothing.

    wait ─▶ /proc/stat twice, some seconds between ─▶ quiet enough? on with it : again

Only Linux tells; elsewhere nothing is waited for.
"""

import os
import sys
import time
from pathlib import Path

STAT = Path("/proc/stat")
QUIET = 0.15  # processors at work for others, at most: an idle desktop's share
LOOK = 3.0  # seconds
PATIENCE = 1_800.0  # seconds in which the machine has to come to rest


def at_work(seconds: float) -> float:
    """How many processors were busy, on the average of so many seconds."""
    before = _busy()
    time.sleep(seconds)
    return (_busy() - before) / os.sysconf("SC_CLK_TCK") / seconds


def wait(patience: float = PATIENCE) -> float:
    """Once nobody else is at work, how many processors are busy still.

    Exits where that is not so within `patience` seconds: then there is nothing to be measured.
    """
    if not STAT.exists():
        return 0.0
    until = time.monotonic() + patience
    is_told = False
    while (busy := at_work(LOOK)) > QUIET:
        if time.monotonic() > until:
            sys.exit(f"{busy:.1f} processors are busy with other work. Measure later, or --anyway.")
        if not is_told:
            print(f"waiting: {busy:.1f} processors are busy with other work", file=sys.stderr)
            is_told = True
    return busy


def _busy() -> float:
    """Ticks of all processors since the start, less idle, waiting for a disk, and stolen."""
    of_all, _, _ = STAT.read_text().partition("\n")
    user, nice, system, _, _, irq, softirq, *_ = map(int, of_all.split()[1:])
    return user + nice + system + irq + softirq


if __name__ == "__main__":
    print(f"{wait():.2f} processors are at work for others")
