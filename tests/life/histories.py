"""Histories of one meeting and four readers, and what happens in them step by step.

steps ─▶ live ─▶ Office (planning, ledger) ─▶ Truth (what is owed) and strict calendars
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from tests.life.office import Office
from tests.life.reader import Said
from tests.life.truth import Reader, Truth

from rundbrief.definitions import (
    Answer,
    Contact,
    HybridVenue,
    Meeting,
    MeetingStatus,
    Reminder,
)
from rundbrief.delivery import State

Step = tuple[str, int, int]

NAMES = "abcd"
BEGIN = datetime(2025, 10, 1, 7, tzinfo=UTC)
# The last Sunday in October is Europe's change from summer time.
DAYS = (date(2025, 10, 24), date(2025, 10, 26), date(2025, 10, 27))
ROOMS = ("Saal", "Raum 204", "Foyer")
ANSWERS = tuple(Answer)
STATUSES = (
    MeetingStatus.PLANNED,
    MeetingStatus.CANCELLED,
    MeetingStatus.SAVE_THE_DATE,
    MeetingStatus.DRAFT,
)
ENDINGS = (State.SENT, State.SENT, State.UNCLEAR, State.FAILED, State.DEFERRED)
REMINDERS = ((date(2025, 10, 10), "no-answer"), (date(2025, 10, 20), "all-but-declined"))

# What may happen, and how often beside the others.
HAPPENS: dict[str, int] = {
    "join": 3,
    "leave": 2,
    "move": 3,
    "room": 3,
    "status": 3,
    "typo": 1,
    "send": 6,
    "send_badly": 2,
    "confirm": 1,
    "resume": 1,
    "kill": 1,
    "power_cut": 1,
    "answer": 3,
    "change_address": 1,
    "opt_out": 1,
    "opt_in": 1,
    "withdraw": 2,
    "rejoin": 2,
    "notify": 1,
    "reopen": 1,
    "wait": 2,
    "clock_back": 1,
    "take_place": 1,
}

OFTEN = [name for name, often in HAPPENS.items() for _ in range(often)]
STEPS = st.tuples(
    st.sampled_from(OFTEN),
    st.integers(0, len(NAMES) - 1),
    st.integers(0, 63),
)
HISTORIES = st.lists(STEPS, min_size=4, max_size=20)
SHORT_HISTORIES = st.lists(STEPS, min_size=4, max_size=10)


def drawn(seed: int, count: int) -> Iterator[list[Step]]:
    """So many histories of twenty of the same steps, by the dice alone: nothing is looked for."""
    dice = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    for _ in range(count):
        yield [
            (dice.choice(OFTEN), dice.randrange(len(NAMES)), dice.randrange(64)) for _ in range(20)
        ]


_JOIN, _SEND, _MOVE, _ROOM = ("join", 2, 0), ("send", 0, 0), ("move", 0, 2), ("room", 0, 1)

# By which a mistake in planning or ledger is told; `test_mutants` makes each of them.
TELLING: dict[str, list[Step]] = {
    "SEQUENCE not raised on a move": [_SEND, _MOVE],
    "CANCEL to everyone": [_SEND, _JOIN, ("status", 0, 1)],
    "a late joiner sent SEQUENCE 0": [_SEND, _MOVE, _SEND, _JOIN],
    "a typo that re-invites": [_SEND, ("typo", 0, 1)],
    "unclear sent again": [("kill", 0, 1)],
    "who rejoins is below their CANCEL": [
        *(_SEND, _ROOM, _SEND),
        *(("withdraw", 0, 0), ("join", 0, 0)),
    ],
    "PARTSTAT reset by a change of room": [_SEND, ("answer", 0, 0), _ROOM],
    "DTSTAMP that falls back with the clock": [_SEND, _MOVE, *[("clock_back", 0, 63)] * 3],
}


def first_meeting(zone: ZoneInfo) -> Meeting:
    """Before anything happens to it."""
    start, end = _times(zone, 0)
    return Meeting(
        file="meetings/treffen.toml",
        id=UUID(int=1),
        status=MeetingStatus.PLANNED,
        title="Kultur im Gespräch",
        start=start,
        end=end,
        zone=zone,
        language="de",
        venue=HybridVenue(
            kind="hybrid", name="Rathaus", room=ROOMS[0], link="https://treffen.example/0"
        ),
        contact=Contact(name="Kulturbüro", email="kultur@x.example"),
        answers="calendar",
        recap="Es war gut.",
        recap_to="invited",
        reminders=_reminders(zone, start),
    )


def _times(zone: ZoneInfo, number: int) -> tuple[datetime, datetime]:
    day = DAYS[number % len(DAYS)]
    return tuple(datetime.combine(day, time(hour), zone) for hour in (10, 12))  # type: ignore[return-value]


def _reminders(zone: ZoneInfo, start: datetime) -> tuple[Reminder, ...]:
    return tuple(
        Reminder(at=datetime.combine(day, time(0), zone), to=to, until=start)  # type: ignore[arg-type]
        for day, to in REMINDERS
    )


class Life:
    """One history while it is lived."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.truth = Truth(office.meeting, {name: Reader(name) for name in NAMES})
        self._endings = 0
        self._gave_back: list[Reader] = []
        self.step("join", 0, 0)
        self.step("join", 1, 0)

    def step(self, name: str, who: int, number: int) -> None:
        """One thing happens."""
        getattr(self, name)(self.truth.readers[NAMES[who]], number)

    def settle(self) -> None:
        """Sends without failure, until there is nothing left to do; then all is as it should be."""
        for _ in range(4):
            if not self._send():
                break
        plan = self.office.planned.plan  # of the last one, in which nothing was sent
        assert not len(plan.items), f"sent, and again: {list(plan.items)}"
        if plan.problems:
            self.truth.check_stopped(self.office.now)
        else:
            self.truth.check_settled(self.office.now, self.office.waits())

    # the organiser's lists

    def join(self, one: Reader, _: int) -> None:
        """A row is added."""
        one.is_listed = True
        self._write_list()

    def rejoin(self, _: Reader, __: int) -> None:
        """Who gave it back last is on the list again."""
        if self._gave_back:
            self.join(self._gave_back[-1], 0)

    def leave(self, one: Reader, _: int) -> None:
        """A row is taken off."""
        one.is_listed = False
        self._write_list()

    def change_address(self, one: Reader, _: int) -> None:
        """A row has another address, and says which it replaces."""
        if one.is_listed:
            one.number += 1
            one.refused = None
            self._write_list()

    def _write_list(self) -> None:
        rows = [each.row for each in self.truth.readers.values() if each.is_listed]
        self.office.listed = rows

    def opt_out(self, one: Reader, _: int) -> None:
        """No more mails."""
        if one.is_listed:
            self.office.ledger.suppress(one.address(), "am Telefon", self.office.now)
            one.has_opted_out = True

    def opt_in(self, one: Reader, _: int) -> None:
        """They changed their mind."""
        for number in range(one.number + 1):
            self.office.ledger.revoke(one.address(number))
        one.has_opted_out = False

    # the organiser's file

    def move(self, _: Reader, number: int) -> None:
        """Another day, or an earlier one again; never of a meeting that is over."""
        if self.office.meeting.end > self.office.now:
            zone = self.office.meeting.zone
            start, end = _times(zone, number)
            if end > self.office.now:
                self._write(start=start, end=end, reminders=_reminders(zone, start))

    def room(self, _: Reader, number: int) -> None:
        """Another room, or an earlier one again."""
        venue = self.office.meeting.venue.model_copy(update={"room": ROOMS[number % len(ROOMS)]})
        self._write(venue=venue)

    def status(self, _: Reader, number: int) -> None:
        """Called off, planned again, only saved, taken back to draft."""
        status = STATUSES[number % len(STATUSES)]
        is_off = status is MeetingStatus.CANCELLED
        self._write(status=status, reason="Die Referentin ist erkrankt." * is_off)

    def typo(self, _: Reader, number: int) -> None:
        """A mended word."""
        self._write(title=f"Kultur im Gespräch {number}")

    def _write(self, **changes: Any) -> None:
        changed = self.office.meeting.model_copy(update=changes)
        self.office.meeting = self.truth.meeting = changed

    # sending

    def send(self, _: Reader, number: int) -> None:
        """A day without failure."""
        self._send()

    def notify(self, _: Reader, number: int) -> None:
        """Everyone who has it shall hear of it again."""
        self.truth.notify = True
        self._send(notify=True)
        self.truth.notify = False

    def withdraw(self, one: Reader, _: int) -> None:
        """Somebody is taken off the list and gives it back, on the organiser's word."""
        self.leave(one, 0)
        self._gave_back.append(one)
        self.truth.withdrawn = {one.name}
        self._send(withdraw=[one.address(number) for number in range(one.number + 1)])
        self.truth.withdrawn = set()

    def send_badly(self, _: Reader, number: int) -> None:
        """A run in which everything may happen."""
        self._endings = number
        due = self._confirm()
        self.office.run(self._post_badly, due, most=1 + number % 5)

    def confirm(self, _: Reader, number: int) -> None:
        """Confirmed, and then the computer goes down before anything has left."""
        self._confirm()

    def resume(self, _: Reader, number: int) -> None:
        """What was confirmed before goes out, and nothing new."""
        self._recover()
        self.office.run(self._post)

    def kill(self, _: Reader, number: int) -> None:
        """The sender is killed under way."""
        self._endings = number
        self.office.killed(self._post_unclear, self._confirm(), number % 4)

    def power_cut(self, one: Reader, number: int) -> None:
        """The power fails under way."""
        self.kill(one, number)
        self.office.boot += 1

    def reopen(self, _: Reader, number: int) -> None:
        """The program is started again."""
        self.office.reopen()

    def _send(self, *, notify: bool = False, withdraw: Sequence[str] = ()) -> int:
        self.office.now += timedelta(minutes=90)
        due = self._confirm(notify=notify, withdraw=withdraw)
        sent = 0

        def post(said: Said) -> State:
            nonlocal sent
            sent += 1
            return self._post(said)

        self.office.run(post, due)
        return sent

    def _confirm(self, **words: Any) -> set[int]:
        self._recover()
        self.truth.promise(self.office.now)
        return self.office.confirm(**words)

    def _recover(self) -> None:
        for said in self.office.recover():
            self.truth.lose(said, self.office.now)

    def _post(self, said: Said) -> State:
        self.truth.post(said, State.SENT, True, self.office.now)
        return State.SENT

    def _post_badly(self, said: Said) -> State:
        self._endings = self._endings * 5 + 3
        ending = ENDINGS[self._endings // 7 % len(ENDINGS)]
        arrives = ending is State.SENT or (ending is State.UNCLEAR and self._endings % 2 == 0)
        self.truth.post(said, ending, arrives, self.office.now)
        return ending

    def _post_unclear(self, said: Said) -> State:
        self._endings = self._endings * 5 + 3
        self.truth.post(said, State.UNCLEAR, self._endings % 2 == 0, self.office.now)
        return State.UNCLEAR

    # the readers, and time

    def answer(self, one: Reader, number: int) -> None:
        """They say on the telephone whether they come, and press the button as well."""
        entry = one.calendar.entries.get(str(self.office.meeting.id))
        is_quiet = (
            one.is_certain
            and not {one.address(n) for n in range(one.number + 1)} & self.office.waits()
        )
        if not (
            one.is_listed and is_quiet and entry and not entry.is_off and not entry.is_tentative
        ):
            return
        given = ANSWERS[number % len(ANSWERS)]
        assert self.office.answer(one.address(), given)
        one.answer = given
        one.calendar.answer(str(self.office.meeting.id), WORD[given])

    def wait(self, _: Reader, number: int) -> None:
        """Hours or days go by."""
        self.office.now += timedelta(hours=(1, 20, 24 * 4, 24 * 9)[number % 4])

    def clock_back(self, _: Reader, number: int) -> None:
        """Somebody sets the clock."""
        self.office.now -= timedelta(minutes=3 * number)

    def take_place(self, _: Reader, number: int) -> None:
        """The meeting takes place."""
        self.office.now = max(self.office.now, self.office.meeting.end + timedelta(hours=number))


WORD = {Answer.ACCEPTED: "ACCEPTED", Answer.TENTATIVE: "TENTATIVE", Answer.DECLINED: "DECLINED"}


def live(history: Sequence[Step], office: Office) -> None:
    """Live through it. Raises AssertionError where something is not as it must be."""
    life = Life(office)
    for step in history:
        life.step(*step)
    life.settle()
