"""Who has a former address's entry now: the rows say it, and the ledger remembers it for them.

    roll ─▶ remember ─▶ succession ─┐  (at each confirmed sending)
    roll ───────────────────────────┴─▶ lay ─▶ successor(identity, heir), beside the roll

Once somebody has left the list no row says any more that two addresses are one person; what is then
called off or taken back goes once, to the address they had last. Whoever is on a list is as their
row says, and nothing that is remembered counts against it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, or_, select, update

from rundbrief.ledger.roll import PERSON, Roll
from rundbrief.ledger.tables import delivery, succession
from rundbrief.recipients import Recipient

CHUNK = 500  # rows in memory at a time
# What greets them, once they are on no list.
GREETING = (
    *("office", "form_of_address", "title", "given_name", "family_name", "tier", "place"),
    "language",
)


def greeting(recipient: Recipient) -> dict[str, object]:
    """What greets them, once they are on no list."""
    return {name: value for name in GREETING if (value := getattr(recipient, name))}


def remember(connection: Connection, roll: Roll) -> None:
    """Each succession that the lists name now, where the ledger knows the former address."""
    before = connection.execute(select(succession.c.identity, succession.c.heir)).all()
    for identity, heir in before:
        if roll.has(identity) or roll.has(heir):
            connection.execute(delete(succession).filter_by(identity=identity))
    went_on = {heir for _, heir in before}
    for rows in _named(roll):
        formers = [row["identity"] for row in rows]
        connection.execute(delete(succession).where(succession.c.identity.in_(formers)))
        known = connection.execute(
            select(delivery.c.identity).distinct().where(delivery.c.identity.in_(formers))
        )
        met = set(known.scalars())
        if new := [row for row in rows if row["identity"] in met]:
            connection.execute(insert(succession), new)
        for row in rows:
            if row["identity"] in went_on:  # what was theirs is handed on
                onward = {name: value for name, value in row.items() if name != "identity"}
                theirs = update(succession).filter_by(heir=row["identity"])
                connection.execute(theirs.values(onward))


def _named(roll: Roll) -> Iterator[list[dict[str, Any]]]:
    found = roll.database.execute(
        f"SELECT f.identity, {PERSON} FROM former f JOIN person p ON p.identity = f.heir"
        " WHERE NOT p.forgotten GROUP BY f.identity ORDER BY p.id"
    )
    while rows := found.fetchmany(CHUNK):
        heirs = ((former, roll.recipient(row)) for former, *row in rows)
        yield [
            {
                "identity": former,
                "heir": heir.identity,
                "address": heir.address,
                "display_name": heir.display_name,
                "recipient": greeting(heir),
            }
            for former, heir in heirs
        ]


def forget(connection: Connection, identities: tuple[str, ...]) -> None:
    """Erase every succession of theirs."""
    of_theirs = or_(succession.c.identity.in_(identities), succession.c.heir.in_(identities))
    connection.execute(delete(succession).where(of_theirs))


def forget_outdated(connection: Connection) -> None:
    """Erase those of which nobody's delivery is left."""
    is_known = exists().where(delivery.c.identity == succession.c.identity)
    connection.execute(delete(succession).where(~is_known))


def heirs(roll: Roll) -> dict[str, str]:
    """Who has each former address now: by the lists, else as the ledger beside them remembers."""
    named = roll.heirs()
    rows = roll.database.execute("SELECT identity, heir FROM ledger.succession").fetchall()
    kept = {
        identity: named.get(heir, heir)
        for identity, heir in rows
        if not (roll.has(identity) or roll.has(heir))
    }
    return kept | named


def lay(roll: Roll, heirs: Mapping[str, str]) -> bool:
    """Write them down beside the roll, as `successor`; whether there are any."""
    roll.database.execute("DROP TABLE IF EXISTS successor")
    roll.database.execute("CREATE TABLE successor (identity TEXT PRIMARY KEY, heir TEXT)")
    roll.database.executemany("INSERT INTO successor VALUES (?, ?)", heirs.items())
    roll.database.execute("CREATE INDEX successor_heir ON successor (heir)")
    return bool(heirs)
