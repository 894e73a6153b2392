"""A folder of mails, read one after the other: `.eml` files, mboxes, Maildirs, in any depth.

    folder ─▶ files ─┬─ x.eml, cur/…, new/… ─▶ Kept(file, None, bytes)
                     ├─ begins with "From " ─▶ Kept(file, line, bytes), mail by mail
                     └─ anything else, what can't be opened, links ─▶ Problem

Opened for reading only: the standard library's `mailbox` opens an mbox to write, and holds a list
of all its mails. Of each mail the first megabyte is read: fields, a server's report and a
calendar's answer stand before anything long. Links are not followed, so nothing outside is read.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rundbrief.inbox.mail import is_mail
from rundbrief.problems import Problem, Severity

MOST = 1 << 20  # bytes of a mail that are read
LINE = 1 << 16  # bytes of an mbox that are read at once: no line of a mail is as long
MAILDIR = ("cur", "new")
OUTLOOK = (".msg", ".pst", ".ost")
NOTES = (".md", ".msf")  # a README; Thunderbird's index beside an mbox
SEPARATOR = b"From "

Name = Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail's bytes and where they lie; `line` is where it begins in a file of several."""

    file: str
    line: int | None
    content: bytes


def mails_in(folder: Path, name: Name, *, most: int = MOST) -> Iterator[Kept | Problem]:
    """Every mail in that folder, by file, and what can't be read as one.

    `name` makes a file's name as the organiser knows it. A folder that isn't there holds nothing.
    """
    for path in files_in(folder):
        try:
            yield from _read(path, name(path), most)
        except OSError as error:
            yield _problem(path, name, "inbox.unreadable", reason=error.strerror or str(error))


def files_in(folder: Path) -> Iterator[Path]:
    """All that lies in it, by name; of a Maildir what has arrived, links themselves among it."""
    closed: list[OSError] = []
    for top, inner, names in os.walk(folder, onerror=closed.append):
        inner.sort()
        here = Path(top)
        is_maildir = MAILDIR[0] in inner
        links = [each for each in inner if (here / each).is_symlink()]
        if is_maildir:  # its other files are a server's own, and tmp holds what hasn't arrived
            inner[:] = [each for each in inner if each != "tmp"]
            names = [each for each in names if Path(each).suffix.lower() in (".eml", ".mbox")]
        for each in sorted((*names, *links)):
            if not each.startswith(".") or here.name in MAILDIR:
                yield here / each
    yield from (Path(error.filename) for error in closed if folder.exists())


def _read(path: Path, name: str, most: int) -> Iterator[Kept | Problem]:
    suffix = path.suffix.lower()
    in_maildir = path.parent.name in MAILDIR
    if suffix in NOTES and not in_maildir:
        return
    if path.is_symlink():
        yield _warning(name, "inbox.link")
    elif path.is_dir():  # it could not be looked into, and this says why
        next(path.iterdir(), None)
    elif not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for without end
        yield _warning(name, "inbox.other-file")
    elif suffix in OUTLOOK and not in_maildir:
        yield _warning(name, "inbox.outlook")
    else:
        with path.open("rb") as file:
            if file.read(len(SEPARATOR)) == SEPARATOR and not in_maildir:
                file.seek(0)
                yield from _mbox(file, name, most)
                return
            file.seek(0)
            content = file.read(most)
        if in_maildir or suffix == ".eml":
            is_one = is_mail(content)
            yield Kept(name, None, content) if is_one else _warning(name, "inbox.not-a-mail")
        else:
            yield _warning(name, "inbox.other-file")


def _mbox(file: BinaryIO, name: str, most: int) -> Iterator[Kept]:
    """Its mails: each begins with a `From ` line, at the top or behind an empty one (RFC 4155)."""
    line, begin, size = 1, 1, 0
    pieces: list[bytes] = []
    is_after_empty, is_at_start = True, True
    while piece := file.readline(LINE):
        if is_after_empty and piece.startswith(SEPARATOR) and pieces:
            yield Kept(name, begin, b"".join(pieces))
            pieces, begin, size = [], line, 0
        if size < most:
            pieces.append(piece)
            size += len(piece)
        is_after_empty = is_at_start and piece in (b"\n", b"\r\n")
        is_at_start = piece.endswith(b"\n")
        line += is_at_start
    if pieces:
        yield Kept(name, begin, b"".join(pieces))


def _warning(name: str, code: str) -> Problem:
    return Problem(name, None, "", code, severity=Severity.WARNING)


def _problem(path: Path, name: Name, code: str, **values: str) -> Problem:
    return Problem(name(path), None, "", code, values, Severity.WARNING)
