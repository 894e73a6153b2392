"""Who has a former address's entry now: the rows say it, and the ledger remembers it for them.

    roll ─▶ remember ─▶ succession ─┐  (at each confirmed sending)
    roll ───────────────────────────┴─▶ successors ─▶ Successors(heirs, gone)
                                                      └▶ lay ─▶ successor, beside the roll

Once somebody has left the list no row says any more that two addresses are one person; what is then
called off or taken back goes once, to the address they had last. Whoever is on a list is as their
row says, and nothing that is remembered counts against it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, exists, insert, or_, select, update

from rundbrief.ledger.roll import PERSON, Roll, stranger
from rundbrief.ledger.tables import delivery, succession
from rundbrief.recipients import Recipient

CHUNK = 500  # rows in memory at a time
# What greets them, once they are on no list.
GREETING = (
    *("office", "form_of_address", "title", "given_name", "family_name", "tier", "place"),
    "language",
)


class Successors(NamedTuple):
    """Who has each former address now.

    `heirs` leads from each former identity to the present one; `gone` are those of the present
    ones that are on no list, as their last row was.
    """

    heirs: Mapping[str, str] = {}
    gone: Sequence[Recipient] = ()

    def present(self, identity: str) -> str:
        """The identity they have now, who have or had that one."""
        return self.heirs.get(identity, identity)

    def identities(self, identity: str) -> tuple[str, ...]:
        """Every identity they have or had, who have that one now; that one first."""
        return (identity, *(former for former, heir in self.heirs.items() if heir == identity))


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


def successors(roll: Roll) -> Successors:
    """Who has each former address now: by the lists, else as the ledger beside them remembers."""
    named = roll.heirs()
    rows = roll.database.execute(
        "SELECT identity, heir,"
        " json_array(address, heir, display_name, json(recipient), json_array())"
        " FROM ledger.succession ORDER BY identity"
    ).fetchall()
    kept, gone = dict[str, str](), dict[str, Recipient]()
    for identity, heir, row in rows:
        if not (roll.has(identity) or roll.has(heir)):
            kept[identity] = named.get(heir, heir)
            if heir not in named:
                gone[heir] = stranger(row)
    return Successors(kept | named, tuple(gone.values()))


def lay(roll: Roll, heirs: Mapping[str, str]) -> bool:
    """Write them down beside the roll, as `successor`; whether there are any."""
    roll.database.execute("DROP TABLE IF EXISTS successor")
    roll.database.execute("CREATE TABLE successor (identity TEXT PRIMARY KEY, heir TEXT)")
    roll.database.executemany("INSERT INTO successor VALUES (?, ?)", heirs.items())
    roll.database.execute("CREATE INDEX successor_heir ON successor (heir)")
    return bool(heirs)
