"""`status --show ADDRESS [--eml FILE]`: the story of each mail to one person, and its bytes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Call = Callable[..., Result]

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
ARTS, AHLEN = "arts@york.example", "m.yilmaz@ahlen.example"
LATER, LAST = ("--now", "2025-08-04T10:00"), ("--now", "2025-08-04T12:00")
MEND_FIRST = 2


def as_json(done: Result) -> Any:
    return json.loads(done.stdout)


def send(call: Call, *words: str) -> Result:
    """What the plan of the meeting says."""
    made = as_json(call("plan", MEETING, "--json", *words))
    return call("send", MEETING, "--plan", made["hash"], *words)


@pytest.fixture
def told(call: Call, relay: Any) -> Call:
    """One mail with a story: greylisted, then taken without a word, then let out once more."""
    relay.refuse = {ARTS: "450 4.2.0 Greylisted, come back later"}
    send(call)
    relay.refuse, relay.silent = {}, {ARTS}
    send(call, *LATER)
    relay.silent = set()
    word = ("settle", ARTS, "again", "--reason", "im Protokoll fehlt sie")
    call(*word, "--now", "2025-08-04T11:00")
    assert send(call, *LAST).exit_code == 0
    return call


def test_the_story(told: Call) -> None:
    """Confirmed, each attempt with the server's words, her own word with its reason, in order."""
    lines = [line.strip() for line in told("status", "--show", ARTS).stdout.splitlines()]

    at = [next(n for n, line in enumerate(lines) if words in line) for words in (
        MEETING, ARTS, "bestätigt", "450 4.2.0 Greylisted", "übergeben", "unklar",
        "im Protokoll fehlt sie", "250 2.0.0 Ok: queued as 4F2A",
    )]  # fmt: skip
    assert at == sorted(at)
    assert lines[2].startswith("<")
    assert all(line.startswith("04.08.2025 ") for line in lines[3:] if line)
    assert AHLEN not in "".join(lines)


def test_the_story_in_json(told: Call) -> None:
    """For programs: the mailing, the states with times, the attempts with code and words."""
    (story,) = as_json(told("status", "--show", ARTS, "--json"))

    turns = [(turn["state"], turn["code"], turn["reason"]) for turn in story["turns"]]
    assert (story["file"], story["kind"], story["state"]) == (MEETING, "invitation", "sent")
    assert turns == [
        ("deferred", 450, None),
        ("unclear", None, None),
        ("pending", None, "im Protokoll fehlt sie"),
        ("sent", 250, None),
    ]
    assert [bool(turn["handed_over_at"]) for turn in story["turns"]] == [False, True, False, True]


@pytest.mark.parametrize("spelling", [ARTS.upper(), f" {ARTS} "])
def test_whatever_the_spelling(told: Call, spelling: str) -> None:
    """An address is found however it is written."""
    assert len(as_json(told("status", "--show", spelling, "--json"))) == 1


def test_by_its_message_id(told: Call) -> None:
    """A Message-ID, as the relay's log has it, tells of that one mail."""
    (story,) = as_json(told("status", "--show", ARTS, "--json"))
    name = story["message_id"]

    for spelling in (name, name.strip("<>")):
        assert as_json(told("status", "--show", spelling, "--json")) == [story]


def test_the_bytes_as_sent(told: Call, relay: Any, small_workspace: Path) -> None:
    """`--eml` writes what the relay took, byte for byte, whatever became of the files since."""
    meeting = small_workspace / MEETING
    meeting.write_text(meeting.read_text("utf-8").replace("Kreisverwaltungen", "Andere"), "utf-8")

    done = told("status", "--show", ARTS, "--eml", "mail.eml")
    again = told("status", "--show", ARTS, "--eml", "mail.eml")
    once_more = told("status", "--show", ARTS, "--eml", "mail.eml", "--replace")

    first, second = relay.mails[ARTS]
    assert done.exit_code == 0, done.stderr
    assert (small_workspace / "mail.eml").read_bytes() == first == second
    assert again.exit_code == MEND_FIRST
    assert "mail.eml" in again.stderr
    assert once_more.exit_code == 0


def test_the_bytes_to_a_pipe(told: Call, relay: Any) -> None:
    """`--eml -` gives them to the next program, and nothing else stands there."""
    done = told("status", "--show", ARTS, "--eml", "-")

    assert done.stdout_bytes == relay.mails[ARTS][0]


def test_nobody(told: Call) -> None:
    """An address to which nothing ever went is told, and one that is none; `--eml` needs one."""
    unknown = told("status", "--show", "wer@stadt.example")
    broken = told("status", "--show", "wer(at)stadt")
    of_whom = told("status", "--eml", "mail.eml")

    assert {done.exit_code for done in (unknown, broken, of_whom)} == {MEND_FIRST}
    assert "An wer@stadt.example ging von hier nie etwas" in unknown.stderr
    assert "wer(at)stadt" in broken.stderr
    assert "--show" in of_whom.stderr
