"""Who comes to a meeting: the attendance list, as a value and as a sheet to be printed.

    files ─▶ meetings ─┐
    ledger ────────────┼─▶ planning.attendance ─▶ Attendance ─▶ preview.sheet
    lists ─────────────┘

Reads the ledger, writes nothing.
"""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from rundbrief.definitions import Meeting
from rundbrief.desk.desk import Desk
from rundbrief.desk.subjects import is_all_newsletters, meetings
from rundbrief.ledger import Ledger, LedgerError
from rundbrief.planning import Attendance
from rundbrief.planning import attendance as attendance_of
from rundbrief.preview import sheet
from rundbrief.problems import Problem
from rundbrief.wording import Language
from rundbrief.workspace import Contents


def attendance(desk: Desk, files: Sequence[Path]) -> tuple[list[Attendance] | None, list[Problem]]:
    """Who comes to those files' meetings; empty where all are newsletters, which nobody attends.

    Where some are, they are problems.
    """
    contents = desk.workspace.read()
    if is_all_newsletters(desk.workspace, contents, files):
        return [], []
    chosen, unknown = meetings(desk.workspace, contents, files)
    if unknown:
        return None, unknown
    path = desk.workspace.ledger
    if not path.exists():
        return [attendance_of(each, (), {}, ()) for each in chosen], []
    try:
        with Ledger.open(path) as ledger:
            return _attended(desk, ledger, contents, chosen), []
    except LedgerError as error:
        return None, [error.problem]


def _attended(
    desk: Desk, ledger: Ledger, contents: Contents, chosen: Sequence[Meeting]
) -> list[Attendance]:
    transport = desk.workspace.settings.transport.kind
    heirs, gone = ledger.successors(contents.recipients)
    answers = ledger.answers([each.id for each in chosen], transport, heirs)
    return [
        attendance_of(
            each,
            ledger.mails(each.id, transport, heirs),
            answers.get(each.id, {}),
            chain(contents.recipients, gone),
        )
        for each in chosen
    ]


def attendance_sheet(desk: Desk, lists: Sequence[Attendance], language: Language) -> str:
    """The same as a page to be printed and signed on."""
    return sheet(
        lists,
        organisation=desk.workspace.settings.organisation.name,
        now=desk.now,
        language=language,
    )
