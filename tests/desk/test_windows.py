"""What was confirmed still leaves only while it makes sense: each kind has its window."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from rundbrief.delivery import Event, State
from rundbrief.desk import Desk, Planned, Sent, Standing, open_desk, plan, send, status

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone
MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
NEWSLETTER = "newsletters/2025-herbst.toml"


def at(folder: Path, now: datetime = NOW) -> Desk:
    desk, problems = open_desk(folder, environment={}, now=now)
    assert desk, problems
    return desk


def planned(desk: Desk, *files: str) -> Planned:
    made, problems = plan(desk, list(map(Path, files)))
    assert made, problems
    return made


def sent(desk: Desk, *files: str, report: Callable[[Event], None] = lambda _: None) -> Sent:
    result, problems = send(desk, planned(desk, *files).hash, list(map(Path, files)), report=report)
    assert isinstance(result, Sent), problems
    return result


@pytest.fixture
def interrupted(small_workspace: Path) -> Path:
    """Everything was confirmed and nothing has left: a file stands where the outbox should be."""
    (small_workspace / "outbox").write_text("in the way")
    assert sent(at(small_workspace)).untried == 6
    (small_workspace / "outbox").unlink()
    return small_workspace


def rows(folder: Path, now: datetime = NOW) -> list[Standing]:
    found, problems = status(at(folder, now))
    assert found is not None, problems
    return found


def states(folder: Path) -> list[tuple[str, State]]:
    return [(row.kind, row.state) for row in rows(folder)]


@pytest.mark.parametrize(
    ("later", "waiting"),
    [
        (datetime(2025, 8, 5, 9), 6),  # noqa: DTZ001
        (datetime(2025, 9, 8, 11, 59), 6),  # noqa: DTZ001
        (datetime(2025, 9, 8, 12), 3),  # noqa: DTZ001
    ],
    ids=["next day", "before its end", "over"],
)
def test_nobody_is_invited_to_what_is_over(
    interrupted: Path, later: datetime, waiting: int
) -> None:
    """Confirmed invitations stay behind once the meeting is over; the newsletter is no meeting."""
    desk = at(interrupted, later)

    assert planned(desk).waiting == waiting
    assert sent(desk).tally.sent == waiting
    assert planned(desk).total == 0


def test_who_left_the_list_is_not_invited_by_what_waits(interrupted: Path) -> None:
    """An invitation that waits for someone taken off the list since stays behind for good."""
    path = interrupted.parent / "recipients" / "liste.csv"
    text = path.read_text("utf-8")
    gone = text.splitlines()[-1]
    path.write_text(text.replace(gone + "\n", ""), "utf-8")
    made = planned(at(interrupted))
    notes = [(note.code, [who.recipient.address for who in note.who]) for note in made.plan.notes]
    named = [who for code, who in notes if code == "not-meant"]

    done = sent(at(interrupted))

    address = next(cell for cell in gone.split(";") if "@" in cell)
    assert named == [[address], [address]]
    assert (made.waiting, done.tally.sent, done.untried) == (4, 4, 0)
    assert {row.state for row in rows(interrupted) if row.address == address} == {State.SUPERSEDED}
    path.write_text(text, "utf-8")
    assert sent(at(interrupted)).tally.sent == 2


def test_what_waits_is_left_behind_by_a_sending_without_a_plan(interrupted: Path) -> None:
    """So it is where nothing new is confirmed and only what waits is tried again."""
    path = interrupted.parent / "recipients" / "liste.csv"
    *rest, _ = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(rest), "utf-8")

    result, problems = send(at(interrupted), None)

    assert isinstance(result, Sent), problems
    assert (result.tally.sent, result.untried) == (4, 0)


def test_status_says_what_stays_behind(interrupted: Path) -> None:
    """What waits and cannot leave any more is told apart from what the next sending takes."""
    over = datetime(2025, 9, 8, 12)  # noqa: DTZ001

    before = {(row.kind, row.is_due) for row in rows(interrupted)}
    after = {(row.kind, row.is_due) for row in rows(interrupted, over)}

    assert before == {("invitation", True), ("newsletter", True)}
    assert after == {("invitation", False), ("newsletter", True)}


def test_nothing_leaves_for_what_became_a_draft_again(interrupted: Path) -> None:
    """Whoever takes a meeting back to draft holds back what was confirmed, until it is planned."""
    path = interrupted / MEETING
    text = path.read_text("utf-8")
    path.write_text(text.replace('status = "planned"', 'status = "draft"'), "utf-8")
    listing = interrupted / NEWSLETTER
    named = f'  "{path.name}",\n'
    listing.write_text(listing.read_text("utf-8").replace(named, ""), "utf-8")

    assert sent(at(interrupted)).tally.sent == 3

    path.write_text(text, "utf-8")

    assert planned(at(interrupted)).waiting == 3


def test_nobody_gets_the_old_date(interrupted: Path) -> None:
    """A meeting that moved while its invitations waited: each gets one, with the new date."""
    path = interrupted / MEETING
    text = path.read_text("utf-8").replace("T10:00:00", "T14:00:00").replace("T12:", "T17:")
    path.write_text(text.replace("time = 1", "# time = 1"), "utf-8")

    assert sent(at(interrupted), MEETING).tally.sent == 3

    invitations = [state for kind, state in states(interrupted) if kind == "invitation"]
    assert invitations == [State.SUPERSEDED] * 3 + [State.SENT] * 3
    mails = list((interrupted / "outbox").glob("invitation_*"))
    assert len(mails) == 3
    assert all(b"DTSTART;TZID=3DEurope/Berlin:20250908T140000" in m.read_bytes() for m in mails)


def test_a_file_named_means_that_file(interrupted: Path) -> None:
    """`send FILE` leaves alone what waits of other files."""
    assert sent(at(interrupted), NEWSLETTER).tally.sent == 3
    assert planned(at(interrupted)).waiting == 3
