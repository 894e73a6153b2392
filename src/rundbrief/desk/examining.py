"""A press's mails before they leave: one of each variant is filled and looked at by every check.

    Press, a first recipient of each variant ─▶ Specimen ─▶ check_mail ─▶ Examined

What a variant has, all its readers have; so ten thousand recipients cost as much as their variants.
"""

from collections.abc import Iterator, Mapping, Sequence

from rundbrief.checking import CLIENTS, Examined, Finding, Specimen, check_mail
from rundbrief.composing import Press, fill
from rundbrief.desk.desk import Desk
from rundbrief.recipients import Recipient


def examine(desk: Desk, made: Press, readers: Mapping[str, Recipient]) -> Examined:
    """Look at the mail of each of these readers, one a variant, by its skeleton's key."""
    specimens = list(_specimens(desk, made, list(readers.values())))
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


def _specimens(desk: Desk, made: Press, readers: Sequence[Recipient]) -> Iterator[Specimen]:
    settings, letter = desk.workspace.settings, made.letter
    for recipient in readers:
        skeleton, values = made.variant(recipient), made.values(recipient, desk.token())
        yield Specimen(
            kind=letter.kind,
            content=fill(skeleton, values, letter.envelope_sender).content,
            subject=letter.subject,
            organisation=settings.organisation,
            sender=settings.sender,
            language=recipient.language or letter.language,
            clients=settings.checks.clients or tuple(CLIENTS),
        )
