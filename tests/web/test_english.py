"""Whoever reads English reads English: every page and tab, from the first start to settling."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page, expect

import rundbrief.wording

pytestmark = pytest.mark.browser

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
WORDING = Path(rundbrief.wording.__file__).parent
# The mails and the site are in their readers' language, not in hers.
MAILS = frozenset({"mail", "rendering", "salutation", "archive", "writing"})
# All that a page says, less what is hers: titles, names, and the mail itself.
SAID = """() => {
  const body = document.body.cloneNode(true);
  body.querySelectorAll("pre, iframe, textarea, datalist, #envelope h1, .title, .entry, .fixed")
    .forEach((each) => each.remove());
  const names = ["aria-label", "title", "alt", "placeholder", "data-pattern"];
  const named = [...body.querySelectorAll("*")].flatMap((each) =>
    names.map((name) => each.getAttribute(name)));
  return [document.title, body.textContent, ...named].filter(Boolean).join("\\n");
}"""

Judge = Callable[[Page, str], None]


def sentences(language: str) -> dict[str, tuple[str, ...]]:
    """What that language says, by its key; both forms where number matters."""
    found = {}
    for path in sorted((WORDING / language).glob("*.po")):
        with path.open("rb") as file:
            for each in read_po(file, locale=language):
                if each.id and path.stem not in MAILS:
                    key = each.id[0] if isinstance(each.id, tuple) else each.id
                    texts = each.string if isinstance(each.string, tuple) else (each.string,)
                    found[str(key)] = tuple(map(str, texts))
    return found


def pieces(text: str) -> list[str]:
    """What stands between a sentence's placeholders."""
    return [each.strip() for each in re.split(r"\{[^}]*\}", text)]


@pytest.fixture(scope="module")
def german() -> set[str]:
    """The longest piece of each German sentence, where it is no English as well."""
    english = sentences("en")
    found = set()
    for key, texts in sentences("de").items():
        whole = " ".join(english[key]).casefold()
        for text in texts:
            longest = max(pieces(text), key=len)
            if len(longest) > 8 and longest.casefold() not in whole:
                found.add(longest)
    assert len(found) > 500
    return found


@pytest.fixture
def look(judge: Judge, german: set[str]) -> Judge:
    """Judge the page, and its language."""

    def judged(page: Page, state: str) -> None:
        said = " ".join(page.evaluate(SAID).split())
        assert {each for each in german if each in said} == set(), state
        assert page.locator("html").get_attribute("lang") == "en", state
        judge(page, state)

    return judged


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page of a browser that asks for English."""
    context = browser.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture
def english(reader: Page, served: Any) -> Page:
    """The small workspace's page in that browser."""
    reader.goto(served.url)
    return reader


def to(page: Page, path: str) -> None:
    page.goto(re.match(r"http://[^/]+", page.url)[0] + path)  # type: ignore[index]


def test_the_mail_and_its_tabs(english: Page, look: Judge) -> None:
    """The first page, with the mail in every way that it can be looked at."""
    look(english, "first")
    for tab in english.locator("#tabs a").all_inner_texts():
        english.locator("#tabs").get_by_role("link", name=tab, exact=True).click()
        expect(english.locator("#tabs a[aria-current]")).to_have_text(tab)
        look(english, tab)


def test_what_is_wrong(english: Page, look: Judge, small_workspace: Path) -> None:
    """A file with mistakes: its problems, and the form beside them."""
    path = small_workspace / MEETING
    text = path.read_text("utf-8").replace("end = 2025-09-08", "end = 2025-09-07")
    path.write_text(text.replace("[venue]", "[venue]\nroomm = 1"), "utf-8")
    to(english, f"/?file={MEETING}")
    expect(english.locator("#errors li").first).to_be_visible()
    look(english, "problems")
    to(english, f"/edit?file={MEETING}")
    look(english, "form with problems")


def test_writing(english: Page, look: Judge) -> None:
    """A new file's page and its form, every group and row of it."""
    to(english, "/new")
    look(english, "new")
    to(english, f"/edit?file={MEETING}")
    for summary in english.locator("#edit details > summary").all():
        summary.click()
    for add in english.locator("button[value^='add ']").all():
        add.click()
        expect(english.locator("#edit")).to_have_attribute("data-dirty", "yes")
    look(english, "form")


def test_sending_and_settling(english: Page, look: Judge, relay: Any) -> None:
    """The plan, mails under way, how they went, what waits for a word, one person's story."""
    to(english, "/plan")
    look(english, "plan")
    relay.holds = True
    relay.replies = {
        "m.yilmaz@ahlen.example": "550 5.1.1 Unknown",
        "arts@york.example": "451 4.7.1 Later",
    }
    english.locator("#send button").click()
    assert relay.holding.wait(20)
    expect(english.locator("#progress")).to_be_visible()
    look(english, "sending")
    relay.go_on.set()
    expect(english.locator("#sending")).to_contain_text("refused")
    look(english, "sent")
    to(english, "/status")
    expect(english.locator("#questions")).to_be_visible()
    look(english, "settle")
    to(english, "/story?to=m.yilmaz@ahlen.example")
    look(english, "story")
    to(english, f"/guests?file={MEETING}")
    expect(english.locator(".names li").first).to_be_visible()
    look(english, "attendance")


@pytest.mark.parametrize("path", ["/people", "/doctor", "/site", f"/proof?file={MEETING}"])
def test_the_other_pages(english: Page, look: Judge, path: str) -> None:
    """Who opted out, the check-up, the site, a proof."""
    to(english, path)

    look(english, path)


def test_documents_of_their_own(english: Page, german: set[str]) -> None:
    """The report on access and the attendance list are in her language as well."""
    for path in ("/report", f"/sheet?file={MEETING}"):
        to(english, path)
        said = " ".join(english.evaluate(SAID).split())

        assert {each for each in german if each in said} == set(), path


def test_the_first_start(
    serve: Callable[[Path], Any], reader: Page, tmp_path: Path, look: Judge
) -> None:
    """Where there is no workspace yet; and what is wrong in what was typed."""
    served = serve(tmp_path)
    reader.goto(served.url)
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    look(reader, "start")
    for each in ("organisation", "sender", "land"):
        reader.locator(f"#{each}").fill("nowhere")
    reader.locator("button[value=init]").click()
    expect(reader.locator(".box.error")).to_be_visible()
    look(reader, "start with mistakes")


def test_german_would_be_noticed(opened: Page, german: set[str]) -> None:
    """The same look at a German page finds German sentences."""
    said = " ".join(opened.evaluate(SAID).split())

    assert len({each for each in german if each in said}) > 20
