"""What went wrong in a template, as the organiser needs to hear it: where, what, and what to do.

    exception from Jinja or a mark ─▶ TemplateProblem (a Problem with file, line, variable)

The one exception that passes through rooms; `composing`'s face catches it.
"""

import re
from collections.abc import Collection, Mapping
from functools import partial

from jinja2 import (
    StrictUndefined,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from jinja2.utils import missing

from rundbrief.definitions import nearest
from rundbrief.problems import Problem
from rundbrief.rendering.bounds import TooMuch
from rundbrief.rendering.marks import Misuse, Place


class TemplateProblem(Exception):
    """Something the organiser must mend in a template; `problem` says what."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.file}:{problem.line}: {problem.field}: {problem.code}")
        self.problem = problem


class NotUtf8(Exception):
    """A template's bytes are no UTF-8; `place` is where that shows."""

    def __init__(self, place: Place) -> None:
        super().__init__(f"{place.file}:{place.line} is not UTF-8")
        self.place = place


class UnknownName(UndefinedError):
    """A template uses a name that its context, or the thing before the dot, doesn't have."""

    def __init__(self, message: str | None, name: str, owner: object) -> None:
        super().__init__(message)
        self.name, self.owner = name, owner


class Unknown(StrictUndefined):
    """Nothing can be done with it but `is defined`; it remembers who was asked for what."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: object = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if exc is UndefinedError and name is not None:
            self._undefined_exception = partial(UnknownName, name=name, owner=obj)  # type: ignore[assignment] # called, never compared


def template_problem(
    error: Exception, place: Place, known: Mapping[str, Collection[str]]
) -> TemplateProblem:
    """The problem behind an exception that a template's reading or rendering raised.

    `known` holds the names that exist: `variables`, `filters`, `tests`.
    """
    match error:
        case Misuse():
            return problem_at(place, error.code, error.variable, doing=error.doing)
        case UnknownName(name=name, owner=owner):
            names = known["variables"] if owner is missing else _attributes(owner)
            return _unknown(place, "variable", name, names)
        case TemplateNotFound(name=name):
            return problem_at(place, "rendering.missing-template", str(name))
        case TemplateSyntaxError(message=words, source=source):
            return _syntax(place, words or "", source or "", known)
        case NotUtf8():
            return problem_at(place, "rendering.not-utf8")
        case SecurityError():
            return problem_at(place, "rendering.out-of-reach", _quoted(str(error)))
        case TooMuch() | MemoryError() | RecursionError():
            return problem_at(place, "rendering.too-much")
        case ZeroDivisionError():
            return problem_at(place, "rendering.divided-by-zero")
        case TypeError():
            return problem_at(place, "rendering.does-not-fit")
        case _:
            return problem_at(place, "rendering.failed")


def problem_at(place: Place, code: str, field: str = "", **values: str | int) -> TemplateProblem:
    """A template's problem of that code; `field` is the variable or name it is about."""
    return TemplateProblem(
        Problem(place.file, place.line, field, code, {"variable": field, **values})
    )


def _unknown(place: Place, kind: str, name: str, names: Collection[str]) -> TemplateProblem:
    """Something of that kind which there isn't: what was meant, where that is likely."""
    known = ", ".join(sorted(names))
    if meant := nearest(name, sorted(names)):
        return problem_at(place, f"rendering.unknown-{kind}", name, nearest=meant, known=known)
    return problem_at(place, f"rendering.no-{kind}", name, known=known)


def _quoted(words: str) -> str:
    """The name that an English sentence of Jinja's is about; it is all of it that is shown."""
    found = re.search(r"'([^']*)'", words)
    return found[1] if found else ""


def _attributes(owner: object) -> list[str]:
    return [name for name in dir(owner) if not name.startswith("_")]


# What Jinja says in no other way than this.
_UNKNOWN = re.compile(r"No (filter|test) named '([^']*)'")
_UNKNOWN_TAG = re.compile(r"Encountered unknown tag '((?!end)[^']*)'")
_UNCLOSED = re.compile(r"innermost block that needs to be closed is '([^']*)'")

# A sign or word that stands in the template; others are Jinja's own names of what it reads.
_STUMBLED = re.compile(r"(?:got|unexpected) '(?!string|integer|float|name|end )([^' ]+)'")

_TAGS = ("block", "extends", "for", "from", "if", "include", "macro", "set")


def _syntax(
    place: Place, words: str, source: str, known: Mapping[str, Collection[str]]
) -> TemplateProblem:
    if found := _UNKNOWN.match(words):
        kind, name = found.groups()
        return _unknown(place, kind, name, known[f"{kind}s"])
    if found := _UNKNOWN_TAG.match(words):
        return _unknown(place, "tag", found[1], _TAGS)
    if found := _UNCLOSED.search(words):
        place = place._replace(line=_opened_in(source) or place.line)
        return problem_at(place, "rendering.unclosed-block", found[1])
    if found := _STUMBLED.search(words):
        return problem_at(place, "rendering.syntax-at", found[1])
    return problem_at(place, "rendering.syntax")


_TAG = re.compile(r"\{#.*?#\}|\{%[-+]?\s*(end)?(\w+)(.*?)%\}", re.DOTALL)
_OPENING = frozenset({"autoescape", "block", "call", "filter", "for", "if", "macro", "with"})


def _opened_in(source: str) -> int | None:
    """The line of the innermost tag that nothing closes: Jinja tells that of the file's end."""
    opened: list[tuple[str, int]] = []
    for found in _TAG.finditer(source):
        end, name, rest = found.groups()
        if end and opened and opened[-1][0] != name:
            break
        if end and opened:
            opened.pop()
        elif not end and (name in _OPENING or (name == "set" and "=" not in rest)):
            opened.append((name, source[: found.start()].count("\n") + 1))
    return opened[-1][1] if opened else None
