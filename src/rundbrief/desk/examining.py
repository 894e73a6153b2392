"""A press's mails before they leave: one of each variant is filled and looked at by every check.

    Press, its readers ─▶ the first of each variant ─▶ Specimen ─▶ check_mail ─▶ Examined

What a variant has, all its readers have; so ten thousand recipients cost as much as their variants.
"""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from rundbrief.checking import CLIENTS, Examined, Finding, Specimen, check_mail
from rundbrief.composing import Press, fill
from rundbrief.definitions import Answer
from rundbrief.desk.desk import Desk
from rundbrief.problems import Problem
from rundbrief.recipients import Recipient

# Whose mail it is, and what its variant hangs on: answer, references, what they lack.
Known = tuple[Recipient, Answer | None, tuple[str, ...], tuple[UUID, ...]]


class Faulty(Exception):
    """Mails with errors, which must not leave; `problems` say so to the organiser."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[-1].values["codes"])
        self.problems = problems


def faults(mails: Iterable[Examined], forced: Collection[str] = ()) -> list[Problem]:
    """The errors in them whose codes are not among the `forced`, then how to go on; [] for none."""
    found = [(mail, each) for mail in mails for each in mail.errors if each.code not in forced]
    if not found:
        return []
    codes = " ".join(f"--force {code}" for code in dict.fromkeys(each.code for _, each in found))
    return [
        *(
            Problem(mail.file, None, each.place, f"checking.{each.code}", each.values)
            for mail, each in found
        ),
        Problem("", None, "", "desk.faulty-mails", {"codes": codes}),
    ]


def examine(desk: Desk, made: Press, readers: Iterable[Known]) -> Examined | None:
    """Every variant that these readers need is made, and its first mail looked at.

    None where there are no readers. Raises TemplateProblem.
    """
    first: dict[str, Known] = {}
    for known in readers:
        first.setdefault(made.variant(*known).key, known)
    specimens = list(_specimens(desk, made, first.values()))
    if not specimens:
        return None
    findings = (finding for each in specimens for finding in check_mail(each))
    subject = made.letter.subject
    return Examined(
        file=subject.file,
        title=subject.title,
        kind=made.letter.kind,
        languages=tuple(dict.fromkeys(each.language for each in specimens)),
        variants=len(specimens),
        findings=tuple({_what(each): each for each in findings}.values()),
    )


def _what(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.place, repr(finding.values)


def _specimens(desk: Desk, made: Press, readers: Iterable[Known]) -> Iterator[Specimen]:
    settings, letter = desk.workspace.settings, made.letter
    for known in readers:
        recipient = known[0]
        skeleton, values = made.variant(*known), made.values(recipient, desk.token(), *known[1:])
        yield Specimen(
            kind=letter.kind,
            content=fill(skeleton, values, letter.envelope_sender).content,
            subject=letter.subject,
            organisation=settings.organisation,
            sender=settings.sender,
            language=recipient.language or letter.language,
            clients=settings.checks.clients or tuple(CLIENTS),
        )
