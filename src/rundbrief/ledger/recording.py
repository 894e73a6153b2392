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
from datetime import datetime
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
        delivery.c.message_id == given("name"),
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
    ).where(delivery.c.message_id == given("name")),
)

STANDS = select(delivery.c.state).where(delivery.c.message_id == given("name"))


class ForbiddenStep(Exception):
    """A delivery can't go from where it stands to there: the engine's mistake, or a double."""


class Recorder:
    """Writes events."""

    def __init__(self, direct: Direct) -> None:
        self._direct = direct
        self._step = Prepared(direct.dialect, STEP, "to", "at", "name", *FROM)
        self._ended = Prepared(direct.dialect, ENDED, *SAID, "name")
        self._stands = Prepared(direct.dialect, STANDS, "name")

    def record(self, events: Sequence[Event]) -> None:
        """Write them in one commit. Raises ForbiddenStep, and nothing is written.

        Of one delivery's events those with an outcome come last.
        """
        moments = {at: self._direct.written(at) for at in {event.at for event in events}}
        going = [self._step_of(each, moments) for each in events if each.outcome is None]
        ending = [self._step_of(each, moments) for each in events if each.outcome is not None]
        said = [self._said_of(each, moments) for each in events if each.outcome is not None]
        try:
            with self._direct.transaction():
                is_written = self._took(going)
                self._direct.cursor.executemany(self._ended.text, said)
                if not (is_written and self._took(ending)):
                    raise ForbiddenStep
        except ForbiddenStep:
            raise self._forbidden(events) from None  # as it stands without them

    def _took(self, rows: list[Any]) -> bool:
        """Whether each of those steps found its row where it may come from."""
        self._direct.cursor.executemany(self._step.text, rows)
        return not rows or bool(self._direct.cursor.rowcount == len(rows))

    def _step_of(self, event: Event, moments: Mapping[datetime, object]) -> Any:
        to, *sources = _WAYS[event.state]
        return self._step.row(to, moments[event.at], event.message_id, *sources)

    def _said_of(self, event: Event, moments: Mapping[datetime, object]) -> Any:
        said, at = event.outcome, moments[event.at]
        assert said is not None  # noqa: S101 - only those that ended come here
        to, words = _WAYS[event.state][0], said.words
        return self._ended.row(
            at, to, said.code, said.enhanced, said.command, words, said.cause, event.message_id
        )

    def _forbidden(self, events: Sequence[Event]) -> ForbiddenStep:
        """Which of them it was: they are gone through once more, as the table has it."""
        stands: dict[str, str] = {}
        for event in sorted(events, key=lambda each: each.outcome is not None):
            name = event.message_id
            if name not in stands:
                found = self._direct.ask(self._stands, name)
                stands[name] = found[0][0] if found else "nowhere"
            if stands[name] not in SOURCES[event.state]:
                return ForbiddenStep(f"{name}: {stands[name]} to {event.state}")
            stands[name] = event.state
        return ForbiddenStep("a delivery was changed meanwhile")


# A state as it is written, and where it may come from; an empty place takes one source once more.
_WAYS: Mapping[State, tuple[str, ...]] = {
    state: (state.value, *(each.value for each in (sources * MOST)[:MOST]))
    for state, sources in SOURCES.items()
    if sources
}
