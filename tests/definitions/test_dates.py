"""Days and times of day as people write them."""

from datetime import date, time

import pytest

from rundbrief.definitions.dates import clocks_in, days_in

SEPTEMBER = date(2025, 9, 8)


@pytest.mark.parametrize(
    "text",
    [
        # spelt out and shortened
        "8. September 2025",
        "08. September 2025",
        "8.September 2025",
        "8. Sept. 2025",
        "8. Sep 2025",
        "8 September 2025",
        # in figures
        "8.9.2025",
        "08.09.2025",
        "8. 9. 2025",
        "08.09.25",
        "2025-09-08",
        # with its weekday
        "Montag, 8. September 2025",
        "Montag, den 8. September 2025",
        "Montag, der 08.09.2025",
        "Mo., 8.9.2025",
        "Mo 08.09.25",
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    """All usual spellings mean the same day, wherever in a sentence they stand."""
    for sentence in (text, f"Wir treffen uns am {text}, um 10 Uhr.", f"({text})"):
        [day] = days_in(sentence)

        assert day.on(1999) == SEPTEMBER
        assert sentence[day.start : day.end] == text
        assert day.weekday == (0 if text.startswith("Mo") else None)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *(("1. Januar", 1), ("1. Jänner", 1), ("1. Feb.", 2), ("1. März", 3), ("1. Mrz.", 3)),
        *(("1. April", 4), ("1. Mai", 5), ("1. Juni", 6), ("1. Juli", 7), ("1. Aug.", 8)),
        *(("1. Oktober", 10), ("1. Okt.", 10), ("1. Nov.", 11), ("1. Dez.", 12)),
        *(("1 October", 10), ("1 December", 12), ("1 March", 3), ("1 May", 5)),
    ],
)
def test_every_month(text: str, month: int) -> None:
    """Months by name, shortened or English; without a year the text names none."""
    [day] = days_in(text)

    assert (day.day, day.month, day.year) == (1, month, None)


@pytest.mark.parametrize(
    "text",
    [
        "Version 1.2. ist da",
        "Kapitel 3.10.",
        "192.168.10.12",
        "1.2.3.4",
        "Raum 8.9",
        "3. Maibaum",
        "Dezember 2025",
        "48143 Münster",
        "0251 591 5081",
        "zum 8. Mal",
        "im 20. Jahrhundert",
    ],
)
def test_what_only_looks_like_a_date(text: str) -> None:
    """A version, a chapter, an ordinal number is no day."""
    assert list(days_in(text)) == []


def test_a_short_date_counts_where_the_words_before_lead_to_a_day() -> None:
    """8.9. alone may be a chapter; am 8.9. and Mo, 8.9. are days."""
    assert [day.month for day in days_in("am 8.9. oder Mo, 15.9.")] == [9, 9]


def test_several_days() -> None:
    """Of "8.–10. September" both ends are known."""
    [day] = days_in("8.–10. September 2025")

    assert (day.since(2025), day.on(2025)) == (date(2025, 9, 8), date(2025, 9, 10))


def test_a_day_that_no_calendar_has() -> None:
    """It is named all the same, so that it can be complained about."""
    [day] = days_in("31. September 2025")

    assert day.on(2025) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10–12 Uhr", (time(10), time(12))),
        ("10-12 Uhr", (time(10), time(12))),
        ("10 bis 12 Uhr", (time(10), time(12))),
        ("10 Uhr bis 12 Uhr", (time(10), time(12))),
        ("10.30 bis 12 Uhr", (time(10, 30), time(12))),
        ("von 10:00–12:15 Uhr", (time(10), time(12, 15))),
        ("10:00 - 12:15", (time(10), time(12, 15))),
        ("ab 14 Uhr", (time(14), None)),
        ("14.30 Uhr", (time(14, 30), None)),
        ("14:30", (time(14, 30), None)),
        # none
        ("25 Uhr", (None, None)),
        ("10 Personen", (None, None)),
        ("Raum 10.30", (None, None)),
        ("", (None, None)),
    ],
)
def test_times_of_day(text: str, expected: tuple[time | None, time | None]) -> None:
    """From and until, in all usual spellings; a bare number is no time of day."""
    begins, ends, _ = clocks_in(text)

    assert (begins, ends) == expected
