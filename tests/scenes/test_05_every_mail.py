"""Every one of the demo's mails, read by a mail program's parser and looked at in a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.scenes.conftest import Demo

MAILBOX = "einladungen@kulturnetzwerk.example"
LOGO = "image/png"
NEWSLETTER = [LOGO, "application/ics"]
INVITATION = [LOGO, "text/calendar", "application/ics"]
GMAIL_CUTS_AT = 102_400  # bytes of HTML; what follows is hidden behind a link
SAMPLE = 3  # of each kind and language, in the browser

Read = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def read(demo: Demo, postal_mime: Callable[[bytes], dict[str, Any]]) -> Read:
    """What postal-mime makes of each mail, by its file's name."""
    return {name: postal_mime(content) for name, content in demo.mails.items()}


def headers(mail: dict[str, Any]) -> dict[str, str]:
    return {header["key"]: header["value"] for header in mail["headers"]}


def test_each_is_from_the_mailbox_to_one_reader(read: Read) -> None:
    """One From, one To, no Cc, no Bcc; answers go to the contact."""
    for mail in read.values():
        names = Counter(header["key"] for header in mail["headers"])
        assert mail["from"]["address"] == MAILBOX
        assert len(mail["to"]) == 1
        assert names["from"] == names["to"] == names["subject"] == names["date"] == 1
        assert "cc" not in names
        assert "bcc" not in names
        assert [one["address"] for one in mail["replyTo"]] == ["anne.melzig@kulturnetzwerk.example"]


def test_each_has_a_number_of_its_own(read: Read) -> None:
    """No Message-ID twice."""
    assert len({mail["messageId"] for mail in read.values()}) == len(read) == 156


def test_each_has_text_and_html_that_say_the_same_subject(read: Read) -> None:
    """Both bodies hold the words that matter, decoded: nothing is lost to an encoding."""
    for name, mail in read.items():
        word = "Kreisverwaltungen"
        assert word in mail["text"], name
        assert word in mail["html"], name
        assert "=?" not in mail["subject"], name
        assert "�" not in mail["text"] + mail["html"] + mail["subject"], name


def test_invitations_carry_the_calendar_and_newsletters_a_file(read: Read) -> None:
    """The parts beside the bodies, in their order; a newsletter has its coming meeting's .ics."""
    for name, mail in read.items():
        parts = [part["mimeType"] for part in mail["attachments"]]
        assert parts == (INVITATION if name.startswith("invitation") else NEWSLETTER), name


def test_who_wants_no_more_newsletters_can_say_so(read: Read) -> None:
    """List headers stand in newsletters and, for Accept's sake, not in invitations (decision 9)."""
    for name, mail in read.items():
        is_newsletter = name.startswith("newsletter")
        assert ("list-id" in headers(mail)) is is_newsletter, name
        assert ("list-unsubscribe" in headers(mail)) is is_newsletter, name
        assert "auto-submitted" not in headers(mail), name


def test_each_passes_any_relay(demo: Demo) -> None:
    """Seven bits, no line longer than 998 octets (RFC 5322 §2.1.1), CRLF throughout."""
    for name, content in demo.mails.items():
        assert content.isascii(), name
        assert max(map(len, content.split(b"\r\n"))) <= 998, name
        assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r"), name
        assert content.endswith(b"\r\n"), name


def test_each_is_shown_whole(read: Read) -> None:
    """The HTML stays under the size at which Gmail cuts a mail off."""
    assert max(len(mail["html"].encode()) for mail in read.values()) < GMAIL_CUTS_AT


def test_no_reader_learns_of_another(demo: Demo) -> None:
    """No mail holds the address of anyone else on the lists."""
    readers = {name: mail["To"].addresses[0].addr_spec for name, mail in all_mails(demo).items()}
    addresses = set(readers.values())
    for name, mail in all_mails(demo).items():
        text = "".join(
            str(part.get_payload(decode=True), "utf-8")
            for part in mail.walk()
            if not part.is_multipart() and part.get_content_type() != LOGO
        ) + str(mail["To"])
        assert [one for one in addresses - {readers[name]} if one in text] == [], name


def all_mails(demo: Demo) -> dict[str, Any]:
    return demo.of_kind("")


@pytest.mark.browser
def test_the_browser_asks_nobody(
    demo: Demo, read: Read, page: Page, foreign_requests: list[str]
) -> None:
    """Opening a mail loads nothing: no pixel, no font, no style sheet, no script."""
    seen: Counter[tuple[str, str]] = Counter()
    for name, mail in read.items():
        sort = (name.partition("_")[0], mail["html"].partition('lang="')[2][:2])
        seen[sort] += 1
        if seen[sort] > SAMPLE:
            continue
        page.set_content(mail["html"])
        page.wait_for_load_state("networkidle")

        assert page.locator("script, link, iframe, object, form").count() == 0
        assert "Kreisverwaltungen" in page.locator("body").inner_text()
    assert len(seen) >= 2
    assert foreign_requests == []
