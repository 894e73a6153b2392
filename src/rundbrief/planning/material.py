"""What is material: what a calendar entry stands for, and so what makes a new revision.

    Meeting ─▶ fingerprint ─▶ "date place": the date asks everyone anew, the place only tells them

RFC 5546 §2.1.4 asks for a new SEQUENCE where date, time or place change. Every field of a meeting
and its venue stands in this table with its reason; a test holds the table complete. What is not
material goes out with the next mail to anyone, and moves nobody's calendar.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from rundbrief.definitions import Meeting

DATE: dict[str, str] = {
    "start": "whoever goes by the old one comes too late or too early",
    "end": "whoever has planned the day by it needs to know",
    "zone": "the same hour elsewhere is another moment",
}

PLACE: dict[str, str] = {
    "status": "a meeting that is called off must leave the calendar",
    "venue.kind": "going there or dialling in is another way to take part",
    "venue.name": "it is where people go",
    "venue.street": "it is where people go",
    "venue.postal_code": "it is where people go",
    "venue.town": "it is where people go",
    "venue.room": "a full house has many doors",
    "venue.link": "the old link leads nowhere",
    "venue.dial_in": "the old number leads nowhere",
}

MATERIAL = DATE | PLACE

NOT_MATERIAL: dict[str, str] = {
    "file": "where the organiser keeps it is no one else's affair",
    "id": "another id is another meeting",
    "title": "it is the same meeting at the same time, called otherwise",
    "language": "it is the same meeting, told otherwise",
    "series": "belonging somewhere moves nothing",
    "announcement": "a mended typo must not ask everyone anew",
    "reason": "it is told with the cancellation, which is material by itself",
    "recap": "it is written when the meeting is over",
    "recap_to": "who gets it moves no entry of a meeting that is over",
    "reminders": "when someone is reminded moves nothing",
    "agenda": "it changes until the last day, and the hours of the meeting don't",
    "registration": "a later deadline is a reminder's matter, not the calendar's",
    "documents": "something more to read moves nothing",
    "contact": "whom to ask may change without anyone's plans changing",
    "audience": "who else comes moves nobody's entry",
    "answers": "how to reply is not what one is invited to",
    "venue.directions": "the place is the same, only better explained",
}


def fingerprint(meeting: Meeting) -> str:
    """Two short words for all that is material, of the date and of the place.

    Each is equal where nothing of its fields changed, in every process and on every machine: times
    go in as the local time that the file gives, with the zone's name, so that a new edition of the
    zones' rules moves nothing.
    """
    return f"{_word(meeting, DATE)} {_word(meeting, PLACE)}"


def _word(meeting: Meeting, names: Iterable[str]) -> str:
    text = json.dumps({name: _value(meeting, name) for name in names}, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:16]


def _value(meeting: Meeting, path: str) -> str:
    """The field as text; empty where this kind of venue has none."""
    name, _, of_venue = path.partition(".")
    value = getattr(meeting.venue, of_venue, "") if of_venue else getattr(meeting, name)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, ZoneInfo):
        return value.key
    return str(value)
