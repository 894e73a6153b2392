"""A problem as the organiser reads it: where, what is wrong, what to do."""

from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING

from rundbrief.wording.catalogue import Language, sentence

if TYPE_CHECKING:  # dataclasses would cost `--help` a tenth of its time
    from rundbrief.problems import Problem


def problem_sentence(problem: "Problem", language: Language) -> str:
    """`file:line: field: what is wrong. What to do.`, less the parts that don't apply."""
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    text = sentence(problem.code, language, **_worded(problem.values, language))
    return ": ".join(part for part in (place, problem.field, text) if part)


def _worded(values: Mapping[str, object], language: Language) -> dict[str, object]:
    """The values, days and times among them ready to be placed in a sentence."""
    if not any(hasattr(value, "strftime") for value in values.values()):
        return dict(values)
    from rundbrief.wording.days import Worded  # Babel: only who speaks of days pays for it

    return {
        name: Worded(value, language) if isinstance(value, date | time) else value
        for name, value in values.items()
    }
