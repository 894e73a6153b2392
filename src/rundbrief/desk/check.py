"""Everything that is wrong in the organiser's files, all at once, before anything is planned.

definitions, recipients, settings ─▶ what they say of themselves
audiences                         ─▶ whom they name that no list has
former addresses                  ─▶ those of which nobody can say who has them
her own copy                      ─▶ whether she gets the guests' mails as well
days                              ─▶ holidays, other meetings, what the texts say of days
templates                         ─▶ whether every mail can be composed (`trial`)
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from itertools import chain

from rundbrief.checking import Examined, report
from rundbrief.composing import Press, TemplateProblem
from rundbrief.desk.causes import causes_in
from rundbrief.desk.days import DRAFTS, day_problems
from rundbrief.desk.desk import Desk
from rundbrief.desk.examining import examine
from rundbrief.desk.letters import copy_reader, press
from rundbrief.desk.picking import picked_from_ledger
from rundbrief.desk.readers import Readers
from rundbrief.desk.schemas import freshen_schemas
from rundbrief.desk.subjects import Subject
from rundbrief.desk.trial import Trial, due, later
from rundbrief.planning import Revision, audience_problems, members
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import Recipient
from rundbrief.wording import Language
from rundbrief.workspace import SETTINGS, Contents, signing_problems, transport_problems


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read, every problem of it in the order of the files, and what its mails are like.

    `mails` are those that can be composed and may still go out as the files are, `further` those
    that an edit or the organiser's word would send, with the errors that these alone have.
    """

    contents: Contents
    problems: tuple[Problem, ...]
    mails: tuple[Examined, ...] = ()
    further: tuple[Examined, ...] = ()

    @property
    def errors(self) -> int:
        """How many must be mended before anything is planned, those of a long list counted too."""
        return sum(_places(problem) for problem in self.problems if _is_error(problem))

    @property
    def counts(self) -> dict[str, int]:
        """How much was read, by what it is: a file with an error is one, too."""
        return {
            "meetings": self._files("meetings", self.contents.meetings),
            "newsletters": self._files("newsletters", self.contents.newsletters),
            "recipients": len(self.contents.recipients),
            "lists": self.contents.lists,
        }

    def _files(self, folder: str, subjects: Sequence[Subject]) -> int:
        faulty = {
            problem.file
            for problem in self.problems
            if _is_error(problem) and problem.file.startswith(f"{folder}/")
        }
        return len(faulty.union(subject.file for subject in subjects))


def _is_error(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _places(problem: Problem) -> int:
    """How many lines it stands for: of thousands that are wrong alike, the rest are but counted."""
    return int(str(problem.values["count"])) if problem.code == "recipients.more" else 1


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
    problems += desk.workspace.lined(_copied_twice(desk, contents))
    problems += day_problems(desk, contents)
    return Checked(contents, tuple(dict.fromkeys(problems)))


def check(desk: Desk) -> Checked:
    """The same, and whether every mail can be composed that goes out now or may have to later."""
    freshen_schemas(desk.workspace)
    checked = read(desk)
    checked = replace(checked, problems=(*causes_in(desk, checked.contents), *checked.problems))
    if checked.errors:
        return checked
    contents, now = picked_from_ledger(checked.contents, desk), desk.now
    readers = Readers(contents.recipients)
    found: list[Problem] = []
    copy_to = copy_reader(desk)
    each_due = chain.from_iterable(due(each, now, copy_to) for each in contents.subjects)
    each_later = chain.from_iterable(later(each, now, copy_to) for each in contents.subjects)
    mails = _composed(desk, contents, readers, each_due, found)
    further = _errors_once(_composed(desk, contents, readers, each_later, found), mails)
    bare = desk.workspace.lined(_bare_imprint(desk, checked))
    problems = tuple(dict.fromkeys((*bare, *checked.problems, *found)))
    return Checked(contents, problems, mails, further)


def _copied_twice(desk: Desk, contents: Contents) -> Iterator[Problem]:
    """Her own copy goes to an address that is a guest's: it gets two mails of one entry."""
    reader = copy_reader(desk)
    row = contents.recipients.find(reader.identity) if reader else None
    if row and any(members(each.audience, [row]) for each in contents.meetings):
        values: dict[str, str | int] = {"address": row.address, "file": row.file, "line": row.line}
        field, code = "sender.copy_to", "desk.copy-listed"
        yield Problem(SETTINGS, None, field, code, values, Severity.WARNING)


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


def _composed(
    desk: Desk,
    contents: Contents,
    readers: Readers,
    trials: Iterable[Trial],
    found: list[Problem],
) -> tuple[Examined, ...]:
    """What composing says, once for each variant; in `found` what keeps a mail from it."""
    mails: list[Examined] = []
    for trial in trials:
        audience = trial.subject.audience
        made = _press(desk, contents, trial, readers.nastiest(audience) if trial.is_due else ())
        some = [trial.reader] if trial.reader else readers.of_all_variants(made, audience)
        try:
            examined = examine(desk, made, ((each, None, (), ()) for each in some))
        except TemplateProblem as error:
            found.append(error.problem)
        else:
            mails += [examined] if examined else []
        found += made.problems
    return tuple(mails)


def _press(desk: Desk, contents: Contents, trial: Trial, nastiest: Iterable[Recipient]) -> Press:
    return press(
        desk,
        contents,
        trial.kind,
        trial.subject,
        date=desk.now,
        revision=Revision(0, desk.now.astimezone(UTC), ""),
        previous=trial.previous,
        occurrence=trial.occurrence,
        readers=nastiest,
        is_proved=trial.is_due,
    )


def _errors_once(later: Iterable[Examined], now: Iterable[Examined]) -> tuple[Examined, ...]:
    """The mails to come with the errors that no mail of that file has already.

    A hint is said when such a mail really goes out: until then there is nothing to weigh.
    """
    known = {(mail.file, each) for mail in now for each in mail.findings}
    left = []
    for mail in later:
        new = tuple(each for each in mail.errors if (mail.file, each) not in known)
        known |= {(mail.file, each) for each in new}
        left.append(replace(mail, findings=new))
    return tuple(left)
