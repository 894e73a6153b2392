"""Skeletons: filled they are each reader's own mail, written down they come back the same."""

import json
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from rundbrief.composing import Letter, Press, Skeleton, fill
from rundbrief.messages import Kind, Message, Unsealed
from rundbrief.recipients import Recipient

SENDER = "b@netz.example"


@pytest.fixture
def press(letter: Letter, folder: Any) -> Press:
    """The invitation by the small templates."""
    return Press(letter, folder.write())


def test_headers(composed: Callable[[Recipient], Message], person: Recipient) -> None:
    """To is the reader with their name, the rest is the letter's; nothing of lists stands there."""
    mail = message_from_bytes(composed(person).content, policy=default)

    (to,) = mail["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Dr. Zoë d'Été-Größe", "o'neil+kultur@kreis.example")
    assert mail["From"].addresses[0].display_name == "Kulturnetz, Geschäftsstelle"
    assert mail["From"].addresses[0].addr_spec == "post@netz.example"
    assert mail["Reply-To"].addresses[0].addr_spec == "fragen@netz.example"
    assert mail["Subject"].startswith("Einladung: Kultur & Verwaltung: Austausch")
    assert mail["Date"].datetime.isoformat() == "2025-08-04T09:00:00+02:00"
    assert mail["Content-Language"] == "de"
    assert b"\r\nMessage-ID: <t0ken@netz.example>\r\n" in composed(person).content
    assert not [name for name in mail if name.startswith(("List-", "Auto-", "Precedence"))]


def test_list_headers(newsletter: Letter, folder: Any, town: Recipient) -> None:
    """A newsletter can be left by mail, and the reader's token says who leaves; never folded."""
    press = Press(newsletter, folder.write())
    lines = fill(press.variant(town), press.values(town, "t0ken"), SENDER).content.split(b"\r\n")

    assert b"List-Id: <newsletter.netz.example>" in lines
    (leave,) = [line for line in lines if line.startswith(b"List-Unsubscribe:")]
    assert leave.startswith(b"List-Unsubscribe: <mailto:post@netz.example?subject=")
    assert leave.endswith(b"t0ken%5D>")
    assert not [line for line in lines if line.startswith(b"List-Unsubscribe-Post")]


def test_parts(composed: Callable[[Recipient], Message], town: Recipient) -> None:
    """The tree that Outlook and Gmail need; the calendar is the same twice, once decoded."""
    mail = message_from_bytes(composed(town).content, policy=default)
    parts = list(mail.walk())

    assert [part.get_content_type() for part in parts] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    body, attached = parts[4:]
    assert body["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert attached.get_filename() == "einladung.ics"
    assert body.get_payload(decode=True) == attached.get_payload(decode=True)


LONG = "Amt für Kultur, Weiterbildung und bürgerschaftliches Engagement " * 3


@pytest.mark.parametrize("office", ["Amt", 'A "B", C', "Größe; Zahl: 3", LONG, "😀" * 60])
def test_attendee(composed: Callable[[Recipient], Message], town: Recipient, office: str) -> None:
    """The calendar's one guest is the reader; its lines are folded at 75 octets, no letter cut."""
    address = f"{'x' * 60}@{'y' * 60}.example"
    content = composed(town._replace(office=office, address=address, identity=address)).content
    *_, attached = message_from_bytes(content, policy=default).iter_attachments()
    calendar = attached.get_content()
    lines = calendar.split(b"\r\n")

    (guest,) = [
        line
        for line in calendar.replace(b"\r\n ", b"").split(b"\r\n")
        if line.startswith(b"ATTENDEE")
    ]
    assert guest.decode().startswith(f'ATTENDEE;CN="{office.replace(chr(34), chr(39))}";CUTYPE=')
    assert guest.decode().endswith(f";RSVP=TRUE:mailto:{address}")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()


@pytest.mark.parametrize("office", ["Amt", ".Punkt", "From hier", "=3D =?x?=", LONG, "ü" * 200])
def test_wire(composed: Callable[[Recipient], Message], town: Recipient, office: str) -> None:
    """Whatever a reader is called: 7-bit, CRLF, short lines, no line begins with a dot."""
    content = composed(town._replace(office=office)).content

    assert content.isascii()
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 78 + len("List-Unsubscribe: ")
    assert not any(b"\n" in line or b"\r" in line or line.startswith(b".") for line in lines)


def test_text_and_back(press: Press, town: Recipient, person: Recipient) -> None:
    """A skeleton from the ledger is the same, has the same key, and makes the same bytes."""
    skeleton = press.variant(town)
    again = Skeleton.from_text(skeleton.to_text())

    assert again == skeleton
    assert again.key == skeleton.key
    for recipient in (town, person):
        values = json.loads(json.dumps(press.values(recipient, "t0ken")))
        assert fill(again, values, SENDER) == fill(skeleton, values, SENDER)


def test_values(press: Press, town: Recipient) -> None:
    """The ledger keeps of a reader what their mail needs, and nothing else."""
    assert press.values(town, "t0ken") == {
        "address": "kultur@muenster.example",
        "message_id": "<t0ken@netz.example>",
        "name": "Kulturbüro der Stadt Münster",
        "salutation": "Guten Tag",
        "token": "t0ken",
    }
    assert tuple(press.values(town, "t0ken")) == press.variant(town).fields


@pytest.mark.parametrize(
    ("field", "value"),
    [
        # injections into headers
        ("name", "Amt\r\nBcc: x@y.example"),
        ("message_id", "<a@b.example>\r\nBcc: x@y.example"),
        ("address", "a@b.example, c@d.example"),
        ("address", "a@b.example\r\nBcc: c@d.example"),
        # no address, no identifier
        ("address", "a"),
        ("message_id", "a b"),
    ],
)
def test_refused(press: Press, town: Recipient, field: str, value: str) -> None:
    """Values that would make another mail than the judged one make none."""
    values = press.values(town, "t0ken") | {field: value}

    with pytest.raises((ValueError, Unsealed)):
        fill(press.variant(town), values, SENDER)


def test_missing_value(press: Press, town: Recipient) -> None:
    """A value that is missing is an error, never an empty text."""
    values = press.values(town, "t0ken")
    del values["salutation"]

    with pytest.raises(KeyError):
        fill(press.variant(town), values, SENDER)


def test_second_guest(press: Press, town: Recipient) -> None:
    """A skeleton that names someone else beside the reader is refused before its first mail."""
    skeleton = press.variant(town)
    pieces = tuple(
        piece.replace("Date: ", "Cc: c@d.example\r\nDate: ") if isinstance(piece, str) else piece
        for piece in skeleton.pieces
    )

    with pytest.raises(Unsealed, match="cc"):
        fill(Skeleton(Kind.INVITATION, pieces), press.values(town, "t0ken"), SENDER)


def test_proof_mail(letter: Letter, folder: Any, town: Recipient) -> None:
    """A proof says so in its subject."""
    press = Press(replace(letter, proof=True), folder.write())
    mail = fill(press.variant(town), press.values(town, "t0ken"), SENDER)

    subject = message_from_bytes(mail.content, policy=default)["Subject"]
    assert subject.startswith("[Probe] Einladung:")
