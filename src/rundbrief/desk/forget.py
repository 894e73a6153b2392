"""Erase a person from all that Rundbrief wrote; what she wrote stays hers, and is pointed at.

    address ─▶ ledger: erased, suppressed by hash    ─▶ Forgotten(… still: where it stands)
            ─▶ outbox: mails to it deleted
            ─▶ older copies of the ledger deleted

Whoever her lists give a former address, or last gave one, is erased under that too. Once more does
no harm: what was interrupted is finished so.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path

from rundbrief.desk.desk import Desk
from rundbrief.desk.locked import locked
from rundbrief.inbox import holders
from rundbrief.ledger import Ledger, LedgerError, Locked, this_worker
from rundbrief.planning import identities
from rundbrief.problems import Problem
from rundbrief.recipients import bare_recipient
from rundbrief.workspace import SETTINGS, Contents, Workspace

TWICE = "recipients.address-twice"  # rows that were merged into the first of their address
COPY = re.compile(r"\.\d{4}")  # behind the ledger's name: what a migration kept


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address stands in the organiser's own files; `line` None where no row is meant."""

    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased, in numbers, and the organiser's own files in which it still stands.

    `before` where they had been forgotten already.
    """

    identities: tuple[str, ...]
    deliveries: int
    answers: int
    mails: int
    copies: int
    still: tuple[Place, ...]
    before: bool = False


def forget(desk: Desk, address: str) -> tuple[Forgotten | None, list[Problem]]:
    """Erase whoever is behind that address, on a list or not."""
    reader = bare_recipient(address)
    if isinstance(reader, Problem):
        return None, [reader]
    contents = desk.workspace.read()
    known = next((r for r in contents.recipients if r.identity == reader.identity), reader)
    worker = this_worker(desk.clock())
    try:
        with Ledger.open(desk.workspace.ledger) as ledger, ledger.sending(worker):
            ledger.recover(worker, desk.now)
            remembered = ledger.successors(contents.recipients).identities(reader.identity)
            theirs = tuple(dict.fromkeys((*identities(known), *remembered)))
            erased = ledger.forget(theirs, desk.now)
            mails = _delete(_mails_to(desk.workspace.outbox, theirs))
            copies = _delete(_older_ledgers(desk.workspace.ledger_file))
    except LedgerError as error:
        return None, [error.problem]
    except Locked as busy:
        return None, [locked(busy)]
    found = (*_places(desk.workspace, contents, theirs), *_kept(desk.workspace, theirs))
    still = tuple(dict.fromkeys(found))
    counts = (erased.deliveries, erased.answers, mails, copies)
    return Forgotten(theirs, *counts, still, before=erased.before and not any(counts)), []


def _mails_to(outbox: Path, identities: Collection[str]) -> Iterator[Path]:
    """Every mail, proofs and unfinished ones too, that is addressed to one of them."""
    for path in sorted(outbox.glob("*.eml*")) if outbox.is_dir() else ():
        with path.open("rb") as file:
            head = BytesParser(policy=policy.default).parse(file, headersonly=True)
        to = head["To"]
        if to and any(each.addr_spec.lower() in identities for each in to.addresses):
            yield path


def _older_ledgers(ledger: Path) -> Iterator[Path]:
    for path in sorted(ledger.parent.glob(f"{ledger.name}.*")):
        if COPY.fullmatch(path.name.removeprefix(ledger.name)):
            yield path


def _delete(paths: Iterator[Path]) -> int:
    found = list(paths)
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _places(workspace: Workspace, contents: Contents, theirs: Collection[str]) -> Iterator[Place]:
    """The rows of her lists, then the files that name the address in an audience or a contact."""
    for each in contents.recipients:
        if not set(identities(each)).isdisjoint(theirs):
            yield Place(each.file, each.line)
    for problem in contents.problems:
        if problem.code == TWICE and str(problem.values["address"]).lower() in theirs:
            yield Place(problem.file, problem.line)
    usual = workspace.settings.contact
    if usual and usual.email.lower() in theirs:
        yield Place(SETTINGS, None)
    for subject in contents.subjects:
        named = {each.lower() for each in subject.audience.addresses}
        if subject.contact != usual:
            named.add(subject.contact.email.lower())
        if not named.isdisjoint(theirs):
            yield Place(subject.file, None)


def _kept(workspace: Workspace, theirs: Collection[str]) -> Iterator[Place]:
    """The mails that she keeps for `settle`, and whatever else lies there."""
    for file in holders(workspace.inbox, workspace.name, theirs):
        yield Place(file, None)
