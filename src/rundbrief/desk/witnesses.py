"""Is this the ledger that counts? Asked before anything is sent to anyone, and remembered after.

    witness beside the ledger ───────┐
    witness in the user's own folder ┴─▶ compare ─▶ Doubt ─▶ problems: why, and what it misses

The folder `outbox/` gives mails to nobody, so nothing of that is asked there. On a server there is
one ledger for all, and no copy of it lies about; but it may be put back to an older one.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from rundbrief.desk.desk import Desk
from rundbrief.ledger import Doubt, Ledger, Server, Witness, Worker, compare, read_witness
from rundbrief.problems import Problem, Severity

SUFFIX = ".witness"


def state_folder(environment: Mapping[str, str]) -> Path | None:
    """Where this user's programs keep what they remember; None where nothing can be kept.

    XDG Base Directory Specification 0.8; Windows: what does not travel with a profile.
    """
    name = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME"
    home = environment.get("HOME", "")
    usual = Path(home, ".local", "state") if home and sys.platform != "win32" else None
    folder = Path(environment[name]) if environment.get(name) else usual
    if folder is None:
        return None
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return folder / "rundbrief" if os.access(there, os.W_OK) else None


def places(desk: Desk, ledger: str) -> list[Path]:
    """Where a ledger of that name is remembered, the user's own folder last."""
    path = desk.workspace.ledger_file
    beside = path.with_name(path.name + SUFFIX)
    state = state_folder(desk.environment)
    return [beside, *([state / f"{ledger}.json"] if state else [])]


def doubt(desk: Desk, ledger: Ledger | None, worker: Worker) -> Doubt | None:
    """Why it should not send from here, if anything speaks against it.

    None stands for one that would be made anew.
    """
    if desk.workspace.settings.transport.kind == "folder":
        return None
    if ledger is None:
        by = worker.host, worker.user, "", worker.started
        own, home = Witness("", 0, *by), None
    else:
        own, home = ledger.testimony(worker), ledger.home()
    paths = places(desk, own.ledger)
    witnesses = [each for each in map(read_witness, paths) if each]
    if found := compare(own, witnesses):
        return found
    if home is None or (len(paths) > 1 and read_witness(paths[-1])):
        return None
    if isinstance(desk.workspace.ledger, Server):  # one for all who may send
        return None
    is_home = (home.host, home.user) == (worker.host, worker.user)
    if len(paths) == 1 and is_home:  # nothing is remembered here of any ledger
        return None
    return Doubt("elsewhere", home)


def remember(desk: Desk, ledger: Ledger, worker: Worker) -> None:
    """Have it witnessed what leaves from now on, until the end of `sending`."""
    if desk.workspace.settings.transport.kind != "folder":
        ledger.witnessed(places(desk, ledger.testimony(worker).ledger), worker)


def problems_of(desk: Desk, found: Doubt, severity: Severity = Severity.ERROR) -> list[Problem]:
    """The doubt in words, then each mailing of which the ledger knows nothing, or less."""
    name = desk.workspace.ledger.name
    code = f"settle.ledger-{found.code}"
    return [
        *_missing(found, name),
        Problem(name, None, "", code, _who(desk, found.witness), severity),
    ]


def _missing(found: Doubt, name: str) -> Iterator[Problem]:
    for each in found.missing:
        values: dict[str, str | int] = {"title": each.title, "file": each.file, "count": each.left}
        yield Problem(name, None, "", "settle.ledger-misses", values, Severity.WARNING)


def _who(desk: Desk, witness: Witness) -> dict[str, str]:
    at = witness.at.astimezone(desk.workspace.zone)
    by = {"host": witness.host, "user": witness.user, "folder": witness.folder}
    return by | {"at": f"{at:%d.%m.%Y %H:%M}"}
