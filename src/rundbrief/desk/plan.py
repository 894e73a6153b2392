"""What should go out now, to whom and why, under a short hash that `send` can be held to.

    Contents, Ledger ─▶ planning.make_plan ─▶ Planned(plan, hash)

Writes nothing. The hash covers the items and everything their mails are made of: definitions,
settings, the recipients' own words and the templates, so nothing else can go out than what was
looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from rundbrief.definitions import Meeting, Newsletter
from rundbrief.desk.check import read
from rundbrief.desk.desk import Desk
from rundbrief.desk.letters import templates
from rundbrief.desk.subjects import Subject, subjects
from rundbrief.ledger import Ledger, LedgerError
from rundbrief.planning import ListChange, NothingHeld, Plan, PlanItem, list_change, make_plan
from rundbrief.problems import Problem
from rundbrief.workspace import Contents

HASH_BYTES = 4  # eight letters: to be typed, and to notice a change, not to withstand a forger


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as the organiser confirms it.

    `waiting` counts deliveries of earlier, confirmed mailings of the same files that are not
    settled and still due: the next `send` tries them again. `contents` is what the plan was made
    from. `change` is that of the lists since something was last sent, None where nothing was yet.
    """

    plan: Plan
    hash: str
    waiting: int
    contents: Contents
    change: ListChange | None = None

    @property
    def recipients(self) -> int:
        """How many different addresses get at least one new mail: what `send` asks for."""
        return len({item.recipient.identity for item in self.plan.items})

    @property
    def total(self) -> int:
        """How many mails the next `send` tries."""
        return len(self.plan.items) + self.waiting

    def subject(self, item: PlanItem) -> Subject:
        """What an item is about."""
        return next(each for each in self.contents.subjects if each.id == item.subject)


def plan(desk: Desk, files: Sequence[Path] = ()) -> tuple[Planned | None, list[Problem]]:
    """The plan for those files, or for all; beside it what is worth knowing or stops it."""
    path = desk.workspace.ledger
    if not path.exists():
        return plan_with(desk, None, files)
    try:
        with Ledger.open(path) as ledger:
            return plan_with(desk, ledger, files)
    except LedgerError as error:
        return None, [error.problem]


def plan_with(
    desk: Desk, ledger: Ledger | None, files: Sequence[Path]
) -> tuple[Planned | None, list[Problem]]:
    """The same from a ledger that is open, or where there is none yet."""
    checked = read(desk)
    problems = list(checked.problems)
    if checked.errors:
        return None, problems
    contents = checked.contents
    chosen, unknown = subjects(desk.workspace, contents, files)
    if unknown:
        return None, unknown
    transport = desk.workspace.settings.transport.kind
    made = make_plan(
        [each for each in chosen if isinstance(each, Meeting)],
        [each for each in chosen if isinstance(each, Newsletter)],
        contents.recipients,
        ledger.holdings(transport) if ledger else NothingHeld(),
        desk.now,
    )
    waiting = ledger.waiting(transport, due=made.due) if ledger else 0
    change = _change(ledger, contents) if ledger else None
    made_of = _hash(desk, contents, made, waiting, change)
    return Planned(made, made_of, waiting, contents, change), problems


def _change(ledger: Ledger, contents: Contents) -> ListChange | None:
    before = ledger.last_list()
    if not before:
        return None
    erased = ledger.forgotten([each.identity for each in contents.recipients])
    known = [each for each in contents.recipients if each.identity not in erased]
    return list_change(before, known)


def _hash(
    desk: Desk, contents: Contents, plan: Plan, waiting: int, change: ListChange | None
) -> str:
    digest = blake2b(digest_size=HASH_BYTES)
    for part in _ingredients(desk, contents, plan):
        digest.update(part.encode() + b"\0")
    digest.update(str(waiting).encode())
    if change and change.is_halved:  # only a plan that showed it can be ordered by its hash
        digest.update(f" {len(change.gone)} of {change.before}".encode())
    return digest.hexdigest()


def _ingredients(desk: Desk, contents: Contents, plan: Plan) -> Iterator[str]:
    """Everything that what goes out depends on."""
    settings = desk.workspace.settings
    yield settings.model_dump_json()
    yield templates(desk).digest()
    if contents.logo:
        yield contents.logo.digest
    for path, enclosure in sorted(contents.enclosures.items()):
        yield f"{path} {enclosure.digest}"
    planned = {item.subject for item in plan.items}
    newsletters = [each for each in contents.newsletters if each.id in planned]
    picked = {meeting for newsletter in newsletters for meeting in newsletter.meetings}
    for newsletter in newsletters:
        yield newsletter.model_dump_json(exclude={"file"})
    for meeting in contents.meetings:
        if meeting.id in planned | picked:
            yield meeting.model_dump_json(exclude={"file"})
    for item in plan.items:
        yield item.kind
        yield str(item.subject)
        # Where the row stands in its list doesn't reach the mail.
        yield repr(replace(item.recipient, file="", line=0))
