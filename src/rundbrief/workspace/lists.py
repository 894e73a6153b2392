"""The lists in the organiser's folder, CSV and spreadsheets, read row by row.

    recipients/ ─▶ list_paths ─▶ stream_lists ─▶ Recipient | Problem, one list after the other
                        └── files that are no lists ─▶ problems

An open Office program leaves its mark beside a file: then what is read may not be what she sees.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from rundbrief.definitions import nearest
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import LISTS, Headings, Recipient, stream_list
from rundbrief.workspace.files import paths_in, refusal
from rundbrief.workspace.settings import SETTINGS

Progress = Callable[[int, int], None]  # bytes read so far, bytes of all lists
OFTEN = 2_000  # rows between two words on progress
_LOCKS = ("~${}", ".~lock.{}#")  # Excel's and LibreOffice's


def list_paths(folder: Path, name: Callable[[Path], str]) -> tuple[list[Path], list[Problem]]:
    """The lists of that folder by name, and what is wrong with the files that are none."""
    problems: list[Problem] = []
    return list(paths_in(folder, LISTS, name, problems)), problems


def stream_lists(
    paths: Iterable[Path],
    name: Callable[[Path], str],
    columns: Mapping[str, str],
    progress: Progress | None = None,
) -> Iterator[Recipient | Problem]:
    """What the rows of each list give, as they come; a list that can't be read is a problem.

    `progress` is told how much is read every few rows, and when each list is through.
    """
    headings = Headings(columns)
    sizes = {path: _size(path) for path in paths}
    course = _Course(sum(sizes.values()), progress)
    are_all_read = True
    for path, size in sizes.items():
        if any((path.parent / lock.format(path.name)).exists() for lock in _LOCKS):
            code, severity = "workspace.unsaved-changes", Severity.WARNING
            yield Problem(name(path), None, "", code, severity=severity)
        try:
            with path.open("rb") as file:
                rows = stream_list(file, name(path), headings)
                yield from course.along(rows, file, size)
        except PermissionError as error:
            are_all_read = False
            # Windows lets nobody read a workbook that Excel has open; elsewhere it is the rights.
            is_open = path.is_file() and path.suffix.lower() != ".csv"
            open_in_excel = Problem(name(path), None, "", "workspace.open-in-excel")
            yield open_in_excel if is_open else refusal(error, path, name(path))
        except OSError as error:
            are_all_read = False
            yield refusal(error, path, name(path))
        course.past(size)
    if are_all_read:
        yield from _unmet(headings)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # reading it will say why
        return 0


class _Course:
    """How much of all lists is read."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress = total, progress
        self._done = 0

    def along(
        self, rows: Iterator[Recipient | Problem], file: BinaryIO, size: int
    ) -> Iterator[Recipient | Problem]:
        """Those rows, telling on the way how far in its file they are."""
        if self._progress is None:
            yield from rows
            return
        is_in_memory = None
        while some := list(islice(rows, OFTEN)):
            if is_in_memory is None:  # as a spreadsheet is, or a short list: it counts once through
                is_in_memory = file.tell() >= size
            here = 0 if is_in_memory else min(file.tell(), size)
            self._progress(self._done + here, self._total)
            yield from some

    def past(self, size: int) -> None:
        """A list is through."""
        self._done += size
        if self._progress:
            self._progress(self._done, self._total)


def _unmet(headings: Headings) -> Iterator[Problem]:
    """The headings under [columns] that no list has: most likely slips."""
    others = headings.not_understood
    for heading in headings.unmet:
        likely = nearest(heading, others)
        code = f"workspace.unmet-heading-{'near' if likely else 'others' if others else 'none'}"
        values = {"likely": likely or "", "others": ", ".join(others)}
        field = f"columns.{heading}"
        yield Problem(SETTINGS, None, field, code, values, Severity.WARNING)
