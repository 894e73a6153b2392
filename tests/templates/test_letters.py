"""What the letters say, in both editions, to whom it concerns."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from rundbrief.definitions import OnlineVenue, Registration
from rundbrief.rendering import Templates

STOCK = Path(__file__).parents[2] / "templates"
MEETING = [
    *("header", "content", "press", "greeting", "lead", "facts", "answer", "body"),
    *("contact", "footer"),
]
BLOCKS = {
    **dict.fromkeys(("save-the-date", "invitation", "update", "recap"), MEETING),
    **dict.fromkeys(("cancellation", "withdrawal"), MEETING),
    "reminder": [block for block in MEETING if block != "lead"],
    "newsletter": ["header", "content", "greeting", "contents", "body", "contact", "footer"],
}


KINDS = (
    *("save_the_date", "invitation", "update", "cancellation", "withdrawal", "reminder"),
    *("recap", "newsletter"),
)
TELLING = ("save_the_date", "invitation", "update", "recap", "newsletter")


def read(letter: str) -> str:
    """An HTML letter's words, white space collapsed."""
    return " ".join(html.fromstring(letter).text_content().split())


def test_both_editions_say_it(letters: Callable[..., Any]) -> None:
    """Whoever reads without HTML misses nothing: greeting, contact, imprint, to whom it went."""
    letter = letters()

    for words in (
        "Guten Tag,",
        "Anne Melzig",
        "0251 591 5081",
        "Musterstraße 1, 48143 Münster",
        "kulturbuero-der-stadt-ahlen@stadt-ahlen-in-westfalen.example",
    ):
        assert words in read(letter.html)
        assert words in letter.text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "recap"])
def test_both_editions_say_when_and_where(kind: str, request: pytest.FixtureRequest) -> None:
    """Whatever is to come, or would have, is named by time and place in both editions."""
    letter = request.getfixturevalue(kind)()

    for words in ("10:00–12:00 Uhr", "Großer Saal, Erdgeschoss"):
        assert words in read(letter.html)
        assert words in letter.text


@pytest.mark.parametrize("kind", TELLING)
def test_both_editions_tell(kind: str, request: pytest.FixtureRequest) -> None:
    """The organiser's text stands in both editions."""
    letter = request.getfixturevalue(kind)()

    for words in ("Eine gezielte Vernetzung kann sich lohnen!", "auf unserer Seite"):
        assert words in read(letter.html)
        assert words in letter.text


def test_text_is_narrow(letters: Callable[..., Any]) -> None:
    """No line of the text edition is wider than 72 letters, but for addresses, which stay whole."""
    wide = [line for line in letters().text.splitlines() if len(line) > 72]

    assert [line for line in wide if not re.search(r"https?://|@", line)] == []


def test_text_holds_no_markup(invitation: Callable[..., Any]) -> None:
    """The text edition is text: an ampersand is one, and emphasis is only read."""
    letter = invitation(title="Musik & Tanz <neu>", announcement="Es wird **laut**.")

    assert "Musik & Tanz <neu>" in letter.text
    assert "Es wird laut." in letter.text
    assert "Musik &amp; Tanz &lt;neu&gt;" in letter.html
    assert "\n\n\n\n" not in letter.text


def test_answers_by_mail(invitation: Callable[..., Any]) -> None:
    """Both mail answers carry the recipient's token, as links and as lines to type."""
    letter = invitation()

    links = html.fromstring(letter.html).xpath("//a[contains(@href, 'k3f9a2b7c1')]")
    assert [link.text for link in links] == [
        "Ich komme",
        "Ich komme nicht",
        "Keine weiteren Mails erhalten",
    ]
    assert "\nIch komme am 8. September 2025 [accepted k3f9a2b7c1]\n" in letter.text
    assert "\nIch komme am 8. September 2025 nicht [declined k3f9a2b7c1]\n" in letter.text


def test_registration(invitation: Callable[..., Any]) -> None:
    """Where one signs up, that is the one strong button, and no answer by mail competes."""
    registration = Registration(link="https://kulturnetzwerk.example/anmeldung")

    letter = invitation(answers="registration", registration=registration)

    assert html.fromstring(letter.html).xpath("//a[@class='call-link']/@href") == [
        "https://kulturnetzwerk.example/anmeldung"
    ]
    assert "Jetzt anmelden" in read(letter.html)
    assert "https://kulturnetzwerk.example/anmeldung" in letter.text
    assert "Ich komme" not in letter.html + letter.text


def test_no_answer_wanted(invitation: Callable[..., Any]) -> None:
    """Where nobody counts, nobody is asked, and the way into the calendar is still named."""
    letter = invitation(answers="none")

    for edition in (read(letter.html), " ".join(letter.text.split())):
        assert "Eine Antwort brauchen wir nicht." in edition
        assert "einladung.ics" in edition
        assert "Ich komme" not in edition


def test_bare_meeting(invitation: Callable[..., Any]) -> None:
    """What a meeting lacks leaves neither heading nor gap."""
    letter = invitation(
        venue=OnlineVenue(kind="online", link="https://treffen.example/eins"),
        series=None,
        announcement="",
        agenda=(),
        documents=(),
    )

    for heading in ("Worum es geht", "Programm", "Unterlagen", "Anfahrt", "Einwahl", "\nWo "):
        assert heading not in letter.html + letter.text
    assert "\n\n\n\n" not in letter.text
    assert "https://treffen.example/eins" in letter.text


@pytest.mark.parametrize("kind", KINDS)
def test_languages_are_marked(kind: str, request: pytest.FixtureRequest) -> None:
    """In an English letter the organiser's German is marked as German, our own words are not."""
    tree = html.fromstring(request.getfixturevalue(kind)("en").html)

    def language(words: str) -> str:
        (element,) = tree.xpath(f"(//body//*[contains(text(), '{words}')])[last()]")
        return str(element.xpath("ancestor-or-self::*[@lang][1]/@lang")[0])

    if kind in TELLING:
        assert language("gezielte Vernetzung") == "de"
    if kind != "recap":
        assert language("Kulturhaus am Markt") == "de"
    assert language("Wissenschaftliche Referentin") == "de"
    assert language("Your contact") == "en"
    assert language("You receive this mail") == "en"


@pytest.mark.parametrize(
    ("kind", "block"), [(kind, block) for kind, blocks in BLOCKS.items() for block in blocks]
)
@pytest.mark.parametrize("edition", ["html", "txt"])
def test_blocks_can_be_overridden(
    kind: str,
    block: str,
    edition: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An organiser changes one block of a letter, in a file of four lines, and nothing else."""
    (tmp_path / f"{kind}.{edition}").write_text(
        f'{{% extends "stock/{kind}.{edition}" %}}{{% block {block} %}}Ganz anders{{% endblock %}}'
    )
    letter = request.getfixturevalue(kind.replace("-", "_"))
    theirs = Templates([tmp_path, STOCK])
    render = Templates.render
    monkeypatch.setattr(Templates, "render", lambda _, name, context: render(theirs, name, context))

    made = letter()

    edited, other = (made.html, made.text) if edition == "html" else (made.text, made.html)
    assert edited.count("Ganz anders") == 1
    assert "Ganz anders" not in other
