"""The organiser's own copies, as the ledger has them for one address, which may be on no list.

    copies sent of a meeting, the address ─▶ deliveries ─▶ Position, Person

And what states come to, whoever's delivery it is.
"""

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence

from rundbrief.delivery import State
from rundbrief.planning import Held, Person, Position
from rundbrief.recipients import Recipient

WAITING = (State.PENDING, State.CLAIMED, State.DEFERRED)
UNCLEAR = (State.HANDED_OVER, State.UNCLEAR)  # until a reply is read, nobody can know
MAY_HAVE_LEFT = (State.SENT, *UNCLEAR)


def copies_at(
    database: sqlite3.Connection, copies: Sequence[Held], to: Recipient
) -> tuple[Position, Person]:
    """How those copies stand with that address, and whom to write to.

    `database` has the ledger beside it, with the deliveries of those mailings.
    """
    rows = database.execute(
        "SELECT d.mailing, d.state, d.message_id FROM ledger.delivery d WHERE d.identity = ?"
        " AND d.mailing IN (SELECT value FROM json_each(?)) ORDER BY d.mailing",
        (to.identity, json.dumps([each.number for each in copies])),
    ).fetchall()
    known = {each.number: each for each in copies}
    states = {number: State(state) for number, state, _ in rows}
    held = _latest(states, MAY_HAVE_LEFT)
    since = {number: state for number, state in states.items() if number > held}
    at = Position(
        held=known.get(held),
        waiting=known.get(_latest(since, WAITING)),
        refused=known.get(_latest(since, (State.FAILED,))),
        is_unclear=states.get(held) in UNCLEAR,
    )
    left = tuple(name for number, _, name in rows if states[number] in MAY_HAVE_LEFT)
    return at, Person(to, references=left)


def _latest(states: Mapping[int, State], wanted: Collection[State]) -> int:
    """0 where there is none: the ledger counts from 1."""
    return max((number for number, state in states.items() if state in wanted), default=0)
