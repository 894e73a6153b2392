"""The organiser's own copy: when it goes out, what it does to her calendar, when there is none."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from rundbrief.definitions import Meeting, MeetingStatus
from rundbrief.messages import Kind
from rundbrief.planning import Effect, Plan, Why, fingerprint, make_plan
from rundbrief.planning.plan import Part
from rundbrief.recipients import Recipient

PLANNED, SAVED, OFF = MeetingStatus.PLANNED, MeetingStatus.SAVE_THE_DATE, MeetingStatus.CANCELLED


@pytest.fixture
def herself() -> Recipient:
    """Where the copies go; on no list."""
    return Recipient(address="Kalender@netz.example", identity="kalender@netz.example")


def copies(plan: Plan) -> list[Part]:
    return [part for part in plan.parts if part.kind is Kind.COPY]


def of(meeting: Meeting, number: int = 5, **changes: Any) -> dict[str, Any]:
    """What a copy said of the meeting as it is."""
    return {
        "number": number,
        "kind": Kind.COPY,
        "status": meeting.status.value,
        "fingerprint": fingerprint(meeting),
        **changes,
    }


def test_beside_the_first_invitations(
    meeting: Meeting, town: Recipient, herself: Recipient, holdings: Any, now: datetime
) -> None:
    """A new meeting brings its copy, to her alone; without `copy_to` there is none."""
    there = holdings.beside([town])

    (copy,) = copies(make_plan([meeting], [], there, now, copy_to=herself))

    assert [person.recipient for person in copy.people] == [herself]
    assert (copy.why, copy.effect, copy.tells_old) == (Why.COPIED, Effect.NEW_ENTRY, False)
    assert copies(make_plan([meeting], [], there, now)) == []


# What her calendar has, what the file says now, and what the copy does to it.
STEPS = {
    "nothing new": (PLANNED, {}, None),
    "a typo": (PLANNED, {"title": "Kultur"}, None),
    "moved": (PLANNED, {"start": timedelta(days=-1), "end": timedelta(days=-1)}, Effect.MOVES),
    "longer": (PLANNED, {"end": timedelta(hours=1)}, Effect.MOVES),
    "settled": (SAVED, {}, Effect.CONFIRMS),
    "called off": (PLANNED, {"status": OFF, "reason": "krank"}, Effect.CANCELS),
    "planned again": (OFF, {}, Effect.NEW_ENTRY),
    "only saved again": (OFF, {"status": SAVED}, Effect.NEW_TENTATIVE),
    "no more": (PLANNED, {"status": MeetingStatus.DRAFT}, None),
}


@pytest.mark.parametrize(("had", "changes", "effect"), STEPS.values(), ids=STEPS)
def test_it_follows_the_meeting(
    meeting: Meeting,
    town: Recipient,
    herself: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
    had: MeetingStatus,
    changes: dict[str, Any],
    effect: Effect | None,
) -> None:
    """Each change that a calendar must be told is copied once, and nothing else is."""
    before = meeting.model_copy(update={"status": had})
    holdings.has[meeting.id] = {town.identity: held(), herself.identity: held(**of(before))}
    update = {
        name: getattr(meeting, name) + value if isinstance(value, timedelta) else value
        for name, value in changes.items()
    }
    after = meeting.model_copy(update=update)

    made = copies(make_plan([after], [], holdings.beside([town]), now, copy_to=herself))

    assert [part.effect for part in made] == ([effect] if effect else [])
    assert [part.tells_old for part in made] == ([had is not OFF] if effect else [])


def test_not_of_what_is_nobodys(
    meeting: Meeting, herself: Recipient, holdings: Any, now: datetime
) -> None:
    """Neither a meeting without guests nor one called off before anybody heard of it is copied."""
    off = meeting.model_copy(update={"status": OFF})

    for each in (meeting, off):
        assert copies(make_plan([each], [], holdings.beside([]), now, copy_to=herself)) == []


def test_once_the_meeting_is_over(
    meeting: Meeting, town: Recipient, herself: Recipient, holdings: Any
) -> None:
    """Of a past meeting there is nothing to put into a calendar."""
    plan = make_plan([meeting], [], holdings.beside([town]), meeting.end, copy_to=herself)

    assert copies(plan) == []


@pytest.mark.parametrize("state", ["open", "lost", "unclear"])
def test_not_twice(
    meeting: Meeting,
    town: Recipient,
    herself: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
    state: str,
) -> None:
    """What waits, was refused or is unclear is not copied again by itself; the plan says so."""
    copy = held(**of(meeting), **{state: True})
    holdings.has[meeting.id] = {town.identity: held(), herself.identity: copy}

    plan = make_plan([meeting], [], holdings.beside([town]), now, copy_to=herself)

    code = {"open": "waiting", "lost": "refused", "unclear": "unclear"}[state]
    assert copies(plan) == []
    assert [note.code for note in plan.notes] == [code]


def test_another_address(
    meeting: Meeting,
    town: Recipient,
    herself: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """At another address her calendar is another one; what waits for the old stays behind."""
    copy = held(**of(meeting), open=True)
    holdings.has[meeting.id] = {town.identity: held(), herself.identity: copy}
    other = Recipient(address="neu@netz.example", identity="neu@netz.example")

    plan = make_plan([meeting], [], holdings.beside([town]), now, copy_to=other)

    assert [part.effect for part in copies(plan)] == [Effect.NEW_ENTRY]
    assert (5 in plan.due, 5 in plan.outdated) == (False, True)
    kept = make_plan([meeting], [], holdings.beside([town]), now, copy_to=herself)
    assert (5 in kept.due, 5 in kept.outdated) == (True, False)


def test_told_anew_on_her_word(
    meeting: Meeting,
    town: Recipient,
    herself: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """Who has the meeting hears of it again on her word, and she with them."""
    holdings.has[meeting.id] = {town.identity: held(), herself.identity: held(**of(meeting))}
    there = holdings.beside([town])

    plan = make_plan([meeting], [], there, now, notify=[meeting.id], copy_to=herself)

    assert [(part.kind, part.effect) for part in plan.parts] == [
        (Kind.UPDATE, Effect.REFRESHES),
        (Kind.COPY, Effect.REFRESHES),
    ]


def test_it_is_no_holding(
    meeting: Meeting,
    town: Recipient,
    herself: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """A copy makes nobody a guest: on the list she is invited, off it nothing is taken back."""
    holdings.has[meeting.id] = {herself.identity: held(**of(meeting))}

    listed = make_plan([meeting], [], holdings.beside([herself]), now, copy_to=herself)
    absent = make_plan([meeting], [], holdings.beside([town]), now, copy_to=herself)

    assert [(part.kind, len(part)) for part in listed.parts] == [(Kind.INVITATION, 1)]
    assert [person.recipient for part in absent.parts for person in part.people] == [town]
    assert absent.notes == ()


def test_an_earlier_copy_does_not_overtake_the_guests(
    meeting: Meeting,
    town: Recipient,
    herself: Recipient,
    holdings: Any,
    held: Callable[..., Any],
    now: datetime,
) -> None:
    """What waits for the guests leaves by their own revisions, whatever became of the copies."""
    moved = meeting.model_copy(update={"start": meeting.start - timedelta(hours=1)})
    holdings.has[meeting.id] = {
        town.identity: held(open=True),
        herself.identity: held(**of(moved, number=2)),
    }

    plan = make_plan([meeting], [], holdings.beside([town]), now, copy_to=herself)

    assert 1 in plan.due
    assert [part.why for part in plan.parts] == [Why.COPIED]
