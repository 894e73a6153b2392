"""What the pages promise of templates: five lines are enough, and every letter has its pictures."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from rundbrief.rendering import Templates

ROOT = Path(__file__).parents[2]
STOCK = ROOT / "templates"
PAGES = ("docs/templates.md", "examples/templates/LIESMICH.md")
BLOCK = re.compile(r"^```jinja file=templates/(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown() -> Iterator[tuple[str, str, str]]:
    """Every template that a page shows: the page, the template's name, its source."""
    for page in PAGES:
        for name, source in BLOCK.findall((ROOT / page).read_text(encoding="utf-8")):
            yield page, name, source


@pytest.mark.parametrize(("page", "name", "source"), list(shown()))
def test_five_lines(
    invitation: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    page: str,
    name: str,
    source: str,
) -> None:
    """A block is changed in five lines, and all the rest stays as it was."""
    before = invitation()
    (tmp_path / name).write_text(source, encoding="utf-8")
    theirs, render = Templates([tmp_path, STOCK]), Templates.render
    monkeypatch.setattr(Templates, "render", lambda _, name, context: render(theirs, name, context))

    after = invitation()

    old, new = (before.html, after.html) if name.endswith("html") else (before.text, after.text)
    assert len(source.splitlines()) <= 5
    assert "Für Getränke ist gesorgt." in new
    assert set(old.splitlines()) <= set(new.splitlines())


def test_both_pages_show_it() -> None:
    """The reference and the examples both show the five lines."""
    assert {page for page, _, _ in shown()} == set(PAGES)


@pytest.mark.parametrize(
    ("kind", "view"),
    list(product(("invitation", "newsletter"), ("desktop", "phone", "dark", "phone-dark"))),
)
def test_pictures(kind: str, view: str) -> None:
    """Each stock letter is seen on a desktop and a phone, light and dark."""
    name = f"pictures/{kind}-{view}.png"

    assert (ROOT / "docs" / name).read_bytes().startswith(b"\x89PNG")
    assert f"]({name})" in (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("sheet", ["every-kind.webp", "every-kind-dark.webp"])
def test_contact_sheets(sheet: str) -> None:
    """Every kind is seen side by side, light and dark."""
    assert (ROOT / "docs" / "pictures" / sheet).read_bytes()[8:12] == b"WEBP"
    assert f"](pictures/{sheet})" in (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
