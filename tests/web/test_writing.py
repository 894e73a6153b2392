"""Meetings made and edited on the page: the file keeps its comments, and is never overwritten."""

import tomllib
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
NEWSLETTER = "newsletters/2025-herbst.toml"
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
    form.get_by_label("Titel", exact=True).fill('Kultur & "Kreise"')
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
    form.get_by_label("Ende", exact=True).fill("2025-09-07T12:00")
    form.get_by_label("Raum").fill("Kleiner Saal")
    save(form)

    expect(form.get_by_role("alert")).to_contain_text("Nicht gespeichert")
    expect(form.locator("#e-end")).to_be_visible()
    expect(form.get_by_label("Ende", exact=True)).to_have_attribute("aria-invalid", "true")
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
    expect(form.get_by_label("Titel", exact=True)).to_have_value("Von anderer Hand")
    expect(form.get_by_label("Raum")).to_have_value("Kleiner Saal")
    assert path.read_text("utf-8") == theirs


def test_both_changes_stand_beside_each_other(
    form: Page, small_workspace: Path, forgiven: list[str]
) -> None:
    """Where two hands changed one value both are shown; saved once more, the form's counts."""
    forgiven.append("422 (Unprocessable Entity)")
    path = small_workspace / MEETING
    form.get_by_label("Titel", exact=True).fill("Von meiner Hand")
    path.write_text(path.read_text("utf-8").replace(TITLE, "Von anderer Hand"), "utf-8")
    form.wait_for_timeout(500)
    save(form)
    expect(form.locator(".theirs")).to_contain_text("Von anderer Hand")
    expect(form.get_by_label("Titel", exact=True)).to_have_value("Von meiner Hand")
    assert "Von anderer Hand" in path.read_text("utf-8")
    save(form)

    expect(form.locator("#subjects a[aria-current] .title")).to_have_text("Von meiner Hand")


def test_a_row_is_added_and_removed_by_keyboard(form: Page, small_workspace: Path) -> None:
    """A new row has the focus; what was typed before it stays; one taken out is gone from disk."""
    form.get_by_label("Raum").fill("Kleiner Saal")
    form.locator("#g-agenda > summary").press("Enter")
    add = form.get_by_role("button", name="Punkt hinzufügen")
    add.press("Enter")
    expect(form.get_by_role("group", name="Punkt 6").get_by_label("Uhrzeit")).to_be_focused()
    form.get_by_role("group", name="Punkt 6").get_by_label("Thema").fill("Kaffee")
    form.get_by_role("button", name="Punkt 2 entfernen").press("Space")
    expect(add).to_be_focused()
    expect(form.get_by_role("group", name="Punkt 6")).to_have_count(0)
    form.get_by_role("group", name="Punkt 5").get_by_label("Thema").press("Enter")
    expect(form.locator("#envelope")).to_be_visible()

    agenda = tomllib.loads((small_workspace / MEETING).read_text("utf-8"))["agenda"]
    assert (len(agenda), agenda[1]["time"], agenda[-1]["title"]) == (5, time(10, 50), "Kaffee")
    assert "Kleiner Saal" in (small_workspace / MEETING).read_text("utf-8")


def test_what_is_typed_while_a_row_comes_stays(form: Page) -> None:
    """Somebody types on before the answer to a row's button is there: every letter stays."""
    held: list[Route] = []
    form.route("**/edit?*", lambda route: held.append(route), times=1)
    form.locator("#g-agenda > summary").click()
    form.get_by_role("button", name="Punkt hinzufügen").click()
    form.wait_for_timeout(100)
    room = form.get_by_label("Raum")
    room.fill("Kleiner Saal")
    room.press("Home")
    held[0].continue_()
    expect(form.get_by_role("group", name="Punkt 6")).to_be_visible()

    expect(room).to_have_value("Kleiner Saal")
    expect(room).to_be_focused()
    form.keyboard.type("Ein ")
    expect(room).to_have_value("Ein Kleiner Saal")


def test_a_tick_stays_while_rows_come_and_go(opened: Page) -> None:
    """Whoever has said that all is checked need not say so again for a row more or less."""
    opened.get_by_role("link", name="Neu anlegen").click()
    opened.locator("#title").fill("Kultur im Winter")
    opened.locator("#when").fill("2025-12-04 10:00")
    opened.get_by_role("button", name="Anlegen").click()
    tick = opened.get_by_label("Ich habe alle Angaben geprüft")
    tick.check()
    opened.locator("#g-reminders > summary").click()
    opened.get_by_role("button", name="Erinnerung hinzufügen").click()
    expect(opened.get_by_role("group", name="Erinnerung 1")).to_be_visible()
    expect(tick).to_be_checked()
    opened.get_by_role("button", name="Erinnerung 1 entfernen").click()

    expect(opened.get_by_role("group", name="Erinnerung 1")).to_have_count(0)
    expect(tick).to_be_checked()


def test_a_lost_answer_loses_nothing(form: Page, forgiven: list[str]) -> None:
    """Where saving could not be asked for, what was typed stands there, to be saved once more."""
    forgiven.append("net::ERR_FAILED")
    form.route("**/edit?*", lambda route: route.abort(), times=1)
    form.get_by_label("Raum").fill("Kleiner Saal")
    save(form)
    expect(form.locator("#news")).to_contain_text("Die Verbindung zum Programm ist weg")
    expect(form.get_by_label("Raum")).to_have_value("Kleiner Saal")
    save(form)

    expect(form.locator("#envelope")).to_be_visible()


def test_rows_come_without_a_script(served: Any, browser: Any, small_workspace: Path) -> None:
    """The form's rows are the server's: they come and are saved where no script runs."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(served.url)
    page.goto(f"{served.base}/edit?file={NEWSLETTER}")
    page.get_by_role("button", name="Beitrag hinzufügen").click()
    page.get_by_label("Überschrift").fill("Neues aus dem Haus")
    page.get_by_label("Text", exact=True).fill("Ein Absatz.")
    page.get_by_label("Termine, die noch kommen").check()
    page.get_by_role("button", name="Termin 4 nach oben").click()
    expect(page.get_by_label("Überschrift")).to_have_value("Neues aus dem Haus")
    save(page)
    expect(page.locator("#envelope")).to_be_visible()

    values = tomllib.loads((small_workspace / NEWSLETTER).read_text("utf-8"))
    assert values["articles"] == [{"title": "Neues aus dem Haus", "text": "Ein Absatz."}]
    assert values["pick"] == ["coming"]
    assert values["meetings"][2:] == ["2024-05-17-personal.toml", "2024-11-20-vernetzung.toml"]
    context.close()


def test_a_mistake_in_a_row_stands_in_it(
    form: Page, small_workspace: Path, forgiven: list[str]
) -> None:
    """A document without a way to it is told in its row; the group it is in stands open."""
    forgiven.append("422 (Unprocessable Entity)")
    before = (small_workspace / MEETING).read_bytes()
    form.locator("#g-documents > summary").click()
    form.get_by_role("button", name="Unterlage hinzufügen").click()
    form.get_by_role("group", name="Unterlage 2").get_by_label("Name der Unterlage").fill("Skizze")
    save(form)

    row = form.get_by_role("group", name="Unterlage 2")
    expect(row.locator(".error")).to_be_visible()
    expect(form.locator("#errors")).to_be_hidden()
    expect(row.get_by_label("Name der Unterlage")).to_have_value("Skizze")
    assert (small_workspace / MEETING).read_bytes() == before


def test_a_reminder_with_and_without_a_time(form: Page, small_workspace: Path) -> None:
    """A day alone is written as a day, one with a time of day as a moment."""
    form.locator("#g-reminders > summary").click()
    form.get_by_role("button", name="Erinnerung hinzufügen").click()
    row = form.get_by_role("group", name="Erinnerung 1")
    row.get_by_label("Ab wann", exact=True).fill("2025-09-01")
    row.get_by_label("Bis wann (leer: bis zur Frist, sonst bis zum Beginn)", exact=True).fill(
        "2025-09-05"
    )
    row.get_by_label("Bis wann (leer: bis zur Frist, sonst bis zum Beginn): Uhrzeit").fill("12:00")
    save(form)
    expect(form.locator("#envelope")).to_be_visible()

    text = (small_workspace / MEETING).read_text("utf-8")
    expected = 'to = "no-answer"\nat = 2025-09-01\nuntil = 2025-09-05T12:00:00\n'
    assert f"[[reminders]]\n{expected}" in text


def test_an_untouched_form_follows_the_disk(form: Page, small_workspace: Path) -> None:
    """Where nothing was typed, a save elsewhere shows in the form."""
    path = small_workspace / MEETING
    path.write_text(path.read_text("utf-8").replace(TITLE, "Von anderer Hand"), "utf-8")

    expect(form.get_by_label("Titel", exact=True)).to_have_value("Von anderer Hand")


def test_a_new_meeting_is_made_and_edited(opened: Page, small_workspace: Path) -> None:
    """`new` on the page makes a draft's file and opens its form."""
    opened.get_by_role("link", name="Neu anlegen").click()
    opened.locator("#title").fill("Kultur im Winter")
    opened.locator("#when").fill("2025-12-04 10:00")
    opened.get_by_role("button", name="Anlegen").click()
    expect(opened.get_by_label("Titel", exact=True)).to_have_value("Kultur im Winter")
    expect(opened.get_by_label("Beginn", exact=True)).to_have_value("2025-12-04T10:00")

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
    page.get_by_label("Titel", exact=True).fill("Kultur im Gespräch")
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
