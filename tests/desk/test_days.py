"""`check` looks at the days of what is to come, and lets nothing unchecked go out."""

from datetime import datetime
from pathlib import Path

import pytest

from rundbrief.desk import Desk, Order, check, new, open_desk, plan, preview, send
from rundbrief.problems import Severity

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone
EXAMPLE = "meetings/2025-09-08-kreisverwaltungen.toml"
LISTING = "newsletters/2025-herbst.toml"


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her desk on a Monday morning in August, with the examples."""
    desk, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert desk, problems
    return desk


def change(desk: Desk, old: str, new: str, file: str = EXAMPLE) -> None:
    path = desk.workspace.folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def told(desk: Desk) -> list[tuple[str, int | None, str, Severity]]:
    return [
        (each.file, each.line, each.code, each.severity)
        for each in check(desk).problems
        if each.code.startswith("writing.")
    ]


def test_the_examples_are_well(desk: Desk) -> None:
    """Nothing is said of them."""
    assert told(desk) == []


def test_a_day_in_the_school_holidays(desk: Desk) -> None:
    """The Land of rundbrief.toml counts; the line is that of the start; the plan goes on."""
    change(desk, "2025-09-08T", "2025-10-14T")

    assert told(desk) == [(EXAMPLE, 15, "writing.school-holidays", Severity.WARNING)]
    assert plan(desk)[0]


def test_past_meetings_are_let_be(desk: Desk) -> None:
    """Nobody can move them any more."""
    change(desk, "2024-11-20T", "2024-12-25T", "meetings/2024-11-20-vernetzung.toml")

    assert told(desk) == []


def test_cancelled_meetings_are_let_be(desk: Desk) -> None:
    """Nor does anybody go there."""
    change(desk, "2025-09-08T", "2025-10-03T")
    change(desk, 'status = "planned"', 'status = "cancelled"\nreason = "Sturm"')

    assert told(desk) == []


def test_two_on_one_day(desk: Desk) -> None:
    """A new draft on the day of another is told in the file that comes later."""
    [name], _ = new(desk, Order(what="meeting", title="Zwei", when="8.9.2025, 11 Uhr"), "de")

    assert told(desk) == [(name, 13, "writing.overlap", Severity.WARNING)]


def test_a_wrong_weekday_stops_the_plan(desk: Desk) -> None:
    """Nobody shall read "Dienstag, 8. September 2025": it is a Monday."""
    change(desk, "Kulturverwaltungen von Städten", "Am Dienstag, 8. September 2025: Städte")

    assert told(desk) == [(EXAMPLE, 25, "writing.other-weekday-in-text", Severity.ERROR)]
    assert plan(desk)[0] is None


def test_a_draft_may_have_marks_and_what_is_planned_may_not(desk: Desk) -> None:
    """No assumption leaves: each mark of a file that is no draft is an error with its line."""
    [name], _ = new(desk, Order(what="meeting", title="Zwei", when="9.9.2025"), "de")
    before = told(desk)

    change(desk, 'status = "draft"', 'status = "planned"', name)

    assert before == []
    assert {code for _, _, code, _ in told(desk)} == {"writing.to-check"}
    assert [line for _, line, _, _ in told(desk)] == [13, 14, 18, 34]
    assert plan(desk)[0] is None


def test_a_draft_is_no_news(desk: Desk) -> None:
    """A ready newsletter that names a draft stops the plan, at the entry; a draft one may."""
    change(desk, 'status = "planned"', 'status = "draft"')
    [(file, line, code, severity)] = told(desk)
    stopped = plan(desk)[0] is None
    change(desk, '"ready"', '"draft"', LISTING)

    assert (file, code, severity) == (LISTING, "writing.draft-listed", Severity.ERROR)
    assert line
    assert stopped
    assert told(desk) == []


def test_nothing_to_look_back_on_is_no_news(desk: Desk) -> None:
    """What is over and has no recap is left out, and that is said."""
    change(desk, "2025-09-08T", "2025-07-08T")

    assert [(file, code, severity) for file, _, code, severity in told(desk)] == [
        (LISTING, "writing.no-recap-listed", Severity.WARNING)
    ]


def test_a_newsletter_that_went_out_is_let_be(desk: Desk) -> None:
    """It announced a meeting that is over by now, which stops nothing."""
    planned, problems = plan(desk, [Path(LISTING)])
    assert planned, problems
    assert send(desk, planned.hash, [Path(LISTING)])[0]
    change(desk, "2025-09-08T", "2025-07-08T")

    assert told(desk) == []


def test_a_draft_to_come_is_shown_in_a_draft(desk: Desk) -> None:
    """Both can be looked at before either is let go."""
    change(desk, 'status = "planned"', 'status = "draft"')
    change(desk, '"ready"', '"draft"', LISTING)

    assert check(desk).errors == 0
    page, _ = preview(desk, [Path(LISTING)], language="de")
    assert page
    assert "termin-2025-09-08.ics" in page
