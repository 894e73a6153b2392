"""A cell that should hold one address, and what people really put there.

    "mailto:a@b.example"       ─▶  a@b.example
    "Amt <a@b.example>;"       ─▶  a@b.example, and the name beside it
    "a@b.example; c@d.example" ─▶  both

Mended where there is one meaning, so that nobody types five hundred cells anew. What was seen but
not taken over is handed on, and told.
"""

import re
from typing import NamedTuple

from rundbrief.recipients.address import Address, read_address
from rundbrief.recipients.cells import AROUND, clean
from rundbrief.recipients.fault import Fault, shown

# Zero-width characters and the soft hyphen, which copying leaves and no address has. Controls
# that turn the direction of writing are not among them: they may show another address than this.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_BETWEEN = re.compile(r"\s*[;,|]\s*|\s+(?:/|und|and|oder|or)\s+|\s+(?=[^\s@<]+@)", re.IGNORECASE)
_NAMED = re.compile(r"""["']?(?P<name>[^"<>@]*?)["']?\s*<(?P<address>[^<>]+)>""")
_QUERY = re.compile(r"mailto:(?P<address>[^?]*)(?:\?.*)?", re.IGNORECASE)


class Mailboxes(NamedTuple):
    """The addresses of a cell, the name beside a single one, and what was mended."""

    addresses: tuple[Address, ...]
    name: str = ""
    mended: tuple[Fault, ...] = ()


def read_mailboxes(cell: str) -> Mailboxes | Fault:
    """The addresses a cell names, each once; what is wrong where that isn't plain."""
    visible = cell.strip(AROUND).translate(INVISIBLE)
    text = clean(visible)
    if isinstance(text, Fault):
        return text
    read = read_address(text)
    if isinstance(read, Address):
        mended = (_mended(cell, read),) if visible != cell.strip(AROUND) else ()
        return Mailboxes((read,), mended=mended)
    name, bare = _unwrapped(text)
    alone = read_address(bare)
    if isinstance(alone, Address):
        return Mailboxes((alone,), name)
    several = [read_address(_unwrapped(part)[1]) for part in _BETWEEN.split(text) if part]
    found: dict[str, Address] = {}
    for each in several:
        if isinstance(each, Fault):
            return read
        found.setdefault(each.identity, each)
    return Mailboxes(tuple(found.values())) if found else read


def read_former(cell: str) -> tuple[str, ...] | Fault:
    """The identities of the addresses a cell names; none where it is blank."""
    read = read_mailboxes(cell) if cell.strip(AROUND) else Mailboxes(())
    return read if isinstance(read, Fault) else tuple(each.identity for each in read.addresses)


def _unwrapped(text: str) -> tuple[str, str]:
    """The name beside an address, and the address without what is put around one."""
    text = text.strip(" ;,")
    named = _NAMED.fullmatch(text)
    name, bare = (named["name"].strip(), named["address"]) if named else ("", text)
    if query := _QUERY.fullmatch(bare.strip()):
        bare = query["address"]
    return name, bare.strip()


def _mended(cell: str, read: Address) -> Fault:
    return Fault("recipients.address-mended", {"value": shown(cell), "address": read.address})
