"""What was done to the file of a meeting that people have, where the mistake shows elsewhere.

    every meeting's id and start, whatever else is wrong with its file ─┐
    the last mail that left about each meeting ─────────────────────────┴─▶ the cause

Reminders that come too late, and newsletters whose meeting is missing, are only what follows from
it: the cause is said before them.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from rundbrief.definitions import id_in, read_source
from rundbrief.desk.desk import Desk
from rundbrief.ledger import Beside, Ledger, LedgerError
from rundbrief.planning import Holdings, files_gone, into_past
from rundbrief.problems import Problem
from rundbrief.workspace import Contents, files_in


def causes(desk: Desk, holdings: Holdings) -> Iterator[Problem]:
    """Warnings: of files that are gone, and of starts that went into the past."""
    starts: dict[UUID, tuple[str, datetime | None]] = {}
    workspace = desk.workspace
    for folder in ("meetings", "newsletters"):
        for path, data in files_in(workspace.folder / folder, ".toml", workspace.name, []):
            if data is None:
                return  # it may be any of them
            file = workspace.name(path)
            if identity := id_in(data):
                starts.setdefault(identity, (file, _start(desk, data, file)))
    yield from files_gone(starts, holdings, desk.now)
    yield from into_past(starts, holdings, desk.now)


def causes_in(desk: Desk, contents: Contents) -> list[Problem]:
    """The same from the ledger as it lies there; nothing where there is none, or none to read."""
    path = desk.workspace.ledger
    if not path.exists():
        return []
    try:
        with Ledger.open(path) as ledger:
            return causes_with(desk, ledger, contents)
    except LedgerError:
        return []  # `plan` says what is wrong with it


def causes_with(desk: Desk, ledger: Ledger | None, contents: Contents) -> list[Problem]:
    """The same from a ledger that is open, or where there is none yet."""
    transport = desk.workspace.settings.transport.kind
    if ledger is None:
        return list(causes(desk, Beside(contents.recipients, None, transport)))
    with ledger.beside(contents.recipients, transport) as holdings:
        return list(causes(desk, holdings))


def _start(desk: Desk, data: bytes, file: str) -> datetime | None:
    """What is no draft's start, within hours: the file's own zone is not asked."""
    source, _ = read_source(data, file)
    if source is None or source.values.get("status") == "draft":
        return None
    start = source.values.get("start")
    if not isinstance(start, datetime):
        return None
    return start.replace(tzinfo=start.tzinfo or desk.workspace.zone)
