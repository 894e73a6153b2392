"""What she wrote is what arrives: no word of the document is lost on its way."""

import html
import re

import pytest

ANNOUNCED = "Kreisverwaltungen und bürgerschaftliches Kulturengagement"


def words(text: str) -> str:
    return " ".join(text.split())


def visible(markup: str) -> str:
    """The words of an HTML text, tags gone, a space where a block ends."""
    spaced = re.sub(r"</(?:p|td|h\d|li|div)>|<br\s*/?>", " ", markup)
    return words(html.unescape(re.sub(r"<[^>]+>", "", spaced)))


@pytest.fixture(scope="module")
def invitation(demo):
    return next(iter(demo.of_kind("invitation_kultur").values()))


@pytest.fixture(scope="module")
def newsletter(demo):
    return next(iter(demo.of_kind("newsletter_kultur").values()))


def test_the_announcement_stands_in_the_invitation(invitation, seed):
    """Plain text, HTML and the calendar's DESCRIPTION hold it word for word."""
    plain = invitation.get_body(("plain",)).get_content()
    markup = invitation.get_body(("html",)).get_content()
    calendar = next(p for p in invitation.walk() if p.get_content_type() == "text/calendar")
    unfolded = re.sub(r"\r?\n[ \t]", "", calendar.get_content())
    described = re.search(r"^DESCRIPTION:(.*)$", unfolded, re.MULTILINE)
    assert described
    description = re.sub(r"\\([,;\\])", r"\1", described[1].replace("\\n", " "))

    assert seed[ANNOUNCED] in words(plain)
    assert seed[ANNOUNCED] in visible(markup)
    assert seed[ANNOUNCED] in words(description)


def test_announcement_and_recaps_stand_in_the_newsletter(newsletter, seed):
    """Plain text and HTML hold all four texts, each under its title, word for word."""
    plain = words(newsletter.get_body(("plain",)).get_content())
    markup = visible(newsletter.get_body(("html",)).get_content())

    for title, text in seed.items():
        assert title in plain
        assert text in plain
        assert title in markup
        assert text in markup


def test_the_contact_of_the_document_is_whom_to_ask(invitation, newsletter):
    """Her name, her role and her telephone stand in each mail, and answers go to her."""
    for mail in (invitation, newsletter):
        plain = words(mail.get_body(("plain",)).get_content())

        assert "Anne Melzig" in plain
        assert "Wissenschaftliche Referentin für bürgerschaftliches Engagement" in plain
        assert "0251 591 5081" in plain
        assert "anne.melzig@kulturnetzwerk.example" in mail["Reply-To"]
