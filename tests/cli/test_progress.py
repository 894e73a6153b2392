"""What is said while mails leave: rate, time left, what was not taken, the server's last words."""

import json
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
    course = Course(120)
    for number in range(30):
        course.heed(Event("<a@netz.example>", State.HANDED_OVER, NOW), 1000.0 + number)
        refused = ended(State.FAILED, "5.1.1 Unknown\nuser", 550)
        course.heed(ended(State.SENT, "2.0.0 Ok") if number < 29 else refused, 1001.0 + number)

    assert course.figures(1060.0) == (
        "30 in der Minute, noch 3 Minuten; später: 0, abgelehnt: 1, unklar: 0; "
        "der Server zuletzt: 550 5.1.1 Unknown user"
    )


def test_composing_is_no_part_of_the_pace() -> None:
    """Time counts from the first step: what came before it says nothing of the mails to come."""
    course = Course(121)
    for second in range(3):
        course.heed(ended(State.SENT, "2.0.0 Ok"), 5000.0 + second)

    assert course.figures(5003.0).startswith("60 in der Minute, noch 2 Minuten")


def test_a_line_every_few_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Off a terminal there is a line every five seconds, however many mails go out."""
    clock = iter(number / 10 for number in range(1000))
    monkeypatch.setattr("rundbrief.cli.progress.monotonic", lambda: next(clock))
    with progress(200, as_json=False) as (report, _):
        for _ in range(120):
            report(ended(State.SENT, "2.0.0 Ok"))

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("51 von 200: ")


def test_lines_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json it is a line of JSON on standard error, as often; standard output has none."""
    clock = iter(number / 10 for number in range(1000))
    monkeypatch.setattr("rundbrief.cli.progress.monotonic", lambda: next(clock))
    with progress(200, as_json=True) as (report, stopping):
        for number in range(120):
            report(
                ended(State.SENT, "2.0.0 Ok") if number else ended(State.FAILED, "5.1.1 No", 550)
            )
        stopping()

    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.err.splitlines()]
    assert said.out == ""
    assert lines == [
        {
            "done": done,
            "total": 200,
            "per_minute": round(done / (done - 1) * 600),
            "seconds_left": round((200 - done) * (done - 1) / done / 10),
            "deferred": 0,
            "failed": 1,
            "unclear": 0,
            "words": "250 2.0.0 Ok",
        }
        for done in (51, 101)
    ] + [{"stopping": True}]


def test_a_short_run_says_nothing_on_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    """What is over at once needs no line, in JSON or in words."""
    for as_json in (True, False):
        with progress(1, as_json=as_json) as (report, _):
            report(ended(State.SENT, "2.0.0 Ok"))

    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


def test_a_folder_says_nothing() -> None:
    """Before the first mail there are no figures, and a folder has no last words."""
    course = Course(2)
    before = course.figures(1001.0)
    outcome = Outcome(State.SENT, "invitation_amt@stadt.example.eml", None)
    course.heed(Event("<a@netz.example>", State.SENT, NOW, outcome), 1001.0)

    assert before == ""
    assert "invitation" not in course.figures(1002.0)
