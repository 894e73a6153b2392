"""The engine: what it writes, when, and what stops it."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rundbrief.delivery import Event, Outcome, State, Tally, TransportDown, carry_out, run
from rundbrief.delivery.contract import Work
from rundbrief.delivery.folder import FolderTransport
from rundbrief.delivery.single import HandedOver, one_by_one
from rundbrief.messages import Message

Letter = Callable[..., Message]
Clock = Callable[[], datetime]

ACCEPTED = Outcome(State.SENT, "2.0.0 Queued", 250, "2.0.0", "end of DATA")
BUSY = Outcome(State.DEFERRED, "4.2.1 Busy", 450, "4.2.1", "RCPT")
UNKNOWN = Outcome(State.FAILED, "5.1.1 No such user", 550, "5.1.1", "RCPT")
SILENT = Outcome(State.UNCLEAR, "Timed out", command="end of DATA", cause="delivery.no-reply")
NO_WAY = Outcome(State.DEFERRED, "Connection refused", cause="delivery.no-connection")


@dataclass
class Scripted:
    """A way out that answers each recipient by script; an exception in it is raised."""

    script: dict[str, Outcome | Exception] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    kind: str = "scripted"

    async def carry(self, work: Work) -> None:
        await one_by_one(work, self.deliver)

    async def deliver(self, message: Message, handed_over: HandedOver) -> Outcome:
        answer = self.script.get(message.recipient, ACCEPTED)
        if isinstance(answer, TransportDown):
            raise answer
        if isinstance(answer, Outcome) and answer.command == "RCPT":
            return answer
        await handed_over()
        self.taken.append(message.message_id)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def three(letter: Letter) -> list[Message]:
    """Letters to a, b and c."""
    return [letter(f"{name}@stadt.example") for name in "abc"]


def pulled(messages: list[Message]) -> Iterator[Message]:
    """The same messages, each taken out of the list when it is pulled."""
    while messages:
        yield messages.pop(0)


async def test_handed_over_is_written_before_the_content_leaves(
    three: list[Message], journal: Any, now: Clock
) -> None:
    """Each message is on disk as handed over, then with its outcome, one after the other."""
    tally = await carry_out(iter(three), Scripted(), journal, now=now)

    assert tally == Tally(sent=3)
    assert journal.steps() == [
        (message.message_id, state)
        for message in three
        for state in (State.HANDED_OVER, State.SENT)
    ]


async def test_an_outcome_is_written_with_the_servers_words(
    letter: Letter, journal: Any, now: Clock
) -> None:
    """What the server said, and when, stands in the journal."""
    await carry_out(iter([letter()]), Scripted(), journal, now=now)

    assert journal.events[-1].outcome == ACCEPTED
    assert journal.events[-1].at == datetime(2025, 8, 4, 7, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "tally"),
    [
        (BUSY, Tally(sent=2, deferred=1)),
        (UNKNOWN, Tally(sent=2, failed=1)),
        (SILENT, Tally(sent=2, unclear=1)),
    ],
)
async def test_one_bad_address_never_stops_the_others(
    answer: Outcome, tally: Tally, three: list[Message], journal: Any, now: Clock
) -> None:
    """A refusal, for now or for good, or silence, concerns its message alone."""
    assert tally == await carry_out(
        iter(three), Scripted({"b@stadt.example": answer}), journal, now=now
    )
    assert journal.states[three[1].message_id] == answer.state


async def test_a_refused_message_was_never_handed_over(
    three: list[Message], journal: Any, now: Clock
) -> None:
    """What is refused before its content leaves is not written down as handed over."""
    await carry_out(iter(three[:1]), Scripted({"a@stadt.example": UNKNOWN}), journal, now=now)

    assert journal.steps() == [(three[0].message_id, State.FAILED)]


async def test_a_closed_way_stops_the_run(three: list[Message], journal: Any, now: Clock) -> None:
    """The message at hand is deferred, the rest is not even pulled, and the reason is told."""
    tally = await carry_out(
        pulled(three), Scripted({"b@stadt.example": TransportDown(NO_WAY)}), journal, now=now
    )

    assert tally == Tally(sent=1, deferred=1, down=NO_WAY)
    assert [message.recipient for message in three] == ["c@stadt.example"]


async def test_a_way_that_never_opens_touches_nothing(
    tmp_path: Path, three: list[Message], journal: Any, now: Clock
) -> None:
    """Where the transport can't be opened, no message is pulled and nothing is written."""
    (tmp_path / "outbox").write_text("")
    tally = await carry_out(pulled(three), FolderTransport(tmp_path / "outbox"), journal, now=now)

    assert (tally.down and tally.down.cause) == "delivery.folder-unwritable"
    assert (len(three), journal.events) == (3, [])


async def test_a_message_is_pulled_only_when_it_can_be_tried(
    three: list[Message], journal: Any, now: Clock
) -> None:
    """At each hand-over, no later message has been claimed."""
    waiting = len(three)

    def report(event: Event) -> None:
        nonlocal waiting
        if event.state is State.HANDED_OVER:
            waiting -= 1
            assert len(three) == waiting

    await carry_out(pulled(three), Scripted(), journal, now=now, report=report)

    assert waiting == 0


async def test_a_report_is_heard_after_the_journal(
    letter: Letter, journal: Any, now: Clock
) -> None:
    """Whoever watches hears only what is durable."""
    heard = []

    def report(event: Event) -> None:
        assert journal.events[-1] is event
        heard.append(event.state)

    await carry_out(iter([letter()]), Scripted(), journal, now=now, report=report)

    assert heard == [State.HANDED_OVER, State.SENT]


async def test_stop_finishes_the_open_transaction(
    three: list[Message], journal: Any, now: Clock
) -> None:
    """Told to stop while a message is under way, it writes the outcome and pulls no more."""
    stop = asyncio.Event()
    tally = await carry_out(
        pulled(three), Scripted(), journal, now=now, report=lambda _: stop.set(), stop=stop
    )

    assert tally == Tally(sent=1, is_interrupted=True)
    assert len(three) == 2


async def test_an_unforeseen_fault_after_handing_over_is_unclear_and_loud(
    three: list[Message], journal: Any, now: Clock
) -> None:
    """A fault of ours is raised, and leaves on disk that nobody knows."""
    with pytest.raises(ZeroDivisionError):
        await carry_out(
            iter(three), Scripted({"b@stadt.example": ZeroDivisionError("x")}), journal, now=now
        )

    assert journal.steps()[2:] == [
        (three[1].message_id, State.HANDED_OVER),
        (three[1].message_id, State.UNCLEAR),
    ]


async def test_an_unforeseen_fault_before_it_is_deferred_and_loud(
    letter: Letter, journal: Any, now: Clock
) -> None:
    """Where nothing had left, the message may go out again."""

    class Broken(Scripted):
        async def deliver(self, message: Message, handed_over: HandedOver) -> Outcome:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await carry_out(iter([letter()]), Broken(), journal, now=now)
    assert [state for _, state in journal.steps()] == [State.DEFERRED]


async def test_no_content_leaves_without_the_journal(letter: Letter, now: Clock) -> None:
    """A journal that can't write stops the message before its content."""

    class Full:
        def record(self, events: Sequence[Event]) -> None:
            raise OSError("disk full")

    transport = Scripted()
    with pytest.raises(OSError, match="disk full"):
        await carry_out(iter([letter()]), transport, Full(), now=now)

    assert transport.taken == []


async def test_only_sealed_messages_are_taken(journal: Any, now: Clock) -> None:
    """What merely looks like a message is refused before it is tried."""

    @dataclass
    class Lookalike:
        recipient: str = "a@stadt.example"
        message_id: str = "<1@netz.example>"

    with pytest.raises(TypeError, match="sealed"):
        await carry_out(iter([Lookalike()]), Scripted(), journal, now=now)  # type: ignore[list-item]
    assert journal.events == []


async def test_cancelling_leaves_what_was_handed_over(
    letter: Letter, journal: Any, now: Clock
) -> None:
    """Stopped at once, the engine claims to know nothing: the ledger recovers it as unclear."""

    class Endless(Scripted):
        async def deliver(self, message: Message, handed_over: HandedOver) -> Outcome:
            await handed_over()
            await asyncio.Event().wait()
            raise AssertionError

    def cancel() -> None:
        task.cancel()

    task = asyncio.create_task(
        carry_out(iter([letter()]), Endless(), journal, now=now, report=lambda _: cancel())
    )
    with pytest.raises(asyncio.CancelledError):
        await task

    assert [state for _, state in journal.steps()] == [State.HANDED_OVER]


def test_run_works_outside_the_main_thread(
    tmp_path: Path, three: list[Message], journal: Any, now: Clock
) -> None:
    """A face that sends in a thread of its own gets the same; it just hears no signals there."""
    with ThreadPoolExecutor() as threads:
        done = threads.submit(run, iter(three), FolderTransport(tmp_path), journal, now=now)

    assert done.result() == Tally(sent=3)


def test_run_needs_no_loop(tmp_path: Path, three: list[Message], journal: Any, now: Clock) -> None:
    """The desk calls one function and gets the tally."""
    assert run(iter(three), FolderTransport(tmp_path), journal, now=now) == Tally(sent=3)
    assert len(list(tmp_path.glob("*.eml"))) == 3
