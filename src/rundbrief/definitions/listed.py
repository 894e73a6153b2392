"""Whether a newsletter's meetings have something to tell: no drafts, nothing past without a recap.

Newsletter, its file, the meetings ─▶ check_listed ─▶ a problem at `meetings[n]`
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from rundbrief.definitions.models import Meeting, MeetingStatus, Newsletter
from rundbrief.definitions.source import read_source
from rundbrief.problems import Problem, Severity


def check_listed(
    newsletter: Newsletter, data: bytes, meetings: Iterable[Meeting], *, now: datetime
) -> Iterator[Problem]:
    """A problem for each named meeting that can't be told of in it at `now` (aware).

    A draft is an error; what is past and has no recap is a warning, as it is left out. `data` is
    the newsletter's file. What is cancelled is told as such, as long as it is to come.
    """
    unfit = {each.file.rpartition("/")[2]: _unfit(each, now) for each in meetings}
    source, _ = read_source(data, newsletter.file)
    named = source.value(("meetings",)) if source else None
    for position, name in enumerate(named if isinstance(named, list) else ()):
        if source and (found := unfit.get(name.strip())):
            code, severity = found
            at = ("meetings", position)
            yield replace(source.problem(at, code, found=name.strip()), severity=severity)


def _unfit(meeting: Meeting, now: datetime) -> tuple[str, Severity] | None:
    if meeting.status is MeetingStatus.DRAFT:
        return "writing.draft-listed", Severity.ERROR
    if meeting.end <= now and not meeting.recap.strip():
        return "writing.no-recap-listed", Severity.WARNING
    return None
