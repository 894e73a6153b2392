"""No template may fill the machine's memory: what would make a text or number too large fails.

    {{ 'a' * 9999999999 }}, {{ title|center(10 ** 9) }} ─▶ TooMuch ─▶ a problem with file and line

A slip of the organiser's, or a template that came from somebody else, must end in a sentence. The
limits are far above any mail: Gmail shows 102 KB of one.
"""

import re
from collections.abc import Callable, Iterable
from functools import wraps
from math import prod
from typing import Any, Final

from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST: Final = 1_000_000  # letters, or members of a list
WIDEST: Final = 10_000  # what a filter or method may be told to fill up to

# Each of these may put a text into every gap of another.
MULTIPLYING: Final = frozenset({"do_replace", "replace", "do_join", "sync_do_join", "join"})

# `%99999d` and `{:>99999}`: the width stands in the text itself.
_WIDE: Final = re.compile(r"\d{5}")


class TooMuch(Exception):
    """A template would make something larger than any mail."""


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which nothing grows without end."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def bound(self) -> None:
        """Put the limit before each filter."""
        for name, function in self.filters.items():
            self.filters[name] = _bounded(function)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The operation, unless its result would be too large."""
        match operator:
            case "*" if _length(left) * _size(right) > LONGEST:
                raise TooMuch
            case "*" if _length(right) * _size(left) > LONGEST:
                raise TooMuch
            case "+" if _length(left) + _length(right) > LONGEST:
                raise TooMuch
            case "**" if _size(left) ** min(_size(right), 64) > LONGEST:
                raise TooMuch
            case "%" if isinstance(left, str) and (_WIDE.search(left) or _is_wide(right)):
                raise TooMuch
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """The call, unless it is told to fill up more than any mail holds."""
        texts = (getattr(function, "__self__", ""), *args)
        if any(map(_is_wide, (*args, *kwargs.values()))) or _multiplies(function, texts):
            raise TooMuch
        return super().call(context, function, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """`str.format`, unless a width in its text is too large."""
        formatting = super().wrap_str_format(value)
        if formatting is not None and _WIDE.search(value.__self__):
            raise TooMuch
        return formatting


def _bounded(function: Any) -> Callable[..., Any]:
    @wraps(function)  # with the attribute that tells Jinja to pass its context
    def bounded(*args: Any, **kwargs: Any) -> Any:
        if any(map(_is_wide, (*args[1:], *kwargs.values()))) or _multiplies(function, args):
            raise TooMuch
        if function.__name__ == "do_format" and _WIDE.search(str(args[0])):
            raise TooMuch
        return function(*args, **kwargs)

    return bounded


def _multiplies(function: Any, texts: Iterable[object]) -> bool:
    if getattr(function, "__name__", "") not in MULTIPLYING:
        return False
    return prod(max(_length(text), 1) for text in texts) > 10 * LONGEST


def _length(value: object) -> int:
    return len(value) if isinstance(value, str | list | tuple) else 0


def _size(value: object) -> int:
    return abs(value) if isinstance(value, int) else 1


def _is_wide(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_is_wide, value))
    return isinstance(value, int) and abs(value) > WIDEST
