"""The table "what happened, what the plan says", line by line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from rundbrief.definitions import Audience, Meeting, MeetingStatus, Newsletter, NewsletterStatus
from rundbrief.messages import Kind
from rundbrief.planning import Effect, Note, Person, Plan, PlanItem, Why, make_plan
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


def seen(plan: Plan) -> tuple[tuple[PlanItem, ...], tuple[Note, ...]]:
    """Items and notes, without what those who are named hold and answered."""
    items = (replace(each, held=None, answer=None) for each in plan.items)
    notes = (
        replace(each, who=tuple(Person(who.recipient) for who in each.who)) for each in plan.notes
    )
    return tuple(items), tuple(notes)


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
    plan = make_plan([meeting], [], holdings.beside([town, county]), now)

    assert seen(plan) == ((invite(meeting, town), invite(meeting, county)), ())


def test_late_joiner(
    meeting: Meeting,
    town: Recipient,
    county: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """Who joins the list later gets a first invitation; those who hold it hear nothing."""
    holdings.has[meeting.id] = {town.identity: held()}

    plan = make_plan([meeting], [], holdings.beside([town, county]), now)

    assert seen(plan) == ((invite(meeting, county),), ())


def test_nothing_left_to_do(
    meeting: Meeting,
    newsletter: Newsletter,
    town: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """When everyone has what should be, the plan is empty and has nothing to say."""
    holdings.has = {
        meeting.id: {town.identity: held()},
        newsletter.id: {town.identity: held(kind=Kind.NEWSLETTER, fingerprint="")},
    }

    plan = make_plan([meeting], [newsletter], holdings.beside([town]), now)

    assert seen(plan) == ((), ())


def test_someone_else_holds_it(
    meeting: Meeting,
    make_meeting: Callable[..., Meeting],
    town: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """Holding one meeting is not holding another."""
    other = make_meeting(id=meeting.id.__class__(int=77), file="meetings/other.toml")
    holdings.has[other.id] = {town.identity: held()}

    plan = make_plan([meeting, other], [], holdings.beside([town]), now)

    assert tuple(plan.items) == (invite(meeting, town),)


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
    held: Callable[..., Any],
    now: datetime,
    state: dict[str, bool],
    code: str,
) -> None:
    """What waits, is unclear or was refused is told in numbers and not sent again by itself."""
    holdings.has = {
        meeting.id: {town.identity: held(**state)},
        newsletter.id: {town.identity: held(kind=Kind.NEWSLETTER, fingerprint="", **state)},
    }

    plan = make_plan([meeting], [newsletter], holdings.beside([town]), now)

    named = () if code == "waiting" else (Person(town),)
    assert seen(plan) == (
        (),
        (
            Note(meeting.file, code, {"count": 1}, named),
            Note(newsletter.file, code, {"count": 1}, named),
        ),
    )


def test_refused_and_moved(
    meeting: Meeting, town: Recipient, holdings: Any, held: Callable[..., Any], now: datetime
) -> None:
    """Whoever was refused is invited again once the meeting is another revision."""
    holdings.has[meeting.id] = {town.identity: held(lost=True, fingerprint="before it moved")}

    plan = make_plan([meeting], [], holdings.beside([town]), now)

    assert seen(plan) == ((invite(meeting, town),), ())


@pytest.mark.parametrize("state", [{}, {"unclear": True}])
def test_moved(
    make_meeting: Callable[..., Meeting],
    meeting: Meeting,
    town: Recipient,
    county: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
    state: dict[str, bool],
) -> None:
    """A move goes to whoever has, or may have, the old date; late joiners get the new one alone."""
    holdings.has[meeting.id] = {town.identity: held(**state)}
    moved = make_meeting(end=meeting.end + timedelta(hours=1))

    plan = make_plan([moved], [], holdings.beside([town, county]), now)

    assert [(item.recipient, item.kind, item.why, item.effect) for item in plan.items] == [
        (county, Kind.INVITATION, Why.NOT_YET_INVITED, Effect.NEW_ENTRY),
        (town, Kind.UPDATE, Why.MOVED, Effect.MOVES),
    ]
    assert [part.held for part in plan.parts] == [None, held(**state).mail]


def test_changed_before_it_went_out(
    make_meeting: Callable[..., Meeting],
    meeting: Meeting,
    town: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """Whose invitation still waits when the meeting moves is invited to the new date instead."""
    holdings.has[meeting.id] = {town.identity: held(open=True)}
    moved = make_meeting(end=meeting.end + timedelta(hours=1))

    plan = make_plan([moved], [], holdings.beside([town]), now)

    assert seen(plan) == ((invite(moved, town),), ())
    assert (plan.due, plan.outdated) == ((), (1,))


def test_typo_mended(
    make_meeting: Callable[..., Meeting],
    meeting: Meeting,
    town: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """What is not material changes nothing for those who hold the meeting."""
    holdings.has[meeting.id] = {town.identity: held()}
    mended = make_meeting(title="Kultur im Gespräch!", announcement="Ohne Tippfehler.")

    plan = make_plan([mended], [], holdings.beside([town]), now)

    assert seen(plan) == ((), ())


def test_taken_off_the_list(
    meeting: Meeting,
    town: Recipient,
    county: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """Who was taken off the list and holds the meeting is named; who never got it is not."""
    holdings.has[meeting.id] = {
        town.identity: held(),
        county.identity: held(),
        "refused@gone.example": held(lost=True),
    }

    plan = make_plan([meeting], [], holdings.beside([county]), now)

    (note,) = plan.notes
    assert (len(plan.items), note.code, note.values) == (0, "off-the-list", {"count": 1})
    assert [who.recipient.identity for who in note.who] == [town.identity]


def test_what_waits_is_for_nobody_else(
    meeting: Meeting,
    town: Recipient,
    county: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """What waits for someone off the list stays behind, and so does what would take it back."""
    invitation = held(open=True)
    withdrawal = held(open=True, kind=Kind.WITHDRAWAL, number=2)
    holdings.has[meeting.id] = {
        town.identity: invitation,
        county.identity: [held(), withdrawal],
        "gone@list.example": invitation,
    }

    plan = make_plan([meeting], [], holdings.beside([town, county]), now)

    assert [(each.mailings, list(each.identities)) for each in plan.behind] == [
        ((2,), [county.identity]),
        ((1,), ["gone@list.example"]),
    ]
    assert [(note.code, note.values["count"]) for note in plan.notes] == [
        ("waiting", 1),
        ("not-meant", 2),
    ]
    assert len(plan.items) == 0


def test_cancelled(
    make_meeting: Callable[..., Meeting],
    town: Recipient,
    county: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """A cancellation goes to exactly those who have it or may have it, on the list or not."""
    meeting = make_meeting(status=MeetingStatus.CANCELLED)
    holdings.has[meeting.id] = {
        town.identity: held(),
        "left@the-list.example": held(unclear=True),
        "never@got.example": held(lost=True),
        "still@waits.example": held(open=True),
    }

    plan = make_plan([meeting], [], holdings.beside([town, county]), now)

    assert [(item.recipient.identity, item.kind) for item in plan.items] == [
        (town.identity, Kind.CANCELLATION),
        ("left@the-list.example", Kind.CANCELLATION),
    ]
    assert (plan.notes, plan.due, plan.outdated) == ((), (), (1,))


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

    plan = make_plan([meeting], [], holdings.beside([town]), now)

    assert (len(plan.items), tuple(note.code for note in plan.notes)) == expected


def test_past_is_not_looked_up(
    make_meeting: Callable[..., Meeting], meeting: Meeting, town: Recipient, holdings: Any
) -> None:
    """What is held of a past meeting without a recap, or of a draft, is not even asked for."""

    def positions(asked: Any) -> Any:
        raise AssertionError(asked)

    beside = holdings.beside([town])
    beside.positions = positions
    draft = make_meeting(status=MeetingStatus.DRAFT)

    for each in (meeting, draft):
        assert not make_plan([each], [], beside, meeting.end).items


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

    plan = make_plan([meeting], [newsletter], holdings.beside([town]), now)

    assert seen(plan) == ((), (Note(meeting.file, "draft"), Note(newsletter.file, "draft")))


def test_audience_empty(
    make_meeting: Callable[..., Meeting], town: Recipient, holdings: Any, now: datetime
) -> None:
    """An audience that fits nobody is said to be empty, not silently sent to nobody."""
    meeting = make_meeting(audience=Audience(tiers=("Gemeinde",)))

    plan = make_plan([meeting], [], holdings.beside([town]), now)

    assert seen(plan) == ((), (Note(meeting.file, "audience-empty"),))


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
    held: Callable[..., Any],
    now: datetime,
    age: timedelta | None,
    is_sent: bool,
) -> None:
    """Who joins within two weeks of the first sending still gets the newsletter."""
    if age is not None:
        sent = held(kind=Kind.NEWSLETTER, fingerprint="", confirmed_at=now - age)
        holdings.has[newsletter.id] = {town.identity: sent}

    plan = make_plan([], [newsletter], holdings.beside([county]), now)

    expected = (
        ((send(newsletter, county),), ())
        if is_sent
        else ((), (Note(newsletter.file, "too-late", {"count": 1}),))
    )
    assert seen(plan) == expected


def test_taken_by_the_folder(
    meeting: Meeting, town: Recipient, holdings: Any, now: datetime
) -> None:
    """What only the folder took is in the plan again, which says why."""
    holdings.elsewhere[meeting.id] = {"folder": 5}

    plan = make_plan([meeting], [], holdings.beside([town]), now)

    assert seen(plan) == (
        (invite(meeting, town),),
        (Note(meeting.file, "taken-by-folder", {"count": 5}),),
    )


def test_plan_repeats_itself(
    meeting: Meeting, newsletter: Newsletter, town: Recipient, holdings: Any, now: datetime
) -> None:
    """The same files, lists and holdings give the same plan: meetings first, then newsletters."""
    people = [town, town._replace(address="b@c.example", identity="b@c.example")]

    first = make_plan([meeting], [newsletter], holdings.beside(people), now)

    assert first == make_plan([meeting], [newsletter], holdings.beside(people), now)
    assert [item.kind for item in first.items] == [
        Kind.INVITATION,
        Kind.INVITATION,
        Kind.NEWSLETTER,
        Kind.NEWSLETTER,
    ]
