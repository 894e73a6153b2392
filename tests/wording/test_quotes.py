"""Quotation marks within quotation marks, as both languages write them."""

import pytest

from rundbrief.wording import Language, sentence


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("de", "Reihe „Kultur“: Teil 1", "„Reihe ‚Kultur‘: Teil 1“"),
        ("de", "The “Culture” series", "„The ‘Culture’ series“"),
        ("en", "The “Culture” series", "“The ‘Culture’ series”"),
        ("en", "Reihe „Kultur“", "“Reihe ‚Kultur‘”"),
        ("de", "„Kultur“ und „Amt“", "„‚Kultur‘ und ‚Amt‘“"),
        ("de", "Ohne alles", "„Ohne alles“"),
        ("de", "Nur eines “ davon", "„Nur eines “ davon“"),
    ],
)
def test_a_title_that_quotes_is_quoted(language: Language, title: str, words: str) -> None:
    """What our sentence quotes has the inner marks for what it quotes itself."""
    said = sentence("story.mail", language, kind="X", title=title, file="m.toml")

    assert words in said


def test_a_title_that_is_not_quoted_stays_as_it_is() -> None:
    """A subject line shows the title as its organiser wrote it."""
    said = sentence("mail.invitation-subject", "de", title="Reihe „Kultur“", date="8.9.2025")

    assert "Reihe „Kultur“" in said
