"""A small meeting file, a way to change one line of it, and what the organiser then reads."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rundbrief.definitions import Contact, Defaults, Series, read_meeting
from rundbrief.problems import Severity
from rundbrief.wording import Language, problem_sentence

LINES = {
    "id": 'id = "0ddd3cae-3ae0-4ab7-b158-9267a6367e1e"',
    "status": 'status = "planned"',
    "title": 'title = "Kultur im Kreis"',
    "start": "start = 2025-09-08T10:00:00",
    "end": "end = 2025-09-08T12:00:00",
    "extra": "",
    "venue": "[venue]",
    "kind": 'kind = "online"',
    "link": 'link = "https://treffen.example/kreis"',
    "below": "",
}
FRESH = UUID("e2d0bcff-0b22-4763-b6c7-147e1f62598a")

Write = Callable[..., str]
Read = Callable[..., list[str]]


@pytest.fixture(scope="session")
def defaults() -> Defaults:
    """What rundbrief.toml supplies in these tests."""
    return Defaults(
        zone=ZoneInfo("Europe/Berlin"),
        contact=Contact(name="Kulturbüro", email="kulturbuero@kreis.example"),
        series={"kultur": Series(name="Austausch Kultur")},
    )


@pytest.fixture(scope="session")
def write() -> Write:
    """A good meeting file with the named lines otherwise: `extra` is line 6, `below` line 10."""

    def write(**lines: str) -> str:
        return "\n".join((LINES | lines).values()) + "\n"

    return write


@pytest.fixture(scope="session")
def read(defaults: Defaults) -> Read:
    """What `check` says of a meeting file; each sentence stands in the other language too."""

    def read(text: str | bytes, language: Language = "de") -> list[str]:
        data = text if isinstance(text, bytes) else text.encode()
        meeting, problems = read_meeting(data, "m.toml", defaults, new_id=lambda: FRESH)
        assert (meeting is None) == any(each.severity is Severity.ERROR for each in problems)
        for problem in problems:
            assert problem_sentence(problem, "en") != problem_sentence(problem, "de")
        return [problem_sentence(problem, language) for problem in problems]

    return read
