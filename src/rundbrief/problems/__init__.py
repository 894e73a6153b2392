"""Something wrong in what the organiser wrote: a value, collected, shown all at once."""

from rundbrief.problems.problem import Problem, Severity

__all__ = ["Problem", "Severity"]
