"""A logo and documents in a mail: the parts, their names, and the same bytes for everyone."""

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from typing import Any

import pytest

from rundbrief.composing import Letter, Press, Skeleton, fill
from rundbrief.definitions import Document, Enclosure, Logo, Meeting, Picture
from rundbrief.messages import seal_bytes
from rundbrief.recipients import Recipient

LOGO = Picture("logo.png", "image/png", bytes(range(256)) * 3, 144, 72)
SHOWS = (
    '<p>{% if organisation.logo %}<img src="{{ organisation.logo.source }}" alt="x">{% endif %}</p>'
)
NAMES = [
    "leitfragen.pdf",
    "Überblick über die Förderung.pdf",
    "Ü" * 90 + ".pdf",
    "mit 'Strich', Komma; und (Klammer) 100%.pdf",
]


@pytest.fixture
def with_logo(letter: Letter) -> Letter:
    """The invitation from an organisation that has a logo."""
    logo = Logo(file="logo.png", alt="Zeichen", width=80)
    organisation = letter.organisation.model_copy(update={"logo": logo})
    return replace(letter, organisation=organisation, logo=LOGO)


def enclosing(letter: Letter, *names: str) -> Letter:
    """The letter with documents of these names."""
    meeting = letter.subject
    assert isinstance(meeting, Meeting)
    documents = tuple(Document(title="Unterlage", file=f"unterlagen/{name}") for name in names)
    files = {
        each.file: Enclosure(name, "application/pdf", b"%PDF-1.7\n.\nFrom " + name.encode() * 99)
        for each, name in zip(documents, names, strict=True)
    }
    subject = meeting.model_copy(update={"documents": documents})
    return replace(letter, subject=subject, enclosures=files)


def mail_to(press: Press, recipient: Recipient) -> EmailMessage:
    """The mail, read by the email package."""
    content = content_to(press, recipient)
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def content_to(press: Press, recipient: Recipient) -> bytes:
    values = press.values(recipient, "t0ken")
    return fill(press.variant(recipient), values, press.letter.envelope_sender).content


def tree(part: MIMEPart) -> Any:
    """The types of the parts, a list for what holds others."""
    name = part.get_content_type()
    return [name, *map(tree, part.iter_parts())] if part.is_multipart() else name


@pytest.fixture
def shown(with_logo: Letter, folder: Any, town: Recipient) -> EmailMessage:
    """A mail whose template shows the logo."""
    return mail_to(Press(with_logo, folder.write(SHOWS)), town)


def test_logo_beside_the_html(shown: EmailMessage) -> None:
    """The picture stands beside the HTML that shows it, the calendar remains an alternative."""
    assert tree(shown) == [
        "multipart/mixed",
        [
            "multipart/alternative",
            "text/plain",
            ["multipart/related", "text/html", "image/png"],
            "text/calendar",
        ],
        "application/ics",
    ]


def test_related_names_its_root(shown: EmailMessage) -> None:
    """multipart/related says which type is to be shown (RFC 2387 §3.1)."""
    related = next(p for p in shown.walk() if p.get_content_type() == "multipart/related")

    assert related["Content-Type"].params["type"] == "text/html"


def test_logo_is_found(shown: EmailMessage) -> None:
    """The HTML's address is the picture's Content-ID, and the picture is no attachment."""
    picture = next(p for p in shown.walk() if p.get_content_type() == "image/png")
    html = next(p for p in shown.walk() if p.get_content_type() == "text/html").get_content()

    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html
    assert picture["Content-ID"].strip("<>").endswith("@netz.example")
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == LOGO.content


def test_logo_that_nothing_shows(with_logo: Letter, folder: Any, town: Recipient) -> None:
    """A picture that no template shows isn't sent: it would look like an attachment."""
    mail = mail_to(Press(with_logo, folder.write()), town)

    assert "image/png" not in [part.get_content_type() for part in mail.walk()]


@pytest.mark.parametrize("name", NAMES)
def test_documents(letter: Letter, folder: Any, town: Recipient, name: str) -> None:
    """A document comes behind the calendar, under its whole name, byte by byte."""
    letter = enclosing(letter, name)

    *_, attached = mail_to(Press(letter, folder.write()), town).iter_attachments()

    assert attached.get_filename() == name
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == letter.enclosures[f"unterlagen/{name}"].content


def test_document_names_read_elsewhere(
    letter: Letter,
    folder: Any,
    town: Recipient,
    postal_mime: Callable[[bytes], dict[str, Any]],
) -> None:
    """A foreign reader finds the same names and files (RFC 2231)."""
    letter = enclosing(letter, *NAMES[:3])

    read = postal_mime(content_to(Press(letter, folder.write()), town))

    assert [each["filename"] for each in read["attachments"]][2:] == NAMES[:3]


def test_wire(with_logo: Letter, folder: Any, town: Recipient) -> None:
    """With pictures and documents too, a mail is 7-bit, in short lines, and sealed."""
    letter = enclosing(with_logo, *NAMES)

    content = content_to(Press(letter, folder.write(SHOWS)), town)

    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert content.isascii()
    assert b"\r\n." not in content
    assert seal_bytes(letter.kind, letter.envelope_sender, town.address, content)


def test_frozen(with_logo: Letter, folder: Any, town: Recipient) -> None:
    """The ledger's skeleton holds picture and documents: no file is needed to fill it."""
    press = Press(enclosing(with_logo, *NAMES), folder.write(SHOWS))
    values = press.values(town, "t0ken")

    thawed = Skeleton.from_text(press.variant(town).to_text())

    assert fill(thawed, values, "b@netz.example").content == content_to(press, town)


def test_once_for_all(with_logo: Letter, folder: Any, town: Recipient, person: Recipient) -> None:
    """What everyone gets makes no variants."""
    press = Press(enclosing(with_logo, *NAMES), folder.write(SHOWS))

    assert press.variant(town) is press.variant(person)
