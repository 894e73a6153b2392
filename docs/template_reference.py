"""The tables of docs/templates.md: what templates can reach, block, and do, taken from the code.

context classes ─▶ fields      templates/*.html ─▶ blocks      the sandbox ─▶ filters
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import FileSystemLoader, nodes
from markupsafe import Markup

from rundbrief.archive.pages import IndexContext, MeetingContext, SiteFrame, StyleContext
from rundbrief.rendering import (
    CancellationContext,
    Frame,
    InvitationContext,
    Marks,
    NewsletterContext,
    Reader,
    RecapContext,
    ReminderContext,
    SaveTheDateContext,
    UpdateContext,
    WithdrawalContext,
)
from rundbrief.rendering.frame import Say
from rundbrief.rendering.sandbox import CARRIED, marked_environment, plain_environment

TEMPLATES = Path(__file__).parents[1] / "templates"


def template_fields() -> str:
    """Every class that a template can reach, with its fields."""
    lines: list[str] = []
    for one in _classes():
        own = _own_fields(one)
        frame = _frame(one)
        base = f"Everything of `{frame.__name__}`, and:\n\n" if frame else ""
        lines += [f"#### {one.__name__}\n", f"{_story(one)}\n"]
        rows = [f"| `{name}` | {_type(hint)} |" for name, hint in own.items()]
        lines.append(base + "\n".join(["| field | type |", "| --- | --- |", *rows]) + "\n")
    return "\n".join(lines).strip()


def template_blocks() -> str:
    """The blocks of each stock template, in their order, nested ones behind `›`."""
    rows = ["| template | extends | blocks |", "| --- | --- | --- |"]
    environment = plain_environment(FileSystemLoader(TEMPLATES))
    for path in sorted(each for each in TEMPLATES.rglob("*") if each.is_file()):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        blocks = list(_nested(tree, ()))
        if not blocks:
            continue
        parent = next(tree.find_all(nodes.Extends), None)
        extends = f"`{parent.template.value}`" if parent else ""
        name = path.relative_to(TEMPLATES).as_posix()
        rows.append(f"| `{name}` | {extends} | {', '.join(f'`{name}`' for name in blocks)} |")
    return "\n".join(rows)


def template_filters() -> str:
    """Filters and tests that there are, and those that may be done to a reader's own words."""
    environment = plain_environment(FileSystemLoader(TEMPLATES))
    marked = marked_environment(FileSystemLoader(TEMPLATES), Marks("0"))
    tests = sorted(name for name in environment.tests if name in marked.tests)
    return "\n".join(
        (
            f"Filters: {_names(sorted(environment.filters))}.\n",
            f"Tests: {_names(tests)}.\n",
            f"On fields of `recipient` only {_names(sorted([*CARRIED, 'd', 'default', 'join']))}.",
        )
    )


_CONTEXTS = (
    SaveTheDateContext,
    InvitationContext,
    UpdateContext,
    CancellationContext,
    WithdrawalContext,
    ReminderContext,
    RecapContext,
    NewsletterContext,
)


_PAGES = (IndexContext, MeetingContext)


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _nested(node: nodes.Node, above: tuple[str, ...]) -> Iterator[str]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield " › ".join((*above, child.name))
            yield from _nested(child, (*above, child.name))
        else:
            yield from _nested(child, above)


def _classes() -> list[type]:
    """The contexts, and whatever class a field of one leads to, each once, as first met."""
    found: list[type] = []
    waiting: list[type] = [Frame, *_CONTEXTS, SiteFrame, *_PAGES, StyleContext]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting += [each for hint in _own_fields(one).values() for each in _within(hint)]
    return found


def _frame(one: type) -> type | None:
    return Frame if one in _CONTEXTS else SiteFrame if one in _PAGES else None


def _own_fields(one: type) -> dict[str, Any]:
    hints = get_type_hints(one)
    frame = _frame(one)
    inherited = get_type_hints(frame) if frame else {}
    return {name: hint for name, hint in hints.items() if name not in inherited}


def _within(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and (is_dataclass(hint) or hint is Reader):
        yield hint
    for inner in get_args(hint):
        yield from _within(inner)


def _type(hint: Any) -> str:
    """In words for people who write templates, not Python."""
    args = get_args(hint)
    if get_origin(hint) is tuple:
        return f"list of {_type(args[0])}"
    if type(None) in args:
        return " or ".join([*(_type(each) for each in args if each is not type(None)), "none"])
    if args:
        return " or ".join(f"`{each}`" for each in args)
    if hint is Say:
        return 'a function: `say("when")`'
    if hint is Markup:
        return "HTML"
    if hint in (str, int, bool):
        return {str: "text", int: "number", bool: "true or false"}[hint]
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def _story(one: type) -> str:
    """The docstring as one paragraph each."""
    text = inspect.getdoc(one) or ""
    return "\n\n".join(" ".join(each.split()) for each in re.split(r"\n\s*\n", text))
