"""Which files of a folder hold somebody's address, for who wants them forgotten.

    every file ─▶ its bytes, whatever it is ──────┐
    every mail ─▶ its texts decoded ──────────────┴─▶ the names of those that hold one of them

In quoted-printable, base64 and UTF-16 an address isn't found in the bytes as they lie, so mails are
read, and Outlook's files searched in UTF-16. An address within a longer one is not that address.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from rundbrief.inbox.folder import Name, files_in, mails_in
from rundbrief.inbox.mail import read
from rundbrief.inbox.reports import MAILS
from rundbrief.inbox.traces import MOST_ATTACHED
from rundbrief.problems import Problem
from rundbrief.recipients import written

CHUNK = 1 << 20
OVERLAP = 1 << 10  # bytes; an address has at most 254 letters, in UTF-16 twice as many
WHOLE = 1 << 26  # bytes of a mail that are decoded: more than any server takes

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]"


def holders(folder: Path, name: Name, identities: Collection[str]) -> Iterator[str]:
    """The files that hold one of those addresses, each once, in their order."""
    spelled = {spelling for each in identities for spelling in (each, written(each))}
    if not spelled:
        return
    alternatives = "|".join(map(re.escape, sorted(spelled)))
    address = re.compile(
        rf"(?<!{_ATOM})(?:{alternatives})(?![A-Za-z0-9_-]|\.[A-Za-z0-9])", re.IGNORECASE
    )
    inside = {
        kept.file
        for kept in mails_in(folder, name, most=WHOLE)
        if not isinstance(kept, Problem) and any(map(address.search, _texts(kept.content)))
    }
    for path in files_in(folder):
        if name(path) in inside or (_is_readable(path) and _is_in_bytes(path, address)):
            yield name(path)


def _is_readable(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _texts(content: bytes) -> Iterator[str]:
    """All texts of a mail and of those attached to it; addresses in fields lie as they are."""
    waiting, seen = [content], 0
    while waiting and seen < MOST_ATTACHED:
        parts, seen = read(waiting.pop()), seen + 1
        waiting += [part.content for part in parts if part.type in MAILS]
        yield from (part.text for part in parts if not part.type.startswith("multipart/"))


def _is_in_bytes(path: Path, address: "re.Pattern[str]") -> bool:
    try:
        with path.open("rb") as file:
            before = b""
            while piece := file.read(CHUNK):
                window = before + piece
                # What is ASCII in UTF-16 has a zero beside each letter.
                for text in (window, window.replace(b"\0", b"")):
                    if address.search(text.decode("utf-8", "replace")):
                        return True
                before = window[-OVERLAP:]
    except OSError:  # `settle` says that it can't be read
        return False
    return False
