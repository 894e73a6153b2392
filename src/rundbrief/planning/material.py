"""What is material: what a calendar entry stands for, and so what makes a new revision.

RFC 5546 §2.1.4 asks for a new SEQUENCE where date, time or place change. Every field of a meeting
and its venue stands in this table with its reason; a test holds the table complete. What is not
material goes out with the next mail to anyone, and moves nobody's calendar.
"""

import json
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from rundbrief.definitions import Meeting

MATERIAL: dict[str, str] = {
    "start": "whoever goes by the old one comes too late or too early",
    "end": "whoever has planned the day by it needs to know",
    "zone": "the same hour elsewhere is another moment",
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

NOT_MATERIAL: dict[str, str] = {
    "file": "where the organiser keeps it is no one else's affair",
    "id": "another id is another meeting",
    "title": "it is the same meeting at the same time, called otherwise",
    "language": "it is the same meeting, told otherwise",
    "series": "belonging somewhere moves nothing",
    "announcement": "a mended typo must not ask everyone anew",
    "recap": "it is written when the meeting is over",
    "agenda": "it changes until the last day, and the hours of the meeting don't",
    "registration": "a later deadline is a reminder's matter, not the calendar's",
    "documents": "something more to read moves nothing",
    "contact": "whom to ask may change without anyone's plans changing",
    "audience": "who else comes moves nobody's entry",
    "answers": "how to reply is not what one is invited to",
    "venue.directions": "the place is the same, only better explained",
}


def fingerprint(meeting: Meeting) -> str:
    """A short word for all that is material: equal where nothing material changed.

    The same in every process and on every machine: times go in as the local time that the file
    gives, with the zone's name, so that a new edition of the zones' rules moves nothing.
    """
    material = {name: _value(meeting, name) for name in MATERIAL}
    text = json.dumps(material, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:32]


def _value(meeting: Meeting, path: str) -> str:
    """The field as text; empty where this kind of venue has none."""
    name, _, of_venue = path.partition(".")
    value = getattr(meeting.venue, of_venue, "") if of_venue else getattr(meeting, name)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, ZoneInfo):
        return value.key
    return str(value)
