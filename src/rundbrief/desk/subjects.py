"""Which meetings and newsletters are meant: all, or those of the files the organiser names."""

from collections.abc import Sequence
from pathlib import Path

from rundbrief.definitions import Meeting, Newsletter, nearest
from rundbrief.problems import Problem
from rundbrief.workspace import Contents, Workspace

Subject = Meeting | Newsletter


def subjects(
    workspace: Workspace, contents: Contents, files: Sequence[Path]
) -> tuple[list[Subject], list[Problem]]:
    """The subjects of those files, all where none is named; a file that is none is a problem.

    A file may be named from the current folder, from the workspace, or by its bare name.
    """
    if not files:
        return list(contents.subjects), []
    by_name = {
        name: each for each in contents.subjects for name in (each.file, Path(each.file).name)
    }
    chosen: dict[str, Subject] = {}
    problems = []
    for file in files:
        names = (workspace.name(file), file.as_posix(), file.name)
        found = next((by_name[name] for name in names if name in by_name), None)
        if found:
            chosen[found.file] = found
            continue
        near = nearest(file.name, (each.file.rpartition("/")[2] for each in contents.subjects))
        code = "desk.unknown-file-near" if near else "desk.unknown-file"
        values = {"near": by_name[near].file if near else ""}
        problems.append(Problem(file.as_posix(), None, "", code, values))
    return list(chosen.values()), problems
