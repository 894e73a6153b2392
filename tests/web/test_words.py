"""Her word on the page, where files and lists don't say enough: told again, taken back, sent."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
TEXT = """\
4. November 2025: Kultur und Ehrenamt

Wie beides zusammengeht.

2. Dezember 2025: Kultur im Winter

Was im Winter möglich ist.
"""


def mails(folder: Path, kind: str) -> list[str]:
    return sorted(path.name for path in (folder / "outbox").glob(f"{kind}*.eml"))


def to_plan(page: Page) -> None:
    page.locator("#top").get_by_role("link", name=re.compile("Senden")).click()
    expect(page.get_by_role("heading", name="Was jetzt hinausginge")).to_be_visible()


def press_send(page: Page, said: str = "6 Mails wurden") -> None:
    page.locator("#send").get_by_role("button").click()
    expect(page.locator("#sending")).to_contain_text(said)


def test_a_meeting_is_told_again(opened: Page, small_workspace: Path) -> None:
    """Nothing material changed: on her word all who have it get it once more, and then no more."""
    to_plan(opened)
    press_send(opened)
    base = opened.url.partition("/plan")[0]
    opened.goto(f"{base}/plan?file={MEETING}")
    opened.get_by_role("link", name="Trotzdem alle benachrichtigen").click()
    expect(opened.locator("#word")).to_contain_text("bekommen ihn noch einmal")
    expect(opened.locator("#send button")).to_have_text("Jetzt 3 Mails senden")
    opened.get_by_role("link", name="Doch nicht").click()
    expect(opened.locator("#send")).to_have_count(0)
    opened.get_by_role("link", name="Trotzdem alle benachrichtigen").click()
    press_send(opened, "3 Mails wurden")
    expect(opened.locator("#word")).to_have_count(0)

    assert len(mails(small_workspace, "update")) == 3
    expect(opened.locator("#main")).to_contain_text("nichts zu senden")


def test_how_it_went_is_in_sight(opened: Page) -> None:
    """The button stands below all names; once it is pressed the page begins at its top again."""
    opened.set_viewport_size({"width": 800, "height": 400})
    to_plan(opened)
    opened.locator("#send button").scroll_into_view_if_needed()
    assert opened.evaluate("scrollY") > 0
    press_send(opened)

    expect(opened.locator("#sending")).to_be_in_viewport()


def test_an_entry_is_taken_back(opened: Page, small_workspace: Path) -> None:
    """Beside the one whom the plan names as off the list: their entry goes, on her word alone."""
    to_plan(opened)
    press_send(opened)
    people = small_workspace.parent / "recipients" / "liste.csv"
    lines = people.read_text("utf-8").splitlines(keepends=True)
    people.write_text("".join(line for line in lines if "york" not in line), "utf-8")
    left_out = opened.locator(".left-out", has_text="zurücknehmen")
    left_out.get_by_role("link", name="Eintrag zurücknehmen bei arts@york.example").click()
    expect(opened.locator("#word")).to_contain_text("arts@york.example")
    expect(opened.locator("#send button")).to_have_text("Jetzt eine Mail senden")
    press_send(opened, "Eine Mail wurde")

    assert len(mails(small_workspace, "withdrawal")) == 1


def test_an_error_stops_until_her_word(opened: Page, small_workspace: Path) -> None:
    """What the checks call an error is told with its code; ticked, they go all the same."""
    (small_workspace / "templates").mkdir(exist_ok=True)
    (small_workspace / "templates" / "invitation.html").write_text(
        '{% extends "stock/invitation.html" %}{% block answer %}<tr><td><p>'
        '<a style="color:#14505c" href="#nirgends">Zum Programm</a></p></td></tr>{% endblock %}',
        encoding="utf-8",
    )
    settings = small_workspace / "rundbrief.toml"
    settings.write_text(settings.read_text("utf-8") + "\n", "utf-8")
    to_plan(opened)
    stop = opened.locator(".stop")
    expect(stop).to_have_count(1)
    opened.locator("#send button").click()
    expect(opened.locator("#sending")).to_contain_text("nichts gesendet")
    assert mails(small_workspace, "") == []
    expect(stop).to_contain_text("nirgends")
    opened.get_by_role("checkbox").check()
    press_send(opened)

    assert len(mails(small_workspace, "")) == 6


def test_a_pasted_text_becomes_drafts(opened: Page, small_workspace: Path) -> None:
    """As from a file in the terminal: a draft for each meeting; what is wrong is told."""
    opened.get_by_role("link", name="Neu anlegen").click()
    opened.locator("#g-pasted summary").click()
    opened.get_by_label("Text, etwa von").fill("31. Februar 2026: Nie\n")
    opened.get_by_role("button", name="Anlegen").click()
    expect(opened.locator(".box.error")).to_contain_text("eingefügter Text:1")
    expect(opened.get_by_label("Text, etwa von")).to_have_value("31. Februar 2026: Nie\n")
    opened.get_by_label("Text, etwa von").fill(TEXT)
    opened.get_by_role("button", name="Anlegen").click()

    expect(opened.locator(".box").first).to_contain_text("2 Entwürfe sind angelegt")
    expect(opened.locator("#subjects .title", has_text="Kultur im Winter")).to_be_visible()
    assert (small_workspace / "meetings" / "2025-12-02-kultur-im-winter.toml").exists()


def test_the_site_is_written(opened: Page, small_workspace: Path) -> None:
    """Into the folder that she names; a folder that keeps something else is refused."""
    opened.locator("#top").get_by_role("link", name="Veröffentlichen").click()
    opened.get_by_label("Ordner für die Website").fill("meetings")
    opened.get_by_role("button", name="Website schreiben").click()
    expect(opened.locator(".box.error")).to_be_visible()
    opened.get_by_label("Ordner für die Website").fill("website")
    opened.get_by_role("button", name="Website schreiben").click()
    expect(opened.locator(".box")).to_contain_text("Die Website steht in")
    assert "Kreisverwaltungen" in (small_workspace / "website" / "index.html").read_text("utf-8")
    opened.get_by_role("button", name="Website schreiben").click()

    expect(opened.locator(".box")).to_contain_text("auf dem neuesten Stand")


def test_documents_of_their_own_open_beside_the_page(opened: Page) -> None:
    """The report on access is a page of its own, in a tab of its own, that runs nothing."""
    opened.locator("#top").get_by_role("link", name="Prüfung").click()
    with opened.context.expect_page() as opening:
        opened.get_by_role("link", name="Bericht zur Barrierefreiheit").click()
    report = opening.value

    expect(report.locator("body")).to_contain_text("EN 301 549")
    expect(opened.locator("#top")).to_be_visible()


def test_a_sent_mail_is_kept_as_it_was_sent(opened: Page, small_workspace: Path) -> None:
    """From the list of what was sent to one person's story, and to the mail's own bytes."""
    to_plan(opened)
    press_send(opened)
    opened.get_by_role("link", name="Wer was bekommen hat").click()
    opened.locator(".mailing details summary").first.click()
    opened.locator(".mailing").first.get_by_role("link", name=re.compile("york")).click()
    expect(opened.locator(".mailing")).to_have_count(2)
    with opened.expect_download() as downloading:
        opened.get_by_role("link", name="Diese Mail als Datei").first.click()
    content = Path(downloading.value.path()).read_bytes()

    assert content in [path.read_bytes() for path in (small_workspace / "outbox").glob("*.eml")]


def test_two_ledgers_and_her_word(
    relay: Any, served: Any, opened: Page, small_workspace: Path
) -> None:
    """Where another ledger knows more nothing leaves; her word makes this one count."""
    to_plan(opened)
    opened.locator("#send button").click()
    expect(opened.locator("#main")).to_contain_text("nichts zu senden")
    for each in small_workspace.glob("rundbrief.db*"):
        if not each.name.endswith(".witness"):
            each.unlink()
    settings = small_workspace / "rundbrief.toml"
    settings.write_text(settings.read_text("utf-8") + "\n", "utf-8")
    expect(opened.locator("#send button")).to_have_text("Jetzt 6 Mails senden")
    opened.locator("#send button").click()
    here = opened.locator("#here")
    here.get_by_label("Woher Sie das wissen").fill("Der alte Rechner ist verschrottet")
    here.get_by_role("button", name="Ab jetzt gilt dieses").click()
    expect(opened.locator("#here")).to_have_count(0)
    expect(opened.locator("#send button")).to_have_text("Jetzt 6 Mails senden")
    assert sum(map(len, relay.mails.values())) == 6
    opened.locator("#send button").click()
    expect(opened.locator("#main")).to_contain_text("nichts zu senden")

    assert sum(map(len, relay.mails.values())) == 12
