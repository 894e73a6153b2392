"""The whole site as bytes: what is published, under which names, and since when it says so.

    Publisher, meetings ─▶ for_strangers ─▶ Shown ─┬─▶ pages     index.html, termine/<id>.html
                                                   ├─▶ calendars termine.ics, termine/<id>.ics
                                                   └─▶ atom      atom.xml
    Manifest of the run before ─▶ since, updated, moved_from

An entry's SEQUENCE is that of the mails: of the revision last sent, and one more where the meeting
has changed since, which is what the next mail will say. Its DTSTAMP is when the site last changed
what it says (decision 5 keeps both rising). Nothing is read from a clock or a disk here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from rundbrief.archive.atom import atom
from rundbrief.archive.calendars import calendar_files
from rundbrief.archive.manifest import Manifest, Remembered
from rundbrief.archive.pages import index_page, meeting_page, style
from rundbrief.archive.publisher import ATOM, INDEX, STYLE, Publisher, Shown
from rundbrief.archive.strangers import digest, for_strangers
from rundbrief.definitions import Meeting, MeetingStatus
from rundbrief.rendering import Templates


@dataclass(frozen=True, slots=True)
class Sent:
    """A meeting's revision as last sent: its SEQUENCE, whether it is still true, and since when."""

    sequence: int
    is_current: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Site:
    """Every file by its name, with `/`, and what is to be remembered of each meeting, by UID."""

    files: Mapping[str, bytes]
    meetings: Mapping[str, Remembered]


def make_site(
    publisher: Publisher,
    meetings: Collection[Meeting],
    sent: Mapping[UUID, Sent],
    templates: Templates,
    *,
    before: Manifest,
    now: datetime,
) -> Site:
    """The site at `now` (aware). Drafts are no part of it.

    Raises TemplateProblem for whatever in a template the organiser can mend.
    """
    shown = [
        _shown(meeting, sent.get(meeting.id), before.meetings.get(str(meeting.id)), now)
        for meeting in sorted(meetings, key=lambda each: (each.start, each.id))
        if meeting.status is not MeetingStatus.DRAFT
    ]
    files = {
        INDEX: index_page(publisher, shown, templates).encode(),
        STYLE: style(publisher, templates).encode(),
        ATOM: atom(publisher, shown),
        **calendar_files(publisher, shown),
    }
    if publisher.logo:
        files[publisher.logo_name] = publisher.logo.content
    for each in shown:
        files[each.page] = meeting_page(publisher, each, templates).encode()
    return Site(files, _memories(shown))


def _shown(meeting: Meeting, sent: Sent | None, before: Remembered | None, now: datetime) -> Shown:
    public = for_strangers(meeting)
    sequence = sent.sequence + (not sent.is_current) if sent else 0
    word, moment = digest(public, sequence), now.astimezone(UTC).replace(microsecond=0)
    if before is None:  # a site begun anew knows by the mails how old its news is
        moment = min(moment, sent.at) if sent and sent.is_current else moment
        remembered = Remembered(word, moment, moment, meeting.start)
    else:
        remembered = before.now_says(word, meeting.start, moment)
    return Shown(public, sequence, remembered, is_past=meeting.end <= now)


def _memories(shown: Iterable[Shown]) -> dict[str, Remembered]:
    return {str(each.meeting.id): each.remembered for each in shown}
