"""Whether a newsletter's meetings have something to tell: no drafts, nothing past without a recap.

Newsletter, its file, the meetings ─▶ check_listed ─▶ a problem at `meetings[n]`
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePosixPath

from rundbrief.definitions.models import Meeting, MeetingStatus, Newsletter
from rundbrief.definitions.source import read_source
from rundbrief.problems import Problem


def check_listed(
    newsletter: Newsletter, data: bytes, meetings: Iterable[Meeting], *, now: datetime
) -> Iterator[Problem]:
    """An error for each named meeting that can't go out in it at `now` (aware).

    `data` is the newsletter's file. What is cancelled is told as such, as long as it is to come.
    """
    codes = {PurePosixPath(each.file).name: _unfit(each, now) for each in meetings}
    source, _ = read_source(data, newsletter.file)
    named = source.value(("meetings",)) if source else None
    for position, name in enumerate(named if isinstance(named, list) else ()):
        if source and (code := codes.get(name.strip())):
            yield source.problem(("meetings", position), code, found=name.strip())


def _unfit(meeting: Meeting, now: datetime) -> str:
    if meeting.status is MeetingStatus.DRAFT:
        return "writing.draft-listed"
    if meeting.end <= now and not meeting.recap.strip():
        return "writing.no-recap-listed"
    return ""
