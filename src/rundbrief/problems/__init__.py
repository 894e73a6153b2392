"""Something wrong in what the organiser wrote: a value, collected, shown all at once."""

from rundbrief.problems.problem import Problem, Severity, Value

__all__ = ["Problem", "Severity", "Value"]
