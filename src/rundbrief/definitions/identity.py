"""Ids: every definition has one of its own, and a new file is offered one to paste."""

import dataclasses
import tomllib
from collections.abc import Callable, Iterable
from uuid import UUID, uuid4

from rundbrief.problems import Problem


def offer_ids(problems: Iterable[Problem], new_id: Callable[[], UUID]) -> list[Problem]:
    """The problems, those of a missing or impossible `id` with a fresh one in their remedy."""
    return [
        dataclasses.replace(
            problem,
            code="definitions.missing-id"
            if problem.code == "definitions.missing-key"
            else "definitions.bad-id",
            values={**problem.values, "id": str(new_id())},
        )
        if problem.field == "id"
        else problem
        for problem in problems
    ]


def id_in(data: bytes) -> UUID | None:
    """The id of a file, whatever else is wrong with it; None where none can be read."""
    try:
        return UUID(tomllib.loads(data.decode("utf-8-sig"))["id"])
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError):
        return None


def same_ids(
    ids: Iterable[tuple[str, UUID | None]], *, new_id: Callable[[], UUID] = uuid4
) -> list[Problem]:
    """A problem for each file whose id another has before it, naming both."""
    first: dict[UUID, str] = {}
    return [
        Problem(file, None, "id", "definitions.same-id", {"id": str(new_id()), "other": other})
        for file, identity in ids
        if identity and (other := first.setdefault(identity, file)) != file
    ]
