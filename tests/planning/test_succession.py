"""A new address for an old one: what the former one held is held by its successor."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from rundbrief.definitions import Meeting, Newsletter
from rundbrief.messages import Kind
from rundbrief.planning import Held, Note, Plan, make_plan, succession_problems
from rundbrief.recipients import Recipient
from rundbrief.wording import LANGUAGES, problem_sentence

OLD = "alt@stadt.example"


@pytest.fixture
def moved(town: Recipient) -> Recipient:
    """The town's office under a new address."""
    return replace(town, former=(OLD,), file="recipients/liste.csv", line=7)


def test_no_second_mail(
    meeting: Meeting,
    newsletter: Newsletter,
    moved: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
) -> None:
    """The successor has what the former address has, and that one isn't missing from the list."""
    holdings.has = {
        meeting.id: {OLD: held()},
        newsletter.id: {OLD: held(kind=Kind.NEWSLETTER, fingerprint="")},
    }

    assert make_plan([meeting], [newsletter], [moved], holdings, now) == Plan((), ())


# What the former address has of the meeting, and whether its successor is invited.
@pytest.mark.parametrize(
    ("state", "is_invited"),
    [
        pytest.param({"lost": True}, True, id="refused there: the new address is the remedy"),
        pytest.param({"open": True}, False, id="on its way there"),
        pytest.param({"unclear": True}, False, id="nobody can know"),
    ],
)
def test_what_is_inherited(
    meeting: Meeting,
    moved: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
    state: dict[str, bool],
    is_invited: bool,
) -> None:
    """A refusal stays with the address that was refused; all else is handed on."""
    holdings.has[meeting.id] = {OLD: held(**state)}

    plan = make_plan([meeting], [], [moved], holdings, now)

    assert bool(plan.items) is is_invited


def test_own_holding_counts_first(
    meeting: Meeting,
    moved: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
) -> None:
    """Who holds the meeting as it is isn't told of a move because a former address knew another."""
    holdings.has[meeting.id] = {OLD: held(fingerprint="before"), moved.identity: held()}

    assert make_plan([meeting], [], [moved], holdings, now) == Plan((), ())


def test_opted_out_for_good(
    meeting: Meeting, moved: Recipient, holdings: Any, now: datetime
) -> None:
    """Who opted out under the former address is not written to under the new one."""
    holdings.out = {OLD}

    plan = make_plan([meeting], [], [moved], holdings, now)

    assert plan == Plan((), (Note(meeting.file, "opted-out", {"count": 1}, (moved,)),))


def test_still_on_the_list(moved: Recipient) -> None:
    """A former address that has a row of its own is a problem that names both rows."""
    old = Recipient(address=OLD, identity=OLD, file="recipients/alt.csv", line=3)

    (problem,) = succession_problems([old, moved])

    assert (problem.file, problem.line, problem.code) == (moved.file, 7, "plan.former-listed")
    for language in LANGUAGES:
        assert "recipients/alt.csv" in problem_sentence(problem, language)


def test_two_successors(moved: Recipient, county: Recipient) -> None:
    """Two rows can't both replace the same address."""
    other = replace(county, former=(OLD,), file=moved.file, line=9)

    (problem,) = succession_problems([moved, other])

    assert (problem.line, problem.code) == (9, "plan.former-twice")
    for language in LANGUAGES:
        assert problem_sentence(problem, language)


def test_nothing_wrong(moved: Recipient, county: Recipient) -> None:
    """A former address that nobody else has is in order; so is one's own."""
    odd = replace(county, former=(county.identity,))

    assert list(succession_problems([moved, odd])) == []
