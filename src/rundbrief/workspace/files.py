"""The files of one of the workspace's folders: what each holds, and what is wrong with it.

    folder, endings ─▶ paths_in ─▶ each file that is meant, by name
                            │   └──▶ problems: files that have another ending
                            └──▶ files_in ─▶ (path, bytes | None); problems: what can't be read

A file that can't be read is still there, as None: so nobody is told that it doesn't exist.
"""

import errno
from collections.abc import Callable, Iterator, Sequence
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
    for path in paths_in(folder, (ending,), name, problems):
        data = read_file(path, name(path))
        if isinstance(data, Problem):
            problems.append(data)
        yield path, None if isinstance(data, Problem) else data


def paths_in(
    folder: Path, endings: Sequence[str], name: Callable[[Path], str], problems: list[Problem]
) -> Iterator[Path]:
    """Each file with one of those endings; the others become problems."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        suffix = path.suffix.lower()
        if path.name.startswith(HIDDEN):
            continue
        if suffix in endings:
            yield path
        elif path.is_file() and suffix not in NOTES:
            problems.append(_other_ending(path, endings, name(path)))


def read_file(path: Path, name: str) -> bytes | Problem:
    """The file's bytes, or why they can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        return refusal(error, path, name)


def refusal(error: OSError, path: Path, name: str) -> Problem:
    """Why the system lets nobody read a file."""
    code = "workspace.is-folder" if _is_folder(error, path) else "workspace.unreadable"
    return Problem(name, None, "", code, {"reason": error.strerror or str(error)})


def _is_folder(error: OSError, path: Path) -> bool:
    # Windows refuses to open a folder as it would a file without permission.
    return error.errno == errno.EISDIR or path.is_dir()


TABLES = (".xlsb", ".numbers")  # whose rows nobody reads


def _other_ending(path: Path, endings: Sequence[str], name: str) -> Problem:
    """A spreadsheet must be saved anew, or its rows get nothing; anything else may be meant so."""
    if ".csv" in endings and path.suffix.lower() in TABLES:
        return Problem(name, None, "", "workspace.spreadsheet-as-csv")
    values = {"ending": ", ".join(endings)}
    # Windows hides the second ending of `liste.csv.txt`; a letter is no list under any name.
    is_misnamed = path.suffix.lower() == ".txt" or ".csv" not in endings
    code = "workspace.other-ending" if is_misnamed else "workspace.no-list"
    return Problem(name, None, "", code, values, Severity.WARNING)
