"""A mail of every kind, made from the examples' files: what the contact sheet shows.

examples/ ─▶ one Letter for each Kind ─▶ Press ─▶ Message
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rundbrief.composing import Letter, Press, fill
from rundbrief.definitions import InPersonVenue, Meeting, MeetingStatus, Reminder
from rundbrief.messages import Kind, Message
from rundbrief.rendering import Templates
from rundbrief.workspace import open_workspace

EXAMPLES = Path(__file__).parents[1] / "examples"
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
        is_news = kind is Kind.NEWSLETTER
        subject = contents.newsletters[0] if is_news else past if kind is Kind.RECAP else coming
        letter = Letter(
            **_changes(kind, coming),
            **({"subject": subject} if kind not in _STATUS else {}),
            kind=kind,
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


_STATUS = {
    Kind.SAVE_THE_DATE: {"status": MeetingStatus.SAVE_THE_DATE},
    Kind.CANCELLATION: {
        "status": MeetingStatus.CANCELLED,
        "reason": "Das Haus ist nach einem Wasserschaden gesperrt. Einen neuen Termin suchen wir.",
    },
}


def _changes(kind: Kind, meeting: Meeting) -> dict[str, Any]:
    """What a kind's letter needs beside what all have."""
    if kind is Kind.UPDATE:
        week = timedelta(days=3)
        venue = InPersonVenue(kind="in-person", name="Rathaus", room="Sitzungssaal", town="Ahlen")
        was = {"start": meeting.start - week, "end": meeting.end - week, "venue": venue}
        return {"previous": meeting.model_copy(update=was)}
    if kind is Kind.REMINDER:
        at = meeting.start - timedelta(days=14)
        return {"reminder": Reminder(at=at, to="no-answer", until=meeting.start)}
    if kind in _STATUS:
        return {"subject": meeting.model_copy(update=_STATUS[kind])}
    return {}
