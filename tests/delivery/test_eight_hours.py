"""Eight hours of sending by a server that fails at random, in a time that passes at once.

The clock is the loop's, and the loop is virtual; the server lives in memory behind `Transport`; the
ledger is the real one. Now and then the sender is killed and another one takes over. In the end
the ledger says of each message what the server's own record says.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from rundbrief.delivery import Outcome, Pace, State, TransportDown, carry_out
from rundbrief.delivery.contract import Work
from rundbrief.delivery.single import HandedOver, one_by_one
from rundbrief.ledger import Ledger, NewDelivery, NewMailing, Worker
from rundbrief.messages import Kind, Message
from rundbrief.messages.message import sealed

BEGIN = datetime(2025, 8, 4, 9, tzinfo=UTC)
HOURS = 8
PER_MINUTE = 4
PEOPLE = HOURS * 60 * PER_MINUTE
LANES = 5

AWAY = Outcome(State.DEFERRED, "Connection refused", cause="delivery.no-connection")


@dataclass
class Server:
    """Takes, refuses, falls silent, hangs up; and keeps a record of what it took."""

    dice: Random
    record: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    kind: str = "smtp"

    async def carry(self, work: Work) -> None:
        if self.dice.random() < 0.2:
            raise TransportDown(AWAY)
        async with asyncio.TaskGroup() as lanes:
            for _ in range(LANES):
                lanes.create_task(one_by_one(work, self.deliver))

    async def deliver(self, message: Message, handed_over: HandedOver) -> Outcome:
        name = message.message_id
        await asyncio.sleep(self.dice.expovariate(1.0))
        before = self.dice.random()
        if before < 0.05:
            return Outcome(State.DEFERRED, "4.2.0 Greylisted", 450, "4.2.0", "RCPT")
        if before < 0.07:
            self.refused.add(name)
            return Outcome(State.FAILED, "5.1.1 No such user", 550, "5.1.1", "RCPT")
        if before < 0.09:
            return Outcome(State.DEFERRED, "Connection lost", command="RCPT")
        await handed_over()
        await asyncio.sleep(self.dice.expovariate(0.5))
        then = self.dice.random()
        if then < 0.03:
            return Outcome(State.DEFERRED, "4.3.0 Later", 451, "4.3.0", "end of DATA")
        if then < 0.06:  # the content is there or not, and nobody hears
            self.record[name] += self.dice.random() < 0.5
            return Outcome(State.UNCLEAR, "Timed out", command="end of DATA")
        self.record[name] += 1
        await asyncio.sleep(self.dice.expovariate(20))  # a kill here: taken, and not heard
        return Outcome(State.SENT, "2.0.0 Queued", 250, "2.0.0", "end of DATA")


@dataclass
class Office:
    """A ledger, a server, and whoever sends just now."""

    ledger: Ledger
    server: Server
    dice: Random
    killed: int = 0
    now: Callable[[], datetime] = lambda: BEGIN

    def confirm(self) -> None:
        subject = UUID(int=7)
        with self.ledger.confirming() as confirming:
            revision = confirming.revision(subject, "A a", BEGIN)
            confirming.open_mailing(
                NewMailing(
                    kind=Kind.INVITATION,
                    subject=subject,
                    revision=revision,
                    title="",
                    file="",
                    transport="smtp",
                    confirmed_at=BEGIN,
                    plan_hash="",
                    skeletons={"k": ""},
                    deliveries=(
                        NewDelivery(
                            f"stadt{n}@x.example",
                            f"stadt{n}@x.example",
                            "",
                            "a@x.example",
                            f"<{n}@x.example>",
                            "k",
                            {},
                        )
                        for n in range(PEOPLE)
                    ),
                )
            )

    def messages(self, worker: Worker) -> Iterator[Message]:
        started = self.now()
        while batch := self.ledger.claim(2 * LANES, worker, started, transport="smtp"):
            for each in batch:
                yield sealed(each.kind, each.sender, each.address, each.message_id, b"x\r\n")

    async def work(self) -> None:
        """Sender after sender, until nothing waits and the day is over."""
        loop = asyncio.get_running_loop()
        self.now = lambda: BEGIN + timedelta(seconds=loop.time())
        while self.ledger.waiting("smtp") or loop.time() < HOURS * 3600:
            worker = Worker("desk", "kultur", 1, "this-boot", self.now())
            with self.ledger.sending(worker):
                self.ledger.recover(worker, self.now())
                sending = asyncio.create_task(
                    carry_out(
                        self.messages(worker),
                        self.server,
                        self.ledger,
                        now=self.now,
                        pace=Pace(PER_MINUTE * 2),
                    )
                )
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.dice.expovariate(1 / 1800)):
                        await asyncio.shield(sending)
                if not sending.done():
                    self.killed += 1
                    sending.cancel()
                    await asyncio.gather(sending, return_exceptions=True)
            await asyncio.sleep(self.dice.expovariate(1 / 300))
        self.ledger.recover(Worker("desk", "kultur", 2, "this-boot", self.now()), self.now())


@pytest.mark.parametrize("seed", [1])
def test_the_ledger_equals_the_servers_record(seed: int, tmp_path: Path, virtual: Any) -> None:
    """Nothing is lost, nothing doubled; what nobody can know is unclear, and only that."""
    dice = Random(seed)  # noqa: S311 - nobody's secret
    server = Server(dice)
    with Ledger.open(tmp_path / "rundbrief.db") as ledger:
        office = Office(ledger, server, dice)
        office.confirm()
        with asyncio.Runner(loop_factory=virtual) as runner:
            runner.run(office.work())
            hours = runner.get_loop().time() / 3600
        states = {each.message_id: each.state for each in ledger.standing()}

    assert hours >= HOURS
    assert office.killed > 3
    assert len(states) == PEOPLE
    assert set(states.values()) == {State.SENT, State.FAILED, State.UNCLEAR}
    assert max(server.record.values()) == 1, "somebody got it twice"
    for name, state in states.items():
        taken = server.record[name]
        assert (state is not State.SENT) or taken == 1
        assert (state is not State.FAILED) or (taken == 0 and name in server.refused)
    unclear = [name for name, state in states.items() if state is State.UNCLEAR]
    assert len(unclear) < PEOPLE * 0.1
