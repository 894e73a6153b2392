"""What is said while mails leave: rate, time left, what was not taken, the server's last words."""

from datetime import UTC, datetime

import pytest

from rundbrief.cli.progress import Course, progress
from rundbrief.delivery import Event, Outcome, State

NOW = datetime(2025, 8, 4, 7, tzinfo=UTC)


def ended(state: State, words: str, code: int = 250) -> Event:
    """One message's end."""
    return Event("<a@netz.example>", state, NOW, Outcome(state, words, code))


def test_the_figures() -> None:
    """30 of 120 in a minute: 30 a minute, three minutes left; and who said what."""
    course = Course(120, 1000.0)
    for number in range(30):
        course.heed(Event("<a@netz.example>", State.HANDED_OVER, NOW))
        refused = ended(State.FAILED, "5.1.1 Unknown\nuser", 550)
        course.heed(ended(State.SENT, "2.0.0 Ok") if number < 29 else refused)

    assert course.figures(1060.0) == (
        "30 in der Minute, noch 3 Minuten; später: 0, abgelehnt: 1, unklar: 0; "
        "der Server zuletzt: 550 5.1.1 Unknown user"
    )


def test_a_line_every_few_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Off a terminal there is a line every five seconds, however many mails go out."""
    clock = iter(number / 10 for number in range(1000))
    monkeypatch.setattr("rundbrief.cli.progress.monotonic", lambda: next(clock))
    with progress(200, quiet=False) as (report, _):
        for _ in range(120):
            report(ended(State.SENT, "2.0.0 Ok"))

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("50 von 200: ")


def test_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json nothing is said but the JSON."""
    with progress(1, quiet=True) as (report, _):
        report(ended(State.SENT, "2.0.0 Ok"))

    assert capsys.readouterr().out == ""


def test_a_folder_says_nothing() -> None:
    """Before the first mail there are no figures, and a folder has no last words."""
    course = Course(2, 1000.0)
    before = course.figures(1001.0)
    outcome = Outcome(State.SENT, "invitation_amt@stadt.example.eml", None)
    course.heed(Event("<a@netz.example>", State.SENT, NOW, outcome))

    assert before == ""
    assert "invitation" not in course.figures(1002.0)
