"""A problem says where, which and with what values; its sentence is made by `wording`.

    reader ─▶ [Problem, …] ─▶ desk ─▶ `meetings/x.toml:7: end: 09:00 is before start, 10:00. …`

Problems are never thrown through rooms: a reader returns them beside what it could read.
"""

import dataclasses
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum

Value = str | int | date | time
"""What fills a placeholder; days and times are written in the words of the sentence's language."""


class Severity(StrEnum):
    """What a problem stops: an error must be mended before anything is planned."""

    ERROR = "error"
    WARNING = "warning"


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    `file` is the path as the organiser knows it, relative to her workspace, with `/`.
    `line` counts from 1; None where the whole file is meant. `field` is the key's dotted path
    (`venue.link`, `agenda[2].time`), a column's name, or empty. `code` is the key of its
    sentence in the catalogues (`definitions.unknown-key`), `values` fill the placeholders.
    """

    file: str
    line: int | None
    field: str
    code: str
    values: Mapping[str, Value] = dataclasses.field(default_factory=dict, hash=False, compare=False)
    severity: Severity = Severity.ERROR
