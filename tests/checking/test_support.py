"""What mail programs know: whose data that is, of when, and that our tables speak its language."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rundbrief.checking import CLIENTS, Specimen, check_mail
from rundbrief.checking.support import DATA, FALLBACKS, answer, features

DOCS = Path(__file__).parents[2] / "docs"


def test_the_data_ships_with_its_licence_and_date() -> None:
    """Its licence lies beside it, and the docs name the day that it itself names."""
    day = json.loads(DATA.read_bytes())["last_update_date"].partition(" ")[0]
    licence = DATA.with_suffix(".LICENSE").read_text("utf-8")

    assert licence.startswith("MIT License")
    assert "Copyright" in licence
    assert day in (DOCS / "checks.md").read_text("utf-8")


@pytest.mark.parametrize("key", CLIENTS)
def test_every_program_was_asked_something(key: str) -> None:
    """A program that the data does not have would silently count as unknown for ever."""
    answers = {answer(slug, CLIENTS[key]) for slug in features()}

    assert answers & {"y", "n", "a"}


@pytest.mark.parametrize("slug", FALLBACKS)
def test_every_fallback_is_for_a_known_feature(slug: str) -> None:
    """A slip in a feature's name would let nothing pass, or all."""
    assert slug in features()


def test_only_chosen_programs_count(invitation: Specimen, broken: Any) -> None:
    """What one program lacks is no finding where another is asked, and names it where it is."""
    assert answer("css-display-grid", CLIENTS["outlook-windows"]) == "n"
    assert answer("css-display-grid", CLIENTS["apple-mail"]) == "y"
    grid = broken(invitation, "text/html", "</body>", '<p style="display:grid">x</p></body>')

    def found(*clients: str) -> list[str]:
        return [
            str(each.values["clients"])
            for each in check_mail(replace(grid, clients=clients))
            if each.code == "client-unsupported"
        ]

    assert found("apple-mail") == []
    assert found("apple-mail", "outlook-windows") == [CLIENTS["outlook-windows"].name]
