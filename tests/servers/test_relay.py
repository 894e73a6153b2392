"""The transport and a relay as a data centre runs it; what it took is read from the mailboxes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from rundbrief.delivery import Event, Outcome, State, TransportDown, carry_out
from rundbrief.delivery.login import Login
from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport
from rundbrief.inbox import Action, Kept, Report, mails_in, traces
from rundbrief.messages import Kind, Message, seal_bytes

BOUNCES = "ruecklaeufer@kulturnetzwerk.example"


def a_letter(recipient: str, name: str, sender: str = BOUNCES) -> Message:
    """A sealed message with a line that begins with a dot and one as long as may be."""
    content = (
        f"From: Kulturnetzwerk <{sender}>\nTo: {recipient}\nSubject: Erinnerung\n"
        f"Message-ID: <{name}@kulturnetzwerk.example>\nDate: Mon, 04 Aug 2025 09:00:00 +0200\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n"
        f"Content-Transfer-Encoding: 7bit\n\nGuten Tag,\n\n{'x' * 990}\n \n"
    )
    return seal_bytes(Kind.REMINDER, sender, recipient, content.replace("\n", "\r\n").encode())


async def send(settings: SmtpSettings, *letters: Message) -> list[Outcome]:
    """Those letters by one connection; how each ended. Raises TransportDown."""
    events: list[Event] = []
    tally = await carry_out(
        iter(letters),
        SmtpTransport(settings),
        Forgetful(),
        now=lambda: datetime.now(UTC),
        report=events.append,
    )
    if tally.down:
        raise TransportDown(tally.down)
    return [event.outcome for event in events if event.outcome]


class Forgetful:
    """A journal that keeps nothing."""

    def record(self, events: Sequence[Event]) -> None: ...


def settings_of(relay: Any, tls: str, login: Login) -> SmtpSettings:
    """How to speak to the relay, by that way of encryption and login."""
    port = {"starttls": relay.starttls, "implicit": relay.implicit}[tls]
    return SmtpSettings(
        "localhost",
        port,
        tls=tls,  # type: ignore[arg-type] # one of the two keys above
        ca_file=relay.authority,
        login=login,
        timeout=20,
    )


def by_password(relay: Any, password: str = "") -> Login:
    """The relay's user, with the right password unless another is given."""
    return Login(relay.user, lambda: password or relay.password)


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize("by", ["password", "token"])
async def test_every_way_in(relay: Any, tls: str, by: str) -> None:
    """By both ways of encryption and of login a mail reaches its mailbox, byte for byte."""
    login = by_password(relay) if by == "password" else Login(relay.user, relay.token, True)
    letter = a_letter(f"{tls}-{by}@stadt.example", f"{tls}-{by}")

    (outcome,) = await send(settings_of(relay, tls, login), letter)

    assert (outcome.state, outcome.code, outcome.enhanced) == (State.SENT, 250, "2.0.0")
    assert relay.mailbox(letter.recipient) == [letter.content]


async def test_a_login_that_the_relay_refuses(relay: Any) -> None:
    """A wrong password and a token that has expired are told apart."""
    causes = []
    for login in (
        by_password(relay, "falsch"),
        Login(relay.user, lambda: relay.token(timedelta(hours=-1)), True),
    ):
        with pytest.raises(TransportDown) as down:
            await send(settings_of(relay, "starttls", login))
        causes.append((down.value.outcome.code, down.value.outcome.cause))

    assert causes == [(535, "delivery.login-refused"), (535, "delivery.token-refused")]


async def test_without_the_authority_nothing_is_said(relay: Any) -> None:
    """The system does not know the house's authority: no login, no mail."""
    with pytest.raises(TransportDown) as down:
        await send(SmtpSettings("localhost", relay.starttls, login=by_password(relay), timeout=20))

    assert down.value.outcome.cause == "delivery.certificate"


async def test_a_sender_that_the_account_does_not_own(relay: Any) -> None:
    """The way is closed for all, and nobody's address is blamed."""
    letter = a_letter("stadt@ahlen.example", "fremd-1", sender="wir@fremd.example")

    with pytest.raises(TransportDown) as down:
        await send(settings_of(relay, "starttls", by_password(relay)), letter)

    assert down.value.outcome.cause == "delivery.sender-refused"


async def test_a_bounce_names_the_delivery(relay: Any) -> None:
    """Where the next server has no such mailbox, the report has our token, our address, no text."""
    letter = a_letter("unbekannt+kultur@stadt.example", "4f5a1c2b3d")

    (outcome,) = await send(settings_of(relay, "starttls", by_password(relay)), letter)
    bounce = mail(relay.mailbox(BOUNCES)[-1])

    assert outcome.state is State.SENT
    assert bounce.get_content_type() == "multipart/report"
    parts = {part.get_content_type(): part for part in bounce.walk()}
    report = str(parts["message/delivery-status"])
    assert "Original-Envelope-Id: 4f5a1c2b3d" in report
    assert "Original-Recipient: rfc822;unbekannt+kultur@stadt.example" in report
    assert "Status: 5.1.1" in report
    assert "text/rfc822-headers" in parts
    assert "Guten Tag" not in str(parts["text/rfc822-headers"])


async def test_a_bounce_is_evidence_of_its_mail(relay: Any, tmp_path: Path) -> None:
    """Kept as a file, the relay's own report names the mail by both its names, and why."""
    letter = a_letter("unbekannt.amt@stadt.example", "7d1e5a902c44")
    before = len(relay.mailbox(BOUNCES, wanted=0))
    await send(settings_of(relay, "starttls", by_password(relay)), letter)
    bounce = relay.mailbox(BOUNCES, wanted=before + 1)[-1]
    (tmp_path / "unzustellbar.eml").write_bytes(bounce)

    (kept,) = mails_in(tmp_path, lambda path: path.name)
    assert isinstance(kept, Kept)
    (found,) = traces(kept.content)

    assert isinstance(found.trace, Report)
    assert found.trace.names == {"<7d1e5a902c44@kulturnetzwerk.example>", "7d1e5a902c44"}
    assert (found.trace.action, found.trace.status) == (Action.FAILED, "5.1.1")
    assert found.trace.recipient == letter.recipient
    assert found.at
    assert abs(datetime.now(UTC) - found.at) < timedelta(minutes=5)


def mail(content: bytes) -> EmailMessage:
    """A mail, read."""
    read = message_from_bytes(content, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read
