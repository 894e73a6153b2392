"""The list as of the last confirmed sending: what the next plan is compared with.

Written anew as a whole with each confirmed sending, in its transaction, less whoever is
forgotten: a person who was erased is not written down again because a list still has them.
"""

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import Connection, delete, insert, select

from rundbrief.ledger.suppressions import forgotten
from rundbrief.ledger.tables import listed
from rundbrief.planning import Listed

CHUNK = 5_000  # rows in memory at a time


def last_list(connection: Connection) -> dict[str, Listed]:
    """Everyone as remembered, by identity; empty where nothing was sent yet."""
    columns = listed.c.identity, listed.c.display_name, listed.c.words
    return {row.identity: Listed(*row) for row in connection.execute(select(*columns))}


def remember(connection: Connection, everyone: Iterable[Listed]) -> None:
    """This is the list now."""
    connection.execute(delete(listed))
    rest = iter(everyone)
    while chunk := list(islice(rest, CHUNK)):
        erased = forgotten(connection, [each.identity for each in chunk])
        rows = [
            {"identity": each.identity, "display_name": each.display_name, "words": each.words}
            for each in chunk
            if each.identity not in erased
        ]
        if rows:
            connection.execute(insert(listed), rows)
