"""What the engine did, written down while it does it: a commit for the events of each moment.

    events ─▶ INSERT attempt, for those that ended
          └─▶ UPDATE delivery … WHERE state IN (where it may come from)
                    └─ one row for each event, or nothing of it all is written

Two statements, on the connection of whoever sends (`direct`), which survives this process and is
not forced to the disk at once. A power cut may take the last of them; those deliveries are then
found as they were claimed, on another boot, and are unclear (decision 4). Before a claim may leave
it is forced, and with it all that was written before.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    case,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from rundbrief.delivery import TRANSITIONS, Event, State
from rundbrief.ledger.direct import Direct, Prepared, given
from rundbrief.ledger.tables import attempt, delivery

# From where each state may be reached; a step from elsewhere finds no row.
SOURCES: Mapping[State, tuple[State, ...]] = {
    state: tuple(source for source in State if state in TRANSITIONS[source]) for state in State
}
MOST = max(map(len, SOURCES.values()))
FROM = tuple(f"from_{number}" for number in range(MOST))
SAID = ("ended_at", "state", "code", "enhanced", "command", "words", "cause")

STEP = (
    update(delivery)
    .where(
        delivery.c.id == given("row"),
        # Not IN: SQLite would make a table of the four for each row, a third of what it costs.
        or_(*(delivery.c.state == given(each) for each in FROM)),
    )
    .values(state=given("to"), changed_at=given("at"))
)
HANDED_OVER: ColumnElement[str] = literal_column(f"'{State.HANDED_OVER.value}'")
ENDED = insert(attempt).from_select(
    ["delivery", "handed_over_at", *SAID],
    select(
        delivery.c.id,
        case((delivery.c.state == HANDED_OVER, delivery.c.changed_at)),
        *(given(name) for name in SAID),
    ).where(delivery.c.id == given("row")),
)

STANDS = select(delivery.c.id, delivery.c.state).where(delivery.c.message_id == given("name"))


class ForbiddenStep(Exception):
    """A delivery can't go from where it stands to there: the engine's mistake, or a double."""


class Recorder:
    """Writes events."""

    def __init__(self, direct: Direct) -> None:
        self._direct = direct
        self._step = Prepared(direct.dialect, STEP, "to", "at", "row", *FROM)
        self._ended = Prepared(direct.dialect, ENDED, *SAID, "row")
        self._stands = Prepared(direct.dialect, STANDS, "name")

    def record(self, events: Sequence[Event]) -> None:
        """Write them in one commit. Raises ForbiddenStep, and nothing is written.

        Of one delivery's events those with an outcome come last.
        """
        try:
            with self._direct.transaction():
                going, ending, said = self._rows_of(events)
                is_written = self._took(going)
                if said:
                    self._direct.cursor.executemany(self._ended.text, said)
                if not (is_written and self._took(ending)):
                    raise ForbiddenStep
        except ForbiddenStep:
            raise self._forbidden(events) from None  # as it stands without them
        for event in events:
            if event.state is not State.HANDED_OVER:
                self._direct.numbers.pop(event.message_id, None)

    def _took(self, rows: list[Any]) -> bool:
        """Whether each of those steps found its row where it may come from."""
        if not rows:
            return True
        self._direct.cursor.executemany(self._step.text, rows)
        return bool(self._direct.cursor.rowcount == len(rows))

    def _rows_of(self, events: Sequence[Event]) -> tuple[list[Any], list[Any], list[Any]]:
        """The steps of those that go on, of those that ended, and what was said of these."""
        going, ending, said = list[Any](), list[Any](), list[Any]()
        moment, at = None, None
        for name, state, when, outcome in events:
            if when is not moment:  # the engine has one for all
                moment, at = when, self._direct.written(when)
            row, (to, *sources) = self._number(name), _WAYS[state]
            step = self._step.row(to, at, row, *sources)
            if outcome is None:
                going.append(step)
                continue
            _, words, code, enhanced, command, cause = outcome
            ending.append(step)
            said.append(self._ended.row(at, to, code, enhanced, command, words, cause, row))
        return going, ending, said

    def _number(self, name: str) -> int:
        """Its row's: as it was claimed, else looked for. Within a transaction."""
        number = self._direct.numbers.get(name)
        if number is None:
            found = self._direct.ask(self._stands, name)
            number = found[0][0] if found else NOWHERE
        return number

    def _forbidden(self, events: Sequence[Event]) -> ForbiddenStep:
        """Which of them it was: they are gone through once more, as the table has it."""
        stands: dict[str, str] = {}
        for event in sorted(events, key=lambda each: each.outcome is not None):
            name = event.message_id
            if name not in stands:
                found = self._direct.ask(self._stands, name)
                stands[name] = found[0][1] if found else "nowhere"
            if stands[name] not in SOURCES[event.state]:
                return ForbiddenStep(f"{name}: {stands[name]} to {event.state}")
            stands[name] = event.state
        return ForbiddenStep("a delivery was changed meanwhile")


NOWHERE = 0  # no row has that number

# A state as it is written, and where it may come from; an empty place takes one source once more.
_WAYS: Mapping[State, tuple[str, ...]] = {
    state: (state.value, *(each.value for each in (sources * MOST)[:MOST]))
    for state, sources in SOURCES.items()
    if sources
}
