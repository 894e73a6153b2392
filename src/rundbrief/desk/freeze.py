"""A confirmed plan is frozen: all that its mails are made of, in one durable transaction.

    Planned ─▶ each part: revision ─▶ press ─▶ skeletons, everyone's values ─▶ mailing, deliveries

From here on a sender needs the ledger and nothing else (decision 3). The plan's people are read
from their own file, twice: for the variants they need, and for their values; never all at once.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

from rundbrief.checking import Examined
from rundbrief.composing import Press, TemplateProblem
from rundbrief.definitions import Meeting
from rundbrief.desk.desk import Desk
from rundbrief.desk.examining import Faulty, examine, faults
from rundbrief.desk.letters import as_it_was, material, press
from rundbrief.desk.plan import Planned
from rundbrief.desk.subjects import Subject
from rundbrief.ledger import (
    Confirming,
    Ledger,
    LedgerError,
    NewDelivery,
    NewMailing,
    greeting,
)
from rundbrief.messages import Kind
from rundbrief.planning import WITHDRAWN, Part, Plan, Revision, Why
from rundbrief.problems import Problem


def freeze(
    desk: Desk, ledger: Ledger, planned: Planned, forced: Collection[str] = ()
) -> tuple[list[int], tuple[Examined, ...]]:
    """Write every mailing of the plan with all that its mails are made of (decision 3).

    What waits and is true no more stays behind for good. The numbers of the new mailings, and what
    the checks found in their mails. Raises Faulty, and nothing is written, where that are errors
    other than the `forced` ones.
    """
    examined: list[Examined] = []
    now = desk.now
    previous = _previous(ledger, planned)
    with ledger.confirming() as confirming:
        leave_behind(confirming, planned.plan, now)
        opened = [
            confirming.open_mailing(
                _mailing(desk, confirming, planned, part, previous, now, examined)
            )
            for part in planned.plan.parts
        ]
        if problems := faults(examined, forced):
            raise Faulty(problems)
        if planned.total:
            confirming.remember_list(planned.contents.recipients)
    return opened, tuple(examined)


def foresee(
    desk: Desk, planned: Planned, *, is_proved: bool = True
) -> tuple[tuple[Examined, ...] | None, list[Problem]]:
    """What the checks find in the mails of that plan, made as they would be confirmed now.

    Writes nothing. None where they can't be composed, or the ledger can't be read. What is only
    looked at need not be proved: confirming does that.
    """
    made: list[Examined] = []
    try:
        previous = {}
        if any(part.tells_old for part in planned.plan.parts):
            with Ledger.open(desk.workspace.ledger) as ledger:
                previous = _previous(ledger, planned)
        for part in planned.plan.parts:
            subject = planned.subject(part)
            sequence = planned.sequences.get(subject.id, -1) + 1
            revision = Revision(sequence, desk.now.astimezone(UTC), material(subject))
            _press(desk, planned, part, previous, revision, desk.now, made, is_proved=is_proved)
    except (LedgerError, TemplateProblem) as error:
        return None, [error.problem]
    return tuple(made), []


def _previous(ledger: Ledger, planned: Planned) -> dict[int, Meeting]:
    """Each meeting as it was told before, by the mailing that told it, where a mail says so."""
    return {
        part.held.number: as_it_was(ledger.content(part.held.number))
        for part in planned.plan.parts
        if part.held is not None and part.tells_old
    }


def leave_behind(confirming: Confirming, plan: Plan, now: datetime) -> None:
    """What waits and the plan would not say any more never leaves."""
    confirming.leave_behind(plan.outdated, now)
    for each in plan.behind:
        confirming.leave_behind(each.mailings, now, each.identities)


def _revision(confirming: Confirming, part: Part, subject: Subject, now: datetime) -> Revision:
    """Under which revision it goes out: a new one only where calendars are told something."""
    if part.held is not None and part.kind in (Kind.REMINDER, Kind.RECAP):
        return confirming.again(part.held, subject.id, now)
    if part.kind is Kind.WITHDRAWAL:
        return confirming.revision(subject.id, WITHDRAWN, now)
    anew = part.why is Why.NOTIFIED
    return confirming.revision(subject.id, material(subject), now, anew=anew)


def _mailing(
    desk: Desk,
    confirming: Confirming,
    planned: Planned,
    part: Part,
    previous: Mapping[int, Meeting],
    now: datetime,
    examined: list[Examined],
) -> NewMailing:
    subject = planned.subject(part)
    revision = _revision(confirming, part, subject, now)
    made = _press(desk, planned, part, previous, revision, now, examined)
    return NewMailing(
        kind=part.kind,
        subject=subject.id,
        revision=revision,
        title=subject.title,
        file=subject.file,
        transport=desk.workspace.settings.transport.kind,
        confirmed_at=now,
        plan_hash=planned.hash,
        skeletons={key: skeleton.to_text() for key, skeleton in made.skeletons.items()},
        deliveries=_deliveries(desk, made, part),
        content=subject.model_dump(mode="json"),
        occurrence=part.occurrence,
    )


def _press(
    desk: Desk,
    planned: Planned,
    part: Part,
    previous: Mapping[int, Meeting],
    revision: Revision,
    now: datetime,
    examined: list[Examined],
    *,
    is_proved: bool = True,
) -> Press:
    """What makes the part's mails; each of its variants is known, and has been looked at."""
    subject = planned.subject(part)
    made = press(
        desk,
        planned.contents,
        part.kind,
        subject,
        date=now,
        revision=revision,
        previous=previous.get(part.held.number) if part.held else None,
        occurrence=part.occurrence,
        again=part.why is Why.PLANNED_AGAIN,
        sequences=planned.sequences,
        readers=(item.recipient for item in part),
        is_proved=is_proved,
    )
    known = ((item.recipient, item.answer, item.references, item.lacks) for item in part)
    if mail := examine(desk, made, known):
        examined.append(mail)
    return made


def _deliveries(desk: Desk, made: Press, part: Part) -> Iterator[NewDelivery]:
    for item in part:
        recipient = item.recipient
        known = (recipient, item.answer, item.references, item.lacks)
        values = made.values(recipient, desk.token(), *known[1:])
        yield NewDelivery(
            address=recipient.address,
            identity=recipient.identity,
            display_name=recipient.display_name,
            sender=made.letter.envelope_sender,
            message_id=values["message_id"],
            skeleton=made.variant(*known).key,
            values=values,
            recipient=greeting(recipient),
        )
