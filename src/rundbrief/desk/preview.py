"""Every mail as it would arrive if nobody held anything yet, drafts included: for looking at.

Contents ─▶ plan for empty hands ─▶ Press ─▶ Message ─▶ view ─▶ page
"""

from collections.abc import Iterator, Sequence
from datetime import UTC
from itertools import islice
from pathlib import Path
from uuid import UUID

from rundbrief.composing import TemplateProblem, fill
from rundbrief.definitions import Meeting, MeetingStatus, Newsletter, NewsletterStatus
from rundbrief.desk.check import read
from rundbrief.desk.desk import Desk
from rundbrief.desk.letters import material, press
from rundbrief.desk.picking import picked_from_ledger
from rundbrief.desk.subjects import Subject, subjects
from rundbrief.ledger import Beside
from rundbrief.planning import Part, Revision, make_plan
from rundbrief.preview import View, page, view
from rundbrief.problems import Problem
from rundbrief.wording import Language
from rundbrief.workspace import Contents

SHOWN = 150  # mails of one subject on the page: about 30 kB each


def preview(
    desk: Desk, files: Sequence[Path] = (), *, language: Language
) -> tuple[str | None, list[Problem]]:
    """The page for those files' mails, or for all, in that language."""
    checked = read(desk)
    if checked.errors:
        return None, list(checked.problems)
    contents = picked_from_ledger(checked.contents, desk)
    chosen, unknown = subjects(desk.workspace, contents, files)
    if unknown:
        return None, unknown
    wanted = [_finished(subject) for subject in chosen]
    plan = make_plan(
        [each for each in wanted if isinstance(each, Meeting)],
        [each for each in wanted if isinstance(each, Newsletter)],
        Beside(contents.recipients, None, desk.workspace.settings.transport.kind),
        desk.now,
        told_of=contents.meetings,
    )
    try:
        views = list(_views(desk, contents, {each.id: each for each in wanted}, plan.parts))
    except TemplateProblem as error:
        return None, [error.problem]
    made = page(
        views,
        organisation=desk.workspace.settings.organisation.name,
        now=desk.now,
        language=language,
        left_out=len(plan.items) - len(views),
    )
    return made, list(checked.problems)


def _finished(subject: Subject) -> Subject:
    """A draft as it will be once its organiser lets it go."""
    if subject.status is MeetingStatus.DRAFT:
        return subject.model_copy(update={"status": MeetingStatus.PLANNED})
    if subject.status is NewsletterStatus.DRAFT:
        return subject.model_copy(update={"status": NewsletterStatus.READY})
    return subject


def _views(
    desk: Desk, contents: Contents, by_id: dict[UUID, Subject], parts: Sequence[Part]
) -> Iterator[View]:
    now = desk.now
    for part in parts:
        some = list(islice(part, SHOWN))
        subject = by_id[part.subject]
        revision = Revision(0, now.astimezone(UTC), material(subject))
        readers = [item.recipient for item in some]
        made = press(
            desk, contents, part.kind, subject, date=now, revision=revision, readers=readers
        )
        for item in some:
            known = (item.answer, item.references, item.lacks)
            skeleton = made.variant(item.recipient, *known)
            values = made.values(item.recipient, desk.token(), *known)
            message = fill(skeleton, values, made.letter.envelope_sender)
            yield view(item, message, subject.title)
