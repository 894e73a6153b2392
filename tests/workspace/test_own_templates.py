"""Her own templates count by their names: a slip in one is told, with what was meant."""

from pathlib import Path

import pytest

from rundbrief.problems import Problem, Severity
from rundbrief.wording import LANGUAGES, problem_sentence
from rundbrief.workspace import open_workspace

SETTINGS = "rundbrief.toml"


def told(folder: Path) -> list[Problem]:
    workspace, problems = open_workspace(folder)
    assert workspace is not None, problems
    found = [each for each in workspace.read().problems if "template" in each.code]
    assert all(each.severity is Severity.WARNING for each in found)
    assert all(problem_sentence(each, language) for each in found for language in LANGUAGES)
    return found


@pytest.fixture
def templates(small_workspace: Path) -> Path:
    """Her own folder, still empty."""
    folder = small_workspace / "templates"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("invitaton.html", "invitation.html"),
        ("newsletter.htm", "newsletter.html"),
        ("Invitation.html", "invitation.html"),
        ("invitaton.txt", "invitation.txt"),
        ("kep.css", "kept.css"),
        ("sub/invitation.html", "invitation.html"),
    ],
)
def test_a_misnamed_template(templates: Path, name: str, likely: str) -> None:
    """A slip in the name, in its ending, in its folder: the stock template is named."""
    (templates / name).parent.mkdir(exist_ok=True)
    (templates / name).write_text("x", "utf-8")

    [problem] = told(templates.parent)

    assert (problem.file, problem.code) == (f"templates/{name}", "workspace.template-misnamed")
    assert problem.values["likely"] == likely


def test_a_template_that_nothing_uses(templates: Path) -> None:
    """A name that is like none: those that count are listed."""
    (templates / "fusszeile.html").write_text("x", "utf-8")

    [problem] = told(templates.parent)

    assert problem.code == "workspace.template-unused"
    assert "invitation.html" in str(problem.values["known"])


def test_what_is_in_order(templates: Path) -> None:
    """Stock names, parts that another template names, notes and pictures."""
    (templates / "invitation.html").write_text('{% include "fusszeile.html" %}', "utf-8")
    for name in ("fusszeile.html", "LIESMICH.txt", "notiz.md", "logo.png", "kept.css"):
        (templates / name).write_text("x", "utf-8")

    assert told(templates.parent) == []


def test_a_folder_that_is_not_there(small_workspace: Path) -> None:
    """Named in the settings and misspelt, it would silently be none."""
    settings = small_workspace / SETTINGS
    settings.write_text('templates = "vorlagne"\n' + settings.read_text("utf-8"), "utf-8")

    [problem] = told(small_workspace)

    assert (problem.file, problem.field) == (SETTINGS, "templates")
