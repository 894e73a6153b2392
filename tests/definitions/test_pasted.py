"""Text as it stands on a web page, taken apart."""

from datetime import date, time
from pathlib import Path

import pytest

from rundbrief.definitions import PastedContact, PastedMeeting, read_pasted
from rundbrief.problems import Severity

SEED = Path(__file__).parents[1] / "seed/kulturverwaltungen.txt"
MONDAY = date(2025, 9, 8)


def meetings(text: str) -> tuple[PastedMeeting, ...]:
    pasted, problems = read_pasted(text.encode(), "text.txt")
    assert pasted, problems
    return pasted.meetings


def contact(text: str) -> PastedContact | None:
    pasted, problems = read_pasted(f"8. September 2025: Kultur\n{text}".encode(), "text.txt")
    assert pasted, problems
    return pasted.contact


def test_the_seed() -> None:
    """The page this program was made for: four meetings, their texts, and the contact."""
    pasted, problems = read_pasted(SEED.read_bytes(), "seed.txt")

    assert problems == []
    assert pasted
    found = [(f"{one.first}", one.title, one.text.count("\n\n")) for one in pasted.meetings]
    assert found == [
        ("2025-09-08", "Kreisverwaltungen und bürgerschaftliches Kulturengagement", 1),
        ("2025-03-06", "Künstliche Intelligenz in kommunalen Kulturverwaltungen", 0),
        ("2024-11-20", "Lokale Vernetzung und Netzwerke", 1),
        ("2024-05-17", "Personal und Aufgabenverständnis", 1),
    ]
    assert "lokale Vernetzung und Netzwerke . Es ging" in pasted.meetings[2].text
    assert pasted.contact == PastedContact(
        name="Anne Melzig",
        role="Wissenschaftliche Referentin für bürgerschaftliches Engagement",
        phone="0251 591 5081",
    )


@pytest.mark.parametrize(
    "heading",
    [
        "8. September 2025: Kultur im Kreis",
        "8.9.2025: Kultur im Kreis",
        "08.09.25 – Kultur im Kreis",
        "8. Sept. 2025 | Kultur im Kreis",
        "Montag, 8. September 2025: Kultur im Kreis",
        "Am 8. September 2025: Kultur im Kreis",
        "• 8. September 2025: Kultur im Kreis",
        "## 8. September 2025: Kultur im Kreis",
        "8. September 2025\nKultur im Kreis",
        "Montag, 8. September 2025\n\n## Kultur im Kreis",
    ],
)
def test_headings(heading: str) -> None:
    """A date and a title begin a meeting, in one line or in two."""
    [meeting] = meetings(f"{heading}\nWir laden ein.")

    assert (meeting.first, meeting.last) == (MONDAY, MONDAY)
    assert meeting.title == "Kultur im Kreis"
    assert meeting.begins is None
    assert meeting.text == "Wir laden ein."


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("8. September 2025, 10–12 Uhr: Kultur", time(10), time(12)),
        ("8. September 2025, 10:00–12:00 Uhr: Kultur", time(10), time(12)),
        ("8. September 2025 von 10.30 bis 12 Uhr – Kultur", time(10, 30), time(12)),
        ("8. September 2025 (ab 14 Uhr): Kultur", time(14), None),
        ("8. September 2025, 10–12 Uhr\nKultur", time(10), time(12)),
        ("8. September 2025: Kultur\nUhrzeit: 10 bis 12 Uhr", time(10), time(12)),
        ("8. September 2025: Kultur\nBeginn: 10 Uhr", time(10), None),
    ],
)
def test_times_of_day(text: str, begins: time, ends: time | None) -> None:
    """They are taken where they stand with the date or in a line of their own."""
    [meeting] = meetings(text)

    assert (meeting.title, meeting.begins, meeting.ends) == ("Kultur", begins, ends)
    assert meeting.text == ""


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("8.–10. September 2025: Tagung", MONDAY, date(2025, 9, 10)),
        ("8. bis 10. September 2025: Tagung", MONDAY, date(2025, 9, 10)),
        ("30. September – 2. Oktober 2025: Fahrt", date(2025, 9, 30), date(2025, 10, 2)),
        ("30. September bis 2. Oktober 2025: Fahrt", date(2025, 9, 30), date(2025, 10, 2)),
    ],
)
def test_several_days(text: str, first: date, last: date) -> None:
    """A meeting of several days has its first and its last."""
    [meeting] = meetings(text)

    assert (meeting.first, meeting.last) == (first, last)


@pytest.mark.parametrize(
    "line",
    [
        "8. September 2025 war ein schöner Tag.",
        "Am 9. September 2025 kommen wir: Es gibt viel zu tun.",
        "- 9. September: Anreise",
        "Wir treffen uns am 9. September 2025: Kommen Sie!",
        "10:30 Uhr: Begrüßung",
    ],
)
def test_what_begins_no_meeting(line: str) -> None:
    """A sentence with a date, a point of a programme: they stay text."""
    [meeting] = meetings(f"8. September 2025: Kultur\n{line}")

    assert meeting.text == line


def test_a_colon_in_a_title() -> None:
    """The first colon divides, the others and those of times of day are the title's."""
    [meeting] = meetings("8. September 2025: Kultur: Beginn um 10:30 Uhr")

    assert meeting.title == "Kultur: Beginn um 10:30 Uhr"


def test_a_place() -> None:
    """A line that names the place is the venue's, no part of the text."""
    [meeting] = meetings("8.9.2025: Kultur\nOrt: Rathaus, Markt 1\nWir laden ein.")

    assert (meeting.place, meeting.text) == ("Rathaus, Markt 1", "Wir laden ein.")


def test_paragraphs_and_lists() -> None:
    """A line is a paragraph, points of a list stay together, and lines of a mail are one text."""
    wrapped = "Kulturverwaltungen von Städten und Gemeinden spielen eine große\nRolle für uns."

    [meeting] = meetings(f"8.9.2025: Kultur\nEins.\nZwei:\n\uf0b7\tA\n\uf0b7\tB\n\n{wrapped}")

    assert meeting.text == f"Eins.\n\nZwei:\n\n- A\n- B\n\n{wrapped}"


def test_a_gender_star_is_no_mark() -> None:
    """What the page says is said again, not set in italics."""
    [meeting] = meetings("8.9.2025: Kultur\nBürger*innen und Akteur*innen")

    assert meeting.text == r"Bürger\*innen und Akteur\*innen"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ansprechpartner: Ali Yılmaz", PastedContact(name="Ali Yılmaz")),
        ("Kontakt\nKulturbüro", PastedContact(name="Kulturbüro")),
        (
            "Ihr Ansprechpartner\nAli Yılmaz\nali@stadt.example",
            PastedContact(name="Ali Yılmaz", email="ali@stadt.example"),
        ),
        (
            "Ihre Ansprechpartner*in:\nAli Yılmaz\nE-Mail: ali(at)stadt.example\nFax: 0251 1",
            PastedContact(name="Ali Yılmaz", email="ali@stadt.example"),
        ),
        (
            "Ansprechperson\nAli Yılmaz\nLeiter\nFachdienst Kultur\nTelefon 0251 / 591-5081",
            PastedContact("Ali Yılmaz", "Leiter, Fachdienst Kultur", "0251 / 591-5081"),
        ),
        ("Mehr folgt.", None),
    ],
)
def test_contacts(text: str, expected: PastedContact | None) -> None:
    """The contact stands below its heading or behind it, its parts in any order."""
    assert contact(text) == expected


def test_meetings_below_the_contact() -> None:
    """A page may name its contact first."""
    assert [one.title for one in meetings("Kontakt: Kulturbüro\n8.9.2025: Kultur")] == ["Kultur"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # nothing can be made of these
        ("", [(None, "writing.no-date")]),
        ("Wir laden ein.", [(None, "writing.no-date")]),
        ("31. September 2025: Kultur", [(1, "writing.no-such-day")]),
        ("8.9.2025: A\n8. September: B", [(2, "writing.no-year")]),
        # these are said, and the meeting is taken all the same
        ("Termine\n8.9.2025: Kultur", [(1, "writing.before")]),
        ("Dienstag, 8.9.2025: Kultur", [(1, "writing.other-weekday")]),
    ],
)
def test_what_is_told(text: str, expected: list[tuple[int | None, str]]) -> None:
    """What can't be understood is said with its line; all or nothing where a date is wrong."""
    pasted, problems = read_pasted(text.encode(), "text.txt")

    assert [(problem.line, problem.code) for problem in problems] == expected
    assert (pasted is None) == any(each.severity is Severity.ERROR for each in problems)
