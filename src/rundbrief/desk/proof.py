"""One marked mail to oneself, by the real way out, with a UID of its own: the ledger stays as is.

subject, address ─▶ Press (proof) ─▶ Message ─▶ transport
"""

from collections.abc import Callable, Sequence
from datetime import UTC
from pathlib import Path
from uuid import uuid4

from rundbrief.composing import TemplateProblem, fill
from rundbrief.delivery import Event, run
from rundbrief.desk.check import read
from rundbrief.desk.desk import Desk
from rundbrief.desk.letters import first_kind, material, press
from rundbrief.desk.send import Sent
from rundbrief.desk.subjects import subjects
from rundbrief.planning import Revision
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import bare_recipient
from rundbrief.workspace import open_transport, signer

LISTED = "writing.draft-listed"


class _Forgetful:
    """A journal for what is nobody's business."""

    def record(self, events: Sequence[Event]) -> None: ...


def proof(
    desk: Desk, address: str, file: Path, *, report: Callable[[Event], None] = lambda _: None
) -> tuple[Sent | None, list[Problem]]:
    """Send the mail that `file` would send, to `address` alone.

    A draft has a proof too. Whoever is on a list gets it with their own words; another address
    gets that of an office without a person. `report` hears how it ended.
    """
    checked = read(desk)
    # A newsletter that waits for its meeting keeps nobody from looking at the meeting's mail.
    if any(each.severity is Severity.ERROR and each.code != LISTED for each in checked.problems):
        return None, list(checked.problems)
    chosen, problems = subjects(desk.workspace, checked.contents, [file])
    reader = bare_recipient(address)
    if isinstance(reader, Problem):
        problems.append(reader)
    if problems or isinstance(reader, Problem):
        return None, problems
    recipient = checked.contents.recipients.find(reader.identity) or reader
    subject, now = chosen[0], desk.now
    revision = Revision(0, now.astimezone(UTC), material(subject))
    made = press(
        desk,
        checked.contents,
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
    return Sent(tally, 1, transport.kind), list(checked.problems)
