"""A relay examined: what it says of itself, how far that went, and that nothing was sent."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest

from rundbrief.delivery import State
from rundbrief.delivery.examination import Examination, examine
from rundbrief.delivery.login import Login
from rundbrief.delivery.smtp import SmtpSettings

OFFERS = ("SIZE 10000000", "8BITMIME", "AUTH PLAIN LOGIN")
ANSWERS = {
    "AUTH": "235 2.7.0 Ok",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "RSET": "250 2.0.0 Ok",
    "QUIT": "221 2.0.0 Bye",
}


class Relay:
    """Answers as it is told, and keeps what it heard; in a thread of its own."""

    def __init__(self, offers: tuple[str, ...], answers: dict[str, str]) -> None:
        self.greeting = "\r\n".join(f"250-{line}" for line in ("relay.example", *offers[:-1]))
        self.greeting += f"\r\n250 {offers[-1]}\r\n"
        self.answers = ANSWERS | answers
        self.heard: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 relay.example ESMTP\r\n")
        while line := (await reader.readline()).decode().strip():
            command = line.partition(" ")[0]
            self.heard.append(line)
            answer = self.answers.get(command, "500 5.5.1 What?") + "\r\n"
            writer.write((self.greeting if command == "EHLO" else answer).encode())
        writer.close()


@contextmanager
def serving(relay: Relay, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The relay's port; `examine` runs a loop of its own, so this one is elsewhere."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    starting = asyncio.start_server(relay, "127.0.0.1", 0, ssl=tls)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result(5)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:

        async def end() -> None:
            server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.gather(*others)

        asyncio.run_coroutine_threadsafe(end(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def examined(**answers: str) -> tuple[Examination, list[str]]:
    """What is found of a relay that answers so, and what it heard."""
    relay = Relay(OFFERS, answers)
    with serving(relay) as port:
        settings = SmtpSettings(
            "127.0.0.1",
            port,
            tls="none",
            timeout=2,
            login=Login("netz", lambda: "geheim-7"),
        )
        found = examine(settings, "ruecklaeufer@netz.example", "rundbrief@netz.example")
    return found, [line.split()[0] for line in relay.heard]


def test_all_is_well() -> None:
    """Everything is asked in the order of a mail, and no content is ever begun."""
    found, heard = examined()

    assert heard == ["EHLO", "AUTH", "MAIL", "RCPT", "RSET", "QUIT"]
    assert found.stopped is None
    assert (found.login, found.mechanisms) == ("plain", ("plain", "login"))
    assert found.extensions is not None
    assert (found.extensions["size"].strip(), "dsn" in found.extensions) == ("10000000", False)
    assert found.sender is not None
    assert found.mailbox is not None
    assert (found.sender.state, found.mailbox.state) == (State.SENT, State.SENT)


@pytest.mark.parametrize(
    ("answers", "sender", "mailbox"),
    [
        # refused at once, or as Postfix does it, at RCPT
        ({"MAIL": "550 5.7.1 Not you"}, "delivery.sender-refused", None),
        ({"RCPT": "553 5.7.1 not owned by user"}, "delivery.sender-refused", None),
        # the sender is fine, the mailbox for the answers is not there, or says later
        ({"RCPT": "550 5.1.1 Unknown"}, "", State.FAILED),
        ({"RCPT": "450 4.7.1 Greylisted"}, "", State.DEFERRED),
    ],
)
def test_what_the_relay_says_to_the_address(
    answers: dict[str, str], sender: str, mailbox: State | None
) -> None:
    """A refused sender and a missing mailbox are told apart; neither stops the examination."""
    found, heard = examined(**answers)

    assert found.sender is not None
    assert found.sender.cause == sender
    assert (found.mailbox and found.mailbox.state) == mailbox
    assert (found.stopped, heard[-1]) == (None, "QUIT")


def test_what_a_refused_login_leaves_is_still_told() -> None:
    """What the relay offers is known before the login; after it nothing is."""
    found, heard = examined(AUTH="535 5.7.8 Wrong")

    assert found.stopped is not None
    assert found.stopped.cause == "delivery.login-refused"
    assert found.extensions is not None
    assert (found.login, found.sender) == ("", None)
    assert heard == ["EHLO", "AUTH"]


def test_nobody_is_there() -> None:
    """Nothing is found, and why is told."""
    found = examine(SmtpSettings("relay..example"), "a@netz.example", "b@netz.example")

    assert found.stopped is not None
    assert (found.stopped.cause, found.extensions) == ("delivery.no-connection", None)


def test_the_certificate_is_read(authority: Any) -> None:
    """Its names, who vouches for it, and the day it ends."""
    with serving(Relay(OFFERS, {}), authority.context("localhost")) as port:
        settings = SmtpSettings(
            "localhost", port, tls="implicit", ca_file=authority.file, timeout=2
        )
        found = examine(settings, "a@netz.example", "b@netz.example")

    assert found.certificate is not None
    assert (found.certificate.names, found.certificate.issuer) == (("localhost",), "Test authority")
    assert found.certificate.expires.tzinfo is not None
    assert found.tls.startswith("TLSv1.")
