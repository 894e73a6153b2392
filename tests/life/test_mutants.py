"""Planning and ledger made wrong on purpose: the test of histories must notice each time.

a mutant ─▶ the property, histories at random ─▶ fails, and the first failure is enough
         └▶ its telling history ─▶ fails, and says what is wrong
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from tests.life.conftest import Live
from tests.life.histories import TELLING, drawn

from rundbrief.delivery import State
from rundbrief.desk import freeze
from rundbrief.ledger import Confirming, claims, tables
from rundbrief.planning import Part, Position, Revision, Why, chapter, material, stories

SEED = 20251026
ZONE = "Europe/Berlin"
Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutant:
    """How it is made, and what its history says of it."""

    make: Patch
    words: str


def sequence_not_raised(patch: pytest.MonkeyPatch) -> None:
    """Whatever changes, the number stays."""
    right = Confirming.revision

    def revision(self: Confirming, subject: UUID, said: str, *rest: Any, **words: Any) -> Revision:
        latest = self._connection.execute(
            select(tables.revision)
            .where(tables.revision.c.subject == subject)
            .order_by(tables.revision.c.sequence.desc())
        ).first()
        if latest is not None:
            self._connection.execute(
                update(tables.revision).filter_by(id=latest.id).values(fingerprint=said)
            )
        return right(self, subject, said, *rest, **words)

    patch.setattr(Confirming, "revision", revision)
    patch.setattr(Confirming, "_is_left_behind", lambda *_: False)


def cancel_to_everyone(patch: pytest.MonkeyPatch) -> None:
    """Whoever is on the list is told that it is off."""
    right = stories._story_of_cancelled

    def story(at: Position, said: str, *, holds: bool) -> stories.Story:
        return right(at, said, holds=True) if at.held is None else right(at, said, holds=holds)

    patch.setattr(stories, "_story_of_cancelled", story)


def joiner_at_zero(patch: pytest.MonkeyPatch) -> None:
    """Everyone's first invitation has SEQUENCE 0."""
    right = freeze._revision

    def revision(act: Confirming, part: Part, *rest: Any) -> Revision:
        given = right(act, part, *rest)
        return replace(given, sequence=0) if part.why is Why.NOT_YET_INVITED else given

    patch.setattr(freeze, "_revision", revision)


def typo_invites(patch: pytest.MonkeyPatch) -> None:
    """The title is material."""
    patch.setitem(material.PLACE, "title", "a mutant")


def unclear_again(patch: pytest.MonkeyPatch) -> None:
    """What nobody can know of is tried again."""
    patch.setattr(claims, "_left", lambda *_: State.PENDING)


def rejoins_below(patch: pytest.MonkeyPatch) -> None:
    """Who is back on the list gets the number that the meeting had before the withdrawal."""
    right = freeze._revision

    def revision(act: Confirming, part: Part, *rest: Any) -> Revision:
        given = right(act, part, *rest)
        below = part.held.sequence - 1 if part.held else 0
        return replace(given, sequence=below) if part.why is Why.REJOINED else given

    patch.setattr(freeze, "_revision", revision)


def room_asks_anew(patch: pytest.MonkeyPatch) -> None:
    """A change of room wipes out the answers."""
    mail = chapter.MAIL_OF[Why.RELOCATED]._replace(keeps_answers=False)
    patch.setitem(chapter.MAIL_OF, Why.RELOCATED, mail)


def dtstamp_stands(patch: pytest.MonkeyPatch) -> None:
    """DTSTAMP is what the clock says, though the clock may go back."""
    right = Confirming.revision

    def revision(
        self: Confirming, subject: UUID, said: str, now: datetime, **words: Any
    ) -> Revision:
        given = right(self, subject, said, now, **words)
        return replace(given, dtstamp=now.astimezone(UTC).replace(microsecond=0))

    patch.setattr(Confirming, "revision", revision)


MUTANTS = {
    "SEQUENCE not raised on a move": Mutant(
        sequence_not_raised, "was another's|raises no SEQUENCE"
    ),
    "CANCEL to everyone": Mutant(cancel_to_everyone, "c needs no cancellation"),
    "a late joiner sent SEQUENCE 0": Mutant(joiner_at_zero, "SEQUENCE 0 was another's"),
    "a typo that re-invites": Mutant(typo_invites, "needs no update"),
    "unclear sent again": Mutant(unclear_again, "gets invitation twice"),
    "who rejoins is below their CANCEL": Mutant(rejoins_below, "is obsolete"),
    "PARTSTAT reset by a change of room": Mutant(
        room_asks_anew, "said accepted, the mail NEEDS-ACTION"
    ),
    "DTSTAMP that falls back with the clock": Mutant(dtstamp_stands, "DTSTAMP .* is obsolete"),
}


def test_each_mutant_has_its_history() -> None:
    """The test of 2,000 histories always tries those by which mutants are told."""
    assert set(MUTANTS) == set(TELLING)


@pytest.mark.parametrize("name", MUTANTS)
def test_its_history_tells_a_mutant(
    name: str, short_lives: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rightly made, the history passes; made wrong, it fails and says what is wrong."""
    mutant, history = MUTANTS[name], TELLING[name]
    short_lives(history, ZONE)
    mutant.make(monkeypatch)

    with pytest.raises(AssertionError, match=mutant.words):
        short_lives(history, ZONE)


@pytest.mark.parametrize("name", MUTANTS)
def test_histories_at_random_tell_a_mutant(
    name: str, short_lives: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made wrong, the property of the 2,000 histories fails with ones that nobody thought of."""
    MUTANTS[name].make(monkeypatch)

    def live_through_them() -> None:
        for history in drawn(SEED, 300):
            short_lives(history, ZONE)

    with pytest.raises(AssertionError):
        live_through_them()
