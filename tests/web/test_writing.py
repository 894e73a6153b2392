"""Meetings made and edited on the page: the file keeps its comments, and is never overwritten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
TITLE = "Kreisverwaltungen und bürgerschaftliches Kulturengagement"


@pytest.fixture
def form(opened: Page) -> Page:
    """The meeting's form."""
    opened.get_by_role("link", name="Bearbeiten").click()
    expect(opened.locator("#edit")).to_be_visible()
    return opened


def save(page: Page) -> None:
    page.get_by_role("button", name="Speichern").click()


def test_only_what_changed_is_written(form: Page, small_workspace: Path) -> None:
    """A changed title changes its line; comments and everything else stay byte by byte."""
    path = small_workspace / MEETING
    before = path.read_bytes()
    form.get_by_label("Titel").fill('Kultur & "Kreise"')
    save(form)

    expect(form.locator("#subjects a[aria-current] .title")).to_have_text('Kultur & "Kreise"')
    expected = before.replace(f'"{TITLE}"'.encode(), b'"Kultur & \\"Kreise\\""')
    assert path.read_bytes() == expected


def test_a_text_stays_a_text(form: Page, small_workspace: Path) -> None:
    """Paragraphs are written as paragraphs, not as escapes in one long line."""
    form.get_by_label("Ankündigung").fill("Erster Absatz.\n\nZweiter Absatz.")
    save(form)

    expect(form.frame_locator("#mail").locator("body")).to_contain_text("Zweiter Absatz.")
    text = (small_workspace / MEETING).read_text("utf-8")
    assert 'announcement = """\nErster Absatz.\n\nZweiter Absatz.\n"""\n' in text


def test_a_mistake_stands_beside_its_field(
    form: Page, small_workspace: Path, forgiven: list[str]
) -> None:
    """What would be wrong is not written; it is told beside the field, and what was typed stays."""
    forgiven.append("422 (Unprocessable Entity)")
    before = (small_workspace / MEETING).read_bytes()
    form.get_by_label("Ende").fill("2025-09-07T12:00")
    form.get_by_label("Raum").fill("Kleiner Saal")
    save(form)

    expect(form.get_by_role("alert")).to_contain_text("Nicht gespeichert")
    expect(form.locator("#e-end")).to_be_visible()
    expect(form.get_by_label("Ende")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("Raum")).to_have_value("Kleiner Saal")
    assert (small_workspace / MEETING).read_bytes() == before


def test_a_change_on_disk_is_not_overwritten(
    form: Page, small_workspace: Path, forgiven: list[str]
) -> None:
    """Who saves an older form is told so; the file stays as the other hand left it."""
    forgiven.append("422 (Unprocessable Entity)")
    path = small_workspace / MEETING
    form.get_by_label("Raum").fill("Kleiner Saal")
    theirs = path.read_text("utf-8").replace(TITLE, "Von anderer Hand")
    path.write_text(theirs, "utf-8")
    form.wait_for_timeout(500)
    expect(form.get_by_label("Raum")).to_have_value("Kleiner Saal")
    save(form)

    expect(form.locator("#errors")).to_contain_text("inzwischen auf der Festplatte geändert")
    assert path.read_text("utf-8") == theirs


def test_an_untouched_form_follows_the_disk(form: Page, small_workspace: Path) -> None:
    """Where nothing was typed, a save elsewhere shows in the form."""
    path = small_workspace / MEETING
    path.write_text(path.read_text("utf-8").replace(TITLE, "Von anderer Hand"), "utf-8")

    expect(form.get_by_label("Titel")).to_have_value("Von anderer Hand")


def test_a_new_meeting_is_made_and_edited(opened: Page, small_workspace: Path) -> None:
    """`new` on the page makes a draft's file and opens its form."""
    opened.get_by_role("link", name="Neu anlegen").click()
    opened.locator("#title").fill("Kultur im Winter")
    opened.locator("#when").fill("2025-12-04 10:00")
    opened.get_by_role("button", name="Anlegen").click()
    expect(opened.get_by_label("Titel")).to_have_value("Kultur im Winter")
    expect(opened.get_by_label("Beginn")).to_have_value("2025-12-04T10:00")

    assert (small_workspace / "meetings" / "2025-12-04-kultur-im-winter.toml").exists()


def test_the_first_start_offers_the_demo(
    serve: Callable[[Path], Any], browser: Any, tmp_path: Path
) -> None:
    """Where there is no workspace the page offers one, and goes on with it."""
    served = serve(tmp_path)
    page = browser.new_page(locale="de-DE")
    page.goto(served.url)
    expect(page.get_by_role("heading", name="Willkommen")).to_be_visible()
    page.get_by_role("button", name="Beispiel öffnen").click()

    expect(page.locator("#subjects .title").first).to_have_text(TITLE)
    assert (tmp_path / "demo" / "examples" / "rundbrief.toml").exists()
    page.close()


def test_from_nothing_to_the_last_mail(
    serve: Callable[[Path], Any], browser: Any, tmp_path: Path
) -> None:
    """A workspace begun on the page, its meeting released there, its mail sent there."""
    served = serve(tmp_path)
    page = browser.new_page(locale="de-DE")
    page.goto(served.url)
    page.get_by_label("Name der Organisation").fill("Kulturbüro Musterstadt")
    page.locator("#sender").fill("kultur@musterstadt.example")
    page.get_by_label("Land, dessen").fill("NW")
    page.get_by_role("button", name="Arbeitsordner anlegen").click()
    page.get_by_role("link", name="Bearbeiten").click()
    page.get_by_label("Titel").fill("Kultur im Gespräch")
    page.get_by_label("Stand").select_option("planned")
    page.get_by_label("Ich habe alle Angaben geprüft").check()
    save(page)
    expect(page.locator("#envelope h1")).to_contain_text("Kultur im Gespräch")
    expect(page.locator("#errors")).to_be_hidden()
    page.locator("#top").get_by_role("link", name="Senden").click()
    page.locator("#send button").click()
    expect(page.locator("#sending")).to_contain_text("im Ordner outbox abgelegt", timeout=20_000)

    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1
    page.close()
