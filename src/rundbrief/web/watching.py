"""The organiser's files, followed as she saves them.

    folders ─▶ watchfiles ─▶ is it hers? ─▶ one call for each save

Not ours: the ledger, the outbox, what an open Office program or an editor keeps beside a file.
"""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import Change, awatch

from rundbrief.workspace import Workspace

# Milliseconds: an editor's save is several events (written anew, renamed, touched); within this
# they count as one.
TOGETHER = 50
STEP = 10
OURS = ("rundbrief.db", "~$", ".")
BESIDE = ("~", ".swp", ".swx", ".tmp", ".part", ".bak")


def folders(workspace: Workspace) -> set[Path]:
    """What is to be watched: the workspace, its lists and templates wherever they are."""
    named = (workspace.settings.recipients, workspace.settings.templates)
    found = {workspace.folder, *(workspace.folder / name for name in named), *workspace.templates}
    return {each.resolve() for each in found if each.is_dir()}


def is_hers(workspace: Workspace, path: Path) -> bool:
    """Whether a change of that file can change a mail."""
    own, outbox = workspace.folder.resolve(), workspace.outbox.resolve()
    if path.is_relative_to(outbox):
        return False
    inside = path.relative_to(own).parts if path.is_relative_to(own) else (path.name,)
    return not any(part.startswith(OURS) for part in inside) and not path.name.endswith(BESIDE)


async def watch(
    paths: Iterable[Path],
    is_meant: Callable[[Path], bool],
    saved: Callable[[], None],
    stop: asyncio.Event,
) -> None:
    """Call `saved` once for each save, until `stop` is set."""

    def chosen(_: Change, path: str) -> bool:
        return is_meant(Path(path))

    async for _ in awatch(
        *paths,
        watch_filter=chosen,
        debounce=TOGETHER,
        step=STEP,
        stop_event=stop,
        rust_timeout=500,
    ):
        saved()
