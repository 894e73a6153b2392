"""The truth table: one position, one story. Each row is a line of what the program does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rundbrief.definitions import Answer, MeetingStatus
from rundbrief.messages import Kind
from rundbrief.planning import Had, Held, Note, Position, Why, make_plan
from rundbrief.planning.stories import (
    Left,
    Story,
    story_of_entry,
    story_of_newsletter,
    story_of_recap,
    story_of_reminder,
)

NOW, OTHER_ROOM, OTHER_DAY = "monday hall", "monday cellar", "tuesday hall"
PLANNED, SAVED, OFF = MeetingStatus.PLANNED, MeetingStatus.SAVE_THE_DATE, MeetingStatus.CANCELLED
HEARD = datetime(2025, 8, 1, tzinfo=UTC)
LATER = HEARD + timedelta(days=20)
YES, NO, MAYBE = Answer.ACCEPTED, Answer.DECLINED, Answer.TENTATIVE


def mail(kind: Kind, said: str = NOW) -> Held:
    return Held(1, kind, 0, said, HEARD)


INVITED, OLD_DAY, OLD_ROOM = (mail(Kind.INVITATION, said) for said in (NOW, OTHER_DAY, OTHER_ROOM))
SAVED_DATE = mail(Kind.SAVE_THE_DATE, "monday anywhere")
CALLED_OFF, TAKEN_BACK = mail(Kind.CANCELLATION, OTHER_DAY), mail(Kind.WITHDRAWAL, "withdrawn")


def at(held: Held | None = None, **more: Any) -> Position:
    return Position(held, **more)


def opted_out(held: Held | None = None, **more: Any) -> Position:
    return Position(held, opted_out=True, **more)


def stranger(held: Held | None = None, **more: Any) -> Position:
    return Position(held, is_member=False, **more)


# A meeting that takes place: who has nothing of it, or had it taken back.
NEWCOMERS = [
    (at(), Why.NOT_YET_INVITED),
    (at(waiting=INVITED), Left.WAITING),
    (at(waiting=OLD_DAY), Why.NOT_YET_INVITED),  # moved before it went out
    (at(refused=INVITED), Left.REFUSED),
    (at(refused=OLD_DAY), Why.NOT_YET_INVITED),  # another revision, another try
    (at(CALLED_OFF), Why.PLANNED_AGAIN),
    (at(CALLED_OFF, is_unclear=True), Why.PLANNED_AGAIN),
    (at(CALLED_OFF, waiting=INVITED), Left.WAITING),
    (at(TAKEN_BACK), Why.REJOINED),
    (opted_out(), Left.OPTED_OUT),
    (opted_out(waiting=INVITED), Left.OPTED_OUT),
    (opted_out(refused=INVITED), Left.OPTED_OUT),
    (opted_out(CALLED_OFF), Left.OPTED_OUT),
]

# A meeting that takes place: who has it, as it is or as it was.
HOLDERS = [
    (at(INVITED), None),
    (at(INVITED, answer=NO), None),
    (at(INVITED, is_unclear=True), Left.UNCLEAR),
    (at(INVITED, waiting=OLD_DAY), None),  # moved and moved back before that went out
    (at(OLD_DAY), Why.MOVED),
    (at(OLD_DAY, is_unclear=True), Why.MOVED),  # may have it: must hear of the move
    (at(OLD_DAY, answer=NO), Why.MOVED),  # the new date may suit them
    (at(OLD_DAY, waiting=INVITED), Left.WAITING),
    (at(OLD_DAY, refused=INVITED), Left.REFUSED),
    (at(OLD_ROOM), Why.RELOCATED),
    (at(OLD_ROOM, answer=YES), Why.RELOCATED),
    (at(OLD_ROOM, answer=MAYBE), Why.RELOCATED),
    (at(OLD_ROOM, answer=NO), Left.DECLINED),
    (at(SAVED_DATE), Why.NOW_INVITED),
    (opted_out(INVITED), None),
    (opted_out(SAVED_DATE), Left.OPTED_OUT),
    (opted_out(OLD_DAY), Why.MOVED),
    (opted_out(OLD_ROOM), Why.RELOCATED),
]

# Off the list: only what they hold is said, and taken back on the organiser's word.
STRANGERS = [
    (stranger(), None),
    (stranger(waiting=INVITED), None),
    (stranger(INVITED), Left.OFF_THE_LIST),
    (stranger(OLD_DAY), Left.OFF_THE_LIST),
    (stranger(CALLED_OFF), None),
    (stranger(TAKEN_BACK), None),
    (stranger(INVITED, is_withdrawn=True), Why.WITHDRAWN),
    (stranger(INVITED, is_withdrawn=True, waiting=TAKEN_BACK), Left.WAITING),
    (stranger(INVITED, is_withdrawn=True, refused=TAKEN_BACK), Left.REFUSED),
]


@pytest.mark.parametrize(("position", "expected"), [*NEWCOMERS, *HOLDERS, *STRANGERS])
def test_planned(position: Position, expected: Story) -> None:
    """What a meeting that takes place means to each position."""
    assert story_of_entry(position, PLANNED, NOW) == expected


OFF_NOW = "monday off"
SAID_OFF = mail(Kind.CANCELLATION, OFF_NOW)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (at(), None),
        (at(waiting=INVITED), None),  # never got it, and never will
        (at(INVITED), Why.CANCELLED),
        (at(INVITED, answer=NO), Why.CANCELLED),
        (at(OLD_DAY, is_unclear=True), Why.CANCELLED),
        (at(SAVED_DATE), Why.CANCELLED),
        (opted_out(INVITED), Why.CANCELLED),
        (stranger(INVITED), Why.CANCELLED),
        (at(SAID_OFF), None),
        (at(SAID_OFF, is_unclear=True), Left.UNCLEAR),
        (at(INVITED, waiting=SAID_OFF), Left.WAITING),
        (at(INVITED, refused=SAID_OFF), Left.REFUSED),
        (at(TAKEN_BACK), None),
    ],
)
def test_cancelled(position: Position, expected: Story) -> None:
    """A cancellation is for exactly those who have it or may have it."""
    assert story_of_entry(position, OFF, OFF_NOW) == expected


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (at(), Why.NOT_YET_SAVED),
        (at(mail(Kind.SAVE_THE_DATE)), None),
        (at(mail(Kind.SAVE_THE_DATE, OTHER_DAY)), Why.MOVED),
        (at(CALLED_OFF), Why.PLANNED_AGAIN),
    ],
)
def test_save_the_date(position: Position, expected: Story) -> None:
    """A date to be kept free is kept, moved and taken up again like a meeting."""
    assert story_of_entry(position, SAVED, NOW) == expected


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (at(INVITED), Why.NOTIFIED),
        (at(INVITED, waiting=INVITED), Left.WAITING),
        (at(INVITED, is_unclear=True), Left.UNCLEAR),
        (at(OLD_DAY), Why.MOVED),
        (at(), Why.NOT_YET_INVITED),
        (stranger(INVITED), Left.OFF_THE_LIST),
    ],
)
def test_notified(position: Position, expected: Story) -> None:
    """The organiser's word reaches those who have it as it is, and changes nothing else."""
    assert story_of_entry(position, PLANNED, NOW, notify=True) == expected


# Whom each kind of reminder is for, by their answer.
@pytest.mark.parametrize(
    ("to", "meant"),
    [
        ("no-answer", {None}),
        ("accepted", {YES}),
        ("all-but-declined", {None, YES, MAYBE}),
    ],
)
def test_reminded_by_answer(to: Any, meant: set[Answer | None]) -> None:
    """A reminder goes to those who answered as it says."""
    answers = (None, YES, MAYBE, NO)
    told = {each for each in answers if story_of_reminder(at(INVITED, answer=each), NOW, to, LATER)}

    assert told == meant


FURTHER = [
    (at(INVITED, had=Had.SENT), None),
    (at(INVITED, had=Had.WAITING), Left.WAITING),
    (at(INVITED, had=Had.REFUSED), Left.REFUSED),
    (at(INVITED, had=Had.UNCLEAR), Left.UNCLEAR),
    (at(SAVED_DATE), None),
    (at(CALLED_OFF), None),
    (at(), None),
    (stranger(INVITED), None),
    (opted_out(INVITED), None),
]


@pytest.mark.parametrize(
    ("position", "expected"), [*FURTHER, (at(INVITED), Why.REMINDED), (at(OLD_DAY), None)]
)
def test_reminder(position: Position, expected: Story) -> None:
    """Each occurrence once, and only to whoever has the meeting as it is."""
    assert story_of_reminder(position, NOW, "all-but-declined", LATER) == expected


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (HEARD - timedelta(days=1), None),
        (HEARD, None),
        (HEARD + timedelta(minutes=1), Why.REMINDED),
    ],
)
def test_who_has_just_heard_is_not_reminded(time: datetime, expected: Story) -> None:
    """A reminder whose time was before the mail they have has nothing to remind them of."""
    assert story_of_reminder(at(INVITED), NOW, "all-but-declined", time) == expected


@pytest.mark.parametrize(
    ("position", "expected"), [*FURTHER, (at(INVITED), Why.RECAPPED), (at(OLD_DAY), Why.RECAPPED)]
)
def test_recap(position: Position, expected: Story) -> None:
    """A recap once to whoever was invited, also to the old date."""
    assert story_of_recap(position, "invited", is_over=False) == expected


def test_recap_to_whom() -> None:
    """A recap is for nobody, those who came, or all who were invited; and only in its window."""
    came, silent = at(INVITED, answer=YES), at(INVITED)

    assert story_of_recap(came, "nobody", is_over=False) is None
    assert story_of_recap(came, "accepted", is_over=False) is Why.RECAPPED
    assert story_of_recap(silent, "accepted", is_over=False) is None
    assert story_of_recap(silent, "invited", is_over=True) is None


NEWS = mail(Kind.NEWSLETTER, "")


@pytest.mark.parametrize(
    ("position", "in_time", "too_late"),
    [
        (at(), Why.NOT_YET_SENT, Left.TOO_LATE),
        (at(NEWS), None, None),
        (at(NEWS, is_unclear=True), Left.UNCLEAR, Left.UNCLEAR),
        (at(waiting=NEWS), Left.WAITING, Left.TOO_LATE),
        (at(refused=NEWS), Left.REFUSED, Left.REFUSED),
        (opted_out(), Left.OPTED_OUT, None),
        (opted_out(waiting=NEWS), Left.OPTED_OUT, None),
        (stranger(NEWS), None, None),
    ],
)
def test_newsletter(position: Position, in_time: Story, too_late: Story) -> None:
    """A newsletter once to each, while it is news."""
    stories = [story_of_newsletter(position, is_over=is_over) for is_over in (False, True)]

    assert stories == [in_time, too_late]


def test_plan_names_them(
    meeting: Any, newsletter: Any, town: Any, county: Any, holdings: Any, now: Any
) -> None:
    """The plan leaves suppressed recipients out and says who they are."""
    holdings.out = {county.identity, "nobody@no-list.example"}

    plan = make_plan([meeting], [newsletter], holdings.beside([town, county]), now)

    assert [item.recipient for item in plan.items] == [town, town]
    for note in plan.notes:
        assert isinstance(note, Note)
        assert (note.code, [who.recipient for who in note.who]) == ("opted-out", [county])
    assert len(plan.notes) == 2
