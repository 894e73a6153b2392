"""Suppressions: addresses that must not be written to, whatever a list says.

    identity, salt ─▶ hash ─▶ suppression(hash, identity, reason, since), a row for each time
                                            └── None once the person is forgotten: the hash stays

Everything is looked up by the hash, so that a forgotten person stays suppressed. The salt is
random and this ledger's own: the hash means nothing elsewhere. Whoever has the ledger can still
try addresses one by one, so a hash is a pseudonym, not nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from rundbrief.ledger.tables import salt, suppression

HASH_BYTES = 16


@dataclass(frozen=True, slots=True)
class Suppression:
    """One time an address asked not to be written to; `identity` None where it was forgotten."""

    identity: str | None
    reason: str
    since: datetime


class OptedOut(StrEnum):
    """What an opt-out changed, or its being taken back."""

    NEW = "new"
    ANOTHER_REASON = "another-reason"
    BEFORE = "before"
    REVOKED = "revoked"
    NOT_OUT = "not-out"
    FORGOTTEN = "forgotten"


def suppress(connection: Connection, identity: str, reason: str, now: datetime) -> OptedOut:
    """Suppress it from now on; where it is already, another reason is kept beside the earlier.

    A forgotten address stays forgotten: it is not written down again.
    """
    key = _hashes(connection, [identity])[identity]
    earlier = connection.execute(select(suppression).filter_by(hash=key)).all()
    is_forgotten = any(each.identity is None for each in earlier)
    is_said = any(each.reason == reason for each in earlier) or not reason
    is_new = not earlier
    if is_new or not (is_forgotten or is_said):
        values = {"hash": key, "identity": identity, "reason": reason, "since": now}
        connection.execute(insert(suppression).values(values))
    if is_new:
        return OptedOut.NEW
    return OptedOut.BEFORE if is_forgotten or is_said else OptedOut.ANOTHER_REASON


def forget(connection: Connection, identity: str, now: datetime) -> bool:
    """Suppress it for good and keep only the hash, and the first day where it is suppressed.

    False where it was forgotten before.
    """
    key = _hashes(connection, [identity])[identity]
    known = connection.execute(select(suppression).filter_by(hash=key)).all()
    if any(each.identity is None for each in known):
        return False
    connection.execute(delete(suppression).filter_by(hash=key))
    since = min((each.since for each in known), default=now)
    nameless = {"hash": key, "identity": None, "reason": "", "since": since}
    connection.execute(insert(suppression).values(nameless))
    return True


def revoke(connection: Connection, identity: str, *, although_forgotten: bool) -> OptedOut:
    """Let it be written to again; who had themselves forgotten stays so unless they want it."""
    key = _hashes(connection, [identity])[identity]
    known = connection.execute(select(suppression).filter_by(hash=key)).all()
    if not known:
        return OptedOut.NOT_OUT
    if any(each.identity is None for each in known) and not although_forgotten:
        return OptedOut.FORGOTTEN
    connection.execute(delete(suppression).filter_by(hash=key))
    return OptedOut.REVOKED


def suppressed(connection: Connection, identities: Collection[str]) -> frozenset[str]:
    """Those of the identities that must not be written to."""
    return _found(connection, identities, select(suppression.c.hash))


def forgotten(connection: Connection, identities: Collection[str]) -> frozenset[str]:
    """Those of the identities that were erased, and must not be written down again."""
    erased = select(suppression.c.hash).where(suppression.c.identity.is_(None))
    return _found(connection, identities, erased)


def _found(
    connection: Connection, identities: Collection[str], hashes_of: Select[Any]
) -> frozenset[str]:
    known: frozenset[str] = frozenset(connection.execute(hashes_of).scalars())
    if not known:
        return frozenset()
    hashes = _hashes(connection, identities)
    return frozenset(identity for identity in identities if hashes[identity] in known)


def suppressions(connection: Connection) -> list[Suppression]:
    """Each time that someone opted out, the latest first."""
    rows = connection.execute(
        select(suppression.c.identity, suppression.c.reason, suppression.c.since).order_by(
            suppression.c.since.desc(), suppression.c.identity, suppression.c.id.desc()
        )
    )
    return [Suppression(*row) for row in rows]


def _hashes(connection: Connection, identities: Collection[str]) -> dict[str, str]:
    key = connection.execute(select(salt.c.value)).scalar_one()
    return {
        identity: blake2b(identity.encode(), key=key, digest_size=HASH_BYTES).hexdigest()
        for identity in identities
    }
