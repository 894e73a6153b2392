"""The files of one of the workspace's folders: what each holds, and what is wrong with it.

    folder, ending ─▶ files_in ─▶ (path, bytes | None) of each file that is meant, by name
                             └──▶ problems: files that can't be read or have another ending

A file that can't be read is still there, as None: so nobody is told that it doesn't exist.
"""

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

from rundbrief.problems import Problem, Severity

HIDDEN = (".", "~$")  # what the system and an open Office program keep beside the files
NOTES = (".md",)  # a README is nobody's mistake


def files_in(
    folder: Path, ending: str, name: Callable[[Path], str], problems: list[Problem]
) -> Iterator[tuple[Path, bytes | None]]:
    """Each file with that ending (`.toml`, in capitals too), bytes None where it can't be read.

    `name` makes a file's name in problems, which are added to `problems`. A folder that is not
    there holds nothing.
    """
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        suffix = path.suffix.lower()
        if path.name.startswith(HIDDEN):
            continue
        if suffix == ending:
            data = read_file(path, name(path))
            if isinstance(data, Problem):
                problems.append(data)
            yield path, None if isinstance(data, Problem) else data
        elif path.is_file() and suffix not in NOTES:
            problems.append(_other_ending(path, ending, name(path)))


def read_file(path: Path, name: str) -> bytes | Problem:
    """The file's bytes, or why they can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        code = "workspace.is-folder" if _is_folder(error, path) else "workspace.unreadable"
        return Problem(name, None, "", code, {"reason": error.strerror or str(error)})


def _is_folder(error: OSError, path: Path) -> bool:
    # Windows refuses to open a folder as it would a file without permission.
    return error.errno == errno.EISDIR or path.is_dir()


TABLES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers")


def _other_ending(path: Path, ending: str, name: str) -> Problem:
    """A spreadsheet must be saved anew, or its rows get nothing; anything else may be meant so."""
    if ending == ".csv" and path.suffix.lower() in TABLES:
        return Problem(name, None, "", "workspace.spreadsheet-as-csv")
    values = {"ending": ending}
    return Problem(name, None, "", "workspace.other-ending", values, Severity.WARNING)
