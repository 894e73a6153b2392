"""A delivery's way: claimed by one, written down step by step, never twice."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest

from rundbrief.delivery import Event, Outcome, State
from rundbrief.delivery.states import TRANSITIONS
from rundbrief.ledger import ForbiddenStep, Ledger

A, B, C = "a@x.example", "b@x.example", "c@x.example"


def test_oldest_first(office: Any) -> None:
    """The oldest mailing goes first, in the order of its list, up to the count."""
    office.confirm(B, A)
    office.confirm(C, fingerprint="B")

    with office.ledger.sending(office.worker):
        first, second = office.claim(2), office.claim(2)

    assert [each.address for each in first] == [B, A]
    assert [each.address for each in second] == [C]


def test_nothing_left(office: Any) -> None:
    """What is claimed or sent is not claimed again; an empty answer says that the work is done."""
    office.confirm(A, B)
    office.send()

    with office.ledger.sending(office.worker):
        assert office.claim() == []


def test_only_its_transport(office: Any) -> None:
    """A sender gets only what was confirmed for its kind of transport."""
    office.confirm(A, transport="folder")

    with office.ledger.sending(office.worker):
        assert office.claim(transport="smtp") == []
        assert len(office.claim(transport="folder")) == 1


def test_only_while_sending(office: Any) -> None:
    """Without the lock nothing is claimed: recovery could not tell a living worker's claims."""
    office.confirm(A)

    with pytest.raises(RuntimeError):
        office.claim()


def test_deferred_once_a_run(office: Any) -> None:
    """What was deferred is tried again in the next run, not in the same."""
    office.confirm(A)
    begin = office.now
    office.send(State.DEFERRED)
    with office.ledger.sending(office.worker):
        same_run = office.ledger.claim(9, office.worker, begin, transport="smtp")
        office.later(minutes=1)
        next_run = office.claim()

    assert same_run == []
    assert [each.address for each in next_run] == [A]


def test_a_clock_that_went_back(office: Any) -> None:
    """What was deferred tomorrow, by a clock that was wrong, is tried today by another run."""
    office.confirm(A)
    office.later(days=1)
    office.send(State.DEFERRED)
    office.later(days=-1)
    office.worker = replace(office.worker, pid=5)

    with office.ledger.sending(office.worker):
        assert len(office.claim()) == 1


def test_again_is_the_same_message(office: Any) -> None:
    """A second try has the same Message-ID and the same words."""
    office.confirm(A)
    with office.ledger.sending(office.worker):
        (first,) = office.claim()
        office.end(State.DEFERRED, first.message_id)
        office.later(minutes=1)
        (second,) = office.claim()

    assert first == second


# Every pair of states: what the table allows is written, all else is refused.
@pytest.mark.parametrize("after", State)
@pytest.mark.parametrize("before", State)
def test_every_step(office: Any, before: State, after: State) -> None:
    """A step is taken if and only if delivery's table has it."""
    office.confirm(A, B)
    (name, other) = [each.message_id for each in office.ledger.standing()]
    _put(office, name, before)

    if after in TRANSITIONS[before]:
        office.ledger.record([Event(name, after, office.now)])
        assert office.states()[A] is after
    else:
        with pytest.raises(ForbiddenStep):
            office.ledger.record(
                [Event(other, State.SUPERSEDED, office.now), Event(name, after, office.now)]
            )
        assert office.states() == {A: before, B: State.PENDING}


def _put(office: Any, name: str, state: State) -> None:
    """Bring a pending delivery there by the shortest way that the table has."""
    ways: dict[State, list[State]] = {State.PENDING: []}
    queue = [State.PENDING]
    for here in queue:
        for there in sorted(TRANSITIONS[here] - ways.keys()):
            ways[there] = [*ways[here], there]
            queue.append(there)
    office.ledger.record([Event(name, each, office.now) for each in ways[state]])


def test_unknown_message(office: Any) -> None:
    """An event of a message that the ledger doesn't know is refused."""
    with pytest.raises(ForbiddenStep, match="nowhere"):
        office.ledger.record([Event("<who@x.example>", State.SENT, office.now)])


def test_nothing_to_record(office: Any) -> None:
    """No events are no work."""
    office.ledger.record([])

    assert office.states() == {}


def test_one_batch(office: Any) -> None:
    """Several steps of several deliveries go in as one, in their order."""
    office.confirm(A, B)
    with office.ledger.sending(office.worker):
        one, two = (each.message_id for each in office.claim())
    refused = Outcome(State.FAILED, "5.1.1 unknown", 550, "5.1.1", "RCPT")
    office.ledger.record(
        [
            Event(one, State.HANDED_OVER, office.now),
            Event(two, State.FAILED, office.now, refused),
            Event(one, State.SENT, office.later(seconds=2), Outcome(State.SENT, "ok", 250)),
        ]
    )

    assert office.states() == {A: State.SENT, B: State.FAILED}


def test_many_at_once(office: Any) -> None:
    """More events than one statement can name are still one call."""
    office.confirm(*(f"{number}@x.example" for number in range(1_203)))
    with office.ledger.sending(office.worker):
        names = [each.message_id for each in office.claim(2_000)]
        office.hand_over(*names)
        office.end(State.SENT, *names)

    (mailing,) = office.ledger.mailings()
    assert mailing.counts == {State.SENT: 1_203}


def test_two_at_once(office: Any, open_ledger: Callable[[], Ledger]) -> None:
    """Two connections that claim at the same moment never get the same delivery, nor too many."""
    office.confirm(*(f"{number}@x.example" for number in range(200)))
    ledgers = office.ledger, open_ledger()
    for each in ledgers:
        each._is_sending = True  # past the lock, which has a test of its own
    got: list[str] = []
    sizes: set[int] = set()
    start = Barrier(2)

    def drain(ledger: Ledger) -> None:
        start.wait()
        while batch := ledger.claim(7, office.worker, office.now, transport="smtp"):
            sizes.add(len(batch))
            got.extend(each.message_id for each in batch)

    threads = [Thread(target=drain, args=(each,)) for each in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 200
    assert len(set(got)) == 200
    assert max(sizes) <= 7


# Decision 4's table of what a crash leaves. The worker is gone; the boot may be another.
@pytest.mark.parametrize(
    ("boot", "claimed", "handed_over"),
    [
        pytest.param("this-boot", State.PENDING, State.UNCLEAR, id="killed"),
        pytest.param("another", State.UNCLEAR, State.UNCLEAR, id="power cut"),
        pytest.param("", State.UNCLEAR, State.UNCLEAR, id="unknown boot"),
    ],
)
def test_recover(office: Any, boot: str, claimed: State, handed_over: State) -> None:
    """What had surely not left is pending again; what may have left is unclear, and named."""
    office.worker = replace(office.worker, boot=boot)
    office.confirm(A, B, C)
    with office.ledger.sending(office.worker):
        names = {each.address: each.message_id for each in office.claim(2)}
        office.hand_over(names[B])
    heir = replace(office.worker, boot="this-boot" if boot else "", pid=5)

    found = office.ledger.recover(heir, office.now)

    assert office.states() == {A: claimed, B: handed_over, C: State.PENDING}
    assert [(each.address, each.state) for each in found] == [(A, claimed), (B, handed_over)]
    assert found[0].title == "Kultur im Gespräch"


def test_recover_at_the_end_of_a_run(office: Any) -> None:
    """A worker that stops gives back what it claimed, even on an unknown boot."""
    office.worker = replace(office.worker, boot="")
    office.confirm(A)
    with office.ledger.sending(office.worker):
        office.claim()
        office.ledger.recover(office.worker, office.now)

    assert office.states() == {A: State.PENDING}


def test_recover_touches_no_outcome(office: Any) -> None:
    """What has ended stays as it ended, and recovering twice finds nothing."""
    office.confirm(A)
    office.send()

    assert office.ledger.recover(office.worker, office.now) == []
    assert office.states() == {A: State.SENT}


def test_recover_spares_the_living(office: Any, open_ledger: Callable[[], Ledger]) -> None:
    """While another worker sends, its claims are nobody else's affair."""
    office.confirm(A, B)
    other = open_ledger()

    with office.ledger.sending(office.worker):
        office.claim(1)
        found = other.recover(replace(office.worker, pid=5), office.now)

    assert found == ()
    assert office.states() == {A: State.CLAIMED, B: State.PENDING}


@pytest.mark.parametrize("boot", ["this-boot", "another", ""])
def test_waiting_is_what_will_be_tried(office: Any, boot: str) -> None:
    """What a dead run had claimed is counted as recovering it will find it: no plan is too long."""
    office.worker = replace(office.worker, boot=boot)
    office.confirm(A, B, C)
    with office.ledger.sending(office.worker):
        office.claim(2)
    heir = replace(office.worker, boot="this-boot" if boot else "", pid=5)

    foreseen = office.ledger.waiting("smtp", worker=heir)
    office.ledger.recover(heir, office.now)

    assert foreseen == office.ledger.waiting("smtp") == (3 if boot == "this-boot" else 1)
