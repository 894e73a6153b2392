"""Which answer counts: the latest to the question that was last asked for this date."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as invented
from hypothesis import strategies as some

from rundbrief.definitions import Answer
from rundbrief.messages import Kind
from rundbrief.planning import Given, Got, asked_since, counting

BEGAN = datetime(2025, 8, 4, 7, tzinfo=UTC)
YES, MAYBE, NO = Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED
MONDAY, FRIDAY, MONDAY_UPSTAIRS = "mon room", "fri room", "mon upstairs"


def said(answer: Answer | None, *, to: int = 0, after: int = 0) -> Given:
    """An answer to that SEQUENCE, so many minutes after the beginning."""
    moment = BEGAN + timedelta(minutes=after)
    return Given(answer, sequence=to, dtstamp=moment, at=moment)


def invited(sequence: int, fingerprint: str = MONDAY, kind: Kind = Kind.INVITATION) -> Got:
    return Got(sequence, kind, fingerprint)


def moved(sequence: int, fingerprint: str) -> Got:
    return Got(sequence, Kind.UPDATE, fingerprint)


HISTORIES = {
    # One question after the other: each asks anew unless it asks the same for the same date.
    "nothing": ([], None),
    "invited": ([invited(0)], 0),
    "joined-late": ([invited(3)], 3),
    "another-room": ([invited(0), moved(1, MONDAY_UPSTAIRS)], 0),
    "moved": ([invited(0), moved(1, FRIDAY)], 1),
    "moved-and-back": ([invited(0), moved(1, FRIDAY), moved(2, MONDAY)], 2),
    "moved-and-back-unnoticed": ([invited(0), moved(2, MONDAY_UPSTAIRS)], 0),
    "moved-then-another-room": ([invited(0), moved(1, "fri a"), moved(2, "fri b")], 1),
    "save-the-date": ([invited(0, kind=Kind.SAVE_THE_DATE)], 0),
    "invited-after-save-the-date": ([invited(0, kind=Kind.SAVE_THE_DATE), invited(1)], 1),
    "called-off": ([invited(0), invited(1, kind=Kind.CANCELLATION)], None),
    "planned-again": ([invited(0), invited(1, kind=Kind.CANCELLATION), invited(2)], 2),
    "withdrawn": ([invited(0), invited(1, kind=Kind.WITHDRAWAL)], None),
    "reminded": ([invited(0), invited(0, kind=Kind.REMINDER), moved(1, MONDAY_UPSTAIRS)], 0),
}


@pytest.mark.parametrize(("got", "since"), HISTORIES.values(), ids=HISTORIES)
def test_asked_since(got: list[Got], since: int | None) -> None:
    """Answers count from the first of the last mails that ask the same for the same date."""
    assert asked_since(got) == since


ANSWERS: dict[str, tuple[list[Given], list[Got], Answer | None]] = {
    # The latest DTSTAMP wins, in whichever order they are read from a mailbox.
    "silent": ([], [invited(0)], None),
    "said": ([said(YES)], [invited(0)], YES),
    "changed-mind": ([said(YES), said(NO, after=1)], [invited(0)], NO),
    "read-in-wrong-order": ([said(NO, after=1), said(YES)], [invited(0)], NO),
    "one-second": ([said(YES), said(MAYBE)], [invited(0)], MAYBE),
    "taken-back": ([said(YES), said(None, after=1)], [invited(0)], None),
    "taken-back-and-given": ([said(YES), said(None), said(NO)], [invited(0)], NO),
    # A change of room leaves it standing, and a reply to the mail before is one to this as well.
    "another-room": ([said(YES)], [invited(0), moved(1, MONDAY_UPSTAIRS)], YES),
    "late-for-the-room": ([said(NO, after=9)], [invited(0), moved(1, MONDAY_UPSTAIRS)], NO),
    # A moved date asks anew; a late reply to the old date is none to the new one.
    "moved": ([said(YES)], [invited(0), moved(1, FRIDAY)], None),
    "late-for-the-date": ([said(YES, after=9)], [invited(0), moved(1, FRIDAY)], None),
    "answered-anew": ([said(YES, after=9), said(NO, to=1)], [invited(0), moved(1, FRIDAY)], NO),
    "moved-and-back": ([said(YES)], [invited(0), moved(1, FRIDAY), moved(2, MONDAY)], None),
    # Who was never asked, or isn't any more, has said nothing.
    "never-invited": ([said(YES)], [], None),
    "called-off": ([said(YES)], [invited(0), invited(1, kind=Kind.CANCELLATION)], None),
}


@pytest.mark.parametrize(("given", "got", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_counting(given: list[Given], got: list[Got], expected: Answer | None) -> None:
    """One answer counts, or none."""
    counted = counting(given, got)

    assert (counted and counted.answer) == expected


MOMENTS = some.integers(0, 5)
ONE = some.builds(
    lambda answer, to, after: said(answer, to=to, after=after),
    some.sampled_from([YES, MAYBE, NO, None]),
    some.integers(0, 3),
    MOMENTS,
)


@invented(some.lists(ONE, unique_by=lambda each: each.dtstamp), some.randoms())
def test_order_of_reading(given: list[Given], dice: object) -> None:
    """Answers given at different times may be read in any order: the same one counts."""
    got = [invited(0), moved(1, FRIDAY)]
    shuffled = sorted(given, key=lambda _: dice.random())  # type: ignore[attr-defined]

    assert counting(shuffled, got) == counting(given, got)
