"""The templates of a workspace: the organiser's own first, then the stock ones.

    folders ─▶ Templates ─▶ render("invitation.html", context) ─▶ text
                  └─▶ digest(): what a plan's hash needs to know of them

`stock/…` names a stock template even where the organiser has one of that name, so that hers may
extend it: `{% extends "stock/invitation.html" %}`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from rundbrief.rendering.marks import Marks, Place
from rundbrief.rendering.sandbox import marked_environment, plain_environment
from rundbrief.rendering.template_problem import TemplateProblem, template_problem

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
                FileSystemLoader(self._folders, encoding="utf-8-sig"),  # Notepad writes a BOM
                PrefixLoader({"stock": FileSystemLoader(self._folders[-1], encoding="utf-8-sig")}),
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

    def place(self, place: Place) -> Place:
        """A place with its template's name as the organiser knows the file."""
        own, *stock = self._folders
        bare = place.file.removeprefix(STOCK)
        if bare == place.file and (own / bare).exists():
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


def _place_of(error: Exception) -> Place | None:
    if isinstance(error, TemplateSyntaxError):
        return Place(error.name or "", error.lineno)
    found = None
    step: TracebackType | None = error.__traceback__
    while step is not None:
        template = step.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            line = template.get_corresponding_lineno(step.tb_lineno)
            found = Place(template.name or "", line)
        step = step.tb_next
    return found
