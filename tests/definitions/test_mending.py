"""Odd characters of Word, the web and old editors, and plain words as Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rundbrief.definitions.mending import as_markdown, decoded, mended
from rundbrief.problems import Problem


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        # line ends: Windows, old Macs, Word's Shift-Enter, Unicode's own
        ("Eins\r\nZwei", "Eins\nZwei"),
        ("Eins\rZwei", "Eins\nZwei"),
        ("Eins\vZwei", "Eins\nZwei"),
        ("Eins\u2028Zwei\u2029Drei", "Eins\nZwei\nDrei"),
        # blanks
        ("20.\u00a0März", "20. März"),
        ("10\u202fUhr", "10 Uhr"),
        ("Eins\t\tZwei", "Eins Zwei"),
        ("  Eins  ", "Eins"),
        # what can't be seen
        ("Kultur\u00adver\u00adwaltung", "Kulturverwaltung"),
        ("Kultur\u200bverwaltung", "Kulturverwaltung"),
        ("\ufeffKultur", "Kultur"),
        ("Kultur\u200d", "Kultur"),
        ("Kul\x02tur", "Kultur"),
        # bullets: Word's own in the Private Use Area, others, and its second level
        ("\uf0b7\tEins", "- Eins"),
        ("\uf0a7 Eins", "- Eins"),
        ("• Eins", "- Eins"),
        ("  ▪ Eins", "- Eins"),
        ("o\tEins", "- Eins"),
        ("–\tEins", "- Eins"),
        # umlauts in two parts, as Macs copy them
        ("Mu\u0308nster", "Münster"),
        ("Kreis \uf0e0 Stadt", "Kreis → Stadt"),
        # what stays: quotation marks, dashes, blanks before a full stop, emoji
        ("„Netzwerke“ – und mehr … .", "„Netzwerke“ – und mehr … ."),
        ("Eine Familie: 👩\u200d👧", "Eine Familie: 👩\u200d👧"),
        ("oben", "oben"),
        ("2\u20133", "2–3"),
    ],
)
def test_odd_characters(odd: str, plain: str) -> None:
    """What nobody sees is mended, what somebody wrote stays."""
    assert mended(odd) == plain


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be-with-bom"]
)
def test_encodings(encoding: str) -> None:
    """A text file is read as whichever editor of Windows has saved it."""
    text = "8. März: „Künstliche Intelligenz“ – für 5 €"
    data = (
        b"\xfe\xff" + text.encode("utf-16-be")
        if encoding.endswith("bom")
        else text.encode(encoding)
    )

    assert decoded(data, "text.txt") == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 a .docx", "writing.not-plain-text"),
        (b"\xd0\xcf\x11\xe0 a .doc", "writing.not-plain-text"),
        (b"%PDF-1.7", "writing.not-plain-text"),
        (b"8. Mai 2025\0\0\0", "writing.not-plain-text"),
        (b"x" * 10_000_000, "writing.too-large"),
    ],
    ids=["docx", "doc", "pdf", "binary", "ten-megabytes"],
)
def test_what_is_no_text(data: bytes, code: str) -> None:
    """Word's own files and other binaries are told, not guessed at."""
    found = decoded(data, "text.txt")

    assert isinstance(found, Problem)
    assert found.code == code


MARKS = "*_`[]()<>&#;:!|~+-=.\\ \naäZ19/"


def plain_words(markdown: str) -> str:
    """What a reader gets to read of a Markdown text, white space made one."""
    words = []
    for token in MarkdownIt("commonmark", {"html": True}).parse(markdown):
        assert token.type in {"paragraph_open", "paragraph_close", "inline"}, token
        for child in token.children or []:
            assert child.type in {"text", "softbreak", "hardbreak", "text_special"}, child
            words.append(" " if child.type.endswith("break") else child.content)
        words.append(" ")
    return " ".join("".join(words).split())


@given(st.text(MARKS, max_size=30).map(mended))
def test_words_stay_words(text: str) -> None:
    """Whatever a web page says, nothing of it becomes a mark: its reader reads the same words."""
    text = "\n\n".join(f"Wort {line}" for line in text.split("\n"))

    assert plain_words(as_markdown(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Bürger*innen und Akteur*innen",
        "# Überschrift",
        "> 50 Plätze",
        "<Name>",
        "AT&amp;T",
        "[Hier](javascript:alert(1))",
        "C:\\Kultur\\*neu*",
        "___",
        "===",
        "Kultur_innen",
        "`Code`",
        "1) Begrüßung",
        "12) Ausblick",
    ],
)
def test_marks_at_the_beginning_of_a_line(text: str) -> None:
    """Nor does a gender star, a hash, an angle bracket or a link, first in its line or not."""
    assert plain_words(as_markdown(text)) == text


def test_lists_stay_lists() -> None:
    """Points of a list are meant as such."""
    assert as_markdown("- Eins\n- Zwei") == "- Eins\n- Zwei"
