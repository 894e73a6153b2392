"""Days and times in the sentences of problems."""

from datetime import date, datetime, time

import pytest

from rundbrief.wording.days import worded


@pytest.mark.parametrize(
    ("sentence", "german", "english"),
    [
        ("{day}", "28. Februar 2027", "28 February 2027"),
        ("{day:EEEE}", "Sonntag", "Sunday"),
        ("{moment}", "28. Februar 2027, 09:05 Uhr", "28 February 2027, 09:05"),
        ("{moment:y}", "2027", "2027"),
        ("{clock}", "09:05 Uhr", "09:05"),
        ("{other}{number}", "2027-02-283", "2027-02-283"),
    ],
)
def test_in_both_languages(sentence: str, german: str, english: str) -> None:
    """A day is written in the words of the sentence's language, anything else as it is."""
    values = {
        "day": date(2027, 2, 28),
        "moment": datetime(2027, 2, 28, 9, 5),  # noqa: DTZ001 — as it stands in a file
        "clock": time(9, 5),
        "other": "2027-02-28",
        "number": 3,
    }

    assert sentence.format(**worded(values, "de")) == german
    assert sentence.format(**worded(values, "en")) == english
