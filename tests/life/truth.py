"""What is true of each reader, told in plain facts; planning's table is not asked.

    facts ─▶ owed ─▶ what a mail that comes must be: needed, and only once
      ▲                 └─ and where nothing is owed, the calendar is as the organiser wants it
      └── each mail's end

`held` is what a reader has or may have: what was taken by their server, and what nobody can know
of. Only where `is_certain` can their calendar be looked at.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tests.life.office import place
from tests.life.reader import ASKED, Calendar, Said

from rundbrief.definitions import Answer, Meeting, MeetingStatus
from rundbrief.delivery import State
from rundbrief.recipients import Recipient

ENTRY = ("save-the-date", "invitation", "update", "cancellation", "withdrawal")
CALLED_OFF = ("cancellation", "withdrawal")
WORDS = {Answer.ACCEPTED: "ACCEPTED", Answer.TENTATIVE: "TENTATIVE", Answer.DECLINED: "DECLINED"}
NEWS = timedelta(days=14)


@dataclass(frozen=True)
class Shape:
    """All that is material of a meeting, as one can see it."""

    times: tuple[datetime, datetime]
    place: str
    is_tentative: bool = False
    is_off: bool = False

    @classmethod
    def of(cls, meeting: Meeting) -> "Shape":
        """That of the file."""
        times = (meeting.start.astimezone(UTC), meeting.end.astimezone(UTC))
        status = meeting.status
        is_open = status is MeetingStatus.SAVE_THE_DATE
        return cls(times, place(meeting), is_open, status is MeetingStatus.CANCELLED)


@dataclass
class Reader:
    """One person and their calendar, whatever address they have."""

    name: str
    number: int = 0  # of their address
    is_listed: bool = False
    has_opted_out: bool = False
    calendar: Calendar = field(default_factory=Calendar)
    held: Shape | None = None
    heard: datetime | None = None  # when what they hold was confirmed
    is_certain: bool = True
    refused: Shape | None = None
    answer: Answer | None = None
    promised: set[tuple[str, str, Shape]] = field(default_factory=set)
    further: dict[str, State] = field(default_factory=dict)
    seen: set[tuple[str, int, datetime | None, str]] = field(default_factory=set)

    def address(self, number: int | None = None) -> str:
        """The present one, or an earlier one."""
        return f"{self.name}{self.number if number is None else number}@x.example"

    @property
    def row(self) -> Recipient:
        """Their row on the list."""
        former = tuple(self.address(number) for number in range(self.number))
        return Recipient(address=self.address(), identity=self.address(), former=former)

    @property
    def holds(self) -> bool:
        """Whether they have, or may have, a meeting that takes place."""
        return self.held is not None and not self.held.is_off


@dataclass
class Truth:
    """The organiser's wishes and every reader's state."""

    meeting: Meeting
    readers: dict[str, Reader]
    notify: bool = False
    withdrawn: set[str] = field(default_factory=set)
    recapped_at: datetime | None = None
    highest: dict[Shape, int] = field(default_factory=dict)

    def reader(self, address: str) -> Reader:
        """Whose address that is, or was."""
        return self.readers[address[0]]

    def owed(self, one: Reader, now: datetime) -> tuple[str, str] | None:
        """The mail that tells their calendar what it lacks: its method, and why."""
        meeting, want = self.meeting, Shape.of(self.meeting)
        if meeting.status is MeetingStatus.DRAFT or meeting.end <= now:
            return None
        if want.is_off:
            return ("CANCEL", "off") if one.holds and one.refused != want else None
        if not one.is_listed:
            is_back = one.holds and one.name in self.withdrawn
            is_refused = one.refused is not None and one.refused.is_off
            return ("CANCEL", "withdrawn") if is_back and not is_refused else None
        return self._owed_member(one, want)

    def _owed_member(self, one: Reader, want: Shape) -> tuple[str, str] | None:
        if one.held == want:
            return ("REQUEST", "notified") if self.notify and one.is_certain else None
        if one.refused == want:
            return None
        if not one.holds or one.held is None:
            return None if one.has_opted_out else ("REQUEST", "new")
        if one.has_opted_out and one.held.is_tentative:
            return None
        if one.held.is_tentative and not want.is_tentative:
            return "REQUEST", "settled"
        if one.held.times != want.times:
            return "REQUEST", "moved"
        if one.answer is Answer.DECLINED:
            return None
        return "REQUEST", "elsewhere"

    def owed_further(self, one: Reader, now: datetime) -> set[str]:
        """The reminders and the recap whose time it is."""
        meeting = self.meeting
        if not (one.is_listed and not one.has_opted_out and one.holds and one.held):
            return set()
        if meeting.status is not MeetingStatus.PLANNED or one.held.is_tentative:
            return set()
        if meeting.end <= now:
            is_late = self.recapped_at is not None and self.recapped_at + NEWS <= now
            is_for = {"nobody": False, "invited": True, "accepted": one.answer is Answer.ACCEPTED}
            is_owed = is_for[meeting.recap_to] and meeting.recap and not is_late
            return {"recap"} - set(one.further) if is_owed else set()
        if one.held != Shape.of(meeting):
            return set()
        theirs = [
            each
            for each in sorted(meeting.reminders, key=lambda each: each.at)
            if each.at <= now < each.until
            and {
                "no-answer": one.answer is None,
                "accepted": one.answer is Answer.ACCEPTED,
                "all-but-declined": one.answer is not Answer.DECLINED,
            }[each.to]
        ]
        return {
            each.at.isoformat()
            for each in theirs[-1:]
            if one.heard is None or one.heard < each.at  # else they have just heard
        } - set(one.further)

    def promise(self, now: datetime) -> None:
        """A plan is confirmed: what is owed now may come later, as long as it is true."""
        want = Shape.of(self.meeting)
        for one in self.readers.values():
            if owed := self.owed(one, now):
                one.promised.add((*owed, want))
            one.promised |= {("", each, want) for each in self.owed_further(one, now)}

    def post(self, said: Said, ending: State, arrives: bool, now: datetime) -> None:
        """A mail leaves: is it owed, and what comes of it?"""
        one = self.reader(said.to)
        name = (said.kind, said.sequence, said.dtstamp, said.occurrence)
        assert name not in one.seen, f"{one.name} gets {said.kind} twice"
        reasons = self._reasons(one, said, now)
        assert reasons, f"{one.name} needs no {said.kind}: {said}"
        if said.method == "REQUEST":
            self._check_sequence(said)
            self._check_answer(one, said)
        if ending is State.DEFERRED:
            return  # it came back, and may go out again
        one.seen.add(name)
        if arrives and said.method:
            one.calendar.receive(said)
        self._remember(one, said, ending, now)

    def lose(self, said: Said, now: datetime) -> None:
        """A power cut: nobody can know, and nothing had left."""
        one = self.reader(said.to)
        one.seen.add((said.kind, said.sequence, said.dtstamp, said.occurrence))
        self._remember(one, said, State.UNCLEAR, now)

    def _reasons(self, one: Reader, said: Said, now: datetime) -> set[str]:
        want = Shape.of(self.meeting)
        if said.method:
            now_owed = {(*owed, want)} if (owed := self.owed(one, now)) else set()
            return {
                why
                for method, why, shape in (now_owed | one.promised)
                if method == said.method and shape == want
            }
        what = "recap" if said.kind == "recap" else said.occurrence
        further = {what} & self.owed_further(one, now)
        if what == "recap" and not (want.is_off or want.is_tentative):
            want = next((shape for _, why, shape in one.promised if why == what), want)
        return further | {why for _, why, shape in one.promised if (why, shape) == (what, want)}

    def _check_sequence(self, said: Said) -> None:
        """SEQUENCE is the meeting's: no one is told of it under a number it had before."""
        now = Shape.of(self.meeting)
        before = [number for shape, number in self.highest.items() if shape != now]
        assert said.sequence > max(before, default=-1), f"SEQUENCE {said.sequence} was another's"
        self.highest[now] = max(said.sequence, self.highest.get(now, -1))

    def _check_answer(self, one: Reader, said: Said) -> None:
        """Answers are kept where the date stayed, and asked for anew where it didn't."""
        if said.kind not in ("invitation", "update"):
            assert (said.answer, said.asks) == (ASKED, False)
            return
        is_kept = one.answer and self._keeps_answer(one, said)
        assert said.refers or said.kind != "update", "an update that refers to no invitation"
        expected = WORDS[one.answer] if one.answer and is_kept else ASKED
        assert said.answer == expected, f"{one.name} said {one.answer}, the mail {said.answer}"
        assert said.asks == (expected == ASKED)

    def _keeps_answer(self, one: Reader, said: Said) -> bool:
        held = one.held
        return bool(
            held
            and not (held.is_off or held.is_tentative)
            and held.times == (said.start, said.end)
            and said.status != "TENTATIVE"
        )

    def _remember(self, one: Reader, said: Said, ending: State, now: datetime) -> None:
        if said.kind not in ENTRY:
            one.further["recap" if said.kind == "recap" else said.occurrence] = ending
            if said.kind == "recap" and ending is not State.FAILED and self.recapped_at is None:
                self.recapped_at = now
            return
        assert said.start is not None
        assert said.end is not None
        is_off = said.kind in CALLED_OFF
        shape = Shape((said.start, said.end), said.place, said.status == "TENTATIVE", is_off)
        if is_off and said.kind == "cancellation":
            shape = replace(Shape.of(self.meeting), is_off=True)
        one.promised = {each for each in one.promised if not each[0]}
        if ending is State.FAILED:
            one.refused = shape
            return
        if not self._keeps_answer(one, said):
            one.answer = None
        one.held, one.refused, one.heard = shape, None, said.date
        one.is_certain = ending is State.SENT

    def check_stopped(self, now: datetime) -> None:
        """The plan may only stop where readers had the meeting at another time that is over."""
        want = Shape.of(self.meeting)
        had = [one.held for one in self.readers.values() if one.held]
        assert any(held.times[1] <= now and held.times != want.times for held in had)

    def check_settled(self, now: datetime, waits: set[str]) -> None:
        """Nothing is owed any more, and each calendar has what it should."""
        want = Shape.of(self.meeting)
        for one in self.readers.values():
            if any(one.address(number) in waits for number in range(one.number + 1)):
                continue
            assert not self.owed(one, now), f"{one.name} still lacks {self.owed(one, now)}"
            further = self.owed_further(one, now)
            assert not further, f"{one.name} still lacks {further}"
            if one.is_certain:
                self._check_calendar(one, want, now)

    def _check_calendar(self, one: Reader, want: Shape, now: datetime) -> None:
        entry = one.calendar.entries.get(str(self.meeting.id))
        has = entry and Shape(entry.times, entry.place, entry.is_tentative, entry.is_off)
        if one.held is None or (one.held.is_off and entry is None):
            assert entry is None  # or a CANCEL of what never came
            return
        assert entry is not None, f"{one.name} has nothing"
        assert entry.is_off == one.held.is_off
        is_quiet = self.meeting.status is MeetingStatus.DRAFT or self.meeting.end <= now
        if is_quiet or not one.is_listed or one.refused == want:
            return
        if entry.is_off:
            assert want.is_off or one.has_opted_out
            return
        if one.has_opted_out and entry.is_tentative:
            return
        assert entry.times == want.times, f"{one.name} comes at another time"
        if one.answer is not Answer.DECLINED:
            assert has == want, f"{one.name} has {has}, not {want}"
        assert entry.answer == (WORDS[one.answer] if one.answer else ASKED)
