"""What she wrote is what arrives: no word of the document is lost on its way."""

from __future__ import annotations

import html
import re
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.scenes.conftest import Demo

ANNOUNCED = "Kreisverwaltungen und bürgerschaftliches Kulturengagement"


def words(text: str) -> str:
    return " ".join(text.split())


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content())


def visible(markup: str) -> str:
    """The words of an HTML text, tags gone, a space where a block ends."""
    spaced = re.sub(r"</(?:p|td|h\d|li|div)>|<br\s*/?>", " ", markup)
    return words(html.unescape(re.sub(r"<[^>]+>", "", spaced)))


@pytest.fixture(scope="module")
def invitation(demo: Demo) -> EmailMessage:
    return next(iter(demo.of_kind("invitation_kultur").values()))


@pytest.fixture(scope="module")
def newsletter(demo: Demo) -> EmailMessage:
    return next(iter(demo.of_kind("newsletter_kultur").values()))


def test_the_announcement_stands_in_the_invitation(
    invitation: EmailMessage, seed: dict[str, str]
) -> None:
    """Plain text, HTML and the calendar's DESCRIPTION hold it word for word."""
    plain = body(invitation, "plain")
    markup = body(invitation, "html")
    calendar = next(p for p in invitation.walk() if p.get_content_type() == "text/calendar")
    assert isinstance(calendar, EmailMessage)
    unfolded = re.sub(r"\r?\n[ \t]", "", calendar.get_content())
    described = re.search(r"^DESCRIPTION:(.*)$", unfolded, re.MULTILINE)
    assert described
    description = re.sub(r"\\([,;\\])", r"\1", described[1].replace("\\n", " "))

    assert seed[ANNOUNCED] in words(plain)
    assert seed[ANNOUNCED] in visible(markup)
    assert seed[ANNOUNCED] in words(description)


def test_announcement_and_recaps_stand_in_the_newsletter(
    newsletter: EmailMessage, seed: dict[str, str]
) -> None:
    """Plain text and HTML hold all four texts, each under its title, word for word."""
    plain = words(body(newsletter, "plain"))
    markup = visible(body(newsletter, "html"))

    for title, text in seed.items():
        assert title in plain
        assert text in plain
        assert title in markup
        assert text in markup


def test_the_contact_of_the_document_is_whom_to_ask(
    invitation: EmailMessage, newsletter: EmailMessage
) -> None:
    """Her name, her role and her telephone stand in each mail, and answers go to her."""
    for mail in (invitation, newsletter):
        plain = words(body(mail, "plain"))

        assert "Anne Melzig" in plain
        assert "Wissenschaftliche Referentin für bürgerschaftliches Engagement" in plain
        assert "0251 591 5081" in plain
        assert "anne.melzig@kulturnetzwerk.example" in mail["Reply-To"]
