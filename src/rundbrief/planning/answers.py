"""Which answer counts: the one rule, whoever asks and however the answers came.

    all that they answered ─┐
    all that they got ──────┼─▶ counting ─▶ the answer that counts, or None
                            └── asked_since: the SEQUENCE from which answers count

Once per UID and address, the latest DTSTAMP wins. An answer is one to the date it was given for:
a change of room leaves it standing, a moved date, an invitation after a save-the-date and a
meeting planned again ask anew. What counts is read from what each recipient got, not from what
the file says: half of a mailing may not have gone out. SEQUENCE tells what was answered, so that
a late reply to the old date is no reply to the new one (RFC 5546 §2.1.5, §3.2.3).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rundbrief.definitions import Answer
from rundbrief.messages import Kind


class Source(StrEnum):
    """How an answer came."""

    HAND = "hand"  # told to the organiser, who wrote it down
    MAILBOX = "mailbox"  # read from a mail


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it came; `answer` is None where an earlier one was taken back.

    `sequence` is that of the revision it answers, `dtstamp` when it was given: a REPLY's own, or
    when it was written down by hand. `at` is when we learned of it. Both are UTC.
    """

    answer: Answer | None
    sequence: int
    dtstamp: datetime
    at: datetime
    note: str = ""
    source: Source = Source.HAND


@dataclass(frozen=True, slots=True)
class Got:
    """One mail about a meeting that reached them, or may have; its revision's fingerprint."""

    sequence: int
    kind: Kind
    fingerprint: str


# What each kind asks; an empty word ends all asking. What stands not here leaves things as they
# are.
QUESTION: Mapping[Kind, str] = {
    Kind.SAVE_THE_DATE: "keep-free",
    Kind.INVITATION: "come",
    Kind.UPDATE: "come",
    Kind.CANCELLATION: "",
    Kind.WITHDRAWAL: "",
}


def date_of(fingerprint: str) -> str:
    """The part of a fingerprint that stands for date and time (`material`)."""
    return fingerprint.partition(" ")[0]


def same_date(one: str, other: str) -> bool:
    """Whether those fingerprints are of the same date and time."""
    return date_of(one) == date_of(other)


def asked_since(got: Iterable[Got]) -> int | None:
    """The SEQUENCE from which answers count, None where nothing is asked; `got` oldest first.

    It is that of the first mail in the last run of mails that ask the same for the same date.
    """
    asked: tuple[str, str] | None = None
    since = 0
    for each in got:
        if each.kind not in QUESTION:
            continue
        question = (QUESTION[each.kind], date_of(each.fingerprint))
        if question != asked:
            asked, since = question, each.sequence
    return since if asked and asked[0] else None


def counting(given: Sequence[Given], got: Iterable[Got]) -> Given | None:
    """The answer that counts; both as they came, oldest first. None where there is none."""
    since = asked_since(got)
    if since is None:
        return None
    to_this = [each for each in given if each.sequence >= since]
    # Of two with one DTSTAMP (whole seconds) the one that came later is the one that was meant.
    latest = max(reversed(to_this), key=lambda each: each.dtstamp, default=None)
    return latest if latest and latest.answer else None
