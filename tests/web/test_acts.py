"""Both faces do the same things: each command has its place on the page, or a reason."""

import ast
from pathlib import Path

import pytest

import rundbrief
from rundbrief.cli.group import COMMANDS
from rundbrief.web import ACTS
from rundbrief.web.acting import ORDERS
from rundbrief.web.app import PAGES

PACKAGE = Path(rundbrief.__file__).parent


def desk_functions(face: str) -> set[str]:
    """The names that a face's modules import from the desk, functions only."""
    found = set()
    for path in (PACKAGE / face).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "rundbrief.desk":
                found |= {each.name for each in node.names if each.name.islower()}
    return found


def test_every_command_has_its_place() -> None:
    """What the terminal can do the page can do, too, or a reason stands where it can't."""
    assert set(ACTS) == set(COMMANDS)


@pytest.mark.parametrize("path", sorted({path for path in ACTS.values() if path}))
def test_every_place_exists(path: str) -> None:
    """The list of acts names pages and orders that there are."""
    assert path in PAGES or path in ORDERS


# What only one face needs, each with its reason.
TERMINAL_ONLY = {
    "accessibility_report": "a file to be filed: `check --report`",
    "answer_problem": "asks one answer after the other",
    "answered": "the page shows the answers that count, the terminal also what came before",
    "as_sent": "the bytes of one mail: `status --show --eml`",
    "check": "the page reads through `survey`, once a save",
    "faults": "asked before the question; the page tells them when it sends",
    "foresee": "asked before the question; the page looks at each mail",
    "listed": "`check --recipients`; the page lists recipients beside the mail",
    "preview": "the page as a file: `preview --export`",
    "settle_here": "decides which of two ledgers counts: not between two clicks",
    "site": "see ACTS",
    "stories": "all about one address: `status --show`",
    "subject_files": "file names as typed in a terminal",
    "wait_until_settled": "`send --wait`; the page shows what waits",
}
PAGE_ONLY = {
    "findings": "beside the mail; the terminal has `check`",
    "letters": "the kinds to look at",
    "look": "one mail for one recipient",
    "open_form": "an editor does it beside a terminal",
    "retyped": "an editor does it beside a terminal",
    "save": "an editor does it beside a terminal",
    "several": "what a form shows",
    "single": "what a form shows",
    "survey": "one reading for everything on the page",
}


def test_both_faces_call_the_same_desk() -> None:
    """A function that only one face calls stands here with its reason."""
    terminal, page = desk_functions("cli"), desk_functions("web")

    assert terminal - page == set(TERMINAL_ONLY)
    assert page - terminal == set(PAGE_ONLY)
