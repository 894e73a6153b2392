"""Everything that is wrong in the organiser's files, all at once, before anything is planned.

definitions, recipients, settings ─▶ what they say of themselves
audiences                         ─▶ whom they name that no list has
templates                         ─▶ whether every mail can be composed
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from rundbrief.composing import TemplateProblem
from rundbrief.definitions import MeetingStatus
from rundbrief.desk.desk import Desk
from rundbrief.desk.letters import first_kind, press
from rundbrief.planning import Revision, audience_problems, members
from rundbrief.problems import Problem, Severity
from rundbrief.workspace import Contents, transport_problems


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read, and every problem of it in the order of the files."""

    contents: Contents
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many must be mended before anything is planned."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def counts(self) -> dict[str, int]:
        """How much was read, by what it is."""
        return {
            "meetings": len(self.contents.meetings),
            "newsletters": len(self.contents.newsletters),
            "recipients": len(self.contents.recipients),
            "lists": self.contents.lists,
        }


def check(desk: Desk) -> Checked:
    """Read everything in the workspace and say what is wrong with it."""
    contents = desk.workspace.read()
    problems = [*transport_problems(desk.workspace, desk.environment), *contents.problems]
    for subject in contents.subjects:
        problems += audience_problems(subject.audience, contents.recipients, subject.file)
    if not any(problem.severity is Severity.ERROR for problem in problems):
        problems += _template_problems(desk, contents)
    return Checked(contents, tuple(dict.fromkeys(problems)))


def _template_problems(desk: Desk, contents: Contents) -> Iterator[Problem]:
    """What composing every mail says, once for each variant among its audience."""
    revision = Revision(0, desk.now.astimezone(UTC), "")
    for subject in contents.subjects:
        if subject.status is MeetingStatus.CANCELLED:
            continue
        made = press(desk, contents, first_kind(subject), subject, date=desk.now, revision=revision)
        try:
            for recipient in members(subject.audience, contents.recipients):
                made.variant(recipient)
        except TemplateProblem as found:
            yield found.problem
        yield from made.problems
