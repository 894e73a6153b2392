"""The list as of the last confirmed sending: what the next plan is compared with.

Written anew as a whole with each confirmed sending, in its transaction, less whoever is
forgotten: a person who was erased is not written down again because a list still has them.

    roll (marked) ─▶ remember ─▶ listed ─▶ change, the next time
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, insert

from rundbrief.ledger import successors
from rundbrief.ledger.roll import PERSON, Roll
from rundbrief.ledger.suppressions import forgotten, suppressed
from rundbrief.ledger.tables import listed
from rundbrief.planning import ListChange, Listed, list_change
from rundbrief.planning import listed as as_listed
from rundbrief.recipients import Recipient

CHUNK = 5_000  # rows in memory at a time


def mark(connection: Connection, roll: Roll) -> None:
    """Tell the roll who must not be written to, under whichever of their addresses."""
    found = roll.database.execute(
        "SELECT identity, identity FROM person UNION ALL SELECT identity, heir FROM former"
    )
    while rows := found.fetchmany(CHUNK):
        identities = [identity for identity, _ in rows]
        out = suppressed(connection, identities)
        if not out:
            continue
        erased = forgotten(connection, identities)
        roll.database.executemany(
            "UPDATE person SET opted_out = 1, forgotten = ? WHERE identity = ?",
            [(each in erased, heir) for each, heir in rows if each in out],
        )


def remember(connection: Connection, roll: Roll) -> None:
    """This is the list now."""
    mark(connection, roll)
    successors.remember(connection, roll)
    connection.execute(delete(listed))
    known = map(as_listed, roll.known())
    while chunk := list(islice(known, CHUNK)):
        connection.execute(
            insert(listed),
            [
                {"identity": each.identity, "display_name": each.display_name, "words": each.words}
                for each in chunk
            ],
        )


def change(roll: Roll) -> ListChange | None:
    """How a marked roll differs from the last list of the attached ledger; None without one."""
    database = roll.database
    (before,) = database.execute("SELECT count(*) FROM ledger.listed").fetchone()
    if not before:
        return None
    gone = database.execute(
        "SELECT identity, display_name, words FROM ledger.listed WHERE identity NOT IN"
        " (SELECT identity FROM person WHERE NOT forgotten UNION ALL SELECT identity FROM former)"
        " ORDER BY rowid"
    )
    return list_change(before, _beside_what_they_were(roll), (Listed(*row) for row in gone))


def _beside_what_they_were(roll: Roll) -> Iterator[tuple[Recipient, Listed | None]]:
    was = "l.identity, l.display_name, l.words"
    rows = roll.database.execute(
        f"SELECT {was}, {PERSON} FROM person p LEFT JOIN ledger.listed l"
        " ON l.identity = p.identity WHERE NOT p.forgotten ORDER BY p.id"
    )
    for identity, name, words, *row in rows:
        recipient = roll.recipient(row)
        if identity is not None:
            yield recipient, Listed(identity, name, words)
        else:
            yield recipient, _under_a_former_address(roll, recipient)


def _under_a_former_address(roll: Roll, recipient: Recipient) -> Listed | None:
    query = "SELECT identity, display_name, words FROM ledger.listed WHERE identity = ?"
    for former in recipient.former:
        found: Any = roll.database.execute(query, (former,)).fetchone()
        if found:
            return Listed(*found)
    return None
