"""Everything that is wrong in the organiser's files, all at once, before anything is planned.

definitions, recipients, settings ─▶ what they say of themselves
audiences                         ─▶ whom they name that no list has
former addresses                  ─▶ those of which nobody can say who has them
days                              ─▶ holidays, other meetings, what the texts say of days
templates                         ─▶ whether every mail can be composed
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from rundbrief.composing import TemplateProblem
from rundbrief.definitions import Meeting, MeetingStatus
from rundbrief.desk.days import day_problems
from rundbrief.desk.desk import Desk
from rundbrief.desk.letters import first_kind, press
from rundbrief.desk.schemas import freshen_schemas
from rundbrief.planning import Revision, audience_problems, members, succession_problems
from rundbrief.problems import Problem, Severity
from rundbrief.workspace import Contents, signing_problems, transport_problems


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


def read(desk: Desk) -> Checked:
    """Read everything in the workspace and say what is wrong with it, short of composing."""
    contents = desk.workspace.read()
    problems = [
        *transport_problems(desk.workspace, desk.environment),
        *signing_problems(desk.workspace, desk.environment),
        *contents.problems,
    ]
    problems += succession_problems(contents.recipients)
    for subject in contents.subjects:
        problems += audience_problems(subject.audience, contents.recipients, subject.file)
    problems += day_problems(desk, contents)
    return Checked(contents, tuple(dict.fromkeys(problems)))


def check(desk: Desk) -> Checked:
    """The same, and whether every mail that may still go out can be composed."""
    freshen_schemas(desk.workspace)
    checked = read(desk)
    if checked.errors:
        return checked
    found = _template_problems(desk, checked.contents)
    return Checked(checked.contents, tuple(dict.fromkeys((*checked.problems, *found))))


def _template_problems(desk: Desk, contents: Contents) -> Iterator[Problem]:
    """What composing says, once for each variant among a subject's audience."""
    now = desk.now
    revision = Revision(0, now.astimezone(UTC), "")
    for subject in contents.subjects:
        if isinstance(subject, Meeting) and (
            subject.end <= now or subject.status is MeetingStatus.CANCELLED
        ):
            continue  # nobody is invited to it any more
        audience = members(subject.audience, contents.recipients)
        made = press(desk, contents, first_kind(subject), subject, date=now, revision=revision)
        try:
            for recipient in audience:
                made.variant(recipient)
        except TemplateProblem as found:
            yield found.problem
        yield from made.problems
