"""From a file's bytes to a model, or to everything that is wrong with it at once.

    bytes ─▶ Source ─▶ pydantic ─▶ model
                │          └─▶ errors ─▶ complaints ─▶ problems with lines
                └─▶ one problem, where it isn't even TOML

For meetings and newsletters here, and for the workspace's settings. Reads no disk.
"""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from rundbrief.definitions.complaints import complaints
from rundbrief.definitions.source import Source, read_source
from rundbrief.problems import Problem

M = TypeVar("M", bound=BaseModel)


def read_model(model: type[M], data: bytes, file: str) -> tuple[M | None, list[Problem]]:
    """The file as that model, or None and all its problems, in the order of their lines.

    `file` is the path as the organiser knows it. The model should be strict and forbid extra
    keys. Its validators may raise `PydanticCustomError` whose type is a sentence's code
    (`workspace.no-host`): code and context become the problem, `key` and `found` are added.
    """
    source, problems = read_source(data, file)
    if source is None:
        return None, problems
    value, problems = validated(model, source)
    return value, by_line(problems)


def validated(model: type[M], source: Source) -> tuple[M | None, list[Problem]]:
    """The values of a file as that model, or None and what it refuses."""
    try:
        return model.model_validate(source.values), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
        return None, complaints(model, errors, source)


def by_line(problems: list[Problem]) -> list[Problem]:
    """In the order in which one mends a file: what concerns it whole comes first."""
    return sorted(problems, key=lambda problem: problem.line or 0)
