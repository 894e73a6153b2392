"""pydantic's errors as problems: where in the file, which of our sentences, what to write.

    {type: "extra_forbidden", loc: ("venue", "online", "lnk")}
        ─▶ meetings/x.toml:9: venue.lnk: unknown-key, likely `link`

No word of pydantic's reaches the organiser: a type of error is only a way to a code. A type with
a dot in it is a code already (`fields.refusal`, or a validator of another room's model).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from rundbrief.definitions import guesses
from rundbrief.definitions.shape import (
    Place,
    bare,
    is_list,
    is_table,
    models_in,
    place_of,
    tables_with,
    words_of,
)
from rundbrief.definitions.source import Path, Source, dotted
from rundbrief.problems import Problem

CODES: dict[str, str] = {
    "missing": "missing-key",
    "extra_forbidden": "unknown-key",
    "string_type": "wants-text",
    "string_too_short": "empty",
    "too_short": "empty",
    "int_type": "wants-number",
    "bool_type": "wants-yes-or-no",
    "tuple_type": "wants-list",
    "list_type": "wants-list",
    "dict_type": "wants-table",
    "model_type": "wants-table",
    "model_attributes_type": "wants-table",
    "literal_error": "unknown-word",
    "enum": "unknown-word",
    "union_tag_invalid": "unknown-word",
    "union_tag_not_found": "missing-word",
    "datetime_type": "not-a-moment",
    "time_type": "not-a-time",
    "greater_than_equal": "number-too-small",
    "less_than_equal": "number-too-large",
}
"""From pydantic's types to codes of this room; any other type is `wrong-value`."""

# All that is taken of what pydantic itself says of an error.
_BOUNDS = frozenset({"ge", "le"})

_SAMPLES: dict[Any, str] = {
    str: '"…"',
    int: "1",
    bool: "true",
    datetime: "2025-09-08T10:00:00",
    date: "2025-09-01",
    time: "10:00:00",
}


def complaints(
    model: type[BaseModel], errors: Iterable[ErrorDetails], source: Source
) -> list[Problem]:
    """One problem for each error, in pydantic's order.

    A key that is missing because it is misspelt is told once.
    """
    problems = [_complaint(model, error, source) for error in errors]
    misspelt = {
        problem.field.removesuffix(str(problem.values["key"])) + str(problem.values["likely"])
        for problem in problems
        if "likely" in problem.values
    }
    return [
        problem
        for problem in problems
        if not (problem.code.startswith("definitions.missing-") and problem.field in misspelt)
    ]


def _complaint(model: type[BaseModel], error: ErrorDetails, source: Source) -> Problem:
    place, kind = place_of(model, error["loc"]), error["type"]
    if kind.startswith("union_tag"):
        place = Place((*place.path, "kind"), place.owner, place.kinds, place.type)
    if kind == "extra_forbidden":
        code, values = _unknown_key(model, place, source.values)
    elif kind == "missing":
        code, values = _missing(place)
    else:
        code = kind if "." in kind else f"definitions.{_code(place, kind)}"
        values = _values(place, error)
    said = {"key": str(_key(place.path)), "found": source.written(place.path)} | values
    return Problem(source.file, source.line(place.path), dotted(place.path), code, said)


def _code(place: Place, kind: str) -> str:
    code = CODES.get(kind, "wrong-value")
    return "wants-table" if code == "wants-list" and _is_list_of_tables(place.type) else code


def _is_list_of_tables(annotation: Any) -> bool:
    return is_list(annotation) and bool(models_in(bare(get_args(annotation)[0])))


def _key(path: Path) -> str | int:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _values(place: Place, error: ErrorDetails) -> dict[str, str | int]:
    """What the sentence fills in: a word that would be right, and what the type itself says."""
    own, given = "." in error["type"], error.get("ctx", {})
    context: dict[str, str | int] = {
        key: value
        for key, value in given.items()
        if (own or key in _BOUNDS) and isinstance(value, str | int)
    }
    words = words_of(place.type)
    found = error["input"]
    if words and (error["type"].startswith("union_tag") or not is_table(place.type)):
        context["known"] = _quoted(words)
        word = guesses.meant(found, words, guesses.WORDS) if isinstance(found, str) else None
        if error["type"] == "union_tag_invalid":
            tag = str(given.get("tag", ""))
            word = guesses.meant(tag, words, guesses.WORDS)
        context["example"] = f'"{word or words[0]}"'
    context["example"] = _entry(place, str(context.get("example") or _example(place, found)))
    return context


def _entry(place: Place, example: str) -> str:
    """The example as its whole line; headers and entries of a list stand for themselves."""
    key = place.path[-1] if place.path else 0
    return (
        example
        if isinstance(key, int) or (example.startswith("[") and not example.startswith('["'))
        else f"{key} = {example}"
    )


def _example(place: Place, found: object) -> str:
    """A value that would be right there, made of what was found where that is possible."""
    if is_table(place.type):
        header = dotted(tuple(part for part in place.path if isinstance(part, str)))
        return f"[[{header}]]" if isinstance(place.path[-1], int) else f"[{header}]"
    if _is_list_of_tables(place.type):
        return f"[[{dotted(place.path)}]]"
    if place.type is datetime and place.path[-1] == "end":
        return "2025-09-08T12:00:00"  # so that both lines, pasted, make a meeting
    if is_list(place.type):
        return f'["{found}"]' if isinstance(found, str) and '"' not in found else '["…", "…"]'
    if place.type is str and isinstance(found, int | float | date | time):
        return f'"{str(found).lower() if isinstance(found, bool) else found}"'
    if date in get_args(place.type):
        return _SAMPLES[date]
    return _SAMPLES.get(place.type, '"…"')


def _missing(place: Place) -> tuple[str, dict[str, str | int]]:
    words = words_of(place.type)
    if is_table(place.type):
        return "definitions.missing-table", {"example": f"[{dotted(place.path)}]"}
    if words:
        example = _entry(place, f'"{words[0]}"')
        return "definitions.missing-word", {"known": _quoted(words), "example": example}
    return "definitions.missing-key", {"example": _entry(place, _example(place, None))}


def _unknown_key(
    model: type[BaseModel], place: Place, values: Mapping[str, Any]
) -> tuple[str, dict[str, str | int]]:
    """A key nobody knows: most likely misspelt, in another language, or in the wrong table."""
    key, known = str(place.path[-1]), tuple(place.owner.model_fields)
    others = [word for one in place.kinds if key in one.model_fields for word in _kind(one)]
    if others:
        return "definitions.key-of-another-kind", {"known": _quoted(tuple(others))}
    if len(place.path) > 1 and key in model.model_fields and key not in values:
        return "definitions.key-below-table", {"table": _header(place.path)}
    if likely := guesses.meant(key, known, guesses.KEYS):
        return "definitions.misspelt-key", {"likely": likely}
    if table := next(tables_with(model, key), None):
        return "definitions.key-of-a-table", {"table": table}
    return "definitions.unknown-key", {"known": ", ".join(known)}


def _kind(model: type[BaseModel]) -> tuple[str, ...]:
    return words_of(model.model_fields["kind"].annotation) if "kind" in model.model_fields else ()


def _header(path: Path) -> str:
    names = dotted(tuple(part for part in path[:-1] if isinstance(part, str)))
    return f"[[{names}]]" if isinstance(path[-2], int) else f"[{names}]"


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f'"{word}"' for word in words)
