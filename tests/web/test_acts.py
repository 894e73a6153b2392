"""Both faces do the same things: each command has its place on the page, or a reason."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import click
import pytest

import rundbrief
from rundbrief.cli.group import COMMANDS
from rundbrief.web import ACTS
from rundbrief.web.acting import ASKED, ORDERS
from rundbrief.web.acts import EVERYWHERE, Place
from rundbrief.web.app import PAGES, SHEETS
from rundbrief.web.state import Place as Where

PACKAGE = Path(rundbrief.__file__).parent


def desk_functions(face: str) -> set[str]:
    """The names that a face's modules import from the desk, functions only."""
    found = set()
    for path in (PACKAGE / face).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "rundbrief.desk":
                found |= {each.name for each in node.names if each.name.islower()}
    return found


def acts_of(command: str) -> set[str]:
    """The command, and each of its options that does something."""
    options = import_module(f"rundbrief.cli.{command}").command.params
    names = {
        next((name for name in each.opts if name.startswith("--")), each.opts[0])
        for each in options
        if isinstance(each, click.Option)
    }
    return {command} | {f"{command} {name}" for name in names - EVERYWHERE}


def test_every_command_and_option_has_its_place() -> None:
    """What the terminal can do the page can do, too, or a reason stands where it can't."""
    assert set(ACTS) == {act for command in COMMANDS for act in acts_of(command)}


PLACES = sorted({place for place in ACTS.values() if isinstance(place, Place)})


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_every_place_exists(place: Place) -> None:
    """Each is a page, or an order that reads that field and that a form of some page gives."""
    path, field = place
    if path not in ORDERS:
        assert path in {*PAGES, *SHEETS, "/eml"}
        assert not field or hasattr(Where, field)
        return

    source = inspect.getsource(ORDERS[path])
    assert f'"{field}"' in source or field in ASKED
    assert any(f'action="{path}"' in page for page in FORMS)


FORMS = [path.read_text("utf-8") for path in (PACKAGE / "web" / "pages").glob("*.html")]

# What only one face needs, each with its reason.
TERMINAL_ONLY = {
    "answer_problem": "asks one answer after the other",
    "answered": "the page shows the answers that count, the terminal also what came before",
    "listed": "`check --recipients`; the page lists recipients beside the mail",
    "preview": "the page as a file: `preview --export`",
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
