"""The templates of a workspace: the organiser's own first, then the stock ones.

    folders ─▶ Templates ─▶ render("invitation.html", context) ─▶ text
                  └─▶ digest(): what a plan's hash needs to know of them

`stock/…` names a stock template even where the organiser has one of that name, so that hers may
extend it: `{% extends "stock/invitation.html" %}`.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    Template,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment

from rundbrief.rendering.inheritance import Lost, lost
from rundbrief.rendering.marks import Marks, Place
from rundbrief.rendering.sandbox import marked_environment, plain_environment
from rundbrief.rendering.template_problem import NotUtf8, TemplateProblem, template_problem

if TYPE_CHECKING:
    from types import TracebackType

    from _typeshed import DataclassInstance

STOCK: Final = "stock/"


class Templates:
    """All templates that a mail may use; compiled once and read again when a file changed.

    `folders`: the organiser's (may be missing), then the stock templates.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._loader = ChoiceLoader(
            [
                _Files(self._folders),
                PrefixLoader({"stock": _Files(self._folders[-1:])}),
            ]
        )
        self._environments: dict[Marks | None, SandboxedEnvironment] = {}

    def render(self, name: str, context: "DataclassInstance", marks: Marks | None = None) -> str:
        """The text that a template makes of a context, whose fields are its variables.

        `marks` where the context holds marks. Raises TemplateProblem for whatever the organiser
        can mend.
        """
        variables = {each.name: getattr(context, each.name) for each in fields(context)}
        environment = self._environment(marks)
        try:
            template = environment.get_template(name)
            # Not template.render: it rewrites the traceback that the place is read from.
            return "".join(template.root_render_func(template.new_context(variables)))
        except TemplateProblem:
            raise
        except Exception as error:  # a template can raise whatever Python can
            known = {
                "variables": variables,
                "filters": [name for name in environment.filters if " " not in name],
                "tests": list(environment.tests),
            }
            place = self.place(_place_of(error) or Place(name, None))
            raise template_problem(error, place, known) from error

    def lost(self, name: str, marks: Marks | None = None) -> Iterator[Lost]:
        """What a template, or one that it extends, says where it would appear nowhere."""
        return lost(self._environment(marks), name)

    def find(self, words: Sequence[str], edition: str) -> Place | None:
        """Where the first of these words stands in the organiser's own templates of that edition.

        Her only one where none holds any of them, None where she has none or several.
        """
        own, *_ = self._folders
        found = sorted(own.rglob(f"*.{edition}")) + sorted(own.rglob("*.css"))
        texts = {
            path.relative_to(own).as_posix(): path.read_bytes().decode("utf-8-sig", "replace")
            for path in found
        }
        for each in words:
            for name, text in texts.items():
                if each in text:
                    return Place(name, text[: text.index(each)].count("\n") + 1)
        empty = [name for name, text in texts.items() if not text.strip()]
        candidates = empty or list(texts)
        return Place(candidates[0], None) if len(candidates) == 1 else None

    def is_own(self, place: Place) -> bool:
        """Is it in the organiser's folder?"""
        return not place.file.startswith(STOCK) and (self._folders[0] / place.file).exists()

    def place(self, place: Place) -> Place:
        """A place with its template's name as the organiser knows the file."""
        own, *stock = self._folders
        bare = place.file.removeprefix(STOCK)
        if self.is_own(place):
            return place._replace(file=f"{own.name}/{bare}")
        found = next((folder / bare for folder in stock if (folder / bare).exists()), None)
        return place._replace(file=found.as_posix() if found else f"{own.name}/{bare}")

    def digest(self) -> str:
        """A hash of every file in the folders, by name and content: same texts, same digest."""
        whole = hashlib.sha256()
        for folder in self._folders:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                name = path.relative_to(folder).as_posix().encode()
                content = hashlib.sha256(path.read_bytes()).digest()
                whole.update(name + b"\0" + content)
            whole.update(b"\0")
        return whole.hexdigest()

    def _environment(self, marks: Marks | None) -> SandboxedEnvironment:
        if marks not in self._environments:
            self._environments[marks] = (
                marked_environment(self._loader, marks)
                if marks
                else plain_environment(self._loader)
            )
        return self._environments[marks]


class _Files(FileSystemLoader):
    """Says of a file that isn't UTF-8 which it is, and in which line."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(folders, encoding="utf-8-sig")  # Notepad writes a BOM

    def get_source(self, environment: Environment, template: str) -> Any:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise NotUtf8(Place(template, line)) from error


def _place_of(error: Exception) -> Place | None:
    if isinstance(error, TemplateSyntaxError):
        return Place(error.name or "", error.lineno)
    if isinstance(error, NotUtf8):
        return error.place
    found = None
    step: TracebackType | None = error.__traceback__
    while step is not None:
        template = step.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            line = template.get_corresponding_lineno(step.tb_lineno)
            found = Place(template.name or "", line)
        step = step.tb_next
    return found
