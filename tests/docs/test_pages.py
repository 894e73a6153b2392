"""Pages keep what they promise: links lead somewhere, files are there, tables are the code's."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from rundbrief.delivery import State, state_name
from rundbrief.workspace import TransportSettings

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "docs" / "decisions"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
FILE = re.compile(r"`(\w[\w.-]*(?:/[\w.-]+)*\.(?:py|toml|html|txt|css|sh|po|mo|md|csv))`")
PLACES = ("", "src/rundbrief", "examples", "docs", "docs/decisions", "templates", "recipients")
HEADINGS = [
    "Situation",
    "Decision",
    "What we gave up",
    "Evidence",
    "What would make us think again",
]
PICTURE_LIMIT = 250_000  # bytes: a page with four of them still opens at once
SHEET_LIMIT = 350_000  # a contact sheet shows a score of mails, and stands alone


def _anchors(path: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_links_lead_somewhere(a_page: Any) -> None:
    """A link or picture leads to a file that is there, and to a heading that is in it."""
    dead = []
    for target in (one or other for one, other in LINK.findall(a_page.prose)):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        path = a_page.path.parent / name if name else a_page.path
        if not path.exists() or (anchor and anchor not in _anchors(path)):
            dead.append(target)

    assert dead == []


def test_files_named_are_there(a_page: Any) -> None:
    """A file named in a page is in the project, so that the reader finds what is spoken of."""
    named = {name for name in FILE.findall(a_page.prose) if not name.startswith("demo/")}

    assert sorted(n for n in named if not any((ROOT / p / n).exists() for p in PLACES)) == []


def test_targets_named_are_there(a_page: Any) -> None:
    """What a page says make can do, it can."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert set(re.findall(r"`make ([a-z]+)`", a_page.prose)) <= set(targets)


def test_tables_and_commands_are_as_the_program_says() -> None:
    """`make docs` would change nothing."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )

    assert (done.stdout, done.returncode) == ("", 0)


def test_first_line_says_what_it_is_and_for_whom() -> None:
    """Whoever sees one line of the README knows."""
    first, *rest = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert first.startswith("# Email newsletter and invitation generator for ")
    assert len(rest) < 90


@pytest.mark.parametrize("path", sorted(DECISIONS.glob("0*.md")), ids=lambda path: path.stem[:4])
def test_decision_has_its_parts_and_its_line_in_the_index(path: Path) -> None:
    """A decision says why, at what price and what would reverse it, and can be found."""
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert f"]({path.name})" in (DECISIONS / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {path.stem[:4]} ")


def test_every_room_is_shown_to_the_reader() -> None:
    """The house's page names each room."""
    text = (ROOT / "docs" / "how-it-is-built.md").read_text(encoding="utf-8")
    rooms = [p.parent.name for p in (ROOT / "src" / "rundbrief").glob("*/__init__.py")]

    assert [room for room in rooms if f"| `{room}` |" not in text] == []


def test_every_key_of_transport_is_told_to_the_operator() -> None:
    """What may stand under [transport] stands in the operator's page."""
    text = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")

    assert [key for key in TransportSettings.model_fields if f"| `{key}` |" not in text] == []


def test_every_state_is_told_to_the_organiser() -> None:
    """What `status` may say of a mail stands in the organiser's page."""
    text = (ROOT / "docs" / "erste-schritte.md").read_text(encoding="utf-8")
    names = {state_name(state, kind, "de") for state in State for kind in ("smtp", "folder")}

    assert sorted(name for name in names if name not in text) == []


def test_toml_shown_is_toml(a_page: Any) -> None:
    """What a page shows of a file can be copied."""
    for block in a_page.blocks:
        if block.language == "toml":
            assert tomllib.loads(block.text)


def test_pictures_are_small() -> None:
    """Pictures don't make a clone heavy."""
    limits = {"every-kind.webp": SHEET_LIMIT, "every-kind-dark.webp": SHEET_LIMIT}
    heavy = [
        p.name
        for p in ROOT.glob("docs/pictures/*")
        if p.stat().st_size > limits.get(p.name, PICTURE_LIMIT)
    ]

    assert heavy == []
