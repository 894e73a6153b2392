"""Every state of every page: accessible in light and dark, at 400 % zoom, and valid HTML."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
NEWSLETTER = "newsletters/2025-herbst.toml"

Judge = Callable[[Page, str], None]


def to(page: Page, path: str) -> None:
    page.goto(re.match(r"http://[^/]+", page.url)[0] + path)  # type: ignore[index]


def test_forms(opened: Page, judge: Judge, forgiven: list[str]) -> None:
    """A form with every group open and rows in it; with mistakes; with another hand's change."""
    forgiven.append("422 (Unprocessable Entity)")
    to(opened, f"/edit?file={MEETING}")
    for name in ("agenda", "documents", "registration", "reminders", "audience", "contact", "more"):
        opened.locator(f"#g-{name} > summary").click()
    opened.get_by_role("button", name="Erinnerung hinzufügen").click()
    expect(opened.get_by_role("group", name="Erinnerung 1")).to_be_visible()
    judge(opened, "rows")
    opened.get_by_role("button", name="Unterlage hinzufügen").click()
    opened.get_by_role("group", name="Unterlage 2").get_by_label("Name der").fill("Skizze")
    opened.get_by_label("Ende", exact=True).fill("2025-09-07T12:00")
    opened.locator(".save button").click()
    expect(opened.locator("#e-end")).to_be_visible()
    judge(opened, "mistakes")
    to(opened, f"/edit?file={NEWSLETTER}")
    opened.get_by_role("button", name="Beitrag hinzufügen").click()
    expect(opened.get_by_label("Überschrift")).to_be_focused()
    judge(opened, "newsletter")


def test_plans(opened: Page, judge: Judge, small_workspace: Path, relay: Any) -> None:
    """A plan; one with an error of the checks; mails going out; how they went; what waits."""
    to(opened, "/plan")
    expect(opened.locator("#send")).to_be_visible()
    judge(opened, "plan")
    relay.holds = True
    relay.replies = {
        "m.yilmaz@ahlen.example": "550 5.1.1 Unbekannt",
        "arts@york.example": "451 4.7.1 Spaeter",
    }
    opened.locator("#send button").click()
    assert relay.holding.wait(20)
    expect(opened.locator("#progress")).to_be_visible()
    judge(opened, "sending")
    relay.go_on.set()
    expect(opened.locator("#sending")).to_contain_text("abgelehnt. ")
    judge(opened, "sent")
    to(opened, "/status")
    expect(opened.locator("#questions")).to_be_visible()
    for summary in opened.locator(".mailing summary").all():
        summary.click()
    judge(opened, "settle")
    to(opened, "/story?to=m.yilmaz@ahlen.example")
    expect(opened.locator(".mailing")).to_have_count(2)
    judge(opened, "story")
    to(opened, f"/guests?file={MEETING}")
    expect(opened.locator(".names li").first).to_be_visible()
    judge(opened, "guests")


def test_words(opened: Page, judge: Judge, small_workspace: Path) -> None:
    """A plan with an error of the checks; on her word; somebody opted out; the site's page."""
    (small_workspace / "templates").mkdir(exist_ok=True)
    (small_workspace / "templates" / "invitation.html").write_text(
        '{% extends "stock/invitation.html" %}{% block answer %}<tr><td><p>'
        '<a style="color:#14505c" href="#nirgends">Zum Programm</a></p></td></tr>{% endblock %}',
        encoding="utf-8",
    )
    settings = small_workspace / "rundbrief.toml"
    settings.write_text(settings.read_text("utf-8") + "\n", "utf-8")
    to(opened, "/plan")
    expect(opened.locator(".stop")).to_be_visible()
    judge(opened, "stop")
    opened.get_by_role("checkbox").check()
    opened.locator("#send button").click()
    expect(opened.locator("#sending")).to_contain_text("6 Mails wurden")
    to(opened, f"/plan?file={MEETING}&notify={MEETING}")
    expect(opened.locator("#word")).to_be_visible()
    judge(opened, "word")
    people = small_workspace.parent / "recipients" / "liste.csv"
    lines = people.read_text("utf-8").splitlines(keepends=True)
    people.write_text("".join(line for line in lines if "york" not in line), "utf-8")
    to(opened, "/plan")
    expect(opened.locator(".offered")).to_be_visible()
    judge(opened, "withdraw")
    to(opened, "/people")
    opened.locator("#address").fill("arts@york.example")
    opened.get_by_role("button", name="Nicht mehr anschreiben").click()
    expect(opened.locator("table")).to_be_visible()
    judge(opened, "people")
    to(opened, "/site")
    expect(opened.get_by_role("heading", name="Veröffentlichen")).to_be_visible()
    judge(opened, "site")


def test_first_start(
    serve: Callable[[Path], Any], browser: Any, tmp_path: Path, judge: Judge
) -> None:
    """No workspace yet, and one whose settings don't hold."""
    served = serve(tmp_path)
    page = browser.new_page(locale="de-DE")
    page.goto(served.url)
    expect(page.get_by_role("heading", name="Willkommen")).to_be_visible()
    judge(page, "start")
    (tmp_path / "rundbrief.toml").write_text("language = 7\n", "utf-8")
    page.reload()
    expect(page.locator("#errors li").first).to_be_visible()
    judge(page, "settings")
    page.close()
