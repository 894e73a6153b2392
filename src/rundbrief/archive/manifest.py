"""What a site remembers of itself: its files, and since when each meeting says what it says.

    .rundbrief-site.json ─▶ read ─▶ Manifest ─▶ what is ours, what was said before
                                       └─▶ text ─▶ .rundbrief-site.json

The folder is ours by this file alone: what it doesn't name is somebody else's. It holds hashes and
times, nobody's data. Names that would lead out of the folder make it no manifest of ours.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Self

NAME: Final = ".rundbrief-site.json"
FORM: Final = 1  # of the file; another number is another program's

_OURS = re.compile(r"(?:termine/)?\w[\w-]*(?:\.\w+)+", re.ASCII)  # no "..", no "/" in front


@dataclass(frozen=True, slots=True)
class Remembered:
    """One meeting on the site. All times are aware.

    `digest` is that of what it says; `since` and `updated` are when it first came and last changed;
    `start` is its date, `moved_from` the date before, None while it was never moved.
    """

    digest: str
    since: datetime
    updated: datetime
    start: datetime
    moved_from: datetime | None = None

    def now_says(self, digest: str, start: datetime, now: datetime) -> Self:
        """The same meeting as it is now; its time of change rises even if the clock went back."""
        if digest == self.digest:
            return self
        moved = self.start if start != self.start else self.moved_from
        return replace(
            self,
            digest=digest,
            updated=max(now, self.updated + timedelta(seconds=1)),
            start=start,
            moved_from=None if moved == start else moved,
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` maps names with `/` to the SHA-256 of their bytes; `meetings` is by UID."""

    files: Mapping[str, str] = field(default_factory=dict)
    meetings: Mapping[str, Remembered] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The manifest that this text is; None where it is none of ours."""
        try:
            values = json.loads(text)
            if values["form"] != FORM:
                return None
            files = {str(name): str(digest) for name, digest in values["files"].items()}
            meetings = {uid: _remembered(each) for uid, each in values["meetings"].items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return cls(files, meetings) if all(map(_OURS.fullmatch, files)) else None

    def text(self) -> str:
        """As it stands in the folder: the same for the same site."""
        meetings = {
            uid: {name: _word(value) for name, value in asdict(each).items()}
            for uid, each in self.meetings.items()
        }
        values = {"form": FORM, "files": dict(self.files), "meetings": meetings}
        return json.dumps(values, indent=1, sort_keys=True) + "\n"


def _word(value: datetime | str | None) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else value


def _remembered(values: Mapping[str, str | None]) -> Remembered:
    moved_from = values["moved_from"]
    return Remembered(
        digest=str(values["digest"]),
        since=_moment(values["since"]),
        updated=_moment(values["updated"]),
        start=_moment(values["start"]),
        moved_from=_moment(moved_from) if moved_from else None,
    )


def _moment(text: str | None) -> datetime:
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return moment
