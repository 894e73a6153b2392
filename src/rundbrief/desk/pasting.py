"""Pasted text as drafts of meetings: what it says, and where it says too little.

text file ─▶ read_pasted ─▶ for each meeting: past? recap : announcement ─▶ the draft's text
"""

from dataclasses import asdict, replace
from pathlib import Path
from uuid import uuid4

from rundbrief.definitions import (
    Language,
    MeetingDraft,
    PastedContact,
    PastedMeeting,
    file_name,
    meeting_file,
    nearest,
    read_pasted,
)
from rundbrief.desk.desk import Desk
from rundbrief.desk.schemas import schema_for
from rundbrief.problems import Problem, Severity, Value
from rundbrief.workspace import Settings
from rundbrief.workspace.files import read_file

Values = dict[str, Value]


def drafts_from(
    desk: Desk, path: Path, language: Language
) -> tuple[list[tuple[str, str]], list[Problem]]:
    """The drafts of a text that lies in a file."""
    data = read_file(path, path.as_posix()) if path.exists() else _missing(path)
    if isinstance(data, Problem):
        return [], [data]
    return pasted_drafts(desk, data, path.as_posix(), language)


def pasted_drafts(
    desk: Desk, data: bytes, name: str, language: Language
) -> tuple[list[tuple[str, str]], list[Problem]]:
    """A draft for each meeting of a pasted text that is not in the workspace yet.

    `name` is what its problems call it.
    """
    pasted, problems = read_pasted(data, name)
    if pasted is None:
        return [], problems
    settings = desk.workspace.settings
    contact, is_address_known = _contact(pasted.contact, settings)
    known = {
        (each.start.date(), each.title.casefold()): each.file
        for each in desk.workspace.read().meetings
    }
    drafts = []
    for meeting in pasted.meetings:
        if other := known.get((meeting.first, meeting.title.casefold())):
            values: Values = {"title": meeting.title, "day": meeting.first, "other": other}
            problems.append(
                Problem(
                    name, meeting.line, "", "writing.there-already", values,
                    Severity.WARNING,
                )
            )  # fmt: skip
            continue
        draft = _draft(desk, meeting, contact, is_address_known=is_address_known)
        drafts.append((file_name(draft.day, draft.title), meeting_file(draft, language)))
    return drafts, problems


def _missing(path: Path) -> Problem:
    """The text is not there; the likeliest file beside it is named."""
    beside = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
    if near := nearest(path.name, beside):
        values = {"likely": (path.parent / near).as_posix()}
        return Problem(path.as_posix(), None, "", "writing.misspelt-text", values)
    return Problem(path.as_posix(), None, "", "writing.no-such-text")


def _draft(
    desk: Desk, meeting: PastedMeeting, contact: PastedContact | None, *, is_address_known: bool
) -> MeetingDraft:
    """The text is a recap where the day is past, else an announcement."""
    is_past = meeting.last < desk.now.date()
    return MeetingDraft(
        id=uuid4(),
        title=meeting.title,
        day=meeting.first,
        last=meeting.last,
        begins=meeting.begins,
        ends=meeting.ends,
        place=meeting.place,
        announcement="" if is_past else meeting.text,
        recap=meeting.text if is_past else "",
        contact=contact,
        is_address_known=is_address_known,
        schema=schema_for(desk.workspace, "meeting"),
    )


def _contact(pasted: PastedContact | None, settings: Settings) -> tuple[PastedContact | None, bool]:
    """Whom the files name, and whether the address is known; None where rundbrief.toml says it all.

    What the text leaves out is rundbrief.toml's where that names the same person; an address that
    nobody has said is supposed to be the sender's.
    """
    if pasted is None or not pasted.name:
        return None, True
    ours = settings.contact
    if ours and ours.name.casefold() == pasted.name.casefold():
        known = PastedContact(name=ours.name, role=ours.role, phone=ours.phone, email=ours.email)
        said = {key: value for key, value in asdict(pasted).items() if value}
        contact = replace(known, **said)
        return None if replace(contact, name=ours.name) == known else contact, True
    return replace(pasted, email=pasted.email or settings.sender.email), bool(pasted.email)
