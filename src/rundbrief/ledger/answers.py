"""Answers: written down as they come, never changed; which one counts is planning's rule.

    Given ─▶ answer(subject, identity, …) ─┐
    delivery(kind, revision) ──────────────┴─▶ planning.counting ─▶ who answered what

A person may have several identities, one after the other: `heirs` leads from each former one to
the present, and all that came and went under either is one history.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, or_, select

from rundbrief.delivery import State
from rundbrief.ledger.database import batches
from rundbrief.ledger.tables import answer, delivery, revision
from rundbrief.planning import Given, Got, Mail, Reach, counting

NEVER_CAME = (State.SUPERSEDED, State.FAILED)
REACH = {  # of what was superseded nothing is to be said
    State.SENT: Reach.TAKEN,
    State.PENDING: Reach.WAITING,
    State.CLAIMED: Reach.WAITING,
    State.DEFERRED: Reach.WAITING,
    State.HANDED_OVER: Reach.UNCLEAR,
    State.UNCLEAR: Reach.UNCLEAR,
    State.FAILED: Reach.REFUSED,
}
GIVEN = (answer.c.answer, answer.c.sequence, answer.c.dtstamp, answer.c.at, answer.c.note)
MAILS = (
    *(revision.c.subject, delivery.c.identity),
    *(revision.c.sequence, delivery.c.kind, revision.c.fingerprint),
)


class Person(NamedTuple):
    """One recipient of one subject, by the present identity."""

    subject: UUID
    identity: str


def write(connection: Connection, subject: UUID, identity: str, given: Given) -> None:
    """Write that answer down."""
    connection.execute(
        insert(answer).values(
            subject=subject,
            identity=identity,
            answer=given.answer,
            sequence=given.sequence,
            dtstamp=given.dtstamp,
            at=given.at,
            note=given.note,
            source=given.source,
        )
    )


def given(connection: Connection, subject: UUID, identities: Collection[str]) -> list[Given]:
    """All that came from those identities, in the order in which it came."""
    which = (answer.c.subject == subject) & answer.c.identity.in_(identities)
    return [each for _, each in _given(connection, which, {})]


def got(
    connection: Connection, subject: UUID, identities: Collection[str], transport: str
) -> list[Got]:
    """All that went to those identities by that kind of transport, in the order it was confirmed.

    What was refused or left behind never came; what waits or is unclear may.
    """
    which = (revision.c.subject == subject) & delivery.c.identity.in_(identities)
    return [each for _, each in _got(connection, which, transport, {})]


def answers(
    connection: Connection,
    subjects: Collection[UUID],
    transport: str,
    heirs: Mapping[str, str],
) -> dict[UUID, dict[str, Given]]:
    """The answer that counts, by subject and present identity; who is silent is left out."""
    came: defaultdict[Person, list[Given]] = defaultdict(list)
    went: defaultdict[Person, list[Got]] = defaultdict(list)
    for batch in batches(tuple(subjects)):
        for person, one in _given(connection, answer.c.subject.in_(batch), heirs):
            came[person].append(one)
    for batch in batches(tuple({person.subject for person in came})):
        answered = revision.c.subject.in_(batch) & _of_those_who_answered(came, heirs)
        for person, mail in _got(connection, answered, transport, heirs):
            went[person].append(mail)
    counted: defaultdict[UUID, dict[str, Given]] = defaultdict(dict)
    for person, theirs in came.items():
        if one_counts := counting(theirs, went[person]):
            counted[person.subject][person.identity] = one_counts
    return counted


def mails(
    connection: Connection, subject: UUID, transport: str, heirs: Mapping[str, str]
) -> Iterator[Mail]:
    """Every mail about that subject which still stands, in the order it was confirmed."""
    rows = connection.execute(
        select(*MAILS, delivery.c.address, delivery.c.display_name, delivery.c.state)
        .join(revision, delivery.c.revision == revision.c.id)
        .where(
            revision.c.subject == subject,
            delivery.c.transport == transport,
            delivery.c.state.in_(REACH),
        )
        .order_by(delivery.c.mailing, delivery.c.id)
    )
    for _, identity, sequence, kind, fingerprint, address, name, state in rows:
        got = Got(sequence, kind, fingerprint)
        yield Mail(heirs.get(identity, identity), address, name, got, REACH[state])


def forget(connection: Connection, identities: Collection[str]) -> int:
    """Erase all that came from them; how many answers that were."""
    return connection.execute(delete(answer).where(answer.c.identity.in_(identities))).rowcount


def forget_subjects(connection: Connection, subjects: Collection[UUID]) -> None:
    """Erase all that came about those subjects."""
    connection.execute(delete(answer).where(answer.c.subject.in_(subjects)))


def _of_those_who_answered(
    came: Collection[Person], heirs: Mapping[str, str]
) -> ColumnElement[bool]:
    """One pass over a meeting's deliveries, whether three answered or ten thousand."""
    present = {person.identity for person in came}
    other = {each for pair in heirs.items() if pair[1] in present for each in pair}
    themselves = exists().where(
        answer.c.subject == revision.c.subject, answer.c.identity == delivery.c.identity
    )
    return or_(themselves, delivery.c.identity.in_(other)) if other else themselves


def _given(
    connection: Connection, which: ColumnElement[bool], heirs: Mapping[str, str]
) -> Iterator[tuple[Person, Given]]:
    rows = connection.execute(
        select(answer.c.subject, answer.c.identity, *GIVEN, answer.c.source)
        .where(which)
        .order_by(answer.c.id)
    )
    for subject, identity, *values in rows:
        yield Person(subject, heirs.get(identity, identity)), Given(*values)


def _got(
    connection: Connection, which: ColumnElement[bool], transport: str, heirs: Mapping[str, str]
) -> Iterator[tuple[Person, Got]]:
    rows = connection.execute(
        select(*MAILS)
        .join(revision, delivery.c.revision == revision.c.id)
        .where(which, delivery.c.transport == transport, delivery.c.state.not_in(NEVER_CAME))
        .order_by(delivery.c.mailing)
    )
    for subject, identity, *values in rows:
        yield Person(subject, heirs.get(identity, identity)), Got(*values)
