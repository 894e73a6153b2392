"""Which meetings and newsletters are meant: all, or those of the files the organiser names."""

from collections.abc import Sequence
from pathlib import Path

from rundbrief.definitions import Meeting, Newsletter, nearest
from rundbrief.desk.desk import Desk
from rundbrief.problems import Problem, Severity
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


def meetings(
    workspace: Workspace, contents: Contents, files: Sequence[Path]
) -> tuple[list[Meeting], list[Problem]]:
    """The same where only meetings will do; what is wrong in such a file comes before all else."""
    chosen, unknown = subjects(workspace, contents, files)
    names = {workspace.name(file) for file in files}
    broken = [
        each for each in contents.problems if each.file in names and each.severity is Severity.ERROR
    ]
    if unknown and broken:
        return [], broken
    no_meetings = [
        Problem(each.file, None, "", "desk.no-meeting")
        for each in chosen
        if not isinstance(each, Meeting)
    ]
    return [each for each in chosen if isinstance(each, Meeting)], unknown + no_meetings


def is_all_newsletters(workspace: Workspace, contents: Contents, files: Sequence[Path]) -> bool:
    """Whether each of those files is a newsletter's."""
    chosen, unknown = subjects(workspace, contents, files)
    return not unknown and all(isinstance(each, Newsletter) for each in chosen)


def subject_files(desk: Desk, files: Sequence[Path]) -> tuple[list[str], list[Problem]]:
    """Those files by their names in the workspace; a file that is none is a problem."""
    chosen, problems = subjects(desk.workspace, desk.workspace.read(), files)
    return [each.file for each in chosen], problems
