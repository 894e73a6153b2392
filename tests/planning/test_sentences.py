"""Whatever a plan can say has a sentence in both languages."""

import pytest

from rundbrief.planning import Effect, Why
from rundbrief.planning.stories import Left
from rundbrief.wording import LANGUAGES, Language, sentence

OF_THE_WHOLE = ("draft", "past", "cancelled", "audience-empty")
COUNTED = (*Left, "taken-by-folder", "taken-by-smtp")


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_and_effects(language: Language) -> None:
    """Every why and every effect can be said."""
    for key in (*(f"plan.why.{why}" for why in Why), *(f"plan.effect.{each}" for each in Effect)):
        assert sentence(key, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_lies_elsewhere_is_counted_in_people(language: Language) -> None:
    """One person may have several mails there: the number is that of the recipients."""
    counted = {"de": "an 5 Empfänger", "en": "to 5 recipients"}[language]

    for transport in ("folder", "smtp"):
        told = sentence(f"plan.note.taken-by-{transport}", language, count=5)
        assert counted in told.replace("An 5", "an 5")


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes(language: Language) -> None:
    """Every note can be said, and a counted one names the number."""
    for code in OF_THE_WHOLE:
        assert sentence(f"plan.note.{code}", language)
    for code in COUNTED:
        one, many = (sentence(f"plan.note.{code}", language, count=n) for n in (1, 4711))
        assert "4711" in many
        assert one != many
        assert "1" not in one
