"""What should go out now, to whom and why, under a short hash that `send` can be held to.

    Contents, Ledger, the organiser's word ─▶ planning.make_plan ─▶ Planned(plan, hash)

Writes nothing. The hash covers the items and everything their mails are made of: definitions,
settings, the recipients' own words and the templates, so nothing else can go out than what was
looked at.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

from rundbrief.definitions import Meeting, Newsletter
from rundbrief.desk.causes import causes_with
from rundbrief.desk.check import read
from rundbrief.desk.desk import Desk
from rundbrief.desk.letters import copy_reader, templates
from rundbrief.desk.picking import picked
from rundbrief.desk.subjects import Subject, meetings, subjects
from rundbrief.desk.witnesses import doubt, problems_of
from rundbrief.ledger import (
    Beside,
    Ledger,
    LedgerError,
    Recovered,
    Successors,
    different,
    this_worker,
)
from rundbrief.messages import Kind
from rundbrief.planning import (
    Holdings,
    ListChange,
    Part,
    Plan,
    Why,
    make_plan,
)
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import bare_recipient
from rundbrief.workspace import Contents

HASH_BYTES = 4  # eight letters: to be typed, and to notice a change, not to withstand a forger


@dataclass(frozen=True, slots=True)
class Word:
    """What the organiser wants beyond what her files and lists say.

    `notify` are files of meetings of which everyone who has them shall hear, though nothing
    material changed; `withdraw` addresses on no list that shall give back what they have, whichever
    of a person's addresses it is.
    """

    notify: tuple[Path, ...] = ()
    withdraw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as the organiser confirms it.

    `recipients` is how many different people get at least one new mail: what `send` asks for.
    `waiting` counts deliveries of earlier, confirmed mailings of the same files that are not
    settled and still due: the next `send` tries them again. `contents` is what the plan was made
    from, newsletters with all that they pick. `change` is that of the lists since something was
    last sent, None where nothing was yet. `sequences` is what each meeting stands at.
    `recovered` is what a crash had left, where `send` found that and not the plan that was wanted.
    """

    plan: Plan
    hash: str
    recipients: int
    waiting: int
    contents: Contents
    sequences: dict[UUID, int]
    change: ListChange | None = None
    recovered: tuple[Recovered, ...] = ()

    @property
    def total(self) -> int:
        """How many mails the next `send` tries."""
        return len(self.plan.items) + self.waiting

    def subject(self, part: Part) -> Subject:
        """What a part is about."""
        return next(each for each in self.contents.subjects if each.id == part.subject)

    def answers(self, part: Part) -> str:
        """How its readers are asked to answer (decision 10): `plan.answers.<value>`, or empty."""
        if part.kind is Kind.SAVE_THE_DATE:
            return "later"
        if part.kind not in (Kind.INVITATION, Kind.UPDATE):
            return ""
        subject = self.subject(part)
        return "kept" if part.keeps_answers else getattr(subject, "answers", "")


NO_WORD = Word()
# What those who have a meeting hear of it once more.
TOLD_ANEW = (Why.NOTIFIED, Why.MOVED, Why.RELOCATED, Why.NOW_INVITED)


def plan(
    desk: Desk, files: Sequence[Path] = (), word: Word = NO_WORD
) -> tuple[Planned | None, list[Problem]]:
    """The plan for those files, or for all; beside it what is worth knowing or stops it.

    First of all whether this is the ledger that counts: `send` would refuse another.
    """
    path = desk.workspace.ledger
    try:
        with Ledger.open(path) if path.exists() else nullcontext() as ledger:
            found = doubt(desk, ledger, this_worker(desk.clock()))
            planned, problems = plan_with(desk, ledger, files, word)
    except LedgerError as error:
        return None, [error.problem]
    doubts = problems_of(desk, found, Severity.WARNING) if found else []
    return planned, [*doubts, *problems]


def plan_with(
    desk: Desk, ledger: Ledger | None, files: Sequence[Path], word: Word = NO_WORD
) -> tuple[Planned | None, list[Problem]]:
    """The same from a ledger that is open, or where there is none yet."""
    checked = read(desk)
    problems = [*causes_with(desk, ledger, checked.contents), *checked.problems]
    if checked.errors:
        return None, problems
    contents = checked.contents
    transport = desk.workspace.settings.transport.kind
    change = ledger.list_change(contents.recipients) if ledger else None
    successors = (
        ledger.successors(contents.recipients) if ledger and word.withdraw else Successors()
    )
    with _holdings(ledger, contents, transport) as holdings:
        contents = picked(contents, holdings.mailings(), desk)
        chosen, unknown = subjects(desk.workspace, contents, files)
        notify, no_meetings = _notified(desk, contents, word)
        withdraw, no_addresses = _withdrawn(word, successors)
        if unknown or no_meetings or no_addresses:
            return None, [*unknown, *no_meetings, *no_addresses]
        made = make_plan(
            [each for each in chosen if isinstance(each, Meeting)],
            [each for each in chosen if isinstance(each, Newsletter)],
            holdings,
            desk.now,
            notify=notify,
            withdraw=withdraw,
            told_of=contents.meetings,
            copy_to=copy_reader(desk),
        )
        problems += (*made.problems, *_in_vain(made, notify, withdraw, contents))
        sequences = {
            subject: max(each.sequence for each in mailings)
            for subject, mailings in holdings.mailings().items()
        }
    if any(each.severity is Severity.ERROR for each in problems):
        return None, problems
    waiting = _waiting(desk, ledger, made) if ledger else 0
    people = different(contents.recipients, (part.people for part in made.parts))
    made_of = _hash(desk, contents, made, waiting, change)
    planned = Planned(made, made_of, people, waiting, contents, sequences, change)
    return planned, problems


def _waiting(desk: Desk, ledger: Ledger, made: Plan) -> int:
    """How many mails are left to be tried, less those that are for nobody any more.

    What a power cut left is judged as `send` will find it, so that the hash stays the same.
    """
    transport, worker = desk.workspace.settings.transport.kind, this_worker(desk.clock())
    gone = (
        ledger.waiting(transport, due=each.mailings, identities=each.identities, worker=worker)
        for each in made.behind
    )
    return ledger.waiting(transport, due=made.due, worker=worker) - sum(gone)


@contextmanager
def _holdings(ledger: Ledger | None, contents: Contents, transport: str) -> Iterator[Holdings]:
    if ledger is None:
        yield Beside(contents.recipients, None, transport)
    else:
        with ledger.beside(contents.recipients, transport) as holdings:
            yield holdings


def _notified(desk: Desk, contents: Contents, word: Word) -> tuple[set[UUID], list[Problem]]:
    if not word.notify:
        return set(), []
    chosen, problems = meetings(desk.workspace, contents, word.notify)
    return {each.id for each in chosen}, problems


def _withdrawn(word: Word, successors: Successors) -> tuple[dict[str, str], list[Problem]]:
    """The addresses by the identities of those who have them, or have another instead now."""
    found: dict[str, str] = {}
    problems = []
    for text in word.withdraw:
        read_as = bare_recipient(text)
        if isinstance(read_as, Problem):
            problems.append(read_as)
        else:
            found[successors.present(read_as.identity)] = read_as.address
    return found, problems


def _in_vain(
    made: Plan, notify: set[UUID], withdraw: dict[str, str], contents: Contents
) -> Iterator[Problem]:
    """A word that reaches nobody was meant otherwise."""
    told = {part.subject for part in made.parts if part.why in TOLD_ANEW}
    for meeting in contents.meetings:
        if meeting.id in notify - told:
            yield Problem(meeting.file, None, "", "desk.nobody-to-notify")
    gone = {
        item.recipient.identity for part in made.parts if part.why is Why.WITHDRAWN for item in part
    }
    for identity, address in withdraw.items():
        if identity not in gone:
            row = contents.recipients.find(identity)
            code = "desk.withdraw-listed" if row else "desk.withdraw-nothing"
            yield Problem(
                "", None, "--withdraw", code, {"address": row.address if row else address}
            )


def _hash(
    desk: Desk, contents: Contents, plan: Plan, waiting: int, change: ListChange | None
) -> str:
    digest = blake2b(digest_size=HASH_BYTES)
    for part in _ingredients(desk, contents, plan):
        digest.update(part.encode() + b"\0")
    digest.update(str(waiting).encode())
    if change and change.is_halved:  # only a plan that showed it can be ordered by its hash
        digest.update(f" {change.gone.count} of {change.before}".encode())
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
    for path, picture in sorted(contents.pictures.items()):
        yield f"{path} {picture.digest}"
    planned = {part.subject for part in plan.parts}
    newsletters = [each for each in contents.newsletters if each.id in planned]
    picked = {meeting for newsletter in newsletters for meeting in newsletter.meetings}
    for newsletter in newsletters:
        yield newsletter.model_dump_json(exclude={"file"})
    for meeting in contents.meetings:
        if meeting.id in planned | picked:
            yield meeting.model_dump_json(exclude={"file"})
    for part in plan.parts:
        yield f"{part.kind} {part.subject} {part.occurrence} {part.why}"
        for item in part:
            # Where the row stands in its list doesn't reach the mail.
            recipient = item.recipient._replace(file="", line=0)
            yield repr((tuple(recipient), item.answer, item.references, item.lacks))
