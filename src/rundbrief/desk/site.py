"""The static site of a workspace's meetings, brought up to date in a folder.

Meetings, ledger (which SEQUENCE the mails carry) ─▶ archive: Site ─▶ the folder, what changed

Only meetings and settings must be in order: a slip in a list of recipients keeps nobody from
reading when the next meeting is. A meeting's file that can't be read stops the run, though: its
page would vanish.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from rundbrief.archive import Changes, Publisher, Sent, make_site, open_site, write_site
from rundbrief.composing import TemplateProblem
from rundbrief.definitions import Meeting
from rundbrief.desk.desk import Desk
from rundbrief.desk.letters import material, templates
from rundbrief.ledger import Ledger, LedgerError
from rundbrief.planning import Held
from rundbrief.problems import Problem, Severity
from rundbrief.workspace import SETTINGS, Contents

HERS: Final = ("inbox", "meetings", "newsletters", "outbox", "recipients", "templates")


@dataclass(frozen=True, slots=True)
class Published:
    """What a run did, how many meetings are on the site, and whether its address is known."""

    changes: Changes
    meetings: int
    has_address: bool


def site(desk: Desk, folder: Path) -> tuple[Published | None, list[Problem]]:
    """Write the site into `folder`, which is empty, not there yet, or was written before."""
    contents = desk.workspace.read()
    problems = [each for each in contents.problems if _concerns(each)]
    if any(each.severity is Severity.ERROR for each in problems):
        return None, problems
    if _is_hers(desk, folder):
        return None, [Problem(folder.as_posix(), None, "", "archive.is-workspace")]
    before = open_site(folder)
    if isinstance(before, Problem):
        return None, [before]
    try:
        made = make_site(
            _publisher(desk, contents),
            contents.meetings,
            _sent(desk, contents),
            templates(desk),
            before=before,
            now=desk.now,
        )
    except (TemplateProblem, LedgerError) as error:
        return None, [error.problem]
    changes, found = write_site(folder, made, before)
    if found:
        return None, found
    has_address = bool(desk.workspace.settings.organisation.site)
    return Published(changes, len(made.meetings), has_address), problems


def _concerns(problem: Problem) -> bool:
    return problem.file == SETTINGS or problem.file.startswith("meetings/")


def _is_hers(desk: Desk, folder: Path) -> bool:
    """Whether the folder is the workspace, above it, or one that it keeps something else in."""
    own, target = desk.workspace.folder.resolve(), folder.resolve()
    settings = desk.workspace.settings
    kept = (own / name for name in (*HERS, settings.recipients, settings.templates))
    return own.is_relative_to(target) or any(target.is_relative_to(each.resolve()) for each in kept)


def _publisher(desk: Desk, contents: Contents) -> Publisher:
    settings = desk.workspace.settings
    return Publisher(
        organisation=settings.organisation,
        sender=settings.sender,
        contact=settings.contact,
        language=settings.language,
        logo=contents.logo,
    )


def _sent(desk: Desk, contents: Contents) -> dict[UUID, Sent]:
    """The latest revision of each meeting that was sent to anyone."""
    path = desk.workspace.ledger
    if not path.exists():
        return {}
    with Ledger.open(path) as ledger:
        mailings = ledger.held(desk.workspace.settings.transport.kind)
    return {
        meeting.id: _as_sent(meeting, held)
        for meeting in contents.meetings
        if (held := max(mailings.get(meeting.id, ()), key=_sequence, default=None))
    }


def _sequence(held: Held) -> tuple[int, int]:
    return held.sequence, held.number


def _as_sent(meeting: Meeting, held: Held) -> Sent:
    return Sent(held.sequence, held.fingerprint == material(meeting), held.confirmed_at)
