"""The pages of the project, and the blocks in them.

README.md, docs/**/*.md ─▶ Page ─▶ Block(language, file, exit code, lines)
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\S*)[ ]?(.*)\n((?:.*\n)*?)^```$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block. Behind its language may stand what no reader sees:

    `file=PATH`, the whole of a file; `change=PATH`, one line of it; `exit=CODE` of its commands.
    """

    language: str
    file: str
    change: str
    exit: int
    text: str


@dataclass(frozen=True)
class Page:
    """A page; `name` is its path in the project."""

    name: str
    text: str

    @property
    def path(self) -> Path:
        return ROOT / self.name

    @property
    def prose(self) -> str:
        """The page without its blocks."""
        return BLOCK.sub("", self.text)

    @property
    def blocks(self) -> list[Block]:
        return [_block(*found) for found in BLOCK.findall(self.text)]

    @property
    def is_generated(self) -> bool:
        """Whether `docs/generate.py` writes the whole of it."""
        return "docs/generate.py" in self.text.split("##", 1)[0]


def _block(language: str, info: str, text: str) -> Block:
    said = dict(word.split("=", 1) for word in info.split())
    file, change = said.get("file", ""), said.get("change", "")
    return Block(language, file, change, int(said.get("exit", 0)), text)


def _pages() -> list[Page]:
    paths = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [Page(p.relative_to(ROOT).as_posix(), p.read_text(encoding="utf-8")) for p in paths]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `a_page` runs for each; for `page_with_commands`, where it shows any."""
    wanted = {"a_page": lambda _: True, "page_with_commands": _has_commands}
    for name, fits in wanted.items():
        if name in metafunc.fixturenames:
            pages = [page for page in _pages() if fits(page)]
            metafunc.parametrize(name, pages, ids=[page.name for page in pages])


def _has_commands(page: Page) -> bool:
    return any(block.language in ("console", "bat") for block in page.blocks)


@pytest.fixture(scope="session")
def pages() -> list[Page]:
    """All of them."""
    return _pages()
