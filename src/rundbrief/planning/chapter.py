"""A subject's chapter of the plan: positions are told their stories, and those of one kind meet.

    Question ─▶ positions ─▶ story of each ─▶ Parts  (a `Why` and what they hold)
                                          ├▶ Notes  (a `Left`, counted)
                                          └▶ Behind (waits, and is not for them any more)

People are asked for only where a story is theirs: pairs that need nothing make nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from rundbrief.definitions import MeetingStatus
from rundbrief.messages import Kind
from rundbrief.planning.holdings import Had, Held, Holdings, Person, Position, Question
from rundbrief.planning.plan import Behind, Effect, Note, Part, Why
from rundbrief.planning.stories import Left, Story, may_still_leave
from rundbrief.planning.windows import Subject


class Mail(NamedTuple):
    """What a story makes: its kind and its effect.

    `keeps_answers` where answers given still count; `tells_old` where what its readers held stands
    beside what is now, so that those who held something else get a mail of their own.
    """

    kind: Kind
    effect: Effect
    keeps_answers: bool = False
    tells_old: bool = False


MAIL_OF: dict[Why, Mail] = {
    Why.NOT_YET_INVITED: Mail(Kind.INVITATION, Effect.NEW_ENTRY),
    Why.NOT_YET_SAVED: Mail(Kind.SAVE_THE_DATE, Effect.NEW_TENTATIVE),
    Why.NOW_INVITED: Mail(Kind.INVITATION, Effect.CONFIRMS, tells_old=True),
    Why.MOVED: Mail(Kind.UPDATE, Effect.MOVES, tells_old=True),
    Why.RELOCATED: Mail(Kind.UPDATE, Effect.CHANGES_PLACE, keeps_answers=True, tells_old=True),
    Why.NOTIFIED: Mail(Kind.UPDATE, Effect.REFRESHES, keeps_answers=True),
    Why.CANCELLED: Mail(Kind.CANCELLATION, Effect.CANCELS),
    Why.WITHDRAWN: Mail(Kind.WITHDRAWAL, Effect.REMOVES),
    Why.PLANNED_AGAIN: Mail(Kind.INVITATION, Effect.NEW_ENTRY),
    Why.REJOINED: Mail(Kind.INVITATION, Effect.NEW_ENTRY),
    Why.REMINDED: Mail(Kind.REMINDER, Effect.NONE, keeps_answers=True),
    Why.RECAPPED: Mail(Kind.RECAP, Effect.NONE, keeps_answers=True),
    Why.NOT_YET_SENT: Mail(Kind.NEWSLETTER, Effect.NONE),
}

# Left out for good, or until the organiser says a word: whom that concerns is worth reading.
NAMED = {Left.NOT_MEANT, Left.OPTED_OUT, Left.OFF_THE_LIST, Left.UNCLEAR, Left.REFUSED}

Decide = Callable[[Position], Story]
Told = Part | Note | Behind


class Teller:
    """Tells one subject's stories; `due` are the mailings of which what waits will still leave."""

    def __init__(self, subject: Subject, holdings: Holdings, due: Collection[int]) -> None:
        self._subject = subject
        self._holdings = holdings
        self._due = due
        self.members = 0

    def told(self, asked: Question, decide: Decide, occurrence: str = "") -> Iterator[Told]:
        """The parts and notes that the question's positions make, and what stays behind."""
        parts: defaultdict[tuple[Why, str], list[Position]] = defaultdict(list)
        left: defaultdict[Left, list[Position]] = defaultdict(list)
        behind: defaultdict[tuple[int, ...], list[Position]] = defaultdict(list)
        counts = self._holdings.positions(asked)
        self.members = sum(count for at, count in counts.items() if at.is_member)
        for at in counts:
            story = decide(self._as_it_will_be(at))
            if stuck := self._stuck(asked, at, story):
                behind[stuck].append(at)
                left[Left.NOT_MEANT].append(at)
            if isinstance(story, Why):
                said = at.held.fingerprint if at.held and MAIL_OF[story].tells_old else ""
                parts[story, said].append(at)
            elif story is not None:
                left[story].append(at)
        for (why, *_), positions in sorted(parts.items(), key=_order):
            yield self._part(why, positions, self._holdings.people(asked, positions), occurrence)
        for mailings, positions in behind.items():
            yield Behind(mailings, self._holdings.people(asked, positions))
        for code in Left:
            if positions := left[code]:
                who = self._holdings.people(asked, positions) if code in NAMED else ()
                count = sum(counts[at] for at in positions)
                yield Note(self._subject.file, code, {"count": count}, who)

    def _as_it_will_be(self, at: Position) -> Position:
        """What waits and will never leave counts for nothing."""
        leaves = at.waiting is None or at.waiting.number in self._due
        return at if leaves and may_still_leave(at) else at._replace(waiting=None)

    def _stuck(self, asked: Question, at: Position, story: Story) -> tuple[int, ...]:
        """The mailings, due by themselves, of which what waits for these is not theirs any more."""
        if at.waiting and at.waiting.number in self._due and not may_still_leave(at):
            return (at.waiting.number,)
        if at.had is Had.WAITING and story is not Left.WAITING:
            return tuple(each.number for each in asked.further if each.number in self._due)
        return ()

    def _part(
        self, why: Why, positions: list[Position], people: Collection[Person], occurrence: str
    ) -> Part:
        kind, effect, keeps_answers, tells_old = MAIL_OF[why]
        is_open = self._subject.status is MeetingStatus.SAVE_THE_DATE
        if is_open and kind in (Kind.INVITATION, Kind.UPDATE):
            kind = Kind.SAVE_THE_DATE
        held = max((at.held for at in positions if at.held), key=_number, default=None)
        return Part(
            kind,
            self._subject.id,
            self._subject.file,
            why,
            effect,
            people,
            occurrence,
            held,
            keeps_answers,
            tells_old,
        )


def _order(part: tuple[tuple[Why, str], list[Position]]) -> tuple[int, int]:
    (why, *_), positions = part
    numbers = [at.held.number for at in positions if at.held]
    return list(Why).index(why), max(numbers, default=0)


def _number(held: Held) -> int:
    return held.number
