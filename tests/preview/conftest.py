"""The preview of the small workspace, as a value and as a page in the test browser."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from rundbrief.desk import Desk, open_desk, preview
from rundbrief.wording import Language

NOW = datetime(2025, 8, 4, 7, tzinfo=UTC)
MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
TITLE = "Kreisverwaltungen und bürgerschaftliches Kulturengagement"


@dataclass(frozen=True)
class Preview:
    """The page, and what its script is given."""

    html: str

    @property
    def groups(self) -> list[dict[str, Any]]:
        data = re.search(r'<script type="application/json" id="data">(.*?)</script>', self.html)
        assert data
        groups: list[dict[str, Any]] = json.loads(data[1])["groups"]
        return groups

    @property
    def views(self) -> list[dict[str, Any]]:
        return [view for group in self.groups for view in group["views"]]


def frozen(folder: Path) -> Desk:
    """A desk whose clock stands still and whose dice always fall the same way."""
    desk, problems = open_desk(folder, environment={}, now=NOW)
    assert desk, problems
    numbers = count()
    return replace(desk, clock=lambda: NOW, token=lambda: f"{next(numbers):020x}")


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    return frozen(small_workspace)


@pytest.fixture
def previewed(small_workspace: Path) -> Callable[..., Preview]:
    """The preview of the workspace as it is now, in that language."""

    def make(language: Language = "de") -> Preview:
        html, problems = preview(frozen(small_workspace), language=language)
        assert html, problems
        return Preview(html)

    return make


@pytest.fixture
def opened(previewed: Callable[..., Preview], tmp_path: Path, page: Page) -> Callable[..., Page]:
    """That preview in the browser, as a file on her disk; what its console says is an error."""

    def show(language: Language = "de", place: str = "") -> Page:
        path = tmp_path / "preview" / "index.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(previewed(language).html, encoding="utf-8")
        page.on("pageerror", lambda error: pytest.fail(f"the page's script failed: {error}"))
        page.goto(path.as_uri() + place)
        return page

    return show


@pytest.fixture
def retitled(small_workspace: Path) -> Callable[[str], None]:
    """Give the meeting that title."""

    def change(title: str) -> None:
        path = small_workspace / MEETING
        text = path.read_text("utf-8")
        assert text.count(TITLE) == 1
        path.write_text(text.replace(f'"{TITLE}"', f"'{title}'"), encoding="utf-8")

    return change
