"""A view says what the mail's own bytes say, and nothing else."""

import re
from base64 import b64encode
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from typing import Any

import pytest

from rundbrief.desk import Desk, Sent, plan, send

Made = Callable[..., Any]


@pytest.fixture
def sent(desk: Desk) -> dict[tuple[str, str], EmailMessage]:
    """The same mails as they went out, by recipient and subject."""
    planned, _ = plan(desk)
    assert planned
    done, _ = send(desk, planned.hash)
    assert isinstance(done, Sent)
    mails = {}
    for path in desk.workspace.outbox.glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        (address,) = mail["To"].addresses
        mails[address.addr_spec, str(mail["Subject"])] = mail
    return mails


def content(mail: EmailMessage, content_type: str) -> str:
    part = next(each for each in mail.walk() if each.get_content_type() == content_type)
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def thrown(text: str) -> str:
    """The text without the dice: each composition has a token of its own."""
    return re.sub(r"0{17,}[0-9a-f]{1,3}(?![0-9a-f])", "token", text)


def test_the_preview_shows_what_is_sent(
    previewed: Made, sent: dict[tuple[str, str], EmailMessage]
) -> None:
    """HTML, text, headers and parts of each view are those of the mail that went out."""
    views = previewed().views

    assert len(views) == len(sent) == 6
    for view in views:
        mail = sent[view["recipient"], view["subject"]]
        assert thrown(view["html"]) == thrown(content(mail, "text/html"))
        assert thrown(view["text"]) == thrown(content(mail, "text/plain"))
        assert [name for name, _ in view["headers"]] == mail.keys()
        assert thrown(dict(view["headers"])["Message-ID"]) == thrown(mail["Message-ID"])
        leaves = [part for part in mail.walk() if not part.is_multipart()]
        assert [part[0] for part in view["parts"]] == [leaf.get_content_type() for leaf in leaves]


def test_an_entry_says_what_the_calendar_will(previewed: Made) -> None:
    """Title, time in the meeting's zone, the one reader, UID and SEQUENCE."""
    view = next(v for v in previewed().views if v["recipient"] == "m.yilmaz@ahlen.example")

    entry = view["entry"]

    assert entry["summary"] == "Kreisverwaltungen und bürgerschaftliches Kulturengagement"
    assert entry["when"] == "Montag, 8. September 2025, 10:00–12:00 Uhr"
    facts = dict(entry["facts"])
    assert facts["Eingeladen"] == "m.yilmaz@ahlen.example"
    assert facts["Eingeladen von"] == "einladungen@kulturnetzwerk.example"
    assert facts["Antwort bisher"] == "noch keine; um Antwort wird gebeten"
    assert (facts["METHOD"], facts["SEQUENCE"]) == ("REQUEST", "0")
    assert facts["UID"] == "560dcd71-57f0-4a17-a0c8-7b6f2e5a1f42"


def test_a_newsletter_has_no_entry(previewed: Made) -> None:
    """What changes nothing in a calendar says so."""
    newsletters = [view for view in previewed().views if view["kind"] == "Newsletter"]

    assert len(newsletters) == 3
    assert [view["entry"] for view in newsletters] == [None] * 3
    assert {view["effect"] for view in newsletters} == {"Im Kalender ändert sich nichts."}


def test_the_page_allows_its_own_script_and_nothing_else(previewed: Made) -> None:
    """The policy names the script by the hash of just what stands there."""
    html = previewed().html
    policy_text = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    assert policy_text
    assert script

    rules = dict(rule.strip().split(" ", 1) for rule in policy_text[1].split(";"))

    digest = b64encode(sha256(script[1].encode()).digest()).decode()
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def test_no_text_of_a_mail_can_end_the_script(previewed: Made, retitled: Made) -> None:
    """`</script>` in a title stays data."""
    retitled("</script><script>alert(1)</script>")

    made = previewed()

    assert made.html.count("</script>") == 2
    assert "</script><script>alert(1)</script>" in made.views[0]["subject"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_speaks_one_language(previewed: Made, language: str) -> None:
    """Its own words are the program's language; the mails keep theirs."""
    html = previewed(language).html

    assert f'<html lang="{language}">' in html
    assert ("Ansichten der Mail" in html) is (language == "de")
    assert ("Im Kalender ändert sich nichts." in html) is (language == "de")
