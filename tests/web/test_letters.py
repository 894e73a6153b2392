"""The first page in a browser: files, mails, recipients, tabs, and what happens at a save."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
TITLE = "Kreisverwaltungen und bürgerschaftliches Kulturengagement"
FRAMED = ("Am Rechner", "Am Telefon", "Dunkel", "Ohne Bilder")
TABS = (*FRAMED, "Nur Text", "Kalender", "Kopfzeilen", "Quelltext", "Teile")


def tab(page: Page, name: str) -> None:
    page.locator("#tabs").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("#tabs a[aria-current]")).to_have_text(name)


def inside(page: Page) -> str:
    """What stands in the mail's frame."""
    return page.frame_locator("#mail").locator("body").inner_text()


def test_the_first_page_shows_what_is_due(opened: Page) -> None:
    """Where nothing is chosen, the page begins with what the next sending would send."""
    expect(opened.locator("#subjects a[aria-current] .title")).to_have_text(TITLE)
    expect(opened.locator("#subjects a[aria-current] .due")).to_contain_text("3 Mails: Einladung")
    expect(opened.locator("#envelope")).to_contain_text("geht mit dem nächsten Senden hinaus")
    assert "Guten Tag" in inside(opened)


@pytest.mark.parametrize("name", TABS)
def test_each_tab(opened: Page, name: str, foreign_requests: list[str]) -> None:
    """Every way to look at the mail shows it, and asks nobody for anything."""
    tab(opened, name)

    if name in FRAMED:
        expect(opened.frame_locator("#mail").locator("h1")).to_contain_text("Kreisverwaltungen")
    else:
        known = "text/calendar" if name == "Teile" else "Kreisverwaltungen"
        expect(opened.locator("#panel")).to_contain_text(known)
    assert foreign_requests == []


def test_the_phone_is_as_wide_as_one(opened: Page) -> None:
    """The phone's tab shows the mail 375 pixels wide."""
    tab(opened, "Am Telefon")

    heading = opened.frame_locator("#mail").locator("h1")
    expect(heading).to_be_visible()  # an empty frame has no width yet
    assert heading.evaluate("e => e.ownerDocument.documentElement.clientWidth") == 375


def test_dark_is_the_mails_own_dark(opened: Page) -> None:
    """The dark tab shows what the mail itself says for dark screens, whatever the browser's is."""
    tab(opened, "Am Rechner")
    light = opened.frame_locator("#mail").locator("h1").evaluate("e => getComputedStyle(e).color")
    tab(opened, "Dunkel")
    dark = opened.frame_locator("#mail").locator("h1").evaluate("e => getComputedStyle(e).color")

    assert light != dark


def test_without_pictures_their_words_are_read(opened: Page) -> None:
    """With pictures blocked the logo is not drawn, and its words stand there."""
    logo = opened.frame_locator("#mail").locator("img").first
    tab(opened, "Am Rechner")
    assert logo.evaluate("image => image.naturalWidth") > 0
    tab(opened, "Ohne Bilder")

    assert logo.evaluate("image => image.naturalWidth") == 0
    assert logo.get_attribute("alt")


def test_a_recipient_is_found_by_typing(opened: Page) -> None:
    """What is typed narrows the list; the mail is that recipient's once they are chosen."""
    opened.locator("#q").press_sequentially("yılmaz")
    expect(opened.locator("#readers a")).to_have_count(1)
    opened.locator("#readers a").click()

    expect(opened.locator("#envelope")).to_contain_text("m.yilmaz@ahlen.example")
    expect(opened.frame_locator("#mail").locator("body")).to_contain_text("Dr. Yılmaz")


def test_arrow_keys_go_through_recipients(opened: Page) -> None:
    """Down and up choose the next and the one before, and the field keeps the focus."""
    chosen = opened.locator("#readers a[aria-current]")
    heading = opened.frame_locator("#mail").locator("h1")
    size = heading.evaluate("e => getComputedStyle(e).fontSize")
    opened.locator("#q").focus()
    opened.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("Yılmaz")
    opened.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("York")
    opened.keyboard.press("ArrowUp")
    expect(chosen).to_contain_text("Yılmaz")

    expect(opened.locator("#q")).to_be_focused()
    expect(heading).to_have_css("font-size", size)
    expect(opened.frame_locator("#mail").locator("body")).to_contain_text("Dr. Yılmaz")


def test_an_address_holds_the_state(opened: Page) -> None:
    """File, kind, recipient and tab are in the address: opened anew it shows the same."""
    opened.locator("#readers a").nth(1).click()
    expect(opened.locator("#envelope")).to_contain_text("m.yilmaz@ahlen.example")
    opened.locator("#kinds").get_by_role("link", name="Absage").click()
    expect(opened.locator("#envelope .kind")).to_contain_text("Absage")
    tab(opened, "Kalender")
    address = opened.url
    again = opened.context.new_page()
    again.goto(address)

    expect(again.locator("#envelope .kind")).to_contain_text("Absage")
    expect(again.locator("#envelope")).to_contain_text("m.yilmaz@ahlen.example")
    expect(again.locator("#tabs a[aria-current]")).to_have_text("Kalender")
    expect(again.locator("#panel")).to_contain_text("CANCEL")


def test_back_goes_back(opened: Page) -> None:
    """The browser's own history works."""
    tab(opened, "Kalender")
    tab(opened, "Teile")
    opened.go_back()

    expect(opened.locator("#tabs a[aria-current]")).to_have_text("Kalender")


def test_a_save_is_seen(opened: Page, small_workspace: Path) -> None:
    """What is saved stands in the frame a moment later; tab and place on the page stay."""
    tab(opened, "Am Telefon")
    opened.evaluate("window.scrollTo(0, 400)")
    opened.evaluate("window.stayed = true")
    place = opened.locator("#mail").evaluate("e => e.getBoundingClientRect().top")
    path = small_workspace / MEETING
    path.write_text(path.read_text("utf-8").replace(TITLE, "Neuer Titel"), "utf-8")

    expect(opened.frame_locator("#mail").locator("h1")).to_have_text("Neuer Titel")
    expect(opened.locator("#subjects a[aria-current] .title")).to_have_text("Neuer Titel")
    expect(opened.locator("#tabs a[aria-current]")).to_have_text("Am Telefon")
    now = opened.locator("#mail").evaluate("e => e.getBoundingClientRect().top")
    assert now == pytest.approx(place, abs=1)
    assert opened.evaluate("window.stayed") is True


def test_one_save_is_one_reading_and_one_event(
    opened: Page, served: Any, small_workspace: Path
) -> None:
    """However many events an editor's save makes, the workspace is read once and told once."""
    expect(opened.locator("#envelope")).to_be_visible()
    before = served.readings, served.told
    path = small_workspace / MEETING
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text("an editor's own", "utf-8")
    new = path.with_suffix(".tmp")
    new.write_text(path.read_text("utf-8").replace(TITLE, "Neuer Titel"), "utf-8")
    new.replace(path)
    expect(opened.frame_locator("#mail").locator("h1")).to_have_text("Neuer Titel")
    opened.wait_for_timeout(400)

    assert (served.readings, served.told) == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize(
    "name",
    ["outbox/x.eml", "inbox/new/1", "rundbrief.db-wal", "meetings/~$termin.toml", ".git/index"],
)
def test_what_is_not_hers_is_not_followed(
    opened: Page, served: Any, small_workspace: Path, name: str
) -> None:
    """The ledger, kept mails and what other programs keep beside a file change no mail."""
    before = served.told
    path = small_workspace / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", "utf-8")
    opened.wait_for_timeout(400)

    assert served.told == before


def test_problems_come_and_go(opened: Page, small_workspace: Path) -> None:
    """What is wrong stands on the page with file, line and remedy, and goes when it is mended."""
    opened.locator("#subjects a").first.click()
    path = small_workspace / MEETING
    right = path.read_text("utf-8")
    path.write_text(re.sub(r"(?m)^start = .*$", 'start = "am Montag"', right), "utf-8")
    errors = opened.locator("#errors li")

    expect(errors.first).to_contain_text(re.compile(rf"{MEETING}:\d+: start"))
    expect(opened.locator("#subjects a[aria-current] .state")).to_have_text("ein Fehler")
    path.write_text(right, "utf-8")
    expect(opened.locator("#errors")).to_be_hidden()
    expect(opened.frame_locator("#mail").locator("h1")).to_contain_text("Kreisverwaltungen")


def test_a_broken_template_is_told(opened: Page, small_workspace: Path) -> None:
    """A template of her own that can't be read is a problem of its line, and goes as well."""
    own = small_workspace / "templates"
    own.mkdir(exist_ok=True)
    broken = own / "invitation.html"
    path = small_workspace / MEETING
    broken.write_text('{% extends "base.html" %}\n{% block body %}\n', "utf-8")
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")  # where templates/ was not there yet

    expect(opened.locator("#errors")).to_contain_text(re.compile(r"templates/invitation.html:\d"))
    broken.unlink()
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    expect(opened.locator("#errors")).to_be_hidden()


HOSTILE = (
    '<script>window.stung = 1</script><img src="https://foreign.example/x" '
    'onerror="window.stung = 1">{{ 7*7 }} & "'
)


def test_hostile_words_do_nothing(
    opened: Page, small_workspace: Path, foreign_requests: list[str]
) -> None:
    """A title and a text full of markup are shown as they were written, on every tab."""
    path = small_workspace / MEETING
    text = path.read_text("utf-8").replace(f'"{TITLE}"', f"'{HOSTILE}'")
    path.write_text(text, "utf-8")
    expect(opened.locator("#subjects a[aria-current] .title")).to_have_text(HOSTILE)

    for name in TABS:
        tab(opened, name)
        assert opened.evaluate("window.stung") is None

    assert "49" not in opened.locator("#envelope h1").inner_text()
    assert opened.locator("script").count() == 1
    assert foreign_requests == []


def test_a_link_that_would_run_something_is_told(opened: Page, small_workspace: Path) -> None:
    """A `javascript:` link never becomes a link of a mail."""
    opened.locator("#subjects a").first.click()
    path = small_workspace / MEETING
    text = path.read_text("utf-8")
    link = '"""\n[Hier](javascript:window.stung=1)\n'
    path.write_text(text.replace('announcement = """\n', f"announcement = {link}"), "utf-8")

    expect(opened.locator("#errors, #mail").first).to_be_attached()
    assert opened.locator("a[href^='javascript']").count() == 0
    for frame in opened.frames[1:]:
        assert frame.locator("a[href^='javascript']").count() == 0


def test_a_link_in_the_mail_leads_nowhere(
    opened: Page, foreign_requests: list[str], forgiven: list[str]
) -> None:
    """The mail can be looked at, not left: no link of it opens anything."""
    forgiven.append("whose 'allow-popups' permission is not set.")
    opened.frame_locator("#mail").locator("a[href^='http']").first.click()
    opened.wait_for_timeout(200)

    assert len(opened.context.pages) == 1
    assert foreign_requests == []
    assert "Guten Tag" in inside(opened)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_accessible(
    opened: Page,
    axe: Callable[[Page], list[dict[str, Any]]],
    scheme: Any,
    width: int,
) -> None:
    """axe finds nothing on any tab, light and dark, wide and as narrow as 400 % zoom makes it."""
    opened.emulate_media(color_scheme=scheme)
    opened.set_viewport_size({"width": width, "height": 900})
    for name in ("Am Rechner", "Nur Text", "Kalender", "Kopfzeilen", "Teile"):
        tab(opened, name)

        assert [found["id"] for found in axe(opened)] == [], name
        assert opened.evaluate("document.documentElement.scrollWidth") == width, name


def test_valid_html(opened: Page, html_problems: Callable[[str], list[str]]) -> None:
    """html-validate finds nothing in what the server sends."""
    for name in ("desktop", "text", "calendar", "headers", "source", "parts"):
        page = opened.context.request.get(f"{opened.url.partition('?')[0]}?tab={name}").text()

        assert html_problems(page) == [], name


def test_english_for_who_reads_english(served: Any, browser: Any) -> None:
    """The page speaks the browser's language."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(served.url)

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#findings-title")).to_have_text("Findings")
    context.close()


def test_the_end_of_the_program_is_told(opened: Page, served: Any, forgiven: list[str]) -> None:
    """When the program has ended, the page says so instead of showing what is old."""
    forgiven += ["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING"]
    served.close()

    expect(opened.locator("#news")).to_contain_text("Die Verbindung zum Programm ist weg")


PAGES = (
    *("/plan", "/status", "/people", "/doctor", "/new"),
    *(f"/{name}?file={MEETING}" for name in ("guests", "proof", "edit")),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_other_page_is_accessible(
    opened: Page, axe: Callable[[Page], list[dict[str, Any]]], scheme: Any
) -> None:
    """axe finds nothing on the pages for acting, and nothing runs out of a narrow screen."""
    opened.emulate_media(color_scheme=scheme)
    base = opened.url.partition("?")[0].rstrip("/")
    opened.set_viewport_size({"width": 320, "height": 900})
    for path in PAGES:
        opened.goto(base + path)

        assert [found["id"] for found in axe(opened)] == [], path
        assert opened.evaluate("document.documentElement.scrollWidth") == 320, path


@pytest.mark.parametrize("path", PAGES)
def test_every_other_page_is_valid_html(
    opened: Page, html_problems: Callable[[str], list[str]], path: str
) -> None:
    """html-validate finds nothing in the pages for acting."""
    base = opened.url.partition("?")[0].rstrip("/")

    assert html_problems(opened.context.request.get(base + path).text()) == []
