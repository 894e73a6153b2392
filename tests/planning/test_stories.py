"""The table of stories for whoever opted out: no more mails, and a move still reaches them."""

from collections.abc import Callable
from typing import Any

import pytest

from rundbrief.definitions import Meeting, Newsletter
from rundbrief.planning import Held, Note, Why, fingerprint, make_plan
from rundbrief.planning.stories import Left, Story, story_of_meeting, story_of_newsletter
from rundbrief.recipients import Recipient


# What they hold of a meeting, and what the plan says: without and with an opt-out.
@pytest.mark.parametrize(
    ("state", "member", "expected"),
    [
        pytest.param(None, Why.NOT_YET_INVITED, Left.OPTED_OUT, id="nothing held"),
        pytest.param({"lost": True}, Left.REFUSED, Left.OPTED_OUT, id="refused for good"),
        pytest.param({"open": True}, Left.WAITING, Left.OPTED_OUT, id="confirmed, not gone"),
        pytest.param({"unclear": True}, Left.UNCLEAR, Left.UNCLEAR, id="nobody can know"),
        pytest.param({}, None, None, id="held"),
        pytest.param({"fingerprint": "old"}, Left.CHANGED, Left.CHANGED, id="held, moved since"),
    ],
)
def test_meeting(
    meeting: Meeting,
    held: Callable[..., Held],
    state: dict[str, Any] | None,
    member: Story,
    expected: Story,
) -> None:
    """Who opted out gets nothing new; what they hold is still theirs to be told about."""
    has, now = None if state is None else held(**state), fingerprint(meeting)

    stories = [story_of_meeting(has, now, is_member=True, opted_out=out) for out in (False, True)]

    assert stories == [member, expected]


@pytest.mark.parametrize(
    ("is_over", "expected"), [(False, Left.OPTED_OUT), (True, None)], ids=["open", "over"]
)
def test_newsletter(is_over: bool, expected: Story) -> None:
    """Who opted out gets no newsletter, and an old one is no news of them."""
    assert story_of_newsletter(None, is_over=is_over, opted_out=True) is expected


def test_plan_names_them(
    meeting: Meeting,
    newsletter: Newsletter,
    town: Recipient,
    county: Recipient,
    holdings: Any,
    now: Any,
) -> None:
    """The plan leaves suppressed recipients out and says who they are."""
    holdings.out = {county.identity, "nobody@no-list.example"}

    plan = make_plan([meeting], [newsletter], [town, county], holdings, now)

    assert [item.recipient for item in plan.items] == [town, town]
    assert plan.notes == tuple(
        Note(subject.file, "opted-out", {"count": 1}, (county,))
        for subject in (meeting, newsletter)
    )
