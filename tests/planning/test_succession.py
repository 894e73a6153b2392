"""A new address for an old one: what the former one held is held by its successor."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from rundbrief.definitions import Meeting, Newsletter
from rundbrief.ledger import Roll
from rundbrief.messages import Kind
from rundbrief.planning import make_plan
from rundbrief.recipients import Recipient
from rundbrief.wording import LANGUAGES, problem_sentence

OLD = "alt@stadt.example"


@pytest.fixture
def moved(town: Recipient) -> Recipient:
    """The town's office under a new address."""
    return town._replace(former=(OLD,), file="recipients/liste.csv", line=7)


def test_no_second_mail(
    meeting: Meeting,
    newsletter: Newsletter,
    moved: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """The successor has what the former address has, and that one isn't missing from the list."""
    holdings.has = {
        meeting.id: {OLD: held()},
        newsletter.id: {OLD: held(kind=Kind.NEWSLETTER, fingerprint="")},
    }

    plan = make_plan([meeting], [newsletter], holdings.beside([moved]), now)

    assert (len(plan.items), plan.notes) == (0, ())


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
    held: Callable[..., Any],
    now: datetime,
    state: dict[str, bool],
    is_invited: bool,
) -> None:
    """A refusal stays with the address that was refused; all else is handed on."""
    holdings.has[meeting.id] = {OLD: held(**state)}

    plan = make_plan([meeting], [], holdings.beside([moved]), now)

    assert bool(plan.items) is is_invited


def test_own_holding_counts_first(
    meeting: Meeting,
    moved: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """Who holds the meeting as it is isn't told of a move because a former address knew another."""
    before = held(fingerprint="before")
    holdings.has[meeting.id] = {OLD: before, moved.identity: held(number=2)}

    plan = make_plan([meeting], [], holdings.beside([moved]), now)

    assert (len(plan.items), plan.notes) == (0, ())


def test_opted_out_for_good(
    meeting: Meeting, moved: Recipient, holdings: Any, now: datetime
) -> None:
    """Who opted out under the former address is not written to under the new one."""
    holdings.out = {OLD}

    plan = make_plan([meeting], [], holdings.beside([moved]), now)

    (note,) = plan.notes
    assert (len(plan.items), note.code) == (0, "opted-out")
    assert [who.recipient for who in note.who] == [moved]


def test_still_on_the_list(moved: Recipient) -> None:
    """A former address that has a row of its own is a problem that names both rows."""
    old = Recipient(address=OLD, identity=OLD, file="recipients/alt.csv", line=3)

    (problem,) = Roll([old, moved]).succession_problems()

    assert (problem.file, problem.line, problem.code) == (moved.file, 7, "plan.former-listed")
    for language in LANGUAGES:
        assert "recipients/alt.csv" in problem_sentence(problem, language)


def test_two_successors(moved: Recipient, county: Recipient) -> None:
    """Two rows can't both replace the same address."""
    other = county._replace(former=(OLD,), file=moved.file, line=9)

    (problem,) = Roll([moved, other]).succession_problems()

    assert (problem.line, problem.code) == (9, "plan.former-twice")
    for language in LANGUAGES:
        assert problem_sentence(problem, language)


def test_nothing_wrong(moved: Recipient, county: Recipient) -> None:
    """A former address that nobody else has is in order; so is one's own."""
    odd = county._replace(former=(county.identity,))

    assert Roll([moved, odd]).succession_problems() == []
