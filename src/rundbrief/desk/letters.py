"""From a subject in the organiser's files to the letter and the press that make its mails.

Meeting | Newsletter, Revision, what its readers have ─▶ Letter ─▶ Press ─▶ a message for each
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from rundbrief.composing import Letter, Press
from rundbrief.definitions import Meeting, MeetingStatus
from rundbrief.desk.desk import Desk
from rundbrief.desk.subjects import Subject
from rundbrief.messages import Kind
from rundbrief.planning import Membership, Revision, fingerprint
from rundbrief.recipients import Recipient, bare_recipient
from rundbrief.rendering import Templates
from rundbrief.workspace import Contents

KIND_OF = {
    MeetingStatus.SAVE_THE_DATE: Kind.SAVE_THE_DATE,
    MeetingStatus.CANCELLED: Kind.CANCELLATION,
}


def templates(desk: Desk) -> Templates:
    """The organiser's templates before the stock ones."""
    return Templates(desk.workspace.templates)


def first_kind(subject: Subject) -> Kind:
    """The kind of mail that tells what a subject is now."""
    if not isinstance(subject, Meeting):
        return Kind.NEWSLETTER
    return KIND_OF.get(subject.status, Kind.INVITATION)


def copy_reader(desk: Desk) -> Recipient | None:
    """Whoever organises, in the language of the workspace; None where she wants no copies."""
    settings = desk.workspace.settings
    found = bare_recipient(settings.sender.copy_to)
    return found._replace(language=settings.language) if isinstance(found, Recipient) else None


def material(subject: Subject) -> str:
    """The fingerprint of what a calendar must be told; a newsletter has none of it."""
    return fingerprint(subject) if isinstance(subject, Meeting) else ""


def as_it_was(content: dict[str, object]) -> Meeting:
    """A meeting as a mailing told calendars of it, from what the ledger kept."""
    told = (
        content | dict.fromkeys(("agenda", "reminders", "documents"), ()) | {"registration": None}
    )
    meeting = Meeting.model_validate_json(json.dumps(told), strict=False)
    zone = meeting.zone
    times = {"start": meeting.start.astimezone(zone), "end": meeting.end.astimezone(zone)}
    return meeting.model_copy(update=times)


def press(
    desk: Desk,
    contents: Contents,
    kind: Kind,
    subject: Subject,
    *,
    date: datetime,
    revision: Revision,
    proof_uid: UUID | None = None,
    previous: Meeting | None = None,
    occurrence: str = "",
    again: bool = False,
    sequences: Mapping[UUID, int] | None = None,
    readers: Iterable[Recipient] | None = None,
    is_proved: bool = True,
) -> Press:
    """The press for one mailing. `proof_uid` makes its mails proofs, with that UID.

    `previous` is the meeting as its readers have it; `occurrence` names a reminder; `again` after
    their cancellation; `sequences` are what a newsletter's meetings stand at. `readers` are those
    of them it is proved for: the whole audience where they are not known yet. What only shows
    whether it can be composed need not be proved.
    """
    settings = desk.workspace.settings
    reminders = subject.reminders if isinstance(subject, Meeting) else ()
    letter = Letter(
        kind=kind,
        subject=subject,
        previous=previous,
        reminder=next((one for one in reminders if one.at.isoformat() == occurrence), None),
        again=again,
        meetings=contents.meetings,
        sequences=sequences or {},
        organisation=settings.organisation,
        sender=settings.sender,
        language=subject.language,
        date=date,
        dtstamp=revision.dtstamp,
        sequence=revision.sequence,
        uid=proof_uid or subject.id,
        proof=proof_uid is not None,
        one_click=settings.dkim.one_click if settings.dkim else "",
        enclosures=contents.enclosures,
        pictures=contents.pictures,
        logo=contents.logo,
    )
    if readers is None:
        readers = contents.recipients.members(Membership(subject.audience))
    return Press(letter, templates(desk), readers, is_proved=is_proved)
