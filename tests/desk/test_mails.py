"""What is claimed ahead leaves once the disk has it; never more than four for a connection."""

from collections.abc import Sequence
from datetime import UTC, datetime
from time import sleep
from typing import Any, cast

from rundbrief.composing import Skeleton
from rundbrief.composing.skeleton import MESSAGE_ID, TO
from rundbrief.delivery import Event, State
from rundbrief.desk.mails import Mails
from rundbrief.ledger import Claimed, Ledger, Worker
from rundbrief.messages import Kind

NOW = datetime(2025, 8, 4, 7, tzinfo=UTC)
REST = """\r
Date: Mon, 04 Aug 2025 09:00:00 +0200\r
Subject: Erinnerung\r
MIME-Version: 1.0\r
Content-Type: text/plain; charset=us-ascii\r
Content-Transfer-Encoding: 7bit\r
\r
Guten Tag\r
"""
PIECES = (
    "From: rundbrief@netz.example\r\nTo: ",
    TO,
    "\r\nMessage-ID: ",
    MESSAGE_ID,
    REST,
)
TEXT = Skeleton(Kind.REMINDER, PIECES).to_text()


class Waiting:
    """A ledger in which so many wait; its disk is as slow as it is told."""

    def __init__(self, count: int) -> None:
        self.left = [f"k{number}@stadt.example" for number in range(count)]
        self.delay = 0.0  # seconds that an fsync takes
        self.claimed = self.claims = 0
        self.safe = 0  # so many of them, the disk has
        self.released: list[str] = []

    def claim(self, count: int, *_: object, ahead: bool, **__: object) -> list[Claimed]:
        assert ahead
        some, self.left = self.left[:count], self.left[count:]
        self.claimed += len(some)
        self.claims += 1
        return [
            Claimed(
                f"<{who}>",
                Kind.REMINDER,
                "rundbrief@netz.example",
                who,
                1,
                "a",
                {"address": who, "name": "Kulturamt", "message_id": f"<{who}>"},
            )
            for who in some
        ]

    def force(self) -> None:
        claimed = self.claimed
        sleep(self.delay)
        self.safe = claimed

    def skeleton(self, *_: object) -> str:
        return TEXT

    def record(self, events: Sequence[Event]) -> None:
        assert all(event.state is State.PENDING for event in events)
        self.released += [event.message_id for event in events]


def mails(ledger: Waiting, connections: int) -> Mails:
    """What waits there, for so many connections."""
    worker = Worker("pc", "kultur", 7, "boot", NOW)
    return Mails(
        cast(Ledger, cast(Any, ledger)),
        worker,
        lambda: NOW,
        transport="smtp",
        due=None,
        connections=connections,
    )


def test_never_more_than_four_a_connection() -> None:
    """With two under way on each connection, four for each are claimed at the most."""
    for connections in (1, 2, 20):
        ledger = Waiting(200)
        some = mails(ledger, connections)

        at_hand = [
            ledger.claimed - number + 2 * connections for number, _ in enumerate(some, start=1)
        ]

        assert max(at_hand) <= 4 * connections
        assert len(at_hand) == 200
        some.close()


def test_nothing_leaves_before_the_disk_has_it() -> None:
    """The first of a batch waits for its claim's fsync; the last go out beside the next one's."""
    ledger = Waiting(30)
    ledger.delay = 0.02
    some = mails(ledger, 4)
    safe = [(ledger.safe, ledger.claimed) for _ in some]

    assert all(count >= number for number, (count, _) in enumerate(safe, start=1))
    assert any(count < claimed for count, claimed in safe)
    some.close()


def test_a_claim_is_for_many() -> None:
    """Each is an fsync: of what may wait, three quarters are claimed at a time."""
    ledger = Waiting(310)
    some = mails(ledger, 20)
    count = sum(1 for _ in some)

    assert count == 310
    assert ledger.claims == 1 + 9 + 1  # forty, thirty each, and none
    some.close()


def test_what_was_not_tried_is_released() -> None:
    """Closed early, all that is claimed and was not given out goes back, the one ahead too."""
    ledger = Waiting(9)
    some = mails(ledger, 2)
    given = next(iter(some))
    some.close()

    assert given.recipient == "k0@stadt.example"
    assert ledger.released == [f"<k{number}@stadt.example>" for number in (1, 2, 3)]
