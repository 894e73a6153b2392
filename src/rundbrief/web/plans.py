"""The plan as a page: what would go out, to whom and why, and the button that is bound to it.

Survey | Planned ─▶ groups with names and effects, what is left out, the sum ─▶ pages/plan.html
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from rundbrief.definitions import Meeting
from rundbrief.delivery import explained
from rundbrief.desk import Examined, Planned, Sent, Survey, faults, plan
from rundbrief.planning import Effect, ListChange, Note, Part
from rundbrief.problems import Problem
from rundbrief.recipients import written
from rundbrief.web.drawing import Told, draw, mailbox, moment, said, say
from rundbrief.web.sending import Sending
from rundbrief.web.session import Session
from rundbrief.web.state import Place
from rundbrief.wording import Language, sentence

SHOWN = 12  # names before the rest is folded away
# Notes that name a command to go on with: the page has its own words, and places, for that.
OFF_THE_LIST = "off-the-list"
HERE = frozenset({OFF_THE_LIST, "refused", "unclear", "waiting"})
STOPS = ("checking.", "desk.faulty-mails")
MOST = 500  # names on the page; the plan of a long list is read in numbers

Values = dict[str, Any]


def plan_page(session: Session, language: Language, place: Place, told: Told | None) -> str:
    """The plan of that file, or of all, and how the latest sending went."""
    seen, desk = session.seen(), session.desk
    if seen is None or desk is None:
        raise LookupError("there is no workspace")
    subject = seen.subject(place.file)
    files = (Path(place.file),) if subject else ()
    is_hers = bool(place.notify or place.withdraw)
    if files or is_hers:
        planned, problems = plan(desk, files, place.word)
    else:
        planned, problems = seen.planned, list(seen.problems)
    latest = session.dispatch.latest
    mails: Sequence[Examined] = ()
    if planned and planned.plan.parts and not session.dispatch.is_running:
        mails, found = session.foreseen(planned)
        problems = [*problems, *found]
    refused = latest.problems if latest and latest.is_over and latest.result is None else []
    values: Values = {
        "told": told,
        "problems": said(problems, language),
        "word": _word(place, language) if is_hers else None,
        "stops": _stops(faults(mails), language),
        "hints": list(_hints(mails, language)),
        "is_doubtful": any(_is_doubt(each) for each in (*problems, *refused)),
        "notify": _notify(place, planned, problems, seen, language),
        "subject": subject.title if subject else "",
        "file": place.file if subject else "",
        "planned": _plan(planned, place, language) if planned else None,
        "sending": _sending(session, latest, language) if latest else None,
        "zone": desk.workspace.zone,
    }
    return draw("plan", session, language, **values)


def _word(place: Place, language: Language) -> Values:
    """What the plan holds on her word alone, and the way back."""
    lines = [say(language, "word-notify")] if place.notify else []
    lines += [say(language, "word-withdraw", who=each) for each in place.word.withdraw]
    return {
        "lines": lines,
        "hidden": [("notify", place.notify), ("withdraw", place.withdraw)],
        "back": Place(file=place.file).link("/plan"),
    }


def _hints(mails: Sequence[Examined], language: Language) -> Iterator[str]:
    """What else the checks found, each once."""
    found = (each for mail in mails for each in mail.findings if each not in mail.errors)
    texts = (sentence(f"checking.{each.code}", language, **each.values) for each in found)
    yield from dict.fromkeys(texts)


def _stops(faulty: Sequence[Problem], language: Language) -> list[Values]:
    """Each error of the checks by its code: what it is, why it matters, and her word against it."""
    found: dict[str, Values] = {}
    for each in faulty:
        room, _, code = each.code.partition(".")
        if room != "checking":
            continue
        stop = found.setdefault(
            code,
            {
                "code": code,
                "why": sentence(f"{each.code}.why", language, **each.values),
                "do": sentence(f"{each.code}.do", language, **each.values),
                "said": [],
                "force": say(language, "force", code=code),
            },
        )
        stop["said"].extend(said([each], language))
    return list(found.values())


def _is_doubt(problem: Problem) -> bool:
    """Whether another ledger knows more than this one, and her word is needed which counts."""
    return problem.code.startswith("settle.ledger-")


def _notify(
    place: Place,
    planned: Planned | None,
    problems: Sequence[Problem],
    seen: Survey,
    language: Language,
) -> Values | None:
    """For one meeting that people have: tell them again, though nothing is to be sent.

    Or tell them now of a move that was not sent before the old date was past.
    """
    if planned is None:
        file = next((each.file for each in problems if each.code == "plan.past-moved"), "")
    else:
        file = "" if planned.total else place.file
    meeting = seen.subject(file)
    if not isinstance(meeting, Meeting) or place.notify or meeting.end <= seen.desk.now:
        return None
    if planned and meeting.id not in planned.sequences:
        return None
    href = place.link("/plan", file=file, notify=file)
    return {"href": href, "text": say(language, "to-notify")}


def _plan(planned: Planned, place: Place, language: Language) -> Values:
    change = planned.change
    nothing = "nothing-to-send" if planned.plan.notes else "all-have-theirs"
    return {
        "hash": planned.hash,
        "recipients": planned.recipients,
        "total": planned.total,
        "sum": sentence(
            "cli.plan.sum", language, count=len(planned.plan.items), recipients=planned.recipients
        ),
        "nothing": say(language, nothing),
        "waiting": say(language, "waiting", count=planned.waiting) if planned.waiting else "",
        "button": say(language, "send-now", count=planned.total),
        "change": _change(change, language) if change else (),
        "halved": _halved(change, language) if change and change.is_halved else None,
        "parts": [_part(planned, part, language) for part in planned.plan.parts],
        "notes": [
            {
                "file": note.file,
                "text": _note(note, language),
                "names": _names([one.recipient for one in islice(note.who, MOST)]),
                "withdraw": list(_withdrawals(note, place, language)),
            }
            for note in planned.plan.notes
        ],
    }


def _note(note: Note, language: Language) -> str:
    """What is left out and why; what is done about it here stands here, no command."""
    room = "web" if note.code in HERE else "plan"
    return sentence(f"{room}.note.{note.code}", language, **note.values)


def _withdrawals(note: Note, place: Place, language: Language) -> Iterator[Values]:
    """For each who is on no list any more: the plan in which they give their entry back."""
    for one in islice(note.who, MOST) if note.code == OFF_THE_LIST else ():
        address = one.recipient.address
        wanted = ",".join([*place.word.withdraw, address])
        yield {
            "name": mailbox(one.recipient.display_name, address),
            "href": place.link("/plan", withdraw=wanted),
            "label": say(language, "to-withdraw-who", who=address),
        }


def _part(planned: Planned, part: Part, language: Language) -> Values:
    subject = planned.subject(part)
    kind = sentence(f"kind.{part.kind}", language)
    names = _names([one.recipient for one in islice(part.people, MOST)])
    answers = planned.answers(part)
    return {
        "heading": sentence(
            "cli.mailing", language, kind=kind, title=subject.title, count=len(part)
        ),
        "file": part.file,
        "look": Place(file=part.file, kind=part.kind.value, at=part.occurrence).link(),
        "why": sentence(f"plan.why.{part.why}", language),
        "effect": _effect(planned, part, language),
        "answers": sentence(f"plan.answers.{answers}", language) if answers else "",
        "first": names[:SHOWN],
        "rest": names[SHOWN:],
        "more": say(language, "more-names", count=len(part) - SHOWN),
        "unnamed": say(language, "unnamed", count=len(part) - MOST) if len(part) > MOST else "",
    }


def _effect(planned: Planned, part: Part, language: Language) -> str:
    """What it does to the calendar; a move from when to when."""
    subject, held = planned.subject(part), part.held
    if part.effect is Effect.MOVES and isinstance(subject, Meeting) and held and held.start:
        was = moment(held.start.astimezone(subject.zone), language)
        return sentence("cli.plan.moves", language, was=was, now=moment(subject.start, language))
    return sentence(f"plan.effect.{part.effect}", language)


def _names(people: Sequence[Any]) -> list[str]:
    return [mailbox(each.display_name, each.address) for each in people]


def _change(change: ListChange, language: Language) -> list[Values]:
    found = []
    for name in ("new", "gone", "changed"):
        some = getattr(change, name)
        if some.count:
            names = [mailbox(row.display_name, row.identity) for row in some.first]
            text = sentence(f"cli.plan.list-{name}", language, count=some.count)
            found.append({"text": text, "names": names})
    return found


def _halved(change: ListChange, language: Language) -> Values:
    count = change.gone.count
    return {
        "count": count,
        "text": sentence("cli.plan.list-halved", language, gone=count, before=change.before),
        "ask": say(language, "type-gone", count=count),
    }


def _sending(session: Session, latest: Sending, language: Language) -> Values:
    numbers = session.dispatch.values()
    return {
        "is_over": latest.is_over,
        "is_well": isinstance(latest.result, Sent),
        "words": say(language, "progress", **numbers),
        "pattern": say(language, "progress", **{name: f"{{{name}}}" for name in numbers}),
        "lines": _ending(latest, language) if latest.is_over else (),
        "problems": said(_unstopped(latest), language),
        **numbers,
    }


def _unstopped(latest: Sending) -> list[Problem]:
    """What kept it from sending, but for the checks' errors: those stand above the button."""
    problems = latest.problems if latest.result is None else []
    return [each for each in problems if not each.code.startswith(STOPS)]


def _ending(latest: Sending, language: Language) -> list[str]:
    """How it went, in sentences."""
    sent = latest.result
    if isinstance(sent, Planned):
        return [*_recovered(sent, language), say(language, "changed-meanwhile")]
    if sent is None and any(each.code.startswith(STOPS) for each in latest.problems):
        return [say(language, "stopped")]
    if sent is None:
        return [say(language, "not-sent" if latest.problems else "broke-off")]
    tally = sent.tally
    lines = _recovered(sent, language)
    lines += (
        [sentence(f"cli.sent.{sent.transport}", language, count=tally.sent)] if tally.sent else []
    )
    lines += [
        say(language, f"sent.{name}", count=count)
        for name in ("deferred", "failed", "unclear")
        if (count := getattr(tally, name))
    ]
    if tally.down:
        lines.append(explained(tally.down, language))
    if tally.is_interrupted:
        lines.append(sentence("cli.sent.interrupted", language))
    if sent.untried:
        lines.append(say(language, "sent.untried", count=sent.untried))
    return lines or [sentence("cli.sent.nothing", language)]


def _recovered(found: Sent | Planned, language: Language) -> list[str]:
    """What an earlier sending had left when it broke off, and what became of it."""
    return [
        sentence(
            f"cli.sent.recovered-{each.state.value}",
            language,
            address=written(each.address),
            title=each.title,
        )
        for each in found.recovered
    ]
