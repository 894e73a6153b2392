"""The transport that gives mails to nobody: each becomes an .eml file in a folder.

    message ─▶ name.eml.part, synced ─▶ name.eml      (renamed: a reader sees all of it or nothing)

A second delivery of the same Message-ID writes the same file. A folder that can't be written to
is TransportDown: full disk, missing rights, a file where the folder should be.
"""

import errno
import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from rundbrief.delivery.contract import Outcome, TransportDown, Work
from rundbrief.delivery.single import HandedOver, one_by_one
from rundbrief.delivery.states import State
from rundbrief.messages import Message

ADDRESS_LENGTH = 64  # with kind, digest and folder well below Windows' 260 letters for a path
DIGEST_LENGTH = 12

CAUSES = {
    errno.ENOSPC: "delivery.folder-full",
    errno.EDQUOT: "delivery.folder-full",
    errno.EACCES: "delivery.folder-denied",
    errno.EPERM: "delivery.folder-denied",
    errno.EROFS: "delivery.folder-denied",
}


def file_name(message: Message) -> str:
    """`invitation_kulturbuero@ahlen.example_3f9a0c1b2d4e.eml`: readable, and one per Message-ID.

    Safe on every file system: lower case only, since Windows and macOS don't tell `A` from `a`,
    few letters, and beginning with the kind, so never one of Windows' reserved names (`con.eml`).
    """
    address = re.sub(r"[^a-z0-9@.-]", "-", message.recipient.lower())[:ADDRESS_LENGTH]
    digest = hashlib.sha256(message.message_id.encode()).hexdigest()[:DIGEST_LENGTH]
    return f"{message.kind}_{address}_{digest}.eml"


def _down(error: OSError, path: Path) -> TransportDown:
    cause = CAUSES.get(error.errno or 0, "delivery.folder-unwritable")
    words = f"{error.strerror or error}: {error.filename or path}"
    return TransportDown(Outcome(State.DEFERRED, words, command="write", cause=cause))


class FolderTransport:
    """Writes each message into `path`, which is made where it is missing."""

    kind = "folder"

    def __init__(self, path: Path) -> None:
        self.path = path

    async def carry(self, work: Work) -> None:
        """Write each into its file; `words` of an outcome is the file's name."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _down(error, self.path) from error
        await one_by_one(work, self._deliver)

    async def _deliver(self, message: Message, handed_over: HandedOver) -> Outcome:
        target = self.path / file_name(message)
        part = target.with_suffix(".eml.part")
        try:
            _write(part, message.content)
        except OSError as error:
            with suppress(OSError):  # what is full or locked may refuse that too
                part.unlink()
            raise _down(error, target) from error
        await handed_over()
        try:
            part.replace(target)
            _sync_folder(self.path)
        except OSError as error:
            raise _down(error, target) from error
        return Outcome(State.SENT, target.name)


def unwritable(path: Path) -> Outcome | None:
    """Why mails can't be written into that folder; None where they can. Leaves nothing there."""
    # A folder that isn't there yet is made when the first mail comes, in the one above.
    folder = path if path.exists() else path.parent
    try:
        with TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return _down(error, folder).outcome


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    # A rename is on disk when its folder is. Windows can't open folders and needs no telling.
    if not hasattr(os, "O_DIRECTORY"):
        return
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
