"""The site's calendars: one file for each meeting, and all of them as a feed.

    Shown ─▶ Entry ─┬─▶ termine/<id>.ics
                    └─▶ termine.ics, to subscribe to

The UID is the mails' own, so a calendar that holds the invitation knows it is the same meeting.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from rundbrief.archive.publisher import CALENDAR, INDEX, Publisher, Shown
from rundbrief.calendaring import Entry, Heading, Party, feed, fold, publication
from rundbrief.definitions import MeetingStatus, OnlineVenue
from rundbrief.rendering import calendar_words

EMPTY = datetime(1970, 1, 1, tzinfo=UTC)  # when a site without meetings last changed


def calendar_files(publisher: Publisher, shown: Sequence[Shown]) -> dict[str, bytes]:
    """Every calendar by the name of its file, UTF-8 with folded lines."""
    entries = [_entry(publisher, each) for each in shown]
    off = {str(each.meeting.id) for each in shown if each.is_off}
    files = {CALENDAR: _bytes(feed(entries, off, _heading(publisher, shown)))}
    for each, entry in zip(shown, entries, strict=True):
        files[each.calendar] = _bytes(publication(entry, is_off=each.is_off))
    return files


def _bytes(text: str) -> bytes:
    return fold(text).encode()


def _heading(publisher: Publisher, shown: Sequence[Shown]) -> Heading:
    return Heading(
        name=site_title(publisher, shown),
        description=publisher.say("feed-description", organisation=publisher.organisation.name),
        colour=publisher.organisation.colour,
        changed=last_change(shown),
        source=publisher.address(CALENDAR),
        url=publisher.address(INDEX),
    )


def site_title(publisher: Publisher, shown: Sequence[Shown]) -> str:
    """The series' name where all meetings are of one, else the organisation's meetings."""
    series = {each.meeting.series.name if each.meeting.series else "" for each in shown}
    only = series.pop() if len(series) == 1 else ""
    return only or publisher.say("title", organisation=publisher.organisation.name)


def last_change(shown: Sequence[Shown]) -> datetime:
    """When anything of them last changed, in UTC."""
    return max((each.remembered.updated for each in shown), default=EMPTY)


def _entry(publisher: Publisher, shown: Shown) -> Entry:
    meeting = shown.meeting
    words = calendar_words(meeting, meeting.language)
    location, description = words.location, words.description
    if getattr(meeting.venue, "kind", "") != "in-person":
        access = publisher.say("access")
        description = f"{access}\n\n{description}"
    if isinstance(meeting.venue, OnlineVenue):
        location = meeting.venue.name or publisher.say("online")
    return Entry(
        uid=str(meeting.id),
        sequence=shown.sequence,
        dtstamp=shown.remembered.updated,
        start=meeting.start,
        end=meeting.end,
        summary=words.summary,
        description=description,
        location=location,
        url=publisher.address(shown.page),
        organizer=Party(publisher.sender.name, publisher.sender.email),
        tentative=meeting.status is MeetingStatus.SAVE_THE_DATE,
    )
