"""Is a folder on another machine? There a write-ahead log is not safe, though it seems to work.

    Linux:   the longest mount point above it in /proc/self/mountinfo ─▶ its file system's name
    Windows: a path that begins with two backslashes, or a drive that the system calls remote

A write-ahead log lives in shared memory, which two machines don't share: each would write past the
other (https://www.sqlite.org/wal.html, section 1). macOS isn't asked; nor was any share tried.
"""

import sys
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
REMOTE_DRIVE = 4  # GetDriveTypeW
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre"}
    | {"9p", "davfs", "fuse.sshfs", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "vboxsf"}
)


def is_shared(folder: Path) -> bool:
    """Whether the folder is one of another machine's, as far as that can be told."""
    if sys.platform == "win32":
        import ctypes

        anchor = folder.resolve().anchor
        kind: int = ctypes.windll.kernel32.GetDriveTypeW(anchor)
        return anchor.startswith("\\\\") or kind == REMOTE_DRIVE
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return file_system(folder.resolve(), mounts) in NETWORK


def file_system(folder: Path, mounts: str) -> str:
    """The name of the file system that holds the folder, by the kernel's list (proc(5)).

    Empty where none does. Of two at the same place the later lies on top.
    """
    found, depth = "", -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        place = Path(_unescaped(before.split(" ")[4]))
        if folder.is_relative_to(place) and len(place.parts) >= depth:
            found, depth = after.split(" ")[0], len(place.parts)
    return found


def _unescaped(text: str) -> str:
    r"""Blanks and the like stand there as `\040`."""
    return (
        text.encode(errors="surrogateescape")
        .decode("unicode_escape")
        .encode("latin-1")
        .decode(errors="surrogateescape")
    )
