"""The organiser's files, followed as she saves them.

    folders ─▶ watchfiles ─▶ is it hers? ─▶ one call for each save
           └─▶ marks of what was read ─▶ once it is watched: still the same?

Not ours: the ledger, the mails in outbox and inbox, what an open Office program or an editor keeps
beside a file.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, awatch

from rundbrief.workspace import Workspace

# Milliseconds: an editor's save is several events (written anew, renamed, touched); within this
# they count as one.
TOGETHER = 50
STEP = 10
# Milliseconds without a change after which the watcher says so: the first time, that it listens.
QUIET = 500
OURS = ("rundbrief.db", "~$", ".")
BESIDE = ("~", ".swp", ".swx", ".tmp", ".part", ".bak")


def folders(workspace: Workspace) -> set[Path]:
    """What is to be watched: the workspace, its lists and templates wherever they are."""
    named = (workspace.settings.recipients, workspace.settings.templates)
    found = {workspace.folder, *(workspace.folder / name for name in named), *workspace.templates}
    return {each.resolve() for each in found if each.is_dir()}


def is_hers(workspace: Workspace, path: Path) -> bool:
    """Whether a change of that file can change a mail."""
    own = workspace.folder.resolve()
    if any(path.is_relative_to(each.resolve()) for each in (workspace.outbox, workspace.inbox)):
        return False
    inside = path.relative_to(own).parts if path.is_relative_to(own) else (path.name,)
    return not any(part.startswith(OURS) for part in inside) and not path.name.endswith(BESIDE)


def marks(
    paths: Iterable[Path], is_meant: Callable[[Path], bool]
) -> Mapping[Path, tuple[int, int]]:
    """When each file that is meant was last written, in nanoseconds, and its bytes' number."""
    found = {}
    for top in paths:
        for folder, inner, names in os.walk(top):
            inner[:] = [name for name in inner if is_meant(Path(folder, name))]
            for path in filter(is_meant, (Path(folder, name) for name in names)):
                with suppress(FileNotFoundError):  # a save by renaming, just now
                    state = path.stat()
                    found[path] = state.st_mtime_ns, state.st_size
    return found


async def watch(
    paths: Iterable[Path],
    is_meant: Callable[[Path], bool],
    listening: Callable[[], Awaitable[object]],
    saved: Callable[[], object],
    stop: asyncio.Event,
) -> None:
    """Call `saved` once for each save, until `stop` is set; `listening` once none can be missed."""

    def chosen(_: Change, path: str) -> bool:
        return is_meant(Path(path))

    is_new = True
    async for changes in awatch(
        *paths,
        watch_filter=chosen,
        debounce=TOGETHER,
        step=STEP,
        stop_event=stop,
        rust_timeout=QUIET,
        yield_on_timeout=True,
    ):
        if changes:
            saved()
        elif is_new:
            await listening()
        is_new = False
