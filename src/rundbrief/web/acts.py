"""What can be done at the desk, and where on the page: the same list as the commands' options.

A command or option that the page does not offer stands here with its reason, so that none is
forgotten. A place is a page, or an order with the field that says it: `/settle reason`.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Place(NamedTuple):
    """Where the page offers an act: a page's address, or an order's, and there a field's name."""

    path: str
    field: str = ""


# None for what only the terminal has; the comment says why.
ACTS: Final[Mapping[str, Place | None]] = {
    "demo": Place("/start", "what"),
    "init": Place("/start", "organisation"),
    "init --organisation": Place("/start", "organisation"),
    "init --sender": Place("/start", "sender"),
    "init --contact": Place("/start", "contact"),
    "init --contact-email": Place("/start", "contact_email"),
    "init --land": Place("/start", "land"),
    "init --language": None,  # it is the browser's
    "new": Place("/new", "what"),
    "new --title": Place("/new", "title"),
    "new --date": Place("/new", "when"),
    "new --like": Place("/new", "like"),
    "new --from": Place("/new", "pasted"),
    "check": Place("/"),
    "check --recipients": None,  # the page lists recipients beside the mail
    "check --report": Place("/report"),
    "plan": Place("/plan"),
    "plan --all": Place("/plan"),
    "plan --notify": Place("/plan", "notify"),
    "plan --withdraw": Place("/plan", "withdraw"),
    "proof": Place("/proof", "address"),
    "send": Place("/send", "hash"),
    "send --plan": Place("/send", "hash"),
    "send --notify": Place("/send", "notify"),
    "send --withdraw": Place("/send", "withdraw"),
    "send --force": Place("/send", "force[]"),
    "send --wait": None,  # the page shows what waits, and sends it at a press
    "answer": Place("/answer", "said"),
    "answer --note": Place("/answer", "note"),
    "answer --revoke": Place("/answer", "said"),
    "status": Place("/status"),
    "status --mails": Place("/status"),
    "status --show": Place("/story"),
    "status --eml": Place("/eml"),
    "status --html": Place("/sheet"),
    "status --csv": None,  # a table for another program
    "status --replace": None,  # the browser asks where a file goes, and whether to replace one
    "preview": Place("/"),
    "preview --export": None,  # a page without its server, to be handed on
    "site": Place("/site", "folder"),
    "optout": Place("/optout", "reason"),
    "optout --reason": Place("/optout", "reason"),
    "optout --revoke": Place("/optin", "address"),
    "optout --yes": None,  # lifts the bar of one who was erased: not by a slip of the mouse
    "forget": Place("/forget", "again"),
    "forget --yes": None,  # a script's word for a question; the page asks by its second field
    "doctor": Place("/doctor"),
    "settle": Place("/settle", "word"),
    "settle --all": Place("/settle", "which"),
    "settle --refused": Place("/settle", "which"),
    "settle --here": Place("/settle/here", "reason"),
    "settle --reason": Place("/settle", "reason"),
}
# Options that every command has, or that say how to print.
EVERYWHERE: Final = frozenset({"--help", "--now", "-C", "--json"})
