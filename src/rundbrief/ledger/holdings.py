"""What each recipient holds: planning's questions, answered for one kind of transport.

    roll ──────────────┐
    ledger (attached) ─┴─▶ pair(person, held, waiting, refused, answer, …) ─▶ positions, people

Lists and ledger are joined by the database, in the roll's own temporary file: a million pairs that
stand alike come back as one row. Whoever is asked for is written down there, so that the plan
stays what it was whatever happens to the ledger meanwhile, and holds no lock on it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from rundbrief.definitions import Answer
from rundbrief.delivery import State
from rundbrief.ledger.copies import MAY_HAVE_LEFT, UNCLEAR, WAITING, copies_at
from rundbrief.ledger.people import People
from rundbrief.ledger.roll import Roll
from rundbrief.ledger.successors import lay
from rundbrief.ledger.taken import mailings, taken_elsewhere
from rundbrief.planning import Had, Held, Membership, Person, Position, Question
from rundbrief.recipients import Recipient

Answers = Callable[[UUID], Mapping[str, Answer]]
Bring = Callable[[Collection[int]], None]  # the deliveries of those mailings, by number


def nothing_to_bring(_: Collection[int]) -> None:
    """All of the ledger is there already."""


def _words(states: Sequence[State]) -> str:
    return ", ".join(f"'{each.value}'" for each in states)


LATEST = f"""
SELECT {{who}} AS who,
  max(CASE WHEN d.state IN ({_words(MAY_HAVE_LEFT)}) THEN d.mailing END) AS held,
  max(CASE WHEN d.state IN ({_words(UNCLEAR)}) THEN d.mailing END) AS unclear,
  max(CASE WHEN d.state IN ({_words(WAITING)}) THEN d.mailing END) AS waiting,
  max(CASE WHEN d.state = '{State.FAILED}' AND {{is_own}} THEN d.mailing END) AS refused
FROM {{deliveries}} WHERE d.mailing IN ({{entry}})
  AND d.state <> '{State.SUPERSEDED}' AND d.address <> '' GROUP BY 1
"""
# The same of one mailing, which nobody is in twice: nothing to sort.
ONLY = f"""
SELECT d.identity AS who,
  CASE WHEN d.state IN ({_words(MAY_HAVE_LEFT)}) THEN d.mailing END AS held,
  CASE WHEN d.state IN ({_words(UNCLEAR)}) THEN d.mailing END AS unclear,
  CASE WHEN d.state IN ({_words(WAITING)}) THEN d.mailing END AS waiting,
  CASE WHEN d.state = '{State.FAILED}' THEN d.mailing END AS refused
FROM ledger.delivery d WHERE d.mailing = {{entry}}
  AND d.state <> '{State.SUPERSEDED}' AND d.address <> ''
"""
FURTHER = f"""
SELECT {{who}} AS who, max(CASE
  WHEN d.state = '{State.SENT}' THEN {Had.SENT:d} WHEN d.state IN ({_words(UNCLEAR)})
  THEN {Had.UNCLEAR:d} WHEN d.state IN ({_words(WAITING)}) THEN {Had.WAITING:d}
  WHEN {{is_own}} THEN {Had.REFUSED:d} ELSE 0 END) AS had
FROM {{deliveries}} WHERE d.mailing IN ({{further}})
  AND d.state <> '{State.SUPERSEDED}' AND d.address <> '' GROUP BY 1
"""
PAIR = """
SELECT p.id AS person, l.who AS identity, l.held AS held,
  CASE WHEN l.waiting > coalesce(l.held, 0) THEN l.waiting END AS waiting,
  CASE WHEN l.refused > coalesce(l.held, 0) THEN l.refused END AS refused,
  coalesce(l.unclear = l.held, 0) AS unclear, a.answer AS answer, {had} AS had,
  coalesce({belongs}, 0) AS member, coalesce(p.opted_out, 0) AS opted_out,
  l.who IN ({withdraw}) AS withdrawn
FROM ({latest}) l LEFT JOIN person p ON p.identity = l.who
  LEFT JOIN answered a ON a.identity = l.who {further}
"""
# Members to whom nothing went.
ABSENT = """
UNION ALL
SELECT p.id, p.identity, NULL, NULL, NULL, 0, NULL, 0, 1, p.opted_out, 0
FROM person p WHERE {belongs} AND p.identity NOT IN (SELECT who FROM ({latest}))
"""
KEY = "held, waiting, refused, unclear, answer, had, member, opted_out, withdrawn"


class Beside:
    """Planning's `Holdings`: what this kind of transport took, beside the lists.

    `engine` is None where there is no ledger yet; else the roll has it beside it as `ledger`, with
    the deliveries of mailings that `bring` was told of. `answers` gives those that count, by
    present identity. `heirs` leads from former identities to present ones.
    """

    def __init__(
        self,
        roll: Roll,
        engine: Engine | None,
        transport: str,
        answers: Answers = lambda _: {},
        bring: Bring = nothing_to_bring,
        heirs: Mapping[str, str] | None = None,
    ) -> None:
        self._roll = roll
        self._engine = engine
        self._transport = transport
        self._answers = answers
        self._bring = bring
        self._mailings: Mapping[UUID, Sequence[Held]] | None = None
        self._has_former = lay(roll, heirs or {})

    def mailings(self) -> Mapping[UUID, Sequence[Held]]:
        """Every mailing of every subject, oldest first; their numbers rise with DTSTAMP."""
        if self._mailings is None:
            self._mailings = mailings(self._engine, self._transport) if self._engine else {}
        return self._mailings

    def taken_elsewhere(self, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, int]]:
        """How many recipients each subject went to by each other kind of transport."""
        return taken_elsewhere(self._engine, self._transport, subjects) if self._engine else {}

    def positions(self, asked: Question) -> Mapping[Position, int]:
        """How many stand alike: members, and whoever else got one of the entry's mails."""
        self._lay_beside(asked)
        known = {each.number: each for each in (*asked.entry, *asked.further)}
        found = self._counted(asked, known, absent=False)
        if sum(n for at, n in found.items() if at.is_member) < self._members(asked):
            found = self._counted(asked, known, absent=True)
        return found

    def own(self, copies: Sequence[Held], to: Recipient) -> tuple[Position, Person]:
        """How those copies stand with that address, on a list or not, and whom to write to."""
        if not copies:
            return Position(), Person(to)
        self._bring([each.number for each in copies])
        return copies_at(self._roll.database, copies, to)

    def _counted(
        self, asked: Question, known: Mapping[int, Held], *, absent: bool
    ) -> dict[Position, int]:
        rows = self._roll.database.execute(
            f"SELECT {KEY}, count(*) FROM ({self._pairs(asked, absent=absent)}) GROUP BY {KEY}"
        )
        return {_position(row[:-1], known): row[-1] for row in rows}

    def _members(self, asked: Question) -> int:
        belongs = self._roll.belongs(Membership(asked.audience))
        query = f"SELECT count(*) FROM person p WHERE {belongs}"
        return int(self._roll.database.execute(query).fetchone()[0])

    def people(self, asked: Question, positions: Collection[Position]) -> Collection[Person]:
        """Those who stand so, in the order of the lists, then those on none."""
        self._lay_beside(asked)
        database = self._roll.database
        which, values = [], list[object]()
        for each in positions:
            which.append("(" + " AND ".join(f"pair.{name} IS ?" for name in KEY.split(", ")) + ")")
            values += _row(each)
        begin = database.execute("SELECT coalesce(max(id), 0) FROM item").fetchone()[0]
        ledger = bool(asked.entry)
        absent = any(not (each.held or each.waiting or each.refused) for each in positions)
        pairs = self._pairs(asked, absent=absent)
        # Without a ledger everyone is on a list, and read in its order: nothing to sort.
        order = "person IS NULL, person, pair.identity" if ledger else "person"
        unknown = STRANGER if ledger else "NULL"
        got = _message_ids(asked, has_former=self._has_former) if ledger else "NULL"
        database.execute(
            "INSERT INTO item (person, stranger, answer, message_ids, lacks)"
            f" SELECT pair.person, {unknown}, pair.answer, {got}, {self._lacks(asked)}"
            f" FROM ({pairs}) pair LEFT JOIN person p ON p.id = pair.person"
            f" WHERE {' OR '.join(which)} ORDER BY {order}",
            values,
        )
        end = database.execute("SELECT coalesce(max(id), 0) FROM item").fetchone()[0]
        return People(self._roll, begin + 1, end, [each.subject for each in asked.others])

    def _lacks(self, asked: Question) -> str:
        """Those of the other meetings that are not theirs: their places, one behind the other."""
        theirs = ["''"]
        for place, other in enumerate(asked.others):
            belongs = self._roll.belongs(Membership(other.audience))
            has = "EXISTS (SELECT 1 FROM ledger.delivery d WHERE d.identity = pair.identity"
            has += f" AND d.mailing IN ({_numbers(other.entry)}) AND d.state <> '{State.FAILED}')"
            is_theirs = f"{belongs} OR {has}" if other.entry else belongs
            theirs.append(f"CASE WHEN {is_theirs} THEN '' ELSE ' {place}' END")
        return " || ".join(theirs)

    def _pairs(self, asked: Question, *, absent: bool) -> str:
        """Everyone the entry's mails went to, and, where wanted, the members they did not."""
        belongs = self._roll.belongs(Membership(asked.audience))
        if not asked.entry:
            return NOBODY_YET.format(belongs=belongs)
        former = self._has_former
        parts = {
            "who": "coalesce(f.heir, d.identity)" if former else "d.identity",
            "is_own": "f.heir IS NULL" if former else "1",
            "deliveries": "ledger.delivery d"
            + (" LEFT JOIN successor f ON f.identity = d.identity" if former else ""),
            "entry": _numbers(asked.entry),
            "further": _numbers(asked.further),
        }
        joined = f"LEFT JOIN ({FURTHER.format(**parts)}) r ON r.who = l.who"
        is_only = len(asked.entry) == 1 and not former
        return (PAIR + ABSENT if absent else PAIR).format(
            belongs=belongs,
            latest=(ONLY if is_only else LATEST).format(**parts),
            further=joined if asked.further else "",
            had="coalesce(r.had, 0)" if asked.further else "0",
            withdraw=", ".join("'" + each.replace("'", "''") + "'" for each in asked.withdraw),
        )

    def _lay_beside(self, asked: Question) -> None:
        """What the question is about, where the lists are."""
        database = self._roll.database
        entries = *asked.entry, *asked.further, *(each for o in asked.others for each in o.entry)
        self._bring([each.number for each in entries])
        database.execute("DELETE FROM answered")
        if asked.entry:
            rows = self._answers(asked.subject).items()
            database.executemany("INSERT INTO answered VALUES (?, ?)", rows)


NOBODY_YET = (
    "SELECT p.id AS person, p.identity AS identity, NULL AS held, NULL AS waiting, NULL AS refused,"
    " 0 AS unclear, NULL AS answer, 0 AS had, 1 AS member, p.opted_out AS opted_out, 0 AS withdrawn"
    " FROM person p WHERE {belongs}"
)
# As the latest mail knew them, or the row that replaced the address it went to.
STRANGER = """
CASE WHEN pair.person IS NULL THEN coalesce(
  (SELECT json_array(d.address, d.identity, d.display_name, json(d.recipient), {former})
   FROM ledger.delivery d WHERE d.identity = pair.identity
   AND d.mailing = coalesce(pair.held, pair.waiting, pair.refused)),
  (SELECT json_array(s.address, s.heir, s.display_name, json(s.recipient), {former})
   FROM ledger.succession s WHERE s.heir = pair.identity LIMIT 1)) END
""".format(
    former="(SELECT json_group_array(f.identity) FROM successor f WHERE f.heir = pair.identity)"
)


def _message_ids(asked: Question, *, has_former: bool) -> str:
    """Those of the mails that left, oldest first, where any did."""
    theirs = "d.identity = pair.identity"
    if has_former:
        names = "SELECT f.identity FROM successor f WHERE f.heir = pair.identity"
        theirs = f"({theirs} OR d.identity IN ({names}))"
    return (
        "CASE WHEN pair.held IS NOT NULL THEN (SELECT group_concat(message_id, ' ') FROM"
        f" (SELECT d.message_id FROM ledger.delivery d WHERE {theirs}"
        f" AND d.mailing IN ({_numbers(asked.entry)})"
        f" AND d.state IN ({_words(MAY_HAVE_LEFT)}) ORDER BY d.mailing)) END"
    )


def _numbers(some: Sequence[Held]) -> str:
    return ", ".join(str(each.number) for each in some)


def _position(row: Sequence[Any], known: Mapping[int, Held]) -> Position:
    held, waiting, refused, unclear, answer, had, member, opted_out, withdrawn = row
    return Position(
        held=known.get(held),
        waiting=known.get(waiting),
        refused=known.get(refused),
        is_unclear=bool(unclear),
        answer=Answer(answer) if answer else None,
        had=Had(had),
        is_member=bool(member),
        opted_out=bool(opted_out),
        is_withdrawn=bool(withdrawn),
    )


def _row(at: Position) -> tuple[object, ...]:
    """A position as the database has it."""
    mails = (each and each.number for each in (at.held, at.waiting, at.refused))
    answer = at.answer.value if at.answer else None
    flags = (int(each) for each in (at.is_member, at.opted_out, at.is_withdrawn))
    return (*mails, int(at.is_unclear), answer, int(at.had), *flags)
