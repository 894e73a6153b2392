"""One mail as one recipient would get it now: as the plan has it, or as it would be.

    survey(desk) ─▶ Survey: what was read, the plan, the problems     (one reading of the files)
                       └─▶ look(survey, Wish) ─▶ Look: the mail as a view, its bytes, the entry
                                                       that the reader's calendar has before it

A mail that is in the plan is composed as `send` would compose it. Any other kind is shown as it
would be if it went out now. Drafts are shown as they will be once they are none. Writes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from rundbrief.checking import CLIENTS, Finding, Specimen, check_mail
from rundbrief.composing import Press, TemplateProblem, fill
from rundbrief.definitions import Meeting, MeetingStatus, Newsletter, NewsletterStatus
from rundbrief.desk.check import read
from rundbrief.desk.desk import Desk
from rundbrief.desk.letters import as_it_was, first_kind, material, press
from rundbrief.desk.plan import Planned, plan
from rundbrief.desk.subjects import Subject
from rundbrief.ledger import Ledger, LedgerError
from rundbrief.messages import Kind, Message
from rundbrief.planning import (
    Effect,
    Held,
    Membership,
    Part,
    PlanItem,
    Revision,
    Why,
)
from rundbrief.preview import View, view
from rundbrief.problems import Problem
from rundbrief.recipients import Recipient
from rundbrief.rendering import Templates
from rundbrief.workspace import Contents

# What a mail of each kind does to the calendar of someone for whom the plan has none.
WOULD = {
    Kind.SAVE_THE_DATE: Effect.NEW_TENTATIVE,
    Kind.INVITATION: Effect.NEW_ENTRY,
    Kind.UPDATE: Effect.REFRESHES,
    Kind.CANCELLATION: Effect.CANCELS,
    Kind.WITHDRAWAL: Effect.REMOVES,
    Kind.COPY: Effect.REFRESHES,
}
CANCELLING = frozenset({Kind.CANCELLATION, Kind.WITHDRAWAL})


class Letter(NamedTuple):
    """Which mail of a subject: `occurrence` tells reminders apart."""

    kind: Kind
    occurrence: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be looked at: a subject's file; whose mail and which, where that is chosen."""

    file: str
    address: str = ""
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One mail to one recipient. `is_due` where the plan has it.

    `before` is the meeting as their calendar has it, None where it has nothing of it.
    """

    subject: Subject
    recipient: Recipient
    letter: Letter
    view: View
    message: Message
    is_due: bool
    before: Meeting | None


@dataclass(frozen=True, slots=True)
class Survey:
    """One reading of the workspace, and what was composed of it since.

    `planned` is None where something must be mended first. It is used by one thread.
    """

    desk: Desk
    contents: Contents
    planned: Planned | None
    problems: tuple[Problem, ...]
    sent: dict[UUID, list[Held]]
    presses: dict[tuple[object, ...], Press] = field(default_factory=dict)
    dues: dict[UUID, dict[str, list[tuple[Part, PlanItem]]]] = field(default_factory=dict)
    told: dict[int, Meeting] = field(default_factory=dict)
    looked: "dict[Wish, tuple[Look | None, list[Problem]]]" = field(default_factory=dict)

    def subject(self, file: str) -> Subject | None:
        """What that file defines, None where it can't be read."""
        return next((each for each in self.contents.subjects if each.file == file), None)

    def parts(self, subject: UUID) -> list[Part]:
        """What the plan has of it."""
        parts = self.planned.plan.parts if self.planned else ()
        return [part for part in parts if part.subject == subject]

    def due(self, subject: UUID) -> dict[str, list[tuple[Part, PlanItem]]]:
        """What the plan has of it for each recipient, by identity."""
        if subject not in self.dues:
            found: dict[str, list[tuple[Part, PlanItem]]] = {}
            for part in self.parts(subject):
                for item in part:
                    found.setdefault(item.recipient.identity, []).append((part, item))
            self.dues[subject] = found
        return self.dues[subject]

    def readers(self, subject: Subject) -> Iterator[Recipient]:
        """Whom it is for, in the lists' order, then whoever else gets something of it."""
        seen = set()
        for recipient in self.contents.recipients.members(Membership(subject.audience)):
            seen.add(recipient.identity)
            yield recipient
        for identity, due in self.due(subject.id).items():
            if identity not in seen:
                yield due[0][1].recipient


def survey(desk: Desk) -> Survey:
    """Read everything once, and plan."""
    planned, problems = plan(desk)
    contents = planned.contents if planned else read(desk).contents
    return Survey(desk, contents, planned, tuple(problems), _sent(desk))


def _sent(desk: Desk) -> dict[UUID, list[Held]]:
    """Every mailing so far, by its subject; none where the ledger can't be read (the plan says)."""
    if not desk.workspace.ledger.exists():
        return {}
    try:
        with Ledger.open(desk.workspace.ledger) as ledger:
            held = ledger.held(desk.workspace.settings.transport.kind)
            return {subject: list(mailings) for subject, mailings in held.items()}
    except LedgerError:
        return {}


def letters(seen: Survey, subject: Subject) -> list[Letter]:
    """The mails of a subject that there are to look at, in the order of a meeting's life."""
    if not isinstance(subject, Meeting):
        return [Letter(Kind.NEWSLETTER)]
    found = [Letter(first_kind(subject)), Letter(Kind.INVITATION)]
    if seen.sent.get(subject.id):
        found.append(Letter(Kind.UPDATE))
    found += [Letter(Kind.REMINDER, each.at.isoformat()) for each in subject.reminders]
    found += [Letter(Kind.CANCELLATION)]
    if subject.recap:
        found.append(Letter(Kind.RECAP))
    found += [Letter(part.kind, part.occurrence) for part in seen.parts(subject.id)]
    return list(dict.fromkeys(found))


def look(seen: Survey, wish: Wish) -> tuple[Look | None, list[Problem]]:
    """The mail that is wished for; None where the file or its templates must be mended.

    Without an address it is the first recipient's; without a letter the one that is due to them.
    """
    if wish not in seen.looked:
        seen.looked.clear()  # the mail is asked for, then what stands beside it: no more is kept
        seen.looked[wish] = _look(seen, wish)
    return seen.looked[wish]


def _look(seen: Survey, wish: Wish) -> tuple[Look | None, list[Problem]]:
    subject = seen.subject(wish.file)
    recipient = _recipient(seen, subject, wish.address) if subject else None
    if subject is None or recipient is None:
        return None, []
    due = seen.due(subject.id).get(recipient.identity, [])
    letter = wish.letter or next((Letter(p.kind, p.occurrence) for p, _ in due), None)
    letter = letter or Letter(first_kind(subject))
    part, item = next(
        (pair for pair in due if (pair[0].kind, pair[0].occurrence) == letter),
        (None, _as_if(subject, recipient, letter)),
    )
    try:
        before = _before(seen, subject, part, item)
        message = _composed(seen, subject, part, item, before)
    except TemplateProblem as found:
        return None, [found.problem]
    except LedgerError as error:
        return None, [error.problem]
    shown = view(item, message, subject.title)
    return Look(subject, recipient, letter, shown, message, part is not None, before), []


def findings(seen: Survey, looked: Look) -> tuple[Finding, ...]:
    """What the checks notice in it."""
    settings = seen.desk.workspace.settings
    specimen = Specimen(
        kind=looked.letter.kind,
        content=looked.message.content,
        subject=looked.subject,
        organisation=settings.organisation,
        sender=settings.sender,
        language=looked.recipient.language or looked.subject.language,
        clients=settings.checks.clients or tuple(CLIENTS),
    )
    return check_mail(specimen)


def _recipient(seen: Survey, subject: Subject, address: str) -> Recipient | None:
    wanted = address.strip().casefold()
    due = seen.due(subject.id).get(wanted)
    found = seen.contents.recipients.find(wanted) if wanted else None
    return found or (due[0][1].recipient if due else next(seen.readers(subject), None))


def _as_if(subject: Subject, recipient: Recipient, letter: Letter) -> PlanItem:
    """The mail for someone for whom the plan has none of that kind."""
    return PlanItem(
        recipient=recipient,
        kind=letter.kind,
        subject=subject.id,
        file=subject.file,
        why=Why.NOT_YET_SENT,
        effect=WOULD.get(letter.kind, Effect.NONE),
        occurrence=letter.occurrence,
    )


def _before(seen: Survey, subject: Subject, part: Part | None, item: PlanItem) -> Meeting | None:
    """The meeting as their calendar has it."""
    if not isinstance(subject, Meeting) or not (mailings := seen.sent.get(subject.id)):
        return None
    if part is not None:
        return _told(seen, part.held) if part.held else None
    who = [item.recipient.identity, *item.recipient.former]
    with Ledger.open(seen.desk.workspace.ledger) as ledger:
        got = ledger.got(subject.id, who, seen.desk.workspace.settings.transport.kind)
    if not got or got[-1].kind in CANCELLING:
        return None
    same = (each for each in reversed(mailings) if each.sequence == got[-1].sequence)
    held = next((each for each in same if each.kind is got[-1].kind), None)
    return _told(seen, held) if held else None


def _told(seen: Survey, held: Held) -> Meeting:
    if held.number not in seen.told:
        with Ledger.open(seen.desk.workspace.ledger) as ledger:
            seen.told[held.number] = as_it_was(ledger.content(held.number))
    return seen.told[held.number]


def _composed(
    seen: Survey, subject: Subject, part: Part | None, item: PlanItem, before: Meeting | None
) -> Message:
    number = part.held.number if part and part.held else None
    key = (item.kind, item.occurrence, subject.id, number, part and part.why, before)
    if key not in seen.presses:
        made = press(
            seen.desk,
            seen.contents,
            item.kind,
            _finished(subject),
            date=_minute(seen.desk.now),
            revision=_revision(seen, subject, item),
            previous=before if part is None or part.tells_old else None,
            occurrence=item.occurrence,
            again=item.why is Why.PLANNED_AGAIN,
            sequences=seen.planned.sequences if seen.planned else {},
            readers=(),
        )
        # `check` and `send` prove it; here every moment counts.
        shared = _templates(seen.desk.workspace.templates, made.letter.date)
        seen.presses[key] = Press(made.letter, shared, is_proved=False)
    made = seen.presses[key]
    known = (item.answer, item.references, item.lacks)
    skeleton = made.variant(item.recipient, *known)
    values = made.values(item.recipient, seen.desk.token(), *known)
    return fill(skeleton, values, made.letter.envelope_sender)


@lru_cache(maxsize=1)
def _templates(folders: tuple[Path, ...], _: datetime) -> Templates:
    """Compiled once a minute, for all that is looked at in it; a saved one is read again."""
    return Templates(folders)


def _minute(now: datetime) -> datetime:
    """The same marks, and so the same compiled templates, for saves that follow each other."""
    return now.replace(second=0, microsecond=0)


def _revision(seen: Survey, subject: Subject, item: PlanItem) -> Revision:
    """The SEQUENCE that it would get now; what is sent gets it when it is confirmed."""
    mailings = seen.sent.get(subject.id, [])
    latest = max(mailings, key=lambda held: held.sequence, default=None)
    current = material(subject)
    if latest is None:
        sequence = 0
    elif item.kind in CANCELLING or (latest.fingerprint != current and item.kind in WOULD):
        sequence = latest.sequence + 1
    else:
        sequence = latest.sequence
    return Revision(sequence, _minute(seen.desk.now).astimezone(UTC), current)


def _finished(subject: Subject) -> Subject:
    """A draft as it will be once its organiser lets it go."""
    if isinstance(subject, Newsletter) and subject.status is NewsletterStatus.DRAFT:
        return subject.model_copy(update={"status": NewsletterStatus.READY})
    if isinstance(subject, Meeting) and subject.status is MeetingStatus.DRAFT:
        return subject.model_copy(update={"status": MeetingStatus.PLANNED})
    return subject
