"""Which mails `check` composes for trial, so that a broken template is found before it is needed.

    Meeting | Newsletter ─┬─▶ due     what may go out as the files are
                          └─▶ later   what an edit or the organiser's word would send

A change is told against what was held before: here a meeting a week earlier, and one in another
house, so that both of an update's ways are gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rundbrief.definitions import InPersonVenue, Meeting, MeetingStatus
from rundbrief.desk.letters import first_kind
from rundbrief.desk.subjects import Subject
from rundbrief.messages import Kind
from rundbrief.recipients import Recipient

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Trial:
    """One mail to be composed; `previous` is the meeting as its readers would have it.

    `is_due` where it may go out as the files are. `reader` is the organiser for her own copy, None
    for all whom the subject is for.
    """

    kind: Kind
    subject: Subject
    occurrence: str = ""
    previous: Meeting | None = None
    is_due: bool = True
    reader: Recipient | None = None


def due(subject: Subject, now: datetime, copy_to: Recipient | None) -> Iterator[Trial]:
    """The mails that may still go out as the files are; a reminder for each occurrence.

    `copy_to` is the organiser, where she wants copies.
    """
    if not isinstance(subject, Meeting):
        yield Trial(first_kind(subject), subject)
    elif subject.end > now:
        yield Trial(first_kind(subject), subject)
        if copy_to:
            yield Trial(Kind.COPY, subject, reader=copy_to)
        for each in subject.reminders:
            if each.until > now and subject.status is not MeetingStatus.CANCELLED:
                yield Trial(Kind.REMINDER, subject, each.at.isoformat())
    elif subject.status is MeetingStatus.CANCELLED:
        return  # there is nothing to look back on
    elif subject.recap and subject.recap_to != "nobody":
        yield Trial(Kind.RECAP, subject)


def later(subject: Subject, now: datetime, copy_to: Recipient | None) -> Iterator[Trial]:
    """The mails of a meeting's further life, which nobody wants to mend when they are urgent."""
    if not isinstance(subject, Meeting) or subject.end <= now:
        return
    if subject.status is MeetingStatus.CANCELLED:
        return
    if subject.status is MeetingStatus.SAVE_THE_DATE:
        planned = subject.model_copy(update={"status": MeetingStatus.PLANNED})
        yield Trial(Kind.INVITATION, planned, is_due=False)
    else:
        for before in _before(subject):
            yield Trial(Kind.UPDATE, subject, previous=before, is_due=False)
    if copy_to:
        for before in _before(subject):
            yield Trial(Kind.COPY, subject, previous=before, is_due=False, reader=copy_to)
    off = subject.model_copy(update={"status": MeetingStatus.CANCELLED, "reason": subject.title})
    yield Trial(Kind.CANCELLATION, off, previous=subject, is_due=False)
    yield Trial(Kind.WITHDRAWAL, subject, previous=subject, is_due=False)


def _before(meeting: Meeting) -> Iterator[Meeting]:
    """The meeting at another time, then at another place, as it may have been."""
    times = {"start": meeting.start - WEEK, "end": meeting.end - WEEK}
    yield meeting.model_copy(update=times)
    house = InPersonVenue(kind="in-person", name=meeting.title)
    yield meeting.model_copy(update={"venue": house})
