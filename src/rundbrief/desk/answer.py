"""An answer that came by telephone or plain mail: written down as of now.

    file, address ─▶ the person, on a list or off ─▶ what they got ─▶ Ledger.answer

Only who was invited can answer; everyone else is a problem that says what to do. Whatever came
before stays written down (`answered`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC
from difflib import get_close_matches
from pathlib import Path

from rundbrief.definitions import Answer, Meeting
from rundbrief.desk.desk import Desk
from rundbrief.desk.subjects import meetings
from rundbrief.ledger import Ledger, LedgerError
from rundbrief.planning import (
    Given,
    Got,
    asked_since,
    counting,
    fingerprint,
    members,
    same_date,
)
from rundbrief.problems import Problem
from rundbrief.recipients import Recipient, bare_recipient


@dataclass(frozen=True, slots=True)
class Answered:
    """What one person answered to one meeting.

    `given` is all that came, oldest first; `counts` is the one that counts, `before` the one that
    did before this command. `has_other_date` where they hold another date than the file says.
    """

    meeting: Meeting
    person: Recipient
    given: tuple[Given, ...]
    counts: Given | None
    before: Given | None
    has_other_date: bool


def answer(
    desk: Desk, file: Path, address: str, said: Answer | None, note: str = ""
) -> tuple[Answered | None, list[Problem]]:
    """Write down what they said; None takes back what counts, and does nothing where nothing does.

    It replaces whatever they answered before: no clock makes it older than that.
    """
    return _with_person(desk, file, address, said=(said, _line(note)))


def answered(desk: Desk, file: Path, address: str) -> tuple[Answered | None, list[Problem]]:
    """What they have answered so far."""
    return _with_person(desk, file, address, said=None)


def _with_person(
    desk: Desk, file: Path, address: str, *, said: tuple[Answer | None, str] | None
) -> tuple[Answered | None, list[Problem]]:
    reader = bare_recipient(address)
    if isinstance(reader, Problem):
        return None, [reader]
    contents = desk.workspace.read()
    chosen, unknown = meetings(desk.workspace, contents, [file])
    if unknown:
        return None, unknown
    (meeting,) = chosen
    try:
        with Ledger.open(desk.workspace.ledger) as ledger:
            successors = ledger.successors(contents.recipients)
            present = successors.present(reader.identity)
            row = contents.recipients.find(present)
            person = row or next((r for r in successors.gone if r.identity == present), reader)
            theirs = successors.identities(present)
            done = _answer(desk, ledger, meeting, person, theirs, said)
            if done is None:
                return None, [_stranger(desk, ledger, meeting, reader, row, theirs)]
    except LedgerError as error:
        return None, [error.problem]
    return done, []


def _answer(
    desk: Desk,
    ledger: Ledger,
    meeting: Meeting,
    person: Recipient,
    theirs: Collection[str],
    said: tuple[Answer | None, str] | None,
) -> Answered | None:
    """None where nothing is asked of them, under any identity that is theirs."""
    got = ledger.got(meeting.id, theirs, desk.workspace.settings.transport.kind)
    if asked_since(got) is None:
        return None
    given = tuple(ledger.given(meeting.id, theirs))
    before = counting(given, got)
    has_other_date = not same_date(got[-1].fingerprint, fingerprint(meeting))
    if said and (said[0] or before):
        new = _given_now(desk, said, given, got)
        ledger.answer(meeting.id, person.identity, new)
        given = (*given, new)
    return Answered(meeting, person, given, counting(given, got), before, has_other_date)


def _given_now(
    desk: Desk, said: tuple[Answer | None, str], given: Sequence[Given], got: Sequence[Got]
) -> Given:
    now = desk.now.astimezone(UTC)
    answer, note = said
    latest = max([now, *(each.dtstamp for each in given)])
    return Given(answer, sequence=got[-1].sequence, dtstamp=latest, at=now, note=note)


def _stranger(
    desk: Desk,
    ledger: Ledger,
    meeting: Meeting,
    reader: Recipient,
    row: Recipient | None,
    theirs: Collection[str],
) -> Problem:
    """Why nothing is asked of that address, and what to do."""
    mails = list(ledger.mails(meeting.id, desk.workspace.settings.transport.kind))
    is_known = any(mail.identity in theirs for mail in mails)
    is_meant = row is not None and members(meeting.audience, [row])
    near = get_close_matches(reader.identity, {mail.identity for mail in mails}, n=1, cutoff=0.85)
    if is_known:
        reached = ledger.got(meeting.id, theirs, desk.workspace.settings.transport.kind)
        code = "answer-told-off" if reached else "answer-refused"
    elif is_meant and ledger.suppressed(theirs):
        code = "answer-opted-out"  # `send` leaves them out
    elif is_meant:
        code = "answer-not-invited"
    else:
        code = "answer-stranger-near" if near else "answer-stranger"
    values: dict[str, str | int] = {"address": reader.address, "near": "".join(near)}
    return Problem(meeting.file, None, "", f"desk.{code}", values)


def _line(text: str) -> str:
    """One line that shows all it holds: what was typed may have been pasted."""
    return "".join(one for one in " ".join(text.split()) if one.isprintable())
