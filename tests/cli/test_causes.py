"""A mistake in the file of a meeting that people have is named itself, and not by what follows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Call = Callable[..., Result]

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
LETTER = "newsletters/2025-herbst.toml"
COMMANDS = ("check", "plan")


@pytest.fixture
def invited(call: Call) -> Call:
    """Everybody has their invitation."""
    made = json.loads(call("plan", "--json").stdout)
    done = call("send", "--plan", made["hash"])
    assert done.exit_code == 0, done.stderr
    return call


def codes(call: Call, command: str) -> list[str]:
    said = json.loads(call(command, "--json").stdout)
    return [each["code"] for each in said["problems"]]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_start_that_went_into_the_past(
    invited: Call, small_workspace: Path, command: str
) -> None:
    """The date is told first, and then that the reminder comes too late for it."""
    path = small_workspace / MEETING
    text = path.read_text("utf-8").replace("2025-09-08T", "2024-09-08T")
    reminder = '[[reminders]]\nat = 2025-09-01\nto = "accepted"\n\n[venue]'
    path.write_text(text.replace("[venue]", reminder), encoding="utf-8")

    said = codes(invited, command)

    assert said[0] == "plan.into-past"
    assert "definitions.reminder-after-start" in said[1:]
    assert "new meeting --like" in (shown := invited(command)).stdout + shown.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_gone_and_stands_in_a_newsletter(
    invited: Call, small_workspace: Path, command: str
) -> None:
    """What to do for those who have the meeting is told before the newsletter's missing file."""
    letter = small_workspace / LETTER
    text = letter.read_text("utf-8")
    assert Path(MEETING).name in text
    (small_workspace / MEETING).unlink()

    said = codes(invited, command)

    assert said[0] == "plan.file-gone"
    assert len(said) > 1


def test_a_meeting_that_is_as_it_was(invited: Call) -> None:
    """Nothing is said of files that are in order."""
    assert codes(invited, "check") == []
