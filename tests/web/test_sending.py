"""Sending from the page: bound to what was looked at, live, and never twice."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
TITLE = "Kreisverwaltungen und bürgerschaftliches Kulturengagement"


def mails(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "outbox").glob("*.eml"))


def to_plan(page: Page) -> None:
    page.locator("#top").get_by_role("link", name=re.compile("Senden")).click()
    expect(page.get_by_role("heading", name="Was jetzt hinausginge")).to_be_visible()


def press_send(page: Page) -> None:
    """Send what the page shows, and wait until it has nothing more to send."""
    page.locator("#send").get_by_role("button").click()
    expect(page.locator("#main")).to_contain_text("nichts zu senden", timeout=20_000)
    expect(page.locator("#sending")).to_contain_text("im Ordner outbox abgelegt")


def test_the_plan_is_told_and_sent(opened: Page, small_workspace: Path) -> None:
    """Numbers and names first; then one button sends, and what became of it stands there."""
    to_plan(opened)
    expect(opened.locator(".mailing").first).to_contain_text("an 3 Empfänger")
    expect(opened.locator(".mailing").first).to_contain_text("Dr. Mara Yılmaz")
    expect(opened.locator("#send button")).to_have_text("Jetzt 6 Mails senden")

    press_send(opened)

    assert len(mails(small_workspace)) == 6
    expect(opened.locator("#send")).to_have_count(0)
    expect(opened.locator("#main")).to_contain_text("Es gibt zurzeit nichts zu senden")
    opened.get_by_role("link", name="Wer was bekommen hat").click()
    expect(opened.locator(".mailing")).to_have_count(2)
    expect(opened.locator(".mailing").first).to_contain_text("im Ordner abgelegt: 3")


def test_what_changed_meanwhile_is_shown_first(opened: Page, small_workspace: Path) -> None:
    """A button pressed for another plan sends nothing; the new plan is there to be looked at."""
    to_plan(opened)
    stale = opened.locator("#send input[name=hash]").get_attribute("value")
    people = small_workspace.parent / "recipients" / "liste.csv"
    people.write_text(people.read_text("utf-8") + "neu@ahlen.example;Neu;;;;;;;;\n", "utf-8")
    expect(opened.locator("#send button")).to_have_text("Jetzt 8 Mails senden")
    opened.locator("#send input[name=hash]").evaluate("(e, v) => e.value = v", stale)
    opened.locator("#send button").click()

    expect(opened.locator("#sending")).to_contain_text("nichts gesendet", timeout=20_000)
    assert mails(small_workspace) == []
    press_send(opened)
    assert len(mails(small_workspace)) == 8


def test_two_windows_send_once(opened: Page, small_workspace: Path) -> None:
    """Pressed in two windows at once, everybody gets their mail once."""
    to_plan(opened)
    second = opened.context.new_page()
    second.goto(opened.url)
    expect(second.locator("#send")).to_be_visible()
    opened.locator("#send button").click(no_wait_after=True)
    second.locator("#send button").click(no_wait_after=True)

    expect(opened.locator("#sending")).to_contain_text("abgelegt", timeout=20_000)
    expect(second.locator("#sending")).to_contain_text("abgelegt", timeout=20_000)
    assert len(mails(small_workspace)) == 6


def test_the_calendar_tells_the_move(opened: Page, small_workspace: Path) -> None:
    """After a move the page shows the entry as it is and as it will be, and sends the update."""
    to_plan(opened)
    press_send(opened)
    path = small_workspace / MEETING
    text = path.read_text("utf-8").replace("2025-09-08T", "2025-09-15T")
    path.write_text(text, "utf-8")
    expect(opened.locator(".mailing").first).to_contain_text("Änderung")
    opened.locator(".mailing").first.get_by_role("link", name="Ansehen").click()
    opened.locator("#tabs").get_by_role("link", name="Kalender").click()

    expect(opened.locator(".entry.gone")).to_contain_text("8. September 2025")
    expect(opened.locator(".entry:not(.gone)")).to_contain_text("15. September 2025")
    expect(opened.locator(".facts")).to_contain_text("SEQUENCE")
    expect(opened.locator(".facts dd").nth(2)).to_have_text("1")
    to_plan(opened)
    press_send(opened)
    assert len(mails(small_workspace)) == 9


def test_a_proof_goes_to_oneself(opened: Page, small_workspace: Path) -> None:
    """The proof goes to the address typed, and changes nothing in the plan."""
    opened.get_by_role("link", name="Probemail an mich").click()
    opened.locator("#address").fill("ich@kulturnetzwerk.example")
    opened.get_by_role("button", name="Probemail senden").click()

    expect(opened.locator(".box")).to_contain_text("ich@kulturnetzwerk.example")
    assert len(mails(small_workspace)) == 1
    expect(opened.locator("#top .count")).to_have_text("6")


def test_an_answer_is_written_down(opened: Page) -> None:
    """What came by telephone stands on the list of who comes."""
    to_plan(opened)
    press_send(opened)
    opened.locator("#top").get_by_role("link", name="Mails").click()
    opened.locator("#subjects a").first.click()
    opened.get_by_role("link", name="Wer kommt").click()
    opened.locator("#address").fill("m.yilmaz@ahlen.example")
    opened.locator("#said").select_option("accepted")
    opened.locator("#note").fill("bringt jemanden mit")
    opened.get_by_role("button", name="Eintragen").click()

    expect(opened.locator(".box")).to_contain_text("Dr. Mara Yılmaz")
    expect(opened.locator("section", has_text="Zugesagt: 1")).to_contain_text("bringt jemanden mit")


def test_who_opts_out_gets_nothing(opened: Page) -> None:
    """An opt-out on the page counts at once, and can be taken back there."""
    opened.locator("#top").get_by_role("link", name="Abmeldungen").click()
    opened.locator("#address").fill("m.yilmaz@ahlen.example")
    opened.locator("#reason").fill("am Telefon")
    opened.get_by_role("button", name="Nicht mehr anschreiben").click()
    expect(opened.locator("table")).to_contain_text("am Telefon")
    expect(opened.locator("#top .count")).to_have_text("4")
    opened.get_by_role("button", name="m.yilmaz@ahlen.example wieder anschreiben").click()

    expect(opened.locator("#top .count")).to_have_text("6")


def test_a_person_is_erased_only_when_typed_twice(opened: Page) -> None:
    """Erasing asks for the address twice, and does nothing where they differ."""
    opened.locator("#top").get_by_role("link", name="Abmeldungen").click()
    opened.locator("#who").fill("m.yilmaz@ahlen.example")
    opened.locator("#again").fill("arts@york.example")
    opened.get_by_role("button", name="Endgültig löschen").click()
    expect(opened.locator(".box")).to_contain_text("nicht dieselbe")
    opened.locator("#who").fill("m.yilmaz@ahlen.example")
    opened.locator("#again").fill("m.yilmaz@ahlen.example")
    opened.get_by_role("button", name="Endgültig löschen").click()

    expect(opened.locator(".box")).to_contain_text("Gelöscht")
    expect(opened.locator(".box")).to_contain_text("liste.csv:3")
