"""What a letter says to calendars: to its reader's own, and as files for any.

    Letter, Attendee ─▶ scheduled ─▶ METHOD:REQUEST or CANCEL, as its kind has it; PUBLISH for
                                     the organiser's own copy
    Letter           ─▶ published ─▶ METHOD:PUBLISH, one file for each coming meeting it offers

An answer that still counts is said again in a REQUEST, because PARTSTAT=NEEDS-ACTION would wipe it
out; then none is asked for (RFC 5546 §3.2.2.1, RFC 5545 §3.2.12). What is taken back is named as
the reader's calendar has it. Unfolded lines, each ending in CRLF.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal
from uuid import UUID, uuid5

from rundbrief.calendaring import Attendee, Entry, Party, cancel, publish, request
from rundbrief.composing.letter import Letter
from rundbrief.definitions import Answer, Meeting, MeetingStatus
from rundbrief.messages import RULES, Kind
from rundbrief.rendering import (
    Frame,
    Marks,
    NewsletterContext,
    Reader,
    as_held,
    calendar_words,
)
from rundbrief.wording import Language

ASKING: Final = frozenset({Kind.INVITATION, Kind.UPDATE})  # a save-the-date asks nothing yet

PARTSTAT: Final[Mapping[Answer, Literal["ACCEPTED", "TENTATIVE", "DECLINED"]]] = {
    Answer.ACCEPTED: "ACCEPTED",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.DECLINED: "DECLINED",
}


def scheduled(
    letter: Letter, language: Language, reader: Reader, marks: Marks | None
) -> str | None:
    """The calendar in the mail's body; None for a kind without one."""
    meeting, method = letter.subject, RULES[letter.kind].method
    if method is None or not isinstance(meeting, Meeting):
        return None
    is_off = meeting.status is MeetingStatus.CANCELLED
    if method == "CANCEL" or is_off:
        meeting = as_held(meeting, letter.previous)
    if method == "PUBLISH":
        return publish(_entry(letter, meeting, language, letter.uid), meeting_off=is_off)
    attendee = _attendee(letter, meeting, reader, marks)
    if method == "CANCEL":
        held = _entry(letter, meeting, language, letter.uid)
        return cancel(held, attendee, meeting_off=letter.kind is Kind.CANCELLATION)
    return request(_entry(letter, meeting, language, letter.uid), attendee)


def published(letter: Letter, language: Language, context: Frame) -> Iterator[tuple[str, str]]:
    """The name and calendar of each file that a newsletter attaches."""
    if not isinstance(context, NewsletterContext):
        return
    meetings = {str(meeting.id): meeting for meeting in letter.meetings}
    for section in context.sections:
        if section.calendar and section.calendar.file and section.meeting:
            meeting = meetings[section.meeting.id]
            # A proof's never touches the meeting's own entry, wherever it is opened.
            uid = uuid5(letter.uid, str(meeting.id)) if letter.proof else meeting.id
            entry = _entry(letter, meeting, language, uid)
            yield section.calendar.file, publish(entry)


def _attendee(letter: Letter, meeting: Meeting, reader: Reader, marks: Marks | None) -> Attendee:
    # Whether there is a name makes a variant: an empty CN would be worse than none.
    name = reader.name and (marks.token("name", "parameter") if marks else reader.name)
    if letter.kind not in ASKING:
        return Attendee(str(name) if name else "", str(reader.address), rsvp=False)
    given = next((each for each in PARTSTAT if reader.answer == each), None)
    return Attendee(
        str(name) if name else "",
        str(reader.address),
        partstat=PARTSTAT[given] if given else "NEEDS-ACTION",
        rsvp=meeting.answers == "calendar" and given is None,
    )


def _entry(letter: Letter, meeting: Meeting, language: Language, uid: UUID) -> Entry:
    is_own = meeting.id == letter.subject.id
    words = calendar_words(meeting, language, asks=letter.kind in ASKING)
    return Entry(
        uid=str(uid),
        sequence=letter.sequence if is_own else letter.sequences.get(meeting.id, 0),
        dtstamp=letter.dtstamp,
        start=meeting.start,
        end=meeting.end,
        summary=letter.marked(words.summary, language),
        description=words.description,
        location=words.location,
        conference=getattr(meeting.venue, "link", ""),
        organizer=Party(letter.sender.name, letter.sender.email),
        tentative=meeting.status is MeetingStatus.SAVE_THE_DATE,
    )
