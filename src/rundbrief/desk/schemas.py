"""The JSON Schemas beside the TOML, by which an editor completes and checks as she writes.

    models ─▶ .rundbrief/{meeting,newsletter,rundbrief}.schema.json ◀─ #:schema … in each file

They are the program's, not hers: `check` writes them anew when the program has learnt something.
"""

import contextlib
import json
from pathlib import Path

from rundbrief.definitions import Language, Model, json_schema
from rundbrief.definitions.written import WrittenMeeting, WrittenNewsletter
from rundbrief.workspace import Settings, Workspace

FOLDER = ".rundbrief"
MODELS: dict[str, type[Model]] = {
    "meeting": WrittenMeeting,
    "newsletter": WrittenNewsletter,
    "rundbrief": Settings,
}


def schemas(language: Language) -> dict[str, str]:
    """Each schema's text by its path in the workspace."""
    return {
        f"{FOLDER}/{name}.schema.json": json.dumps(
            json_schema(model, language), ensure_ascii=False, indent=1
        )
        + "\n"
        for name, model in MODELS.items()
    }


def schema_for(workspace: Workspace, name: str) -> str:
    """What a new file in one of the folders names as its schema; empty where there is none."""
    path = f"{FOLDER}/{name}.schema.json"
    return f"../{path}" if (workspace.folder / path).exists() else ""


def freshen_schemas(workspace: Workspace) -> None:
    """Write the schemas anew where the workspace has them and they differ."""
    if not (workspace.folder / FOLDER).is_dir():
        return
    for name, text in schemas(workspace.settings.language).items():
        path = workspace.folder / name
        # Who may only read here still gets her files checked; the editor is a convenience.
        with contextlib.suppress(OSError):
            if _read(path) != text:
                path.write_text(text, encoding="utf-8", newline="\n")


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
