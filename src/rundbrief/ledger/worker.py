"""A worker: one process that sends, on one boot of one machine."""

import getpass
import os
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # Linux; elsewhere the boot is unknown


@dataclass(frozen=True, slots=True)
class Worker:
    """Who claims deliveries. `boot` is empty where unknown, which counts as another boot."""

    host: str
    user: str
    pid: int
    boot: str
    started: datetime

    @property
    def name(self) -> str:
        """One text that no other worker has."""
        return f"{self.host}:{self.pid}:{self.started.isoformat()}"


def this_worker(started: datetime) -> Worker:
    """This process, which started to send at that time."""
    try:
        boot = BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in containers
        user = ""
    return Worker(socket.gethostname(), user, os.getpid(), boot, started)
