"""The people of a plan, as they were written down beside the lists.

    the roll's file: item (who stands where, by `holdings`) + person ─▶ People ─▶ Person, …
                                                                  └──▶ different: how many

They are read anew each time and never held: a million take no memory.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, groupby
from uuid import UUID

from rundbrief.definitions import Answer
from rundbrief.ledger.roll import PERSON, Roll, stranger
from rundbrief.planning import Person


class People(Collection[Person]):
    """Some people of a plan, read from the roll's own file each time."""

    def __init__(self, roll: Roll, first: int, last: int, others: Sequence[UUID] = ()) -> None:
        self._roll = roll
        self._others = others
        self.span = first, last

    def __len__(self) -> int:
        """How many."""
        first, last = self.span
        return last - first + 1

    def __iter__(self) -> Iterator[Person]:
        """In the order of the lists, then those on none."""
        rows = self._roll.database.execute(
            f"SELECT i.stranger, i.answer, i.message_ids, i.lacks, {PERSON} FROM item i"
            " LEFT JOIN person p ON p.id = i.person WHERE i.id BETWEEN ? AND ? ORDER BY i.id",
            self.span,
        )
        for unknown, answer, message_ids, lacks, *row in rows:
            yield Person(
                stranger(unknown) if unknown else self._roll.recipient(row),
                Answer(answer) if answer else None,
                tuple(message_ids.split()) if message_ids else (),
                tuple(self._others[int(place)] for place in lacks.split()),
            )

    def __contains__(self, person: object) -> bool:
        """Whether that one is among them."""
        return any(each == person for each in self)


def different(roll: Roll, some: Iterable[Collection[Person]]) -> int:
    """How many different people they are, all together.

    Each of them stands in the order of the lists: merged, so that a million take no memory.
    """
    some = list(some)
    spans = [each.span for each in some if isinstance(each, People)]
    others = chain.from_iterable(each for each in some if not isinstance(each, People))
    named = json.dumps([one.recipient.identity for one in others])
    query = "SELECT person FROM item WHERE id BETWEEN ? AND ? AND person IS NOT NULL ORDER BY id"
    also = "SELECT id FROM person WHERE identity IN (SELECT value FROM json_each(?)) ORDER BY id"
    listed = merge(
        roll.database.execute(also, (named,)),
        *(roll.database.execute(query, span) for span in spans),
    )
    are_those = " OR ".join("id BETWEEN {} AND {}".format(*span) for span in spans) or "0"
    (strangers,) = roll.database.execute(
        "SELECT count(DISTINCT who) FROM (SELECT json_extract(stranger, '$[1]') AS who FROM item"
        f" WHERE person IS NULL AND ({are_those}) UNION SELECT value FROM json_each(?)"
        " WHERE value NOT IN (SELECT identity FROM person))",
        (named,),
    ).fetchone()
    return sum(1 for _ in groupby(listed)) + int(strangers)
