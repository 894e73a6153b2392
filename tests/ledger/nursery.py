"""Senders for the tests that kill them: loaded once, then a process of its own for each run.

python nursery.py NOW
    stdin  ◀─ {"folder": DIR}    a sender is born and waits; "boot": FILE, on another boot;
                                 "environment": what else it finds there
    stdout ─▶ {"pid": 4711}
    stdin  ◀─ {}                 it plans and sends, as `rundbrief send` does
    stdout ─▶ {"ended": 0}       its exit code; -9 if it was killed
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from rundbrief.delivery import smtp
from rundbrief.desk import Planned, Sent, open_desk, plan, send
from rundbrief.ledger import worker

LOADED = smtp  # a desk loads its way out when it sends; here that is done once


def sender(folder: Path, now: datetime) -> int:
    """One run; 1 where it could not be, with the reason."""
    desk, problems = open_desk(folder, environment=os.environ, now=now)
    assert desk is not None, problems
    planned, problems = plan(desk)
    assert planned is not None, problems
    sent, problems = send(desk, planned.hash)
    if isinstance(sent, Planned):  # what a power cut left was settled first: look again
        sent, problems = send(desk, sent.hash)
    if isinstance(sent, Sent):
        return 0
    print(sent, problems, file=sys.stderr)
    return 1


def main(now: datetime) -> None:
    """Bear senders until stdin ends."""
    while line := sys.stdin.readline():
        order: dict[str, Any] = json.loads(line)
        starts, start = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(start)
            os.read(starts, 1)
            os.environ.update(order["environment"])
            if "boot" in order:
                worker.BOOT_ID = Path(order["boot"])
            os._exit(sender(Path(order["folder"]), now))
        os.close(starts)
        say(pid=pid)
        sys.stdin.readline()
        os.close(start)
        _, status = os.waitpid(pid, 0)
        say(ended=os.waitstatus_to_exitcode(status))


def say(**values: object) -> None:
    """One line, at once."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]))
