"""Plan and ledger together, in any order of days: nobody gets anything twice, nothing is forgotten.

Hypothesis invents days: people join and leave, the meeting moves and moves back, relays accept,
defer, refuse and fall silent, senders are killed. After every step the rules below hold, and a
run in which nothing fails leaves nothing to do.
"""

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from rundbrief.definitions import Contact, InPersonVenue, Meeting, MeetingStatus
from rundbrief.delivery import Event, Outcome, State
from rundbrief.ledger import (
    Claimed,
    Confirming,
    Ledger,
    NewDelivery,
    NewMailing,
    Roll,
    Server,
    Worker,
)
from rundbrief.planning import Part, Plan, fingerprint, make_plan
from rundbrief.recipients import Recipient

BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = tuple(f"{name}@x.example" for name in "abcd")
ENDINGS = st.sampled_from([State.SENT, State.DEFERRED, State.FAILED, State.UNCLEAR])
TRANSPORTS = st.sampled_from(["folder", "smtp"])


def the_meeting(hours: int) -> Meeting:
    """The one meeting, that long."""
    start = datetime(2026, 9, 8, 10, tzinfo=BERLIN)
    return Meeting(
        file="m.toml",
        id=UUID(int=1),
        status=MeetingStatus.PLANNED,
        title="T",
        start=start,
        end=start + timedelta(hours=hours),
        zone=BERLIN,
        language="de",
        venue=InPersonVenue(kind="in-person", name="Rathaus"),
        contact=Contact(name="K", email="k@x.example"),
        answers="calendar",
    )


@cache
def an_empty_ledger() -> bytes:
    """A new ledger's bytes, made once: alembic takes its time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rundbrief.db"
        Ledger.open(path).close()
        return path.read_bytes()


class Days(RuleBasedStateMachine):
    """An organiser's days with one meeting and four people."""

    folder: tempfile.TemporaryDirectory[str] | None = None

    def open(self) -> Ledger:
        """A fresh ledger."""
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "rundbrief.db"
        path.write_bytes(an_empty_ledger())
        return Ledger.open(path)

    @initialize()
    def begin(self) -> None:
        """A fresh ledger, an empty list."""
        self.ledger = self.open()
        self.now = datetime(2025, 8, 4, 7, tzinfo=UTC)
        self.meeting = the_meeting(2)
        self.listed: set[str] = set()
        self.transport = "smtp"
        self.begun = 0
        self.over: set[tuple[str, int, str]] = set()  # whose content left and did not come back

    def teardown(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()
        if self.folder:
            self.folder.cleanup()

    def worker(self) -> Worker:
        """The next process."""
        self.begun += 1
        self.now += timedelta(minutes=1)
        return Worker("desk", "k", self.begun, "boot", self.now)

    def plan(self) -> Plan:
        """What should go out now."""
        people = [Recipient(address=each, identity=each) for each in sorted(self.listed)]
        with self.ledger.beside(Roll(people), self.transport) as holdings:
            return make_plan([self.meeting], [], holdings, self.now)

    @rule(person=st.sampled_from(PEOPLE))
    def someone_joins(self, person: str) -> None:
        """A row is added to the list."""
        self.listed.add(person)

    @rule(person=st.sampled_from(PEOPLE))
    def someone_leaves(self, person: str) -> None:
        """A row is taken off the list."""
        self.listed.discard(person)

    @rule(status=st.sampled_from(MeetingStatus))
    def status_changes(self, status: MeetingStatus) -> None:
        """The meeting is called off, planned again, only saved, or taken back to draft."""
        self.meeting = self.meeting.model_copy(update={"status": status})

    @rule(hours=st.integers(1, 3))
    def meeting_moves(self, hours: int) -> None:
        """The meeting is another revision, or an earlier one again."""
        status = self.meeting.status
        self.meeting = the_meeting(hours).model_copy(update={"status": status})

    @rule(transport=TRANSPORTS)
    def way_out_changes(self, transport: str) -> None:
        """The organiser sets another kind of transport."""
        self.transport = transport

    @rule(minutes=st.integers(-90, 90))
    def clock_turns(self, minutes: int) -> None:
        """Someone sets the clock."""
        self.now += timedelta(minutes=minutes)

    @rule()
    def confirm(self) -> None:
        """The organiser confirms the plan as it is."""
        worker = self.worker()
        self.ledger.recover(worker, self.now)
        plan = self.plan()
        with self.ledger.confirming() as act:
            act.leave_behind(plan.outdated, self.now)
            for part in plan.parts:
                act.open_mailing(self.mailing(act, part))
        assert not self.plan().items

    def mailing(self, act: Confirming, part: Part) -> NewMailing:
        """A part of the plan as it is frozen."""
        revision = act.revision(self.meeting.id, fingerprint(self.meeting), self.now)
        return NewMailing(
            kind=part.kind,
            subject=self.meeting.id,
            revision=revision,
            title="T",
            file="m.toml",
            transport=self.transport,
            confirmed_at=self.now,
            plan_hash="",
            skeletons={"k": "text"},
            deliveries=[
                NewDelivery(
                    item.recipient.address,
                    item.recipient.identity,
                    "",
                    "s@x.example",
                    f"<{item.recipient.identity}.{revision.dtstamp:%H%M%S%d}"
                    f".{revision.sequence}.{self.transport}>",
                    "k",
                    {},
                )
                for item in part
            ],
            content=self.meeting.model_dump(mode="json"),
        )

    @rule(endings=st.lists(ENDINGS, min_size=1, max_size=6))
    def send(self, endings: list[State]) -> None:
        """A run in which everything may happen, and which may be stopped early."""
        worker = self.worker()
        with self.ledger.sending(worker):
            self.ledger.recover(worker, self.now)
            self.carry_out(worker, endings)

    @rule(handed_over=st.integers(0, 3))
    def killed(self, handed_over: int) -> None:
        """A sender claims, hands over some, and is never heard of again."""
        worker = self.worker()
        with self.ledger.sending(worker):
            self.ledger.recover(worker, self.now)
            claimed = self.claim(3, worker, self.now)
            for each in claimed[:handed_over]:
                self.hand_over(each.message_id)

    def carry_out(self, worker: Worker, endings: list[State]) -> None:
        """Deliver one after the other, each with the next ending."""
        begin = self.now
        for ending in endings:
            claimed = self.claim(1, worker, begin)
            if not claimed:
                return
            key = self.hand_over(claimed[0].message_id)
            self.now += timedelta(seconds=1)
            outcome = Outcome(ending, "words")
            self.ledger.record([Event(claimed[0].message_id, ending, self.now, outcome)])
            if ending is State.DEFERRED:
                self.over.discard(key)  # it came back, so it did not go out

    def claim(self, count: int, worker: Worker, before: datetime) -> Sequence[Claimed]:
        """What is still due, as the desk claims it."""
        due = self.plan().due
        return self.ledger.claim(count, worker, before, transport=self.transport, due=due)

    def hand_over(self, message_id: str) -> tuple[str, int, str]:
        """Content leaves; it must not have left before, or have come back since."""
        (row,) = (each for each in self.ledger.standing() if each.message_id == message_id)
        key = (row.identity, row.sequence, row.transport)
        assert key not in self.over, "the same thing goes out twice"
        self.over.add(key)
        self.ledger.record([Event(message_id, State.HANDED_OVER, self.now)])
        return key

    @rule()
    def a_day_without_failure(self) -> None:
        """Confirm and send everything: afterwards there is nothing left to do."""
        self.confirm()
        self.now += timedelta(hours=2)
        self.send([State.SENT] * 100)

        plan = self.plan()

        assert not plan.items
        assert "waiting" not in {note.code for note in plan.notes}
        standing = {row.state for row in self.ledger.standing() if row.transport == self.transport}
        assert standing <= {State.SENT, State.FAILED, State.UNCLEAR, State.SUPERSEDED}

    @invariant()
    def numbers_rise(self) -> None:
        """SEQUENCE never falls and DTSTAMP never stands, whatever the clock did."""
        sequences = [each.sequence for each in self.ledger.mailings()]
        told = self.ledger.held(self.transport).get(self.meeting.id, ())

        assert sequences == sorted(sequences)
        assert {each.sequence for each in told} <= set(sequences)


TestDays = Days.TestCase
TestDays.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.slow
def test_days_on_a_server(emptied: Callable[[], Server]) -> None:
    """The same days with the ledger on a database server."""

    class DaysOnServer(Days):
        def open(self) -> Ledger:
            return Ledger.open(emptied())

    run_state_machine_as_test(DaysOnServer, settings=settings(TestDays.settings, max_examples=8))
