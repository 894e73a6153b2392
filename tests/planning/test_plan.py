"""The table "what happened, what the plan says", line by line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from rundbrief.definitions import Audience, Meeting, MeetingStatus, Newsletter, NewsletterStatus
from rundbrief.messages import Kind
from rundbrief.planning import Effect, Held, Note, Plan, PlanItem, Why, fingerprint, make_plan
from rundbrief.recipients import Recipient


def invite(meeting: Meeting, recipient: Recipient) -> PlanItem:
    """A first invitation."""
    return PlanItem(
        recipient,
        Kind.INVITATION,
        meeting.id,
        meeting.file,
        Why.NOT_YET_INVITED,
        Effect.NEW_ENTRY,
    )


def send(newsletter: Newsletter, recipient: Recipient) -> PlanItem:
    """A newsletter."""
    return PlanItem(
        recipient,
        Kind.NEWSLETTER,
        newsletter.id,
        newsletter.file,
        Why.NOT_YET_SENT,
        Effect.NONE,
    )


def test_new_meeting(
    meeting: Meeting, town: Recipient, county: Recipient, holdings: Any, now: datetime
) -> None:
    """A new meeting goes to everyone in the audience, in the order of the list."""
    plan = make_plan([meeting], [], [town, county], holdings, now)

    assert plan == Plan((invite(meeting, town), invite(meeting, county)), ())


def test_late_joiner(
    meeting: Meeting,
    town: Recipient,
    county: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
) -> None:
    """Who joins the list later gets a first invitation; those who hold it hear nothing."""
    holdings.has[meeting.id] = {town.identity: held()}

    plan = make_plan([meeting], [], [town, county], holdings, now)

    assert plan == Plan((invite(meeting, county),), ())


def test_nothing_left_to_do(
    meeting: Meeting,
    newsletter: Newsletter,
    town: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
) -> None:
    """When everyone has what should be, the plan is empty and has nothing to say."""
    holdings.has = {
        meeting.id: {town.identity: held()},
        newsletter.id: {town.identity: held(kind=Kind.NEWSLETTER, fingerprint="")},
    }

    plan = make_plan([meeting], [newsletter], [town], holdings, now)

    assert plan == Plan((), ())


def test_someone_else_holds_it(
    meeting: Meeting,
    make_meeting: Callable[..., Meeting],
    town: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
) -> None:
    """Holding one meeting is not holding another."""
    other = make_meeting(id=meeting.id.__class__(int=77), file="meetings/other.toml")
    holdings.has[other.id] = {town.identity: held()}

    plan = make_plan([meeting, other], [], [town], holdings, now)

    assert plan.items == (invite(meeting, town),)


# The states of a delivery that need no second mail by themselves, and what the plan says of them.
@pytest.mark.parametrize(
    ("state", "code"),
    [
        pytest.param({"open": True}, "waiting", id="confirmed and not yet sent"),
        pytest.param({"unclear": True}, "unclear", id="nobody can know"),
        pytest.param({"lost": True}, "refused", id="refused for good"),
    ],
)
def test_not_sent_twice(
    meeting: Meeting,
    newsletter: Newsletter,
    town: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
    state: dict[str, bool],
    code: str,
) -> None:
    """What waits, is unclear or was refused is told in numbers and not sent again by itself."""
    holdings.has = {
        meeting.id: {town.identity: held(**state)},
        newsletter.id: {town.identity: held(kind=Kind.NEWSLETTER, fingerprint="", **state)},
    }

    plan = make_plan([meeting], [newsletter], [town], holdings, now)

    assert plan.items == ()
    assert plan.notes == (
        Note(meeting.file, code, {"count": 1}),
        Note(newsletter.file, code, {"count": 1}),
    )


def test_refused_and_moved(
    meeting: Meeting, town: Recipient, holdings: Any, held: Callable[..., Held], now: datetime
) -> None:
    """Whoever was refused is invited again once the meeting is another revision."""
    holdings.has[meeting.id] = {town.identity: held(lost=True, fingerprint="before it moved")}

    plan = make_plan([meeting], [], [town], holdings, now)

    assert plan == Plan((invite(meeting, town),), ())


@pytest.mark.parametrize("state", [{}, {"unclear": True}])
def test_changed_since_sent(
    make_meeting: Callable[..., Meeting],
    meeting: Meeting,
    town: Recipient,
    county: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
    state: dict[str, bool],
) -> None:
    """A move is not offered yet: holders are counted, late joiners invited to the new date."""
    holdings.has[meeting.id] = {town.identity: held(**state)}
    moved = make_meeting(end=meeting.end + timedelta(hours=1))

    plan = make_plan([moved], [], [town, county], holdings, now)

    assert plan.items == (invite(moved, county),)
    assert plan.notes == (Note(meeting.file, "changed", {"count": 1}),)


def test_changed_before_it_went_out(
    make_meeting: Callable[..., Meeting],
    meeting: Meeting,
    town: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
) -> None:
    """Whose invitation still waits when the meeting moves is invited to the new date instead."""
    holdings.has[meeting.id] = {town.identity: held(open=True)}
    moved = make_meeting(end=meeting.end + timedelta(hours=1))

    plan = make_plan([moved], [], [town], holdings, now)

    assert plan == Plan((invite(moved, town),), ())
    assert plan.due == ((moved.id, fingerprint(moved)),)


def test_typo_mended(
    make_meeting: Callable[..., Meeting],
    meeting: Meeting,
    town: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
) -> None:
    """What is not material changes nothing for those who hold the meeting."""
    holdings.has[meeting.id] = {town.identity: held()}
    mended = make_meeting(title="Kultur im Gespräch!", announcement="Ohne Tippfehler.")

    plan = make_plan([mended], [], [town], holdings, now)

    assert plan == Plan((), ())


def test_taken_off_the_list(
    meeting: Meeting,
    town: Recipient,
    county: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
) -> None:
    """Who was taken off the list and holds the meeting is counted; who never got it is not."""
    holdings.has[meeting.id] = {
        town.identity: held(),
        county.identity: held(),
        "refused@gone.example": held(lost=True),
    }

    plan = make_plan([meeting], [], [county], holdings, now)

    assert plan == Plan((), (Note(meeting.file, "off-the-list", {"count": 1}),))


def test_cancelled(
    make_meeting: Callable[..., Meeting],
    town: Recipient,
    county: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
) -> None:
    """Nobody is invited to what is called off; whoever holds it is counted, on the list or not."""
    meeting = make_meeting(status=MeetingStatus.CANCELLED)
    holdings.has[meeting.id] = {
        town.identity: held(),
        "left@the-list.example": held(unclear=True),
        "never@got.example": held(lost=True),
    }

    plan = make_plan([meeting], [], [town, county], holdings, now)

    assert plan.items == ()
    assert plan.notes == (
        Note(meeting.file, "cancelled"),
        Note(meeting.file, "cancelled-held", {"count": 2}),
    )


# A meeting is open for invitations until its last second, and not after.
@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        pytest.param(11, 59, (1, ()), id="running"),
        pytest.param(12, 0, (0, ("past",)), id="ended"),
        pytest.param(13, 0, (0, ("past",)), id="over"),
    ],
)
def test_until_it_ends(
    meeting: Meeting,
    town: Recipient,
    holdings: Any,
    hour: int,
    minute: int,
    expected: tuple[int, tuple[str, ...]],
) -> None:
    """Nobody is invited to a meeting that has ended, and the plan says so."""
    now = meeting.start.replace(hour=hour, minute=minute)

    plan = make_plan([meeting], [], [town], holdings, now)

    assert (len(plan.items), tuple(note.code for note in plan.notes)) == expected


def test_past_is_not_looked_up(meeting: Meeting, town: Recipient, holdings: Any) -> None:
    """What is held of a past meeting or a draft is not even asked for."""
    asked: list[Any] = []

    def held(subjects: Any) -> dict[Any, Any]:
        asked.extend(subjects)
        return {}

    holdings.held = held

    make_plan([meeting], [], [town], holdings, meeting.end)

    assert asked == []


def test_drafts(
    make_meeting: Callable[..., Meeting],
    make_newsletter: Callable[..., Newsletter],
    town: Recipient,
    holdings: Any,
    now: datetime,
) -> None:
    """Nothing leaves for a draft, and the plan says why."""
    meeting = make_meeting(status=MeetingStatus.DRAFT)
    newsletter = make_newsletter(status=NewsletterStatus.DRAFT)

    plan = make_plan([meeting], [newsletter], [town], holdings, now)

    assert plan == Plan((), (Note(meeting.file, "draft"), Note(newsletter.file, "draft")))


def test_audience_empty(
    make_meeting: Callable[..., Meeting], town: Recipient, holdings: Any, now: datetime
) -> None:
    """An audience that fits nobody is said to be empty, not silently sent to nobody."""
    meeting = make_meeting(audience=Audience(tiers=("Gemeinde",)))

    plan = make_plan([meeting], [], [town], holdings, now)

    assert plan == Plan((), (Note(meeting.file, "audience-empty"),))


# The window of a newsletter: open until 14 days after its first sending (decision 7).
@pytest.mark.parametrize(
    ("age", "is_sent"),
    [
        pytest.param(None, True, id="nothing sent yet"),
        pytest.param(timedelta(0), True, id="just now"),
        pytest.param(timedelta(days=14, seconds=-1), True, id="on its last day"),
        pytest.param(timedelta(days=14), False, id="two weeks on"),
    ],
)
def test_newsletter_window(
    newsletter: Newsletter,
    town: Recipient,
    county: Recipient,
    holdings: Any,
    held: Callable[..., Held],
    now: datetime,
    age: timedelta | None,
    is_sent: bool,
) -> None:
    """Who joins within two weeks of the first sending still gets the newsletter."""
    if age is not None:
        holdings.began[newsletter.id] = now - age
        holdings.has[newsletter.id] = {town.identity: held(kind=Kind.NEWSLETTER, fingerprint="")}

    plan = make_plan([], [newsletter], [county], holdings, now)

    expected = (
        Plan((send(newsletter, county),), ())
        if is_sent
        else Plan((), (Note(newsletter.file, "too-late", {"count": 1}),))
    )
    assert plan == expected


def test_taken_by_the_folder(
    meeting: Meeting, town: Recipient, holdings: Any, now: datetime
) -> None:
    """What only the folder took is in the plan again, which says why."""
    holdings.elsewhere[meeting.id] = {"folder": 5}

    plan = make_plan([meeting], [], [town], holdings, now)

    assert plan == Plan(
        (invite(meeting, town),), (Note(meeting.file, "taken-by-folder", {"count": 5}),)
    )


def test_plan_repeats_itself(
    meeting: Meeting, newsletter: Newsletter, town: Recipient, holdings: Any, now: datetime
) -> None:
    """The same files, lists and holdings give the same plan: meetings first, then newsletters."""
    people = [town, replace(town, address="b@c.example", identity="b@c.example")]

    first = make_plan([meeting], [newsletter], people, holdings, now)

    assert first == make_plan([meeting], [newsletter], people, holdings, now)
    assert [item.kind for item in first.items] == [
        Kind.INVITATION,
        Kind.INVITATION,
        Kind.NEWSLETTER,
        Kind.NEWSLETTER,
    ]
