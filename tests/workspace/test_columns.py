"""`[columns]`: a heading that no list has is a slip, and told as one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rundbrief.problems import Problem, Severity
from rundbrief.wording import LANGUAGES, problem_sentence
from rundbrief.workspace.lists import stream_lists

FIRST = b"E-Mail;Amtsbezeichnung\na@b.example;Kulturamt\n"
SECOND = b"E-Mail;Funktion\nc@d.example;Leitung\n"

Told = Callable[[dict[str, str]], list[Problem]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """What is told of the settings when both lists are read with those columns."""
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, data in zip(paths, (FIRST, SECOND), strict=True):
        path.write_bytes(data)

    def read(columns: dict[str, str]) -> list[Problem]:
        rows = stream_lists(paths, lambda path: path.name, columns)
        found = [each for each in rows if isinstance(each, Problem) and "unmet" in each.code]
        assert all(problem_sentence(each, language) for each in found for language in LANGUAGES)
        return found

    return read


def test_a_heading_of_any_list_will_do(told: Told) -> None:
    """It need not be on each; letters alone are compared."""
    assert told({"amts bezeichnung": "Stelle", "Funktion": ""}) == []


@pytest.mark.parametrize(
    ("columns", "heading", "code"),
    [
        ({"Amtsbezeichnug": "Stelle"}, "Amtsbezeichnug", "workspace.unmet-heading-near"),
        ({"Kontakt": "Nachname"}, "Kontakt", "workspace.unmet-heading-others"),
        (
            {"Kontakt": "Nachname", "Funktion": "", "Amtsbezeichnung": "Stelle"},
            "Kontakt",
            "workspace.unmet-heading-none",
        ),
    ],
)
def test_a_heading_on_no_list(told: Told, columns: dict[str, str], heading: str, code: str) -> None:
    """It is named with what it may have meant, or what is left unread."""
    [problem] = told(columns)

    assert (problem.file, problem.field) == ("rundbrief.toml", f"columns.{heading}")
    assert problem.code == code
    assert problem.severity is Severity.WARNING
