"""On another machine's drive a ledger does without a write-ahead log."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rundbrief.ledger import Ledger
from rundbrief.ledger.share import file_system, is_shared

MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /home rw,relatime shared:1 - btrfs /dev/sdb rw
31 30 0:41 / /home/kultur/Laufwerk\\040K rw - cifs //server/kultur rw
32 22 0:42 / /srv/nfs rw - nfs4 server:/export rw
33 32 0:43 / /srv/nfs/lokal rw - ext4 /dev/sdc rw
34 22 0:44 / /media rw - vfat /dev/sdd rw
35 22 0:45 / /media rw - fuse.sshfs host:/ rw
"""


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        # The longest mount point above it decides, by whole names.
        ("/etc", "ext4"),
        ("/home/kultur", "btrfs"),
        ("/homeless", "ext4"),
        ("/srv/nfs/rundbrief", "nfs4"),
        ("/srv/nfs/lokal/rundbrief", "ext4"),
        # A blank in its name is written otherwise there.
        ("/home/kultur/Laufwerk K/Einladungen", "cifs"),
        # Of two at one place the later lies on top.
        ("/media/stick", "fuse.sshfs"),
    ],
)
def test_file_system(folder: str, name: str) -> None:
    """Each folder is on the file system that is mounted nearest above it."""
    assert file_system(Path(folder), MOUNTS) == name


def test_this_machine(tmp_path: Path) -> None:
    """What the tests write is on a drive of this machine."""
    assert not is_shared(tmp_path)


def test_without_write_ahead_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger on a share has a rollback journal, also one that was copied there with its log."""
    path = tmp_path / "rundbrief.db"
    Ledger.open(path).close()
    monkeypatch.setattr("rundbrief.ledger.schema.is_shared", lambda folder: folder == tmp_path)

    with Ledger.open(path) as ledger:
        assert ledger.mailings() == []
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
