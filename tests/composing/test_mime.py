"""The tree of a mail: written out, foreign readers find the same parts in the same places."""

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rundbrief.composing import mime
from rundbrief.composing.encoding import (
    address_header,
    header,
    parameter,
    quoted_printable,
    raw_header,
)
from rundbrief.messages import Kind, seal_bytes

PLAIN = "Grüße,\n.\nFrom hier\n--=_1.n\n--=_2.n--\n"
HTML = '<p class="x">Grüße = &uuml;</p>\n'
ICS = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\n"
    "ORGANIZER:mailto:termine@netzwerk.example\nATTENDEE;CN=Büro:mailto:kultur@stadt.example\n"
    "SUMMARY:Frühstück\nEND:VEVENT\nEND:VCALENDAR\n"
)
HEADERS = (
    header("Subject", "Einladung – Frühstück"),
    raw_header("X-Mailer", "Rundbrief"),
    raw_header("Message-ID", "<1@netzwerk.example>"),
    raw_header("Date", "Mon, 04 Aug 2025 09:00:00 +0200"),
    address_header("To", "Büro", "kultur@stadt.example"),
    address_header("From", "Netzwerk", "termine@netzwerk.example"),
)


def body() -> tuple[mime.Part, mime.Part]:
    """Plain text and HTML."""
    return mime.text("plain", quoted_printable(PLAIN)), mime.text("html", quoted_printable(HTML))


@pytest.fixture
def invitation() -> str:
    """An invitation in the shape that Outlook and Gmail need."""
    calendar = quoted_printable(ICS)
    tree = mime.mixed(
        mime.alternative(*body(), mime.calendar("REQUEST", calendar)),
        mime.calendar_file("Frühstück.ics", calendar),
    )
    return mime.write(HEADERS, tree, "n")


def read(mail: str) -> EmailMessage:
    """The mail as Python's email reads it, without a defect anywhere."""
    tree = message_from_bytes(mail.encode("ascii"), policy=default)
    assert isinstance(tree, EmailMessage)
    assert [part.defects for part in tree.walk() if part.defects] == []
    return tree


def types(mail: EmailMessage) -> list[str]:
    """The types of all parts, depth first."""
    return [part.get_content_type() for part in mail.walk()]


def test_an_invitation_has_its_calendar_twice(invitation: str) -> None:
    """Beside text and HTML for calendars that open it, as a file for those that don't."""
    mail = read(invitation)
    mixed, alternative, plain, html, calendar, file = mail.walk()

    assert [part.get_content_type() for part in (mixed, alternative, plain, html)] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert "Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n" in invitation
    assert file.get_content_type() == "application/ics"
    assert file.get_content_disposition() == "attachment"
    assert (file.get_filename(), file.get_param("name")) == ("Frühstück.ics",) * 2
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True)


def test_bodies_come_back(invitation: str) -> None:
    """Each body decodes to what it was, also where it looks like a boundary or a mailbox."""
    _, _, plain, html, calendar, file = read(invitation).walk()

    for part, text in ((plain, PLAIN), (html, HTML), (calendar, ICS), (file, ICS)):
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        assert payload.decode() == text.replace("\n", "\r\n")


def test_a_foreign_reader_agrees(
    invitation: str, postal_mime: Callable[[bytes], dict[str, Any]]
) -> None:
    """postal-mime finds the same texts and the same two calendars."""
    mail = postal_mime(invitation.encode())

    # It counts the line break before a boundary as the part's (RFC 2046 §5.1.1 doesn't).
    assert (mail["text"], mail["html"]) == (f"{PLAIN}\n", f"{HTML}\n")
    assert mail["subject"] == "Einladung – Frühstück"
    assert [(part["mimeType"], part["filename"]) for part in mail["attachments"]] == [
        ("text/calendar", None),
        ("application/ics", "Frühstück.ics"),
    ]
    assert mail["attachments"][0]["method"] == "REQUEST"
    assert {part["content"].replace(b"\r\n", b"\n") for part in mail["attachments"]} == {
        ICS.encode()
    }


def test_a_written_invitation_can_be_sealed(invitation: str) -> None:
    """What comes out is what the seal demands of bytes, headers, parts and calendar."""
    content = invitation.encode("ascii")

    message = seal_bytes(
        Kind.INVITATION, "bounces@netzwerk.example", "kultur@stadt.example", content
    )

    assert message.content == content


def test_headers_stand_in_order(invitation: str) -> None:
    """To and Message-ID stand early and together; what is unknown stands behind what is known."""
    assert list(read(invitation)) == [
        *("From", "To", "Message-ID", "Date", "Subject", "X-Mailer", "MIME-Version"),
        "Content-Type",
    ]


def test_no_attachment_no_mixed() -> None:
    """A newsletter without attachments is its two alternatives and nothing around them."""
    mail = read(mime.write(HEADERS, mime.mixed(mime.alternative(*body())), "n"))

    assert types(mail) == ["multipart/alternative", "text/plain", "text/html"]


def test_a_mail_of_one_part() -> None:
    """A part alone is a whole mail."""
    mail = read(mime.write(HEADERS, body()[0], "n"))

    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == PLAIN.replace("\n", "\r\n")


def test_pictures_have_room_in_the_tree() -> None:
    """Any multipart may stand anywhere, `related` within `alternative` too."""
    plain, html = body()
    picture = mime.Part(content_type="image/png", encoding="base64", body="AAAA\r\n")
    related = mime.Part(content_type="multipart/related", children=(html, picture))

    mail = read(mime.write(HEADERS, mime.alternative(plain, related), "n"))

    assert types(mail)[1:] == ["text/plain", "multipart/related", "text/html", "image/png"]


def test_many_parts_keep_apart() -> None:
    """No boundary is the beginning of another, or the outer would end within the inner."""
    tree = body()[0]
    for _ in range(12):
        tree = mime.mixed(tree, body()[1])

    mail = read(mime.write(HEADERS, tree, "n"))

    assert types(mail) == ["multipart/mixed"] * 12 + ["text/plain"] + ["text/html"] * 12


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_whatever_the_texts_are_the_parts_are_found(texts: list[str]) -> None:
    """No text, whatever it holds, ends its part or begins another."""
    parts = [mime.text("plain", quoted_printable(text)) for text in texts]

    mail = read(mime.write(HEADERS, mime.alternative(*parts), "n"))

    assert types(mail) == ["multipart/alternative"] + ["text/plain"] * len(texts)
    for part, text in zip(mail.iter_parts(), texts, strict=True):
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        assert payload.decode() == lines.replace("\n", "\r\n")


def test_a_header_is_whole() -> None:
    """A header without its CRLF would swallow the next."""
    with pytest.raises(ValueError, match="not whole header fields"):
        mime.write(["Subject: x", *HEADERS], body()[0], "n")


def test_a_body_is_encoded() -> None:
    """A body that could hold a boundary was never encoded."""
    with pytest.raises(ValueError, match="isn't in quoted-printable"):
        mime.write(HEADERS, mime.text("plain", "--=_1.n"), "n")


def test_long_file_names_fold() -> None:
    """A file name longer than a line goes over several (RFC 2231 §3)."""
    name = "Niederschrift der Besprechung über die Kulturförderung " * 3 + ".ics"
    part = mime.calendar_file(name, quoted_printable(ICS))

    written = mime.write(HEADERS, part, "n")

    assert read(written).get_filename() == name
    assert max(map(len, written.split("\r\n"))) <= 76
    assert len(parameter("filename", name)) > 1
