"""Erasing: whom the ledger knows becomes nobody, what happened stays counted.

    forget(identities)      ─▶ erased wherever they stand, suppressed by hash for good
    outdated(before, keep)  ─▶ deliveries of what was long ago ─▶ erased
    scrub                   ─▶ no old copy of a row is left in the file or its log

A delivery keeps its subject, kind, state and times; address, name, values, Message-ID and the
server's words go, and its identity becomes one that leads nowhere. What was waiting will not be
sent. An erased delivery is nobody's: planning doesn't hear of it. Answers go whole: without their
person they say nothing.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    String,
    func,
    literal,
    select,
    update,
)
from sqlalchemy import cast as as_type

from rundbrief.delivery import State
from rundbrief.ledger import answers, settling, successors, suppressions
from rundbrief.ledger.database import batches
from rundbrief.ledger.tables import attempt, delivery, listed, mailing, revision
from rundbrief.ledger.trouble import reason, trouble

UNSENT = (State.PENDING, State.DEFERRED)


@dataclass(frozen=True, slots=True)
class Erased:
    """How many deliveries lost their recipient, and the files that the folder made of them.

    `before` where all of them had been erased already, and nothing was left to do.
    """

    deliveries: int
    files: tuple[str, ...]
    answers: int = 0
    before: bool = False


def forget(connection: Connection, identities: Collection[str], now: datetime) -> Erased:
    """Erase them everywhere; only their hashes stay, so that nothing goes to them again."""
    known = tuple(identities)
    erased = _erase(connection, delivery.c.identity.in_(known))
    connection.execute(listed.delete().where(listed.c.identity.in_(known)))
    successors.forget(connection, known)
    came = answers.forget(connection, known)
    is_new = False
    for identity in known:
        is_new |= suppressions.forget(connection, identity, now)
        said = func.lower(attempt.c.words).contains(identity, autoescape=True)
        connection.execute(update(attempt).where(said).values(words=""))
    _forget_audiences(connection, known)
    return replace(erased, answers=came, before=not is_new)


def _forget_audiences(connection: Connection, identities: Collection[str]) -> None:
    """A meeting's snapshot names who was invited by address."""
    for row in connection.execute(select(mailing.c.id, mailing.c.content)).all():
        audience = row.content.get("audience") or {}
        addresses = audience.get("addresses") or []
        kept = [each for each in addresses if each.lower() not in identities]
        if len(kept) < len(addresses):
            content = row.content | {"audience": audience | {"addresses": kept}}
            connection.execute(update(mailing).filter_by(id=row.id).values(content=content))


def outdated(connection: Connection, before: datetime, keep: Collection[UUID]) -> Erased:
    """Erase every recipient of subjects last sent before then, those to keep left alone."""
    last = func.max(mailing.c.confirmed_at)
    rows = connection.execute(
        select(revision.c.subject, last)
        .join(mailing, mailing.c.revision == revision.c.id)
        .group_by(revision.c.subject)
    )
    old = [subject for subject, at in rows if at < before and subject not in keep]
    count = 0
    files: list[str] = []
    for batch in batches(old):
        revisions = select(revision.c.id).where(revision.c.subject.in_(batch))
        erased = _erase(connection, delivery.c.revision.in_(revisions))
        answers.forget_subjects(connection, batch)
        count += erased.deliveries
        files += erased.files
    if old:
        successors.forget_outdated(connection)
    return Erased(count, tuple(files))


def _erase(connection: Connection, which: ColumnElement[bool]) -> Erased:
    theirs = select(delivery.c.id).where(which, delivery.c.address != "")
    files = tuple(_files(connection, theirs))
    connection.execute(update(attempt).where(attempt.c.delivery.in_(theirs)).values(words=""))
    settling.forget(connection, theirs)
    nobody = literal("erased:") + as_type(delivery.c.id, String)
    connection.execute(
        update(delivery)
        .where(delivery.c.state.in_(UNSENT), delivery.c.id.in_(theirs))
        .values(state=State.SUPERSEDED)
    )
    done = connection.execute(
        update(delivery)
        .where(delivery.c.id.in_(theirs))
        .values(
            identity=nobody,
            message_id=nobody,
            address="",
            display_name="",
            values={},
            recipient=None,
            worker=None,
            boot=None,
        )
    )
    return Erased(done.rowcount, files)


def _files(connection: Connection, deliveries: Any) -> Iterator[str]:
    """The folder's words for what it took are the name of its file."""
    yield from connection.execute(
        select(attempt.c.words)
        .join(delivery, attempt.c.delivery == delivery.c.id)
        .where(
            delivery.c.id.in_(deliveries),
            delivery.c.transport == "folder",
            attempt.c.state == State.SENT,
        )
    ).scalars()


def scrub(engine: Engine) -> None:
    """Write the file anew, and empty its log: https://www.sqlite.org/lang_vacuum.html.

    Raises LedgerError: another program may be reading what was there before.
    """
    path = Path(str(engine.url.database))
    with closing(engine.raw_connection()) as pooled:
        connection = cast(sqlite3.Connection, pooled.driver_connection)
        try:
            connection.execute("VACUUM")
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            raise trouble(path, reason(error)) from error
    if busy:
        raise trouble(path, "busy")
