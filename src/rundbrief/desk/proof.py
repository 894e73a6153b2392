"""One marked mail to oneself, by the real way out, with a UID of its own: the ledger stays as is.

subject, address ─▶ Press (proof) ─▶ Message ─▶ transport
"""

from collections.abc import Callable, Sequence
from datetime import UTC
from pathlib import Path
from uuid import uuid4

from rundbrief.composing import TemplateProblem, fill
from rundbrief.definitions import Meeting
from rundbrief.delivery import Event, run
from rundbrief.desk.check import read
from rundbrief.desk.desk import Desk
from rundbrief.desk.letters import first_kind, material, press
from rundbrief.desk.picking import picked_from_ledger
from rundbrief.desk.send import Sent
from rundbrief.desk.subjects import Subject, subjects
from rundbrief.planning import Revision
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import bare_recipient
from rundbrief.workspace import Workspace, open_transport, signer

LISTED = "writing.draft-listed"


class _Forgetful:
    """A journal for what is nobody's business."""

    def record(self, events: Sequence[Event]) -> None: ...


def proof(
    desk: Desk, address: str, file: Path, *, report: Callable[[Event], None] = lambda _: None
) -> tuple[Sent | None, list[Problem]]:
    """Send the mail that `file` would send, to `address` alone.

    A draft has a proof too. Whoever is on a list gets it with their own words; another address
    gets that of an office without a person. What is wrong in the lists, or in files that this mail
    is not made of, is `check`'s to say and no reason to wait. `report` hears how it ended.
    """
    checked = read(desk)
    contents = picked_from_ledger(checked.contents, desk)
    chosen, problems = subjects(desk.workspace, contents, [file])
    if problems and checked.errors:  # one of them may be why the file is not known
        return None, list(checked.problems)
    reader = bare_recipient(address)
    if isinstance(reader, Problem):
        problems.append(reader)
    if problems or isinstance(reader, Problem):
        return None, problems
    subject, now = chosen[0], desk.now
    said = [each for each in checked.problems if _is_about(subject, each, desk.workspace)]
    # A newsletter that waits for its meeting keeps nobody from looking at it.
    if any(each.severity is Severity.ERROR and each.code != LISTED for each in said):
        return None, said
    recipient = contents.recipients.find(reader.identity) or reader
    revision = Revision(0, now.astimezone(UTC), material(subject))
    made = press(
        desk,
        contents,
        first_kind(subject),
        subject,
        date=now,
        revision=revision,
        proof_uid=uuid4(),
    )
    try:
        skeleton, values = made.variant(recipient), made.values(recipient, desk.token())
    except TemplateProblem as error:
        return None, [error.problem]
    sign = signer(desk.workspace, desk.environment)
    message = fill(skeleton, values, made.letter.envelope_sender, sign)
    transport = open_transport(desk.workspace, desk.environment)
    tally = run(iter([message]), transport, _Forgetful(), now=desk.clock, report=report)
    return Sent(tally, 1, transport.kind), said


def _is_about(subject: Subject, problem: Problem, workspace: Workspace) -> bool:
    """Whether a problem may show in that subject's mail; a newsletter tells of meetings, too."""
    others = ["newsletters/", workspace.name(workspace.folder / workspace.settings.recipients)]
    if isinstance(subject, Meeting):
        others.append("meetings/")
    return problem.file == subject.file or not problem.file.startswith(tuple(others))
