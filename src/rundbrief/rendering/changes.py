"""What changed in a meeting, as its readers need it: before and now, side by side, in words.

    Meeting as it was, Meeting ─▶ changes ─▶ Change("when", before, now), Change("where", …)

Only what a reader acts by is told: a date, a place, a link, a title. A mended text is simply read,
and of a deadline the calendar, whose entry is compared, knows nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rundbrief.definitions import Meeting
from rundbrief.rendering.views import MeetingView, meeting_view
from rundbrief.wording import Language, sentence

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changed: what it is called, its lines before and now; either may be none."""

    label: str
    before: Lines
    now: Lines


# In the order in which a reader asks: the sentence that names it, and what is compared.
TOLD: Final[Mapping[str, Callable[[MeetingView], Lines]]] = {
    "when": lambda view: (view.when.date, view.when.time, view.when.until),
    "where": lambda view: view.place.lines or (view.place.summary,),
    "also-online": lambda view: (view.place.link,),
    "dial-in": lambda view: (view.place.dial_in,),
    "title": lambda view: (view.title,),
}


def changes(before: Meeting, now: Meeting, language: Language) -> tuple[Change, ...]:
    """What is to be told of two states of one meeting; empty where only texts differ."""
    old, new = meeting_view(before, language), meeting_view(now, language)
    found = []
    for key, lines in TOLD.items():
        was, is_now = _without_gaps(lines(old)), _without_gaps(lines(new))
        if was != is_now:
            label = sentence(f"mail.{key}", language)
            found.append(Change(label=label, before=was, now=is_now))
    return tuple(found)


def is_moved(before: Meeting, now: Meeting) -> bool:
    """Is it at another time, so that who had said yes must be asked anew?"""
    return (before.start, before.end, before.zone) != (now.start, now.end, now.zone)


def _without_gaps(lines: Lines) -> Lines:
    return tuple(filter(None, lines))
