"""A meeting as strangers may see it: what was meant for the invited stays out of the site.

    Meeting ─▶ for_strangers ─▶ the same, less what opens a door or speaks of people
            ─▶ digest        ─▶ a word that changes with what strangers see

Everything on the site is made from what comes out here, so what is left out here is nowhere. A
draft never comes here at all.

| left out | because |
| --- | --- |
| link and number of the online room | who has them can walk in |
| attached files | they were given to the invited, and may be meant for them alone |
| the reason why it is off | it may speak of somebody's health |
| audience, reminders, answering | they say who was written to, and how |
"""

import json
from hashlib import sha256

from rundbrief.definitions import Audience, InPersonVenue, Meeting, Venue

_NOT_SEEN = frozenset({"file", "audience", "reminders", "recap_to", "answers"})


def for_strangers(meeting: Meeting) -> Meeting:
    """The meeting without what isn't theirs; its online room keeps its name, not its link."""
    return meeting.model_copy(
        update={
            "venue": _without_key(meeting.venue),
            "documents": tuple(each for each in meeting.documents if each.link),
            "reason": "",
            "audience": Audience(),
            "reminders": (),
            "answers": "none",
        }
    )


def digest(meeting: Meeting, sequence: int) -> str:
    """The same for two meetings, made for strangers, that look the same to them.

    What stands at its default is not counted: a field that meetings get later changes nothing.
    """
    seen = meeting.model_dump(exclude=set(_NOT_SEEN), exclude_defaults=True)
    text = json.dumps([sequence, seen], default=str, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:32]


def _without_key(venue: Venue) -> Venue:
    if isinstance(venue, InPersonVenue):
        return venue
    return venue.model_copy(update={"link": "", "dial_in": ""})
