"""What recurs is taken over from another file, with its lines and comments."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from uuid import UUID

import pytest

from rundbrief.definitions import (
    Anew,
    Contact,
    Defaults,
    Meeting,
    Series,
    meeting_like,
    newsletter_like,
    read_meeting,
    read_newsletter,
    read_source,
)

EXAMPLES = Path(__file__).parents[2] / "examples"
ID = UUID("e2d0bcff-0b22-4763-b6c7-147e1f62598a")
ANEW = Anew(id=ID, title="Neues Thema", language="de")
SUPPOSED = date(2026, 3, 3)


def again(text: str, day: date | None = None, begins: time | None = None, anew: Anew = ANEW) -> str:
    source, problems = read_source(text.encode(), "m.toml")
    assert source, problems
    return meeting_like(source, anew, day, begins, supposed=SUPPOSED)


@pytest.fixture
def example() -> str:
    """The example that has an agenda, a venue and a document."""
    return (EXAMPLES / "meetings/2025-09-08-kreisverwaltungen.toml").read_text("utf-8")


@pytest.fixture
def read_again(defaults: Defaults) -> Callable[[str], Meeting]:
    """The new file as it will be read."""
    series = Defaults(
        zone=defaults.zone,
        contact=Contact(name="Kulturbüro", email="kultur@kreis.example"),
        series={"kulturverwaltungen": Series(name="Austausch")},
    )

    def read(text: str) -> Meeting:
        meeting, problems = read_meeting(text.encode(), "m.toml", series)
        assert meeting, problems
        return meeting

    return read


def test_what_recurs(example: str, read_again: Callable[[str], Meeting]) -> None:
    """Venue, agenda, series, answers stay; id, title, dates and texts don't."""
    before, after = read_again(example), read_again(again(example, date(2026, 5, 4)))

    for kept in ("venue", "agenda", "series", "answers", "contact", "audience", "zone"):
        assert getattr(after, kept) == getattr(before, kept)
    assert (after.id, after.title, after.status.value) == (ID, "Neues Thema", "draft")
    assert after.start.isoformat() == "2026-05-04T10:00:00+02:00"
    assert after.end.isoformat() == "2026-05-04T12:00:00+02:00"
    assert after.announcement == "Hier steht der Text der Einladung."
    assert after.documents == ()


def test_comments_stay_but_for_those_of_that_day(example: str) -> None:
    """A comment that explains is kept, one that names the earlier date is not."""
    text = again(example)

    assert "# Wie Eingeladene antworten" in text
    assert "8. September 2025" not in text
    assert "angenommen: die Unterlage" not in text


def test_without_a_date_one_is_supposed_and_marked(example: str) -> None:
    """Nobody has said when: the file says so, beside start and end."""
    text = again(example)

    assert "start = 2026-03-03T10:00:00     # bitte prüfen: das Datum" in text
    assert "end = 2026-03-03T12:00:00       # bitte prüfen: das Datum" in text


MEETING = """\
id = "0ddd3cae-3ae0-4ab7-b158-9267a6367e1e"
status = "planned"
title = "Kultur"
start = 2025-09-08T10:00:00
end = 2025-09-08T12:00:00
# Der Rückblick.
recap = '''
Schön war's. # am 8. September
'''
{registration}
[venue]
kind = "online"
link = "https://treffen.example/x"
"""


@pytest.mark.parametrize(
    "registration",
    [
        '[registration]\ndeadline = 2025-09-01\nlink = "https://a.example"',
        'registration = {deadline = 2025-09-01, link = "https://a.example"}',
    ],
)
def test_the_deadline_moves_along(registration: str, read_again: Callable[[str], Meeting]) -> None:
    """A week before stays a week before, and is marked."""
    text = again(MEETING.format(registration=registration), date(2025, 10, 8))

    after = read_again(text)

    assert after.registration
    assert after.registration.deadline == date(2025, 10, 1)
    assert after.registration.link == "https://a.example"
    assert "# bitte prüfen: die Frist" in text


def test_after_a_past_one_comes_one_with_an_announcement(
    read_again: Callable[[str], Meeting],
) -> None:
    """Its recap is not taken over, nor what was said of it."""
    text = again(MEETING.format(registration=""))
    after = read_again(text)

    assert (after.recap, after.announcement) == ("", "Hier steht der Text der Einladung.")
    assert "Rückblick" not in text


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (time(14), None, "14:00 16:00"),
        (time(14), time(15), "14:00 15:00"),
        (None, time(11), "10:00 11:00"),
    ],
)
def test_times_of_its_own(
    begins: time | None,
    ends: time | None,
    expected: str,
    read_again: Callable[[str], Meeting],
) -> None:
    """What is said of its times counts, else it takes as long as the earlier one."""
    source, _ = read_source(MEETING.format(registration="").encode(), "m.toml")
    assert source

    after = read_again(
        meeting_like(source, ANEW, date(2026, 3, 5), begins, ends, supposed=SUPPOSED)
    )

    assert f"{after.start:%H:%M} {after.end:%H:%M}" == expected


def test_without_a_title(read_again: Callable[[str], Meeting]) -> None:
    """The title is supposed and marked: the earlier one's was of its day."""
    text = again(MEETING.format(registration=""), anew=Anew(id=ID, title="", language="de"))

    assert 'title = "Titel des Termins"     # bitte prüfen: der Titel' in text


def test_a_newsletter(defaults: Defaults) -> None:
    """A newsletter takes other meetings, and no article of the earlier one."""
    text = (EXAMPLES / "newsletters/2025-herbst.toml").read_text("utf-8")
    source, _ = read_source(f'{text}\n[[articles]]\ntitle = "A"\ntext = "B"\n'.encode(), "n.toml")
    assert source

    made = newsletter_like(source, ANEW, ("neu.toml",))
    newsletter, problems = read_newsletter(
        made.encode(), "n.toml", defaults, {"neu.toml": UUID(int=1)}
    )

    assert problems == []
    assert newsletter
    assert (newsletter.id, newsletter.status.value) == (ID, "draft")
    assert newsletter.meetings == (UUID(int=1),)
    assert newsletter.articles == ()


def test_reminders_move_along(read_again: Callable[[str], Meeting]) -> None:
    """A reminder is as long before as it was, its end too, and both are marked."""
    reminders = '[[reminders]]\nat = 2025-09-01T08:00:00\nuntil = 2025-09-04\nto = "no-answer"\n'
    text = again(MEETING.format(registration=reminders), date(2025, 10, 8))

    [reminder] = read_again(text).reminders

    assert reminder.at.isoformat() == "2025-10-01T08:00:00+02:00"
    assert reminder.until.isoformat() == "2025-10-05T00:00:00+02:00"
    assert text.count("# bitte prüfen: die Erinnerung") == 2


def test_after_a_cancelled_one(read_again: Callable[[str], Meeting]) -> None:
    """Why the earlier one was called off is no part of the next; whom its recap goes to is."""
    text = MEETING.format(registration="").replace(
        'status = "planned"', 'status = "cancelled"\nreason = "Sturm"\nrecap_to = "invited"'
    )

    after = read_again(again(text))

    assert (after.status.value, after.reason, after.recap_to) == ("draft", "", "invited")


def test_a_newsletter_that_picks_by_itself(defaults: Defaults) -> None:
    """What it picks recurs; a list of meetings that it never had isn't added."""
    text = (
        'id = "0ddd3cae-3ae0-4ab7-b158-9267a6367e1e"\nstatus = "ready"\ntitle = "Herbst"\n'
        'introduction = "Guten Tag."\npick = ["coming", "recaps"]\n'
    )
    source, _ = read_source(text.encode(), "n.toml")
    assert source

    made = newsletter_like(source, ANEW, ())
    newsletter, problems = read_newsletter(made.encode(), "n.toml", defaults, {})

    assert problems == []
    assert newsletter
    assert newsletter.pick == ("coming", "recaps")
    assert "meetings" not in made
