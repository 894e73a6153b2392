"""What a page shows is its address: file, kind of mail, recipient, tab and what was typed.

    /?file=…&kind=…&at=…&to=…&tab=…&q=…  ◀─▶  Place
    /plan?file=…&notify=…&withdraw=…     ◀─▶  Place, with her word on a plan

So a link holds everything, and the browser's own history is ours.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from rundbrief.desk import Letter, Wish, Word
from rundbrief.messages import Kind

TABS = ("desktop", "phone", "dark", "blocked", "text", "calendar", "headers", "source", "parts")
FRAMED = frozenset({"desktop", "phone", "dark", "blocked"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is; what is not chosen is empty.

    `notify` is a meeting's file, `withdraw` addresses with commas: see `Word`.
    """

    file: str = ""
    kind: str = ""
    at: str = ""
    to: str = ""
    tab: str = "desktop"
    q: str = ""
    notify: str = ""
    withdraw: str = ""

    @classmethod
    def read(cls, asked: QueryParams) -> "Place":
        """The place in an address; what is none of ours counts as not chosen."""
        names = ("file", "kind", "at", "to", "q", "notify", "withdraw")
        values = {name: asked.get(name, "") for name in names}
        if values["kind"] not in list(Kind):
            values["kind"] = values["at"] = ""
        tab = asked.get("tab", "")
        return cls(**values, tab=tab if tab in TABS else "desktop")

    @property
    def wish(self) -> Wish:
        """What the desk is asked for."""
        letter = Letter(Kind(self.kind), self.at) if self.kind else None
        return Wish(self.file, self.to, letter)

    @property
    def word(self) -> Word:
        """What the organiser wants beyond what her files and lists say."""
        addresses = (each.strip() for each in self.withdraw.split(","))
        notify = (Path(self.notify),) if self.notify else ()
        return Word(notify, tuple(each for each in addresses if each))

    def link(self, path: str = "/", /, **changes: Any) -> str:
        """The address of this place with those changes."""
        there = replace(self, **changes)
        values = {name: value for name in self.__slots__ if (value := getattr(there, name))}
        if values.get("tab") == "desktop":
            del values["tab"]
        return f"{path}?{urlencode(values)}" if values else path
