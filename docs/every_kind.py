"""A mail of every kind, made from the examples' files: what the contact sheet shows.

examples/ ─▶ one Letter for each Kind ─▶ Press ─▶ Message
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from rundbrief.composing import Letter, Press, fill
from rundbrief.definitions import InPersonVenue, Meeting, MeetingStatus, Newsletter, Reminder
from rundbrief.messages import Kind, Message
from rundbrief.rendering import Templates
from rundbrief.workspace import open_workspace

EXAMPLES = Path(__file__).parents[1] / "examples"
REASON = "Das Haus ist nach einem Wasserschaden gesperrt. Einen neuen Termin suchen wir."
READER = "kultur@kreis-borken.example"


def every_kind() -> dict[Kind, Message]:
    """The mail of each kind to `READER`, as the examples stand on 4 August 2025."""
    workspace, problems = open_workspace(EXAMPLES)
    assert workspace is not None, problems  # noqa: S101 - it is the repository's own
    contents = workspace.read()
    now = datetime(2025, 8, 4, 9, 0, tzinfo=workspace.zone)
    recipient = next(each for each in contents.recipients if each.address == READER)
    coming = next(meeting for meeting in contents.meetings if meeting.start > now)
    past = next(meeting for meeting in contents.meetings if meeting.end < now and meeting.recap)
    made = {}
    for kind in Kind:
        subject = _subject(kind, coming, past, contents.newsletters[0])
        letter = Letter(
            kind=kind,
            subject=subject,
            previous=_earlier(coming) if kind in (Kind.UPDATE, Kind.COPY) else None,
            reminder=_reminder(coming) if kind is Kind.REMINDER else None,
            meetings=contents.meetings,
            organisation=workspace.settings.organisation,
            sender=workspace.settings.sender,
            language=subject.language,
            date=now,
            dtstamp=now.astimezone(UTC),
            uid=subject.id,
            enclosures=contents.enclosures,
            pictures=contents.pictures,
            logo=contents.logo,
        )
        press = Press(letter, Templates(workspace.templates))
        values = press.values(recipient, "k3f9a2b7c1")
        made[kind] = fill(press.variant(recipient), values, letter.envelope_sender)
    return made


def _subject(kind: Kind, coming: Meeting, past: Meeting, issue: Newsletter) -> Meeting | Newsletter:
    match kind:
        case Kind.NEWSLETTER:
            return issue
        case Kind.RECAP:
            return past
        case Kind.SAVE_THE_DATE:
            return coming.model_copy(update={"status": MeetingStatus.SAVE_THE_DATE})
        case Kind.CANCELLATION:
            off = {"status": MeetingStatus.CANCELLED, "reason": REASON}
            return coming.model_copy(update=off)
        case _:
            return coming


def _earlier(meeting: Meeting) -> Meeting:
    """The meeting before it was moved, in another house."""
    days = timedelta(days=3)
    venue = InPersonVenue(kind="in-person", name="Rathaus", room="Sitzungssaal", town="Ahlen")
    was = {"start": meeting.start - days, "end": meeting.end - days, "venue": venue}
    return meeting.model_copy(update=was)


def _reminder(meeting: Meeting) -> Reminder:
    at = meeting.start - timedelta(days=14)
    return Reminder(at=at, to="no-answer", until=meeting.start)
