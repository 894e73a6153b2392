"""Whether a meeting's day is a good one, and whether its texts speak of that day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from rundbrief.definitions import (
    Contact,
    Defaults,
    Meeting,
    Series,
    check_day,
    check_days_named,
    read_meeting,
    read_newsletter,
)
from rundbrief.definitions.days import is_good_day
from rundbrief.problems import Problem, Severity
from rundbrief.wording import LANGUAGES, problem_sentence

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = date(2025, 8, 4)

Write = Callable[..., str]


@pytest.fixture
def check(write: Write, defaults: Defaults) -> Callable[..., list[Problem]]:
    """What is said of a meeting whose file has these lines."""

    def check(
        land: str = "NW", others: tuple[Meeting, ...] = (), file: str = "m.toml", **lines: str
    ) -> list[Problem]:
        data = write(**lines).encode()
        meeting, problems = read_meeting(data, file, defaults)
        assert meeting, problems
        found = check_day(meeting, data, (*others, meeting), land=land, today=TODAY)
        for problem in found:
            assert all(problem_sentence(problem, language) for language in LANGUAGES)
        return found

    return check


def on(day: str) -> dict[str, str]:
    """The lines of a meeting on that day."""
    return {"start": f"start = {day}T10:00:00", "end": f"end = {day}T12:00:00"}


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code.removeprefix("writing.") for problem in problems]


@pytest.mark.parametrize(
    ("day", "land", "expected"),
    [
        ("2025-09-08", "NW", []),
        # holidays of all, of the Land, of its Catholic places; on a weekend it is told once
        ("2025-10-03", "NW", ["holiday"]),
        ("2026-06-04", "NW", ["holiday"]),
        ("2026-06-04", "BB", []),
        ("2030-08-15", "BY", ["holiday-in-places", "school-unknown"]),
        ("2026-11-01", "NW", ["holiday"]),
        # weekends
        ("2025-09-06", "NW", ["weekend"]),
        ("2025-09-07", "NW", ["weekend"]),
        # school holidays, which every Land has at other times
        ("2025-10-14", "NW", ["school-holidays"]),
        ("2025-10-14", "BW", []),
        ("2025-12-25", "NW", ["holiday", "school-holidays"]),
        # nobody knows yet: that is no yes
        ("2030-03-04", "NW", ["school-unknown"]),
        # without a Land: what all have, and nothing about schools
        ("2025-10-03", "", ["holiday"]),
        ("2025-10-14", "", []),
        ("2030-03-04", "", []),
    ],
)
def test_days(
    check: Callable[..., list[Problem]], day: str, land: str, expected: list[str]
) -> None:
    """A holiday, school holidays and a weekend are told with the line of the start, as warnings."""
    found = check(land, **on(day))

    assert codes(found) == expected
    assert {each.line for each in found} <= {4}
    assert {each.severity for each in found} <= {Severity.WARNING}
    assert is_good_day(date.fromisoformat(day), land) == (not expected)


def test_beyond_the_horizon_it_says_so(check: Callable[..., list[Problem]]) -> None:
    """What is not known is never called free."""
    [found] = check(**on("2030-03-04"))

    said = problem_sentence(found, "de")
    assert "keine Angabe" in said
    assert "frei" not in said


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-09-08T11:00:00", "2025-09-08T13:00:00", ["overlap"]),
        ("2025-09-08T12:00:00", "2025-09-08T13:00:00", ["same-day"]),
        ("2025-09-09T10:00:00", "2025-09-09T12:00:00", []),
    ],
)
def test_another_own_meeting(
    check: Callable[..., list[Problem]],
    write: Write,
    defaults: Defaults,
    start: str,
    end: str,
    expected: list[str],
) -> None:
    """Two of one's own on one day are told in the later file, with the other's name and time."""
    other, _ = read_meeting(write().encode(), "a.toml", defaults)
    assert other

    found = check(others=(other,), file="b.toml", start=f"start = {start}", end=f"end = {end}")
    before = check(others=(other,), file="A.toml", start=f"start = {start}", end=f"end = {end}")

    assert codes(found) == expected
    assert [each.values["other"] for each in found] == ["a.toml"] * len(expected)
    assert before == []


ERROR, WARNING = Severity.ERROR, Severity.WARNING
OTHER = ("other-day", WARNING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the meeting's own day, however it is written
        ("Am Montag, 8. September, treffen wir uns.", []),
        ("Am 8.9. um 10 Uhr", []),
        ("Mo, 08.09.25", []),
        # a weekday that isn't the date's: surely wrong where the year is clear
        ("Am Dienstag, 8. September, treffen wir uns.", [("weekday-by-year", ERROR)]),
        ("Am Montag, 9. September 2025", [("other-weekday-in-text", ERROR)]),
        ("Am 8. September und am Montag, 9. September", [("weekday-by-year", WARNING)]),
        # another day, where the own one is not named
        ("Wir treffen uns am 9. September.", [("other-day", WARNING)]),
        ("Wir treffen uns am 9.9.2025.", [("other-day", WARNING)]),
        ("Das ist am 31. September.", [("no-such-day-in-text", ERROR)]),
        # another day beside the own one: one of the two may have been forgotten
        ("Am 8. September tagen wir. Wir freuen uns auf Sie am 9. September!", [OTHER]),
        ("Montag, 8. September 2025. Beginn am 15. September 2025 um 10 Uhr.", [OTHER]),
        ("Wir treffen uns am 8. September.\n\n- 10 Uhr am 9. September: Begrüßung", [OTHER]),
        # … unless its sentence is about something else, or about several days
        ("Am 8. September tagen wir. Weiter geht es am 3. November.", []),
        ("Am 8. September tagen wir. Das nächste Treffen ist am 3. November 2025.", []),
        ("Am 8. September tagen wir. Der Förderantrag liegt am 1. Oktober vor.", []),
        ("Am 8. September tagen wir. Die Museumstage sind vom 2. bis 5. Oktober.", []),
        ("Am 8. September tagen wir. Die Kulturkonferenz am 1. Oktober ist Thema.", []),
        # … or past
        ("Am 8. September tagen wir. Am 6. März 2025 ging es um KI.", []),
        # other days that are meant to be others
        ("Am 8. September, danach wieder am 3. November.", []),
        ("Melden Sie sich bis zum 1. September an.", []),
        ("Anmeldeschluss ist der 1. September.", []),
        ("Seit dem 3. Mai 2024 gibt es die Reihe; am 6. März 2025 ging es um KI.", []),
        ("Vom 1. bis 30. September sehen Sie die Ausstellung.", []),
        ("Wir laden ein.", []),
    ],
)
def test_days_that_a_text_names(
    check: Callable[..., list[Problem]], text: str, expected: list[tuple[str, Severity]]
) -> None:
    """A day in the announcement that can't be the meeting's is told with its own line."""
    found = check(extra=f'announcement = """\nGuten Tag,\n\n{text}\n"""')

    assert list(zip(codes(found), [each.severity for each in found], strict=True)) == expected
    assert {(each.line, each.field) for each in found} <= {(9 + text.count("\n"), "announcement")}


def test_the_day_of_another_meeting(
    check: Callable[..., list[Problem]], write: Write, defaults: Defaults
) -> None:
    """A text may name the day of another meeting to come: that is no slip."""
    text = 'announcement = "Am 8. September in Münster, am 9. September in Köln."'
    other, _ = read_meeting(write(**on("2025-09-09")).encode(), "a.toml", defaults)
    assert other
    other = other.model_copy(update={"id": UUID(int=1)})

    assert codes(check(extra=text)) == ["other-day"]
    assert codes(check(extra=text, others=(other,))) == []


def test_days_in_a_reminder(check: Callable[..., list[Problem]]) -> None:
    """What a reminder says is read by the same people."""
    [found] = check(
        below='[[reminders]]\nat = 2025-09-01\nto = "accepted"\ntext = "Am Dienstag, 8. September!"'
    )

    assert (found.field, found.code) == ("reminders[1].text", "writing.weekday-by-year")
    assert "2025 ist das ein Montag" in problem_sentence(found, "de")


def test_a_save_the_date_is_as_firm(check: Callable[..., list[Problem]]) -> None:
    """What may go out with the next command may not contradict itself."""
    [found] = check(
        status='status = "save-the-date"', extra='announcement = "Dienstag, 8. September 2025"'
    )

    assert found.severity is ERROR


def test_a_deadline_that_is_named(check: Callable[..., list[Problem]]) -> None:
    """The file's own deadline may be named in the text."""
    found = check(
        extra='announcement = "Schreiben Sie uns am 1. September."',
        below='[registration]\ndeadline = 2025-09-01\nlink = "https://a.example"',
    )

    assert found == []


def test_a_draft_may_be_wrong_for_a_while(check: Callable[..., list[Problem]]) -> None:
    """What would stop a planned meeting is a hint in a draft."""
    found = check(status='status = "draft"', extra='announcement = "Dienstag, 8. September 2025"')

    assert [each.severity for each in found] == [WARNING]


def test_both_dates_are_said(check: Callable[..., list[Problem]]) -> None:
    """She reads what the text says and what the file says."""
    [found] = check(extra='announcement = "Wir treffen uns am 9. September."')

    said = problem_sentence(found, "de")
    assert "„9. September“" in said
    assert "am 8. September 2025" in said


@pytest.mark.parametrize(
    "path", sorted((EXAMPLES / "meetings").glob("*.toml")), ids=lambda p: p.name
)
def test_the_examples_are_no_false_alarm(path: Path, defaults: Defaults) -> None:
    """Nothing is said of the texts that this program was made for, on the eve of their day."""
    series = Defaults(
        zone=defaults.zone,
        contact=Contact(name="Kulturbüro", email="kultur@kreis.example"),
        series={"kulturverwaltungen": Series(name="Austausch")},
    )
    data = path.read_bytes()
    meeting, problems = read_meeting(data, path.name, series)
    assert meeting, problems

    found = check_day(meeting, data, [meeting], land="NW", today=meeting.start.date())

    assert found == []


def test_without_a_year_the_nearest_is_meant(check: Callable[..., list[Problem]]) -> None:
    """In January's invitation "Montag, 15. Dezember" is last December, and was a Monday."""
    text = 'announcement = "Seit Montag, 15. Dezember, wissen wir: am 12. Januar geht es los."'

    assert check(extra=text, **on("2026-01-12")) == []


NEWSLETTER = """\
id = "0ddd3cae-3ae0-4ab7-b158-9267a6367e1e"
status = "{status}"
title = "Herbst"
introduction = "Wir sehen uns am {day}."
[[articles]]
title = "A"
text = '''
Und am {day}.
'''
"""


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        ("ready", "Montag, 8. September 2025", []),
        ("ready", "Montag, 8. September", []),
        ("ready", "9. November 2026", []),
        ("ready", "Dienstag, 8. September 2025", ["other-weekday-in-text", ERROR]),
        ("draft", "Dienstag, 8. September 2025", ["other-weekday-in-text", WARNING]),
        ("ready", "Dienstag, 8. September", []),
        ("draft", "Dienstag, 8. September", ["weekday-by-year", WARNING]),
        ("ready", "31. September", ["no-such-day-in-text", ERROR]),
    ],
)
def test_newsletters(
    defaults: Defaults, status: str, day: str, expected: list[str | Severity]
) -> None:
    """Introduction and articles may name any day, but none that can't be."""
    data = NEWSLETTER.format(status=status, day=day).encode()
    newsletter, problems = read_newsletter(data, "n.toml", defaults, {})
    assert newsletter, problems

    found = check_days_named(newsletter, data, today=TODAY)

    assert [[*codes([each]), each.severity] for each in found] == [expected] * 2 * bool(expected)
    assert [each.line for each in found] == [4, 8] * bool(expected)
