"""What a cell was read as, remembered: most cells of a list stand in many of its rows.

    "Münster"          ─▶ read once, one text for ten thousand rows
    "Frau Dr." (Anrede) ─▶ Odd, never remembered: its row is read by hand

A million rows are checked in a few times what the csv module takes to split them, because a plain
cell costs one look into a dictionary. What is plain is said by the steps handed in.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from rundbrief.recipients.fault import Fault

Cell = TypeVar("Cell", bound=Hashable)
# A value for each cell that was met: as many as ten thousand rows may have, so that a million take
# no more memory, and more than a list has places, titles or, mostly, domains.
REMEMBERED = 1 << 13


class Odd(Exception):
    """A cell that takes more thought than a look; or a faulty one."""


class Memo(dict[Cell, Any]):
    """Looks a cell up, and reads it in steps where it is new; `Odd` where one finds fault."""

    def __init__(self, *steps: Callable[[Any], Any]) -> None:
        super().__init__()
        self._steps = steps

    def __missing__(self, cell: Cell) -> Any:
        value: Any = cell
        for step in self._steps:
            value = step(value)
            if isinstance(value, Fault):
                raise Odd
        if len(self) >= REMEMBERED:
            self.clear()
        self[cell] = value
        return value
