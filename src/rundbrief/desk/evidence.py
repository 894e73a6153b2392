"""What speaks for or against a mail's having left, where nobody knows: shown, never acted upon.

    questions ─┬─ what the ledger knows ─▶ an answer since, a newer mail since
               └─ the folder `inbox/` ───▶ reports, copies, replies that name exactly this mail
    ─▶ by Message-ID: Evidence ─▶ the same sentences on either face

A mail is known by its Message-ID or its envelope id (delivery's `envid_of`), a calendar's answer by
the meeting's UID and the guest's address: never by subject, name or time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from rundbrief.calendaring import CalendarReply
from rundbrief.definitions import Answer
from rundbrief.delivery import envid_of
from rundbrief.desk.desk import Desk
from rundbrief.inbox import Action, Copy, Found, Kept, Reply, Report, mails_in, traces
from rundbrief.ledger import Question
from rundbrief.planning import ENTRY, TAKEN_BACK
from rundbrief.problems import Problem
from rundbrief.recipients import bare_recipient, written
from rundbrief.wording import Language, sentence

# What a report's sentence is. Where several are there, the later in this table outdoes the earlier:
# a delay is over once it has bounced.
REPORTED: Mapping[Action, str] = {
    Action.UNKNOWN: "reported",
    Action.DELAYED: "delayed",
    Action.RELAYED: "relayed",
    Action.EXPANDED: "relayed",
    Action.DELIVERED: "delivered",
    Action.FAILED: "bounced",
}
BAD_ADDRESS = "5.1."  # RFC 3463 §3.2: the address itself, not the mailbox or the way there
REPORTS = tuple(dict.fromkeys((*REPORTED.values(), "bad-address")))
CODES = ("answer", "calendar", "reply", "copy", "bare-copy", *REPORTS)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks of one mail; `sentence` says what follows from it.

    `code` is one of `CODES`, or "later". `file` and `line` are where it lies, empty and None for
    what the ledger knows; `at` is the time that it bears, in the workspace's zone, if any.
    """

    code: str
    file: str = ""
    line: int | None = None
    at: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """What it is, where it lies, what it shows."""
        values = dict(self.values)
        if said := values.get("answer"):
            values["answer"] = sentence(f"attendance.said.{said}", language)
        day = f"{self.at:%d.%m.%Y}" if self.at else ""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        place = ", ".join(filter(None, (place, day)))
        return sentence(f"settle.evidence-{self.code}", language, day=day, place=place, **values)


def evidence(
    desk: Desk, asked: Sequence[Question]
) -> tuple[Mapping[str, Sequence[Evidence]], list[Problem]]:
    """What is known of each of those deliveries, by Message-ID; and what could not be read.

    Of each sort the latest. Where nothing is asked nothing is read.
    """
    found: dict[str, dict[str, Evidence]] = {each.message_id: {} for each in asked}
    problems: list[Problem] = []
    for question, known in _read(desk, asked, problems) if asked else ():
        mine = found[question.message_id]
        if known.code not in mine or _is_later(known, mine[known.code]):
            mine[known.code] = known
    zone = desk.workspace.zone
    return {
        each.message_id: (*_of_ledger(each, zone), *_weighed(found[each.message_id]))
        for each in asked
    }, problems


def _of_ledger(question: Question, zone: ZoneInfo) -> Iterator[Evidence]:
    if question.answer and question.answered_at:
        at = question.answered_at.astimezone(zone)
        yield Evidence("answer", at=at, values={"answer": question.answer.value})
    if question.is_overtaken:
        yield Evidence("later")


def _read(
    desk: Desk, asked: Sequence[Question], problems: list[Problem]
) -> Iterator[tuple[Question, Evidence]]:
    """Each that one of the mails in the folder speaks of, with what it says."""
    known = _Known(desk, asked)
    for kept in mails_in(desk.workspace.inbox, desk.workspace.name):
        if isinstance(kept, Problem):
            problems.append(kept)
            continue
        for found in traces(kept.content):
            for question in known.named_by(found):
                yield question, _evidence(question, kept, found, desk.workspace.zone)


class _Known:
    """The deliveries that are asked about, by all that a mail may name them by."""

    def __init__(self, desk: Desk, asked: Sequence[Question]) -> None:
        sender = desk.workspace.settings.sender
        self._own = {each.lower() for each in (sender.email, sender.bounces) if each}
        self._by_name: dict[str, Question] = {}
        self._by_guest: dict[tuple[str, str], list[Question]] = {}
        for each in asked:
            self._by_name |= dict.fromkeys((each.message_id, envid_of(each.message_id)), each)
            if each.kind in ENTRY and each.kind not in TAKEN_BACK:
                guest = str(each.subject), each.identity
                self._by_guest.setdefault(guest, []).append(each)

    def named_by(self, found: Found) -> Iterable[Question]:
        """Those that it names."""
        trace = found.trace
        if isinstance(trace, CalendarReply):
            return self._answered(trace, found.at) if trace.partstat.lower() in set(Answer) else ()
        # Our own updates answer the mails before them: that shows nothing of their arrival.
        if isinstance(trace, Reply) and trace.author in self._own:
            return ()
        return dict.fromkeys(self._by_name[name] for name in trace.names if name in self._by_name)

    def _answered(self, reply: CalendarReply, at: datetime | None) -> Iterator[Question]:
        """As the ledger reads answers: to this revision or a later one, since it was confirmed."""
        guest = bare_recipient(reply.attendee)
        identity = "" if isinstance(guest, Problem) else guest.identity
        for each in self._by_guest.get((reply.uid, identity), ()):
            if reply.sequence >= each.sequence and (at is None or at >= each.confirmed_at):
                yield each


def _evidence(question: Question, kept: Kept, found: Found, zone: ZoneInfo) -> Evidence:
    code, values = _said(question, found)
    at = found.at and found.at.astimezone(zone)
    return Evidence(code, kept.file, kept.line, at, values)


def _said(question: Question, found: Found) -> tuple[str, Mapping[str, str]]:
    match found.trace:
        case Copy(is_traced=is_traced):
            return "copy" if is_traced else "bare-copy", {}
        case Reply(author=author):
            return "reply", {"author": written(author)}
        case CalendarReply(partstat=partstat):
            return "calendar", {"answer": partstat.lower()}
        case Report() as report:
            code = REPORTED[report.action]
            is_ours = report.recipient in ("", question.address.lower(), question.identity)
            if code == "bounced" and is_ours and report.status.startswith(BAD_ADDRESS):
                code = "bad-address"
            words = report.words or report.status or report.action.value
            # Where ours is passed on to another address, it is that one which is meant.
            return code, {"words": words if is_ours else f"{written(report.recipient)}: {words}"}


def _weighed(found: Mapping[str, Evidence]) -> Iterator[Evidence]:
    """In the order of `CODES`; of the reports the one that outdoes the others."""
    reports = [each for each in REPORTS if each in found]
    dropped = {*reports[:-1], *(["bare-copy"] if "copy" in found else [])}
    yield from (found[each] for each in CODES if each in found.keys() - dropped)


def _is_later(one: Evidence, other: Evidence) -> bool:
    return one.at is not None and (other.at is None or one.at > other.at)
