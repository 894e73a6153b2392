"""The machinery that any model is read with: the workspace's settings are one of them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rundbrief.definitions import Defaults, Meeting, Model, Series, Zone, read_model
from rundbrief.definitions.written import WrittenMeeting, WrittenNewsletter
from rundbrief.wording import problem_sentence

EXAMPLE = Path(__file__).parents[2] / "examples/meetings/2025-09-08-kreisverwaltungen.toml"


class Folder(Model):
    """One kind of transport."""

    kind: Literal["folder"]


class Smtp(Model):
    """Another, whose validator says its own code."""

    kind: Literal["smtp"]
    host: str
    port: int = Field(default=587, ge=1, le=65535)
    secure: bool = True

    @model_validator(mode="after")
    def _secure(self) -> "Smtp":
        if not self.secure and self.host != "localhost":
            raise PydanticCustomError("definitions.wrong-value", "x", {})
        return self


class Settings(Model):
    """Settings like the workspace's."""

    timezone: Zone
    connections: int = Field(default=1, multiple_of=1)
    series: Mapping[str, Series] = Field(default_factory=dict)
    transport: Annotated[Folder | Smtp, Field(discriminator="kind")]
    other: Folder | None = None


GOOD = 'timezone = "Europe/Berlin"\n[series.kultur]\nname = "K"\n[transport]\nkind = "folder"\n'


def said(text: str) -> list[str]:
    """What is said of these settings."""
    value, problems = read_model(Settings, text.encode(), "s.toml")
    assert (value is None) == bool(problems)
    return [problem_sentence(problem, "de") for problem in problems]


def test_good_settings() -> None:
    """A model comes back with its values; a zone is a zone."""
    value, problems = read_model(Settings, GOOD.encode(), "s.toml")

    assert problems == []
    assert value
    assert (value.timezone.key, value.series["kultur"].name) == ("Europe/Berlin", "K")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # a table under the organiser's own key
        ('name = "K"', 'titel = "K"', ["s.toml:3: series.kultur.titel: "]),
        ("[series.kultur]\nname", "[series]\nkultur", ["s.toml:3: series.kultur: "]),
        ("[series.kultur]\nname", "series", ["s.toml:2: series: "]),
        # a member of a union
        ('kind = "folder"', 'kind = "ftp"', ["s.toml:5: transport.kind: "]),
        ('kind = "folder"', 'kind = "folder"\nport = 25', ["s.toml:6: transport.port: "]),
        ('kind = "folder"', 'kind = "smtp"\nport = "25"', [
            "s.toml:4: transport.host: ",
            "s.toml:6: transport.port: ",
        ]),
        # a number out of bounds, yes and no
        ('kind = "folder"', 'kind = "smtp"\nhost = "a"\nport = 0', [
            "s.toml:7: transport.port: 0 ist zu klein. Schreiben Sie mindestens 1."
        ]),
        ('kind = "folder"', 'kind = "smtp"\nhost = "a"\nport = 99999', [
            "s.toml:7: transport.port: 99999 ist zu groß. Schreiben Sie höchstens 65535."
        ]),
        ('kind = "folder"', 'kind = "smtp"\nhost = "a"\nsecure = "ja"', [
            "s.toml:7: transport.secure: Hier wird ja (true) oder nein (false) erwartet, gefunden"
        ]),
        # a validator's own code, at the table it is about
        ('kind = "folder"', 'kind = "smtp"\nhost = "a"\nsecure = false', [
            "s.toml:4: transport: [transport] passt hier nicht."
        ]),
        # the header of an empty table, and of one behind comments
        ('[transport]\nkind = "folder"', "# Versand\n[transport]\n# nichts", [
            "s.toml:5: transport.kind: "
        ]),
        ("[transport]\n", "[transport]\n# wohin\n\nhost = 'a'\n", ["s.toml:7: transport.host: "]),
    ],
)  # fmt: skip
def test_bad_settings(old: str, new: str, expected: list[str]) -> None:
    """Tables in tables, in unions and under own keys are told with their path and line."""
    found = said(GOOD.replace(old, new))

    assert [one[: len(start)] for one, start in zip(found, expected, strict=True)] == expected


def test_an_error_nobody_thought_of() -> None:
    """A constraint that has no sentence of its own is still told in our words."""

    class Even(Model):
        number: int = Field(multiple_of=2)

    _, [problem] = read_model(Even, b"number = 3", "e.toml")

    assert problem_sentence(problem, "de") == (
        "e.toml:1: number: 3 passt hier nicht. Vergleichen Sie die Zeile mit den Beispielen."
    )


scalars = (
    st.booleans().map(lambda yes: str(yes).lower())
    | st.integers(-(10**20), 10**20).map(str)
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda one: f"{one:f}")
    | st.dates().map(str)
    | st.times().map(lambda one: one.isoformat("milliseconds"))
    | st.datetimes(timezones=st.none() | st.timezones()).map(
        lambda one: one.isoformat(timespec="milliseconds")[:29]
    )
    | st.text(st.characters(codec="utf-8", exclude_characters="\x7f", min_codepoint=32)).map(
        lambda one: "'" + one.replace("'", "’") + "'"
    )
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda all_: f"[{', '.join(all_)}]")
        | st.dictionaries(
            st.sampled_from(["kind", "name", "link", "title", "time", "deadline", "x", "value"]),
            inner,
            max_size=3,
        ).map(lambda table: "{" + ", ".join(f"{k} = {v}" for k, v in table.items()) + "}")
    ),
    max_leaves=6,
)
keys = st.sampled_from(sorted({*WrittenMeeting.model_fields, *WrittenNewsletter.model_fields, "x"}))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(keys, values, max_size=6))
def test_any_values_at_any_keys(table: dict[str, str]) -> None:
    """Whatever stands where, each error is told in a sentence of ours, at a line of the file."""
    text = "\n".join(f"{key} = {value}" for key, value in table.items())

    for model in (WrittenMeeting, WrittenNewsletter):
        _, problems = read_model(model, text.encode(), "m.toml")

        for problem in problems:
            assert problem.code != "definitions.wrong-value" or problem.field == "id"
            assert "pydantic" not in problem_sentence(problem, "de")
            assert problem.line is not None or problem.code.startswith("definitions.missing-")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_accident_to_a_file(data: st.DataObject) -> None:
    """A file with a piece cut out, or a character typed into it, is read or told about."""
    text = EXAMPLE.read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 40, len(text))))
    typed = data.draw(st.sampled_from(["", '"', "„", "[", "]", "=", "\n", "\\", "{", ",", "\x00"]))

    value, problems = read_model(
        WrittenMeeting, (text[:start] + typed + text[end:]).encode(), "m.toml"
    )

    assert (value is None) == bool(problems)
    for problem in problems:
        assert problem_sentence(problem, "de")
        assert problem_sentence(problem, "en")


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Bytes of any kind raise nothing."""
    _, problems = read_model(WrittenMeeting, data, "m.toml")

    assert problems


def test_models_stay_frozen(write: Callable[..., str], defaults: Defaults) -> None:
    """No room can change a meeting it was handed."""
    assert Meeting.model_config["frozen"]
