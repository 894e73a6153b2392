"""The organiser's side of a history: real planning, real freezing, a real SQLite ledger.

    Office.confirm ─▶ plan ─▶ freeze ─▶ the ledger
    Office.run     ─▶ claim ─▶ the relay: `post` says how it ends ─▶ record

Only the letters are short: what a mail says to calendars stands in its values, as a typed object.
`press` is the seam: with the desk's own, the same histories go through real bytes.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.life.reader import ASKED, Said

from rundbrief.composing.calendar import ASKING, PARTSTAT
from rundbrief.definitions import Answer, Meeting, MeetingStatus
from rundbrief.delivery import Event, Outcome, State
from rundbrief.desk import freeze
from rundbrief.desk.answer import _answer
from rundbrief.desk.plan import Planned
from rundbrief.ledger import Claimed, Ledger, Roll, Server, Worker
from rundbrief.messages import RULES, Kind
from rundbrief.planning import Revision, make_plan
from rundbrief.recipients import Recipient

POSTED = "smtp"
Post = Callable[[Said], State]
Read = Callable[["Office", Claimed], Said]


class ShortPress:
    """Makes no letters: of each mail only what it says to calendars."""

    def __init__(
        self,
        desk: Any,
        contents: Any,
        kind: Kind,
        subject: Meeting,
        *,
        date: datetime,
        revision: Revision,
        occurrence: str = "",
        previous: Meeting | None = None,
        **_: Any,
    ) -> None:
        self._kind, self._meeting, self._revision = kind, subject, revision
        self._occurrence, self._previous, self._date = occurrence, previous, date
        self.letter = SimpleNamespace(envelope_sender="bounces@x.example")
        self.skeletons = {"k": SimpleNamespace(to_text=lambda: "")}

    def variant(self, *_: Any) -> Any:
        """All are alike."""
        return SimpleNamespace(key="k")

    def values(
        self,
        recipient: Recipient,
        token: str,
        given: Answer | None = None,
        references: tuple[str, ...] = (),
        lacks: Collection[Any] = (),
    ) -> dict[str, str]:
        """The mail's name, and what it says."""
        kind, meeting, revision = self._kind, self._meeting, self._revision
        is_off = kind in (Kind.CANCELLATION, Kind.WITHDRAWAL)
        kept = given if kind in ASKING else None
        said = Said(
            kind=kind,
            message_id=f"<{token}@x.example>",
            to=recipient.address,
            method=RULES[kind].method,
            uid=str(meeting.id),
            attendee=recipient.address,
            sequence=revision.sequence,
            dtstamp=revision.dtstamp,
            start=meeting.start.astimezone(UTC),
            end=meeting.end.astimezone(UTC),
            place=place(meeting),
            status="CANCELLED" * is_off or _STATUS.get(meeting.status, "CONFIRMED"),
            answer=PARTSTAT[kept] if kept else ASKED,
            asks=kind in ASKING and kept is None,
            occurrence=self._occurrence,
            refers=bool(references),
            date=self._date,
        )
        return {
            "message_id": said.message_id,
            "said": json.dumps(asdict(said), default=datetime.isoformat),
        }


_STATUS = {MeetingStatus.SAVE_THE_DATE: "TENTATIVE"}


def place(meeting: Meeting) -> str:
    """Where it is, as a calendar can show it."""
    return str(meeting.venue.room)  # type: ignore[union-attr]  # the histories' venue has rooms


def read_short(office: "Office", claimed: Claimed) -> Said:
    """What a short press wrote."""
    values = json.loads(claimed.values["said"])
    for name in ("dtstamp", "start", "end", "date"):
        values[name] = datetime.fromisoformat(values[name])
    return Said(**values)


class Office:
    """An organiser with one meeting, one list and one ledger; each run is a new process."""

    def __init__(
        self,
        ledger: Ledger,
        path: Path | Server,
        meeting: Meeting,
        now: datetime,
        read: Read = read_short,
        desk: Callable[["Office"], Any] = lambda office: _ShortDesk(office),
        contents: Callable[["Office", Roll], Any] = lambda *known: _short_contents(*known),
    ) -> None:
        self.path, self.meeting, self.now = path, meeting, now
        self.ledger = ledger
        self.listed: list[Recipient] = []
        self.boot, self._runs, self._mails = 0, 0, 0
        self.lost: list[Said] = []
        self._claimed: dict[str, Said] = {}
        self._read = read
        self._desk = desk(self)
        self._contents = contents

    def reopen(self) -> None:
        """Another process looks."""
        self.ledger.close()
        self.ledger = Ledger.open(self.path)

    def plan(self, notify: bool = False, withdraw: Collection[str] = ()) -> Planned:
        """What should go out now."""
        roll = Roll(self.listed)
        ids = {self.meeting.id} if notify else set()
        with self.ledger.beside(roll, POSTED) as holdings:
            made = make_plan([self.meeting], [], holdings, self.now, notify=ids, withdraw=withdraw)
        return Planned(made, "", 0, 0, self._contents(self, roll), {}, None)

    def confirm(self, notify: bool = False, withdraw: Collection[str] = ()) -> set[int]:
        """Confirm the plan as it is; the numbers of what may leave."""
        self.planned = planned = self.plan(notify, withdraw)
        opened, _ = freeze.freeze(self._desk, self.ledger, planned)
        return {*planned.plan.due, *opened}

    def recover(self) -> list[Said]:
        """What a dead run left is settled; those of which nobody can know, though none had left."""
        self._recover(self._worker())
        lost, self.lost = self.lost, []
        return lost

    def run(self, post: Post, due: Collection[int] | None = None, most: int = 1000) -> None:
        """Send what may leave, up to so many; `post` is the relay."""
        worker = self._worker()
        if due is not None and not self.ledger.waiting(POSTED, due=due):
            return  # as after most confirmations: it was recovered then
        with self.ledger.sending(worker):
            self._recover(worker)
            may_leave = set(self.plan().plan.due if due is None else due)
            while most and (claimed := self._claim(worker, may_leave, 1)):
                most -= 1
                ending = post(self._hand_over(claimed[0]))
                self.now += timedelta(seconds=1)
                said = Outcome(ending, "words")
                self.ledger.record([Event(claimed[0].message_id, ending, self.now, said)])

    def killed(self, post: Post, due: Collection[int], handed_over: int) -> None:
        """A sender takes three, hands over some, and is never heard of again.

        Where the power failed with it, nobody can know of the others either: `lost`.
        """
        worker = self._worker()
        with self.ledger.sending(worker):
            self._recover(worker)
            taken = self._claim(worker, due, 3)
            for each in taken[:handed_over]:
                post(self._hand_over(each))
            self._claimed = {
                each.message_id: self._read(self, each) for each in taken[handed_over:]
            }

    def answer(self, identity: str, given: Answer) -> bool:
        """Write down what somebody said on the telephone; whether anything was asked of them."""
        who = next(each for each in self.listed if each.identity == identity)
        theirs = self.ledger.successors(Roll(self.listed)).identities(identity)
        done = _answer(self._desk, self.ledger, self.meeting, who, theirs, (given, ""))
        return done is not None

    def waits(self) -> set[str]:
        """Who has a mail on its way."""
        states = (State.PENDING, State.CLAIMED, State.DEFERRED, State.HANDED_OVER)
        return {each.identity for each in self.ledger.standing() if each.state in states}

    def token(self) -> str:
        """A word for each mail."""
        self._mails += 1
        return f"{self._mails:020x}"

    def _claim(self, worker: Worker, due: Iterable[int], count: int) -> Sequence[Claimed]:
        return self.ledger.claim(count, worker, worker.started, transport=POSTED, due=set(due))

    def _hand_over(self, claimed: Claimed) -> Said:
        self.ledger.record([Event(claimed.message_id, State.HANDED_OVER, self.now)])
        return self._read(self, claimed)

    def _recover(self, worker: Worker) -> None:
        for each in self.ledger.recover(worker, self.now):
            said = self._claimed.pop(each.message_id, None)
            if said and each.state is State.UNCLEAR:
                self.lost.append(said)

    def _worker(self) -> Worker:
        self._runs += 1
        self.now += timedelta(minutes=1)
        return Worker("desk", "kultur", self._runs, f"boot {self.boot}", self.now)


class _ShortDesk:
    """What freezing asks of a desk."""

    def __init__(self, office: Office) -> None:
        settings = SimpleNamespace(transport=SimpleNamespace(kind=POSTED))
        self.workspace = SimpleNamespace(settings=settings)
        self.token = office.token
        self._office = office

    @property
    def now(self) -> datetime:
        return self._office.now


def _short_contents(office: Office, roll: Roll) -> Any:
    return SimpleNamespace(subjects=(office.meeting,), recipients=roll, meetings=(office.meeting,))
