"""The organiser's Markdown in both editions: word for word, and nothing that could do harm."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from rundbrief.rendering.markdown import ALLOWED, to_html, to_text

# What the organiser writes, and how it reads without markup.
READS = {
    "emphasis is only read": ("Es wird *sehr* **laut**.", "Es wird sehr laut."),
    "a link shows its address": (
        "[Unsere Seite](https://kultur.example/a?b=1&c=2)",
        "Unsere Seite (https://kultur.example/a?b=1&c=2)",
    ),
    "an address is not said twice": ("<https://kultur.example>", "https://kultur.example"),
    "a mail address neither": ("<kultur@kultur.example>", "kultur@kultur.example"),
    "a picture stays words": (
        "![Plan](https://kultur.example/plan.png)",
        "!Plan (https://kultur.example/plan.png)",
    ),
    "a list": ("- eins\n- zwei", "- eins\n- zwei"),
    "a numbered list keeps its numbers": ("3. drei\n4. vier", "3. drei\n4. vier"),
    "numbers stand right": (
        "9. neun\n10. zehn",
        " 9. neun\n10. zehn",
    ),
    "a list in a list": ("- eins\n  - darin", "- eins\n  - darin"),
    "paragraphs in a list": ("- eins\n\n  mehr\n\n- zwei", "- eins\n\n  mehr\n\n- zwei"),
    "a list after a sentence": ("Dabei:\n\n- eins", "Dabei:\n\n- eins"),
    "a heading is underlined": ("## Rollen", "Rollen\n------"),
    "a heading without words": ("#\n\nEins", "Eins"),
    "a quotation": ("> Es lohnt sich.\n>\n> Sehr.", "> Es lohnt sich.\n>\n> Sehr."),
    "a line break": ("Eins  \nZwei", "Eins\nZwei"),
    "code is only read": ("`a * b`", "a * b"),
    "what is set apart": ("```\na  b\n c\n```", "    a  b\n     c"),
    "a rule": ("Eins\n\n***\n\nZwei", "Eins\n\n* * *\n\nZwei"),
    "an entity is what it stands for": ("Musik &amp; Tanz", "Musik & Tanz"),
    "HTML is text": ("Ein <b>Wort</b>", "Ein <b>Wort</b>"),
    "a date is no list of one": ("8. September 2025: Kreise", "8. September 2025: Kreise"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("written", "read"), READS.values(), ids=READS.keys())
def test_reads(written: str, read: str) -> None:
    """The text edition is written for reading."""
    assert to_text(written) == read


SEED = (
    "Bei diesem Termin ging es um lokale Vernetzung und Netzwerke . Es ging darum, welchen "
    "Mehrwert lokale Netzwerke bieten – innerhalb der eigenen Verwaltungsstrukturen und darüber "
    "hinaus. Neben Kulturakteur:innen können unter anderem die Stadtgesellschaft und "
    "Vertreter:innen anderer Engagementsparten wichtige Partner:innen sein."
)


@pytest.mark.parametrize("width", [72, 40, None])
def test_word_for_word(width: int | None) -> None:
    """No typographer, no word lost: what was written is what is read, white space collapsed."""
    assert " ".join(to_text(SEED, width).split()) == SEED
    assert html.fromstring(to_html(SEED, heading_level=2)).text_content() == SEED


def test_lines_break_at_spaces() -> None:
    """Lines end before the width, and a word that is longer stands whole."""
    address = "https://kultur.example/" + "lang/" * 20

    lines = to_text(f"{SEED} {address}", 40).splitlines()

    assert address in lines
    assert max(len(line) for line in lines if line != address) <= 40


def test_unwrapped() -> None:
    """Without a width each paragraph is one line, as a calendar wants it."""
    assert to_text(f"{SEED}\n\n{SEED}", None) == f"{SEED}\n\n{SEED}"


@pytest.mark.parametrize(("level", "elements"), [(2, ["h2", "h3", "h4"]), (3, ["h3", "h4", "h5"])])
def test_headings_fit_the_letter(level: int, elements: list[str]) -> None:
    """Headings begin below those of the letter, so that a screen reader can climb down."""
    made = to_html("# A\n\n## B\n\n### C", heading_level=level)

    assert re.findall(r"<(h\d)>", made) == elements


def test_headings_skip_no_level() -> None:
    """A text that begins with `##` is no deeper for it, and one that skips a level is mended."""
    made = to_html("## A\n\n#### B\n\n### C\n\n## D\n\n# E", heading_level=2)

    assert re.findall(r"<(h\d)>", made) == ["h2", "h3", "h3", "h2", "h2"]


# What must never reach a reader's mail program.
@pytest.mark.parametrize(
    "attempt",
    [
        "<script>alert(1)</script>",
        "[weiter](javascript:alert(1))",
        "[weiter](data:text/html;base64,PHNjcmlwdD4=)",
        "![](https://zaehler.example/pixel.png)",
        '<img src="https://zaehler.example/pixel.png">',
        '<style>body { background: url("https://zaehler.example") }</style>',
        "[a](https://kultur.example 'onmouseover=\"alert(1)\"')",
    ],
)
def test_harmless(attempt: str) -> None:
    """No script, no picture, no style, whatever the file says."""
    made = html.fromstring(f"<div>{to_html(attempt, heading_level=2)}</div>")

    assert made.xpath("//script | //img | //style | //*[@style] | //*[@onmouseover]") == []
    assert all(link.startswith("https://") for link in made.xpath("//@href"))


# Markdown's own signs often, else whatever a file can hold (a surrogate half can't be in one).
TYPED = st.sampled_from("a1.#>-*_`[]()!<&\\ \n\tä") | st.characters(exclude_categories=["Cs"])


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(TYPED))
def test_any_text(text: str) -> None:
    """Whatever is typed, both editions come out, and HTML holds no element but those allowed."""
    made = to_html(text, heading_level=2)
    read = to_text(text)

    elements = set(re.findall(r"<([a-z0-9]+)", made))
    assert elements <= ALLOWED - {"h1"}
    assert read == read.rstrip("\n")


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.from_regex(r"[a-zäöüß]{1,12}", fullmatch=True), min_size=1, max_size=60))
def test_plain_words(words: list[str]) -> None:
    """Plain words come out of both editions as they went in."""
    text = " ".join(words)

    assert to_text(text).split() == words
    assert html.fromstring(to_html(text, heading_level=2)).text_content().split() == words


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Bürger*innen und Künstler*innen", "<p>Bürger*innen und Künstler*innen</p>"),
        (
            "**Kolleg*innen** *aller* Häuser",
            "<p><strong>Kolleg*innen</strong> <em>aller</em> Häuser</p>",
        ),
        ("2*3*4", "<p>2*3*4</p>"),
        ("*kursiv*, **fett**", "<p><em>kursiv</em>, <strong>fett</strong></p>"),
        ("**halb**fett", "<p><strong>halb</strong>fett</p>"),
    ],
)
def test_star_in_a_word(text: str, html: str) -> None:
    """A single star between letters stays one; all other emphasis works as ever."""
    assert to_html(text, heading_level=2).strip() == html


def test_star_in_a_word_as_text() -> None:
    """The text edition keeps it, too."""
    assert to_text("Bürger*innen und Künstler*innen") == "Bürger*innen und Künstler*innen"
