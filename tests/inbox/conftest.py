"""A folder of mails, and how each of the samples is read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rundbrief.inbox import Found, Trace, traces

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def sample() -> Callable[[str], bytes]:
    """A mail that a server or a calendar wrote, by its name."""
    return lambda name: (SAMPLES / f"{name}.eml").read_bytes()


@pytest.fixture
def said() -> Callable[[bytes], list[Trace]]:
    """What a mail's bytes say, without their times."""

    def read(content: bytes) -> list[Trace]:
        found: list[Found] = list(traces(content))
        return [each.trace for each in found]

    return read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty inbox."""
    made = tmp_path / "inbox"
    made.mkdir()
    return made
