"""`send --wait`: what was not taken is tried again, until all is settled or nothing helps."""

import socket
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from rundbrief.desk import Desk, Sent, open_desk, plan, send, wait_until_settled

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone


class Greylisting:
    """Takes a recipient from the third try on; or whatever `answer` says instead."""

    def __init__(self) -> None:
        self.tries: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.answer = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tries[address] += 1
        if self.answer:
            return self.answer
        if self.tries[address] < 6:  # each of three people gets two mails: three tries of each
            return "450 4.2.0 Greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.update(envelope.rcpt_tos)
        return "250 2.0.0 Queued"


@pytest.fixture
def relay() -> Iterator[tuple[Greylisting, int]]:
    """That relay, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    handler = Greylisting()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def desk(small_workspace: Path, relay: tuple[Greylisting, int]) -> Desk:
    """Her desk, its transport that relay; three people, two mails for each."""
    settings = small_workspace / "rundbrief.toml"
    text = settings.read_text("utf-8")
    begin = text.index("[transport]")
    end = text.find("\n[", begin + 1)
    transport = f'[transport]\nkind = "smtp"\nhost = "127.0.0.1"\nport = {relay[1]}\ntls = "none"\n'
    settings.write_text(text[:begin] + transport + (text[end:] if end > 0 else ""), "utf-8")
    desk, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert desk, problems
    return desk


def first(desk: Desk) -> Sent:
    """What a `send` without waiting comes to."""
    planned, problems = plan(desk)
    assert planned, problems
    sent, problems = send(desk, planned.hash)
    assert isinstance(sent, Sent), problems
    return sent


def test_until_all_is_settled(desk: Desk, relay: tuple[Greylisting, int]) -> None:
    """A greylisting relay gets each mail again after growing waits, and takes it once."""
    rests: list[float] = []
    begun = first(desk)
    settled, _ = wait_until_settled(desk, begun, rest=rests.append, dice=lambda: 0.5)

    assert begun.tally.deferred == 6
    assert (settled.tally.sent, settled.tally.deferred, settled.untried) == (6, 0, 0)
    assert set(relay[0].taken.values()) == {2}
    assert rests == [300.0, 600.0, 1200.0][: len(rests)]


def test_until_the_span_is_over(desk: Desk, relay: tuple[Greylisting, int]) -> None:
    """A relay that never takes them is asked for a day; they stay deferred, not failed."""
    relay[0].answer = "450 4.2.0 Never"
    rests: list[float] = []
    settled, _ = wait_until_settled(desk, first(desk), rest=rests.append, dice=lambda: 0.5)

    assert (settled.tally.deferred, settled.tally.failed) == (6, 0)
    assert sum(rests) == 24 * 3600


def test_what_does_not_pass_is_not_waited_for(desk: Desk, relay: tuple[Greylisting, int]) -> None:
    """A relay that passes nothing on wants a hand, not patience."""
    relay[0].answer = "554 5.7.1 Relay access denied"
    settled, _ = wait_until_settled(desk, first(desk), rest=lambda _: pytest.fail("waited"))

    assert settled.tally.down is not None
    assert settled.tally.down.cause == "delivery.relay-denied"
    assert relay[0].tries.total() == 1


def test_ctrl_c_ends_the_wait(desk: Desk) -> None:
    """What waits then waits for a later `send`."""

    def pressed(_: float) -> None:
        raise KeyboardInterrupt

    settled, _ = wait_until_settled(desk, first(desk), rest=pressed)

    assert settled.tally.deferred == 6


def test_a_change_meanwhile_is_not_sent_unasked(desk: Desk, relay: tuple[Greylisting, int]) -> None:
    """A meeting that is moved while its invitation waits: the old date stays behind."""

    def moved(_: float) -> None:
        relay[0].tries.update(dict.fromkeys(relay[0].tries, 9))
        for file in (desk.workspace.folder / "meetings").glob("*.toml"):
            text = file.read_text("utf-8")
            file.write_text(text.replace("2025-09-08T12:00", "2025-09-08T12:30"), "utf-8")

    settled, problems = wait_until_settled(desk, first(desk), rest=moved)

    assert problems == []
    assert settled.tally.sent == 3  # the newsletter alone
    assert set(relay[0].taken.values()) == {1}
