"""Ids: every definition has one of its own, and a new file is offered one to paste."""

import dataclasses
from collections.abc import Callable, Iterable
from uuid import UUID, uuid4

from rundbrief.definitions.models import Meeting, Newsletter
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


def same_ids(
    definitions: Iterable[Meeting | Newsletter], *, new_id: Callable[[], UUID] = uuid4
) -> list[Problem]:
    """A problem for each file whose id another has before it, naming both."""
    first: dict[UUID, str] = {}
    return [
        Problem(one.file, None, "id", "definitions.same-id", {"id": str(new_id()), "other": other})
        for one in definitions
        if (other := first.setdefault(one.id, one.file)) != one.file
    ]
