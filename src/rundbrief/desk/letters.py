"""From a subject in the organiser's files to the letter and the press that make its mails.

Meeting | Newsletter, Revision ─▶ Letter ─▶ Press ─▶ a message for each recipient
"""

from datetime import datetime
from uuid import UUID

from rundbrief.composing import Letter, Press
from rundbrief.definitions import Meeting
from rundbrief.desk.desk import Desk
from rundbrief.desk.subjects import Subject
from rundbrief.messages import Kind
from rundbrief.planning import Revision, fingerprint, members
from rundbrief.rendering import Templates
from rundbrief.workspace import Contents


def templates(desk: Desk) -> Templates:
    """The organiser's templates before the stock ones."""
    return Templates(desk.workspace.templates)


def first_kind(subject: Subject) -> Kind:
    """The kind of mail with which a subject reaches someone who holds nothing of it."""
    return Kind.INVITATION if isinstance(subject, Meeting) else Kind.NEWSLETTER


def material(subject: Subject) -> str:
    """The fingerprint of what a calendar must be told; a newsletter has none of it."""
    return fingerprint(subject) if isinstance(subject, Meeting) else ""


def press(
    desk: Desk,
    contents: Contents,
    kind: Kind,
    subject: Subject,
    *,
    date: datetime,
    revision: Revision,
    proof_uid: UUID | None = None,
) -> Press:
    """The press for one mailing. `proof_uid` makes its mails proofs, with that UID."""
    settings = desk.workspace.settings
    letter = Letter(
        kind=kind,
        subject=subject,
        meetings=contents.meetings,
        organisation=settings.organisation,
        sender=settings.sender,
        language=subject.language,
        date=date,
        dtstamp=revision.dtstamp,
        sequence=revision.sequence,
        uid=proof_uid or subject.id,
        proof=proof_uid is not None,
        enclosures=contents.enclosures,
        logo=contents.logo,
    )
    return Press(letter, templates(desk), members(subject.audience, contents.recipients))
