"""Everything that is wrong in the organiser's files, all at once, before anything is planned.

definitions, recipients, settings ─▶ what they say of themselves
audiences                         ─▶ whom they name that no list has
former addresses                  ─▶ those of which nobody can say who has them
days                              ─▶ holidays, other meetings, what the texts say of days
templates                         ─▶ whether every mail can be composed
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rundbrief.checking import Examined, report
from rundbrief.composing import TemplateProblem
from rundbrief.definitions import Meeting, MeetingStatus
from rundbrief.desk.causes import causes_in
from rundbrief.desk.days import DRAFTS, day_problems
from rundbrief.desk.desk import Desk
from rundbrief.desk.examining import examine
from rundbrief.desk.letters import first_kind, press
from rundbrief.desk.schemas import freshen_schemas
from rundbrief.desk.subjects import Subject
from rundbrief.messages import Kind
from rundbrief.planning import Membership, Revision, audience_problems
from rundbrief.problems import Problem, Severity
from rundbrief.wording import Language
from rundbrief.workspace import SETTINGS, Contents, signing_problems, transport_problems


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read, every problem of it in the order of the files, and what its mails are like.

    `mails` are those that can be composed and may still go out.
    """

    contents: Contents
    problems: tuple[Problem, ...]
    mails: tuple[Examined, ...] = ()

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
    contents = desk.workspace.read(progress=desk.progress)
    problems = [
        *transport_problems(desk.workspace, desk.environment),
        *signing_problems(desk.workspace, desk.environment),
        *contents.problems,
    ]
    problems += contents.recipients.succession_problems()
    for subject in contents.subjects:
        problems += audience_problems(subject.audience, contents.recipients, subject.file)
    problems += day_problems(desk, contents)
    return Checked(contents, tuple(dict.fromkeys(problems)))


def check(desk: Desk) -> Checked:
    """The same, and whether every mail that may still go out can be composed."""
    freshen_schemas(desk.workspace)
    checked = read(desk)
    checked = replace(checked, problems=(*causes_in(desk, checked.contents), *checked.problems))
    if checked.errors:
        return checked
    mails: list[Examined] = []
    found = _composed(desk, checked.contents, mails)
    problems = tuple(dict.fromkeys((*_bare_imprint(desk, checked), *checked.problems, *found)))
    return Checked(checked.contents, problems, tuple(mails))


def _bare_imprint(desk: Desk, checked: Checked) -> Iterator[Problem]:
    """An imprint that is but the name, as `init` leaves it; of matter once mails may leave."""
    organisation = desk.workspace.settings.organisation
    is_bare = organisation.imprint.split() == organisation.name.split()
    if is_bare and any(each.status not in DRAFTS for each in checked.contents.subjects):
        field, code = "organisation.imprint", "desk.imprint-bare"
        yield Problem(SETTINGS, None, field, code, severity=Severity.WARNING)


def accessibility_report(desk: Desk, checked: Checked, language: Language) -> str:
    """What `check` found, as a page that an authority can file (EN 301 549)."""
    organisation = desk.workspace.settings.organisation.name
    return report(checked.mails, organisation=organisation, now=desk.now, language=language)


def _composed(desk: Desk, contents: Contents, mails: list[Examined]) -> Iterator[Problem]:
    """What composing says, once for each variant; what can be composed is added to `mails`."""
    now = desk.now
    revision = Revision(0, now.astimezone(UTC), "")
    for subject in contents.subjects:
        for kind, occurrence in _mails(subject, now):
            made = press(
                desk, contents, kind, subject, date=now, revision=revision, occurrence=occurrence
            )
            everyone = contents.recipients.members(Membership(subject.audience))
            try:
                examined = examine(desk, made, ((each, None, (), ()) for each in everyone))
            except TemplateProblem as found:
                yield found.problem
            else:
                mails += [examined] if examined else []
            yield from made.problems


def _mails(subject: Subject, now: datetime) -> Iterator[tuple[Kind, str]]:
    """The kinds of mail that may still go out as the files are, each with its occurrence.

    What is an update depends on what each reader holds: it is looked at when it is sent.
    """
    if not isinstance(subject, Meeting):
        yield first_kind(subject), ""
    elif subject.end > now:
        yield first_kind(subject), ""
        for each in subject.reminders:
            if each.until > now and subject.status is not MeetingStatus.CANCELLED:
                yield Kind.REMINDER, each.at.isoformat()
    elif subject.status is MeetingStatus.CANCELLED:
        return  # there is nothing to look back on
    elif subject.recap and subject.recap_to != "nobody":
        yield Kind.RECAP, ""
