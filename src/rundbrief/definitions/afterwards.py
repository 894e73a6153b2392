"""What a meeting that is over still owes: the recap that its file has promised to somebody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from rundbrief.definitions.models import Meeting, MeetingStatus
from rundbrief.definitions.source import read_source
from rundbrief.problems import Problem, Severity


def check_recap(meeting: Meeting, data: bytes, *, now: datetime) -> Iterator[Problem]:
    """A warning where a meeting is over and its recap, to be sent, is not written yet.

    `data` is its file, `now` aware.
    """
    is_owed = meeting.status is MeetingStatus.PLANNED and meeting.end <= now
    if meeting.recap_to == "nobody" or meeting.recap or not is_owed:
        return
    source, _ = read_source(data, meeting.file)
    if source is not None:
        problem = source.problem(("recap_to",), "writing.no-recap-yet", end=meeting.end.date())
        yield replace(problem, severity=Severity.WARNING)
