"""A problem as the organiser reads it: where, what is wrong, what to do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rundbrief.wording.catalogue import Language, sentence

if TYPE_CHECKING:  # dataclasses would cost `--help` a tenth of its time
    from rundbrief.problems import Problem


def problem_sentence(problem: "Problem", language: Language) -> str:
    """`file:line: field: what is wrong. What to do.`, less the parts that don't apply."""
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    values: Mapping[str, object] = problem.values
    if any(hasattr(value, "strftime") for value in values.values()):
        from rundbrief.wording.days import worded  # Babel: only who speaks of days pays for it

        values = worded(values, language)
    text = sentence(problem.code, language, **values)
    return ": ".join(part for part in (place, problem.field, text) if part)
