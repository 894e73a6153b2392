"""What became of every mail, what is unclear, who opted out, who comes: pages of what is known.

desk.status, questions, opted_out, attendance, doctor ─▶ rows ─▶ their pages
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rundbrief.definitions import Answer
from rundbrief.delivery import State, explained, state_name
from rundbrief.desk import (
    Evidence,
    Question,
    Standing,
    attendance,
    doctor,
    evidence,
    opted_out,
    questions,
    status,
)
from rundbrief.planning import SAID, Guest
from rundbrief.web.drawing import Told, draw, mailbox, moment, readable, said, say
from rundbrief.web.session import Session
from rundbrief.web.state import Place
from rundbrief.wording import Language, sentence

MOST = 300  # rows of one mailing on the page

Values = dict[str, Any]


def status_page(session: Session, language: Language, place: Place, told: Told | None) -> str:
    """Every mailing and its mails; before them what waits for her word."""
    desk = session.desk
    if session.seen() is None or desk is None:
        raise LookupError("there is no workspace")
    rows, problems = status(desk, (Path(place.file),) if place.file else ())
    asked, more = ([], []) if session.dispatch.is_running else questions(desk)
    known, unread = evidence(desk, asked or ())
    zone = desk.workspace.zone
    mailings = groupby(rows or (), lambda row: (row.mailing, row.kind, row.title, row.file))
    values = {
        "problems": said([*problems, *more], language),
        "unread": said(unread, language),
        "questions": [
            _question(each, known[each.message_id], zone, language) for each in asked or ()
        ],
        "together": list(_together(asked or (), language)),
        "mailings": [
            _mailing(kind, title, file, list(some), zone, language)
            for (_, kind, title, file), some in mailings
        ][::-1],
    }
    return draw("status", session, language, told=told, **values)


def _together(asked: Sequence[Question], language: Language) -> Iterator[Values]:
    """One word for all that stand at a state, where they are several."""
    for state in (State.UNCLEAR, State.FAILED):
        if (count := sum(each.state is state for each in asked)) > 1:
            yield {
                "which": state.value,
                "text": say(language, f"settle-all-{state.value}", count=count),
                "may_be_sent": state is State.UNCLEAR,
            }


def _question(each: Question, known: Sequence[Evidence], zone: Any, language: Language) -> Values:
    return {
        "who": mailbox(each.display_name, each.address),
        "title": f"{sentence(f'kind.{each.kind}', language)}: {each.title}",
        "state": state_name(each.state, each.transport, language),
        "at": moment(each.at.astimezone(zone), language),
        "words": " ".join(f"{each.code or ''} {each.words}".split()),
        "message_id": each.message_id,
        "evidence": [one.sentence(language) for one in known],
        "may_be_sent": each.state is State.UNCLEAR,
    }


def _mailing(
    kind: str, title: str, file: str, rows: list[Standing], zone: Any, language: Language
) -> Values:
    counts = Counter(row.state for row in rows)
    transport = rows[0].transport
    words = sentence(f"kind.{kind}", language)
    return {
        "heading": sentence("cli.mailing", language, kind=words, title=title, count=len(rows)),
        "file": file,
        "counts": [
            sentence(
                "cli.status.state",
                language,
                state=state_name(state, transport, language),
                number=count,
            )
            for state, count in counts.items()
        ],
        "rows": [
            (
                mailbox(row.display_name, row.address) or sentence("cli.erased", language),
                Place(to=row.address).link("/story") if row.address else "",
                state_name(row.state, row.transport, language),
                moment(row.at.astimezone(zone), language),
                " ".join(f"{row.code or ''} {row.words}".split()),
            )
            for row in rows[:MOST]
        ],
        "more": say(language, "unnamed", count=len(rows) - MOST) if len(rows) > MOST else "",
    }


def people_page(session: Session, language: Language, _: Place, told: Told | None) -> str:
    """Who opted out, with the forms to opt out, in, and to be forgotten."""
    desk = session.desk
    if session.seen() is None or desk is None:
        raise LookupError("there is no workspace")
    rows, problems = opted_out(desk)
    zone = desk.workspace.zone
    values = {
        "problems": said(problems, language),
        "rows": [
            (
                row.identity,
                row.identity or sentence("cli.optout.forgotten", language),
                row.reason,
                moment(row.since.astimezone(zone), language),
            )
            for row in rows or ()
        ],
    }
    return draw("people", session, language, told=told, **values)


def guests_page(session: Session, language: Language, place: Place, told: Told | None) -> str:
    """Who comes to one meeting, with a form to write an answer down."""
    desk = session.desk
    if session.seen() is None or desk is None:
        raise LookupError("there is no workspace")
    lists, problems = attendance(desk, [Path(place.file)])
    meeting = lists[0] if lists else None
    groups = []
    if meeting:
        for each in SAID:
            name = sentence(f"cli.attendance.group.{each}", language)
            people = [_guest(one, desk.workspace.zone, language) for one in meeting.who(each)]
            if each in meeting.counts:
                groups.append({"name": f"{name}: {len(people)}", "people": people})
    values = {
        "problems": said(problems, language),
        "file": place.file,
        "subject": meeting.meeting.title if meeting else place.file,
        "groups": groups if meeting and meeting.invited else (),
        "answers": [(each.value, sentence(f"attendance.said.{each}", language)) for each in Answer],
        "to": place.to,
    }
    return draw("guests", session, language, told=told, **values)


def _guest(guest: Guest, zone: Any, language: Language) -> Values:
    return {
        "name": guest.display_name or guest.address,
        "office": guest.office,
        "address": guest.address,
        "note": guest.note,
        "at": moment(guest.given_at.astimezone(zone), language) if guest.given_at else "",
    }


def doctor_page(session: Session, language: Language, *_: object) -> str:
    """Whether the way out is in order."""
    desk = session.desk
    if session.seen() is None or desk is None:
        raise LookupError("there is no workspace")
    diagnosis, problems = doctor(desk)
    rows = []
    for row in diagnosis.rows if diagnosis else ():
        known = readable(row.values, language)
        if row.outcome:
            text = explained(row.outcome, language)
        else:
            text = sentence(f"doctor.{row.check}.{row.finding}", language, **known)
        rows.append(
            {
                "severity": {"fault": "error"}.get(row.verdict.value, row.verdict.value),
                "verdict": say(language, f"verdict.{row.verdict}"),
                "text": text,
                "tell": sentence(f"doctor.{row.check}.tell", language, **known) if row.tell else "",
            }
        )
    return draw("doctor", session, language, problems=said(problems, language), rows=rows)
