"""The organiser's own templates: those of them that no mail would ever use.

    templates/, names of the stock ones ─▶ template_problems ─▶ warnings, with what was meant

A template counts by its name, so a slip in it is silent: the stock one is used instead. Files that
her other templates name are parts of those.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from rundbrief.definitions import nearest
from rundbrief.problems import Problem, Severity
from rundbrief.workspace.files import HIDDEN
from rundbrief.workspace.settings import SETTINGS, Settings
from rundbrief.workspace.stock import stock

TEMPLATES = (".html", ".htm", ".css", ".txt", ".jinja", ".j2")
WRITTEN = ".txt"  # may be a note as well: warned of only where a template's name is near


def template_problems(workspace: Path, name: str) -> Iterator[Problem]:
    """What is wrong with the names in the workspace's folder `name`.

    One that isn't there is a problem only where she has named it herself.
    """
    folder = workspace / name
    if not folder.is_dir():
        if name != Settings.model_fields["templates"].default:
            code = "workspace.no-templates-folder"
            yield _warning(SETTINGS, "templates", code, folder=name)
        return
    known = sorted(path.name for path in stock("templates").iterdir() if path.is_file())
    own = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix.lower() in TEMPLATES and not path.name.startswith(HIDDEN)
    }
    for file in sorted(own.keys() - set(known) - _named(own, known)):
        if likely := _likely(file, known):
            yield _warning(f"{name}/{file}", "", "workspace.template-misnamed", likely=likely)
        elif not file.endswith(WRITTEN):
            values = ", ".join(known)
            yield _warning(f"{name}/{file}", "", "workspace.template-unused", known=values)


def _named(own: dict[str, Path], known: Collection[str]) -> set[str]:
    """The files that one of the others, or a template that is used, names."""
    texts = {file: path.read_bytes().decode("utf-8", "replace") for file, path in own.items()}
    return {
        file
        for file in own.keys() - set(known)
        if any(file in text for other, text in texts.items() if other != file)
    }


def _likely(file: str, known: Collection[str]) -> str | None:
    """The stock template that a name is a slip for, in its spelling or its ending."""
    stem, _, ending = file.rpartition("/")[2].partition(".")
    meant = "txt" if ending == "txt" else "css" if ending == "css" else "html"
    return nearest(f"{stem}.{meant}".lower(), known)


def _warning(file: str, field: str, code: str, **values: str) -> Problem:
    return Problem(file, None, field, code, values, Severity.WARNING)
