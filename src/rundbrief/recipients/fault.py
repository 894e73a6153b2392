"""What is wrong with one cell, before it is known where the cell stands."""

from collections.abc import Mapping
from typing import NamedTuple

SHOWN = 80  # letters of a value that a problem repeats: enough to find it, still one line


class Fault(NamedTuple):
    """A problem without its place: the key of its sentence and the values in it."""

    code: str
    values: Mapping[str, str | int] = {}


def shown(text: str) -> str:
    """The organiser's own text as a problem may repeat it: one short line, nothing invisible."""
    visible = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    return visible if len(visible) <= SHOWN else visible[: SHOWN - 1] + "…"
