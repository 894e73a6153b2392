"""What a newsletter picks by its rule, once it has gone out: what its readers were told of."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from rundbrief.definitions import Meeting, MeetingStatus, Newsletter
from rundbrief.messages import Kind
from rundbrief.planning import Held, with_picks

TOLD, FILED_SINCE = UUID(int=0x701D), UUID(int=0xF11ED)

Picks = Callable[..., tuple[UUID, ...]]


@pytest.fixture
def picks(
    make_meeting: Callable[..., Meeting], make_newsletter: Callable[..., Newsletter], now: datetime
) -> Picks:
    """The meetings of a newsletter that went out an hour ago, of two that are to come."""

    def picked(
        tells_of: tuple[UUID, ...] | None,
        named: tuple[UUID, ...] = (),
        status: MeetingStatus = MeetingStatus.PLANNED,
        *,
        has_left: bool = True,
    ) -> tuple[UUID, ...]:
        letter = make_newsletter(pick=("coming",), meetings=named)
        coming = [make_meeting(id=TOLD, status=status), make_meeting(id=FILED_SINCE)]
        ago = now - timedelta(hours=1)
        left = Held(1, Kind.NEWSLETTER, 0, "", ago, has_left=has_left, tells_of=tells_of)
        return with_picks(letter, coming, {letter.id: [left]}, now).meetings

    return picked


def test_nothing_filed_since(picks: Picks) -> None:
    """Whoever joins later reads of what the others were told, and of no meeting filed since."""
    assert picks((TOLD,)) == (TOLD,)


def test_named_since(picks: Picks) -> None:
    """A meeting that the file itself names by now is told of to whoever is written to next."""
    assert picks((TOLD,), named=(FILED_SINCE,)) == (FILED_SINCE, TOLD)


def test_called_off_since(picks: Picks) -> None:
    """Nobody reads of a meeting that has been called off, although the others did."""
    assert picks((TOLD,), status=MeetingStatus.CANCELLED) == ()


def test_while_nothing_has_left(picks: Picks) -> None:
    """A newsletter of which nothing has left picks what there is now."""
    assert picks((TOLD,), has_left=False) == (TOLD, FILED_SINCE)


def test_where_it_was_not_written_down(picks: Picks) -> None:
    """An older ledger does not say what was told: the rule alone decides, as of then."""
    assert picks(None) == (TOLD, FILED_SINCE)
