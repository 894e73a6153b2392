"""The first page: what there is on the left, the mail in the middle, who and what beside it.

Survey, Place ─▶ look ─▶ rows, mail, kinds, readers, findings ─▶ pages/letters.html
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from rundbrief.definitions import Meeting
from rundbrief.desk import Letter, Look, Survey, findings, letters, look
from rundbrief.planning import Effect
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import Recipient
from rundbrief.web.clients import happenings, treatments
from rundbrief.web.drawing import Said, Told, draw, moment, said, say, sign
from rundbrief.web.entries import card_of_entry, card_of_meeting
from rundbrief.web.session import Session
from rundbrief.web.state import FRAMED, TABS, Place
from rundbrief.wording import Language, sentence
from rundbrief.wording.days import LOCALES

SHOWN = 100  # recipients in the list at once; the rest are found by typing
SOURCE = 200_000  # bytes of a mail's source on the page
GROUPS = {"meetings": "meetings/", "newsletters": "newsletters/"}
GONE = frozenset({Effect.CANCELS, Effect.REMOVES})

Values = dict[str, Any]


def letters_page(session: Session, language: Language, place: Place, told: Told | None) -> str:
    """The page at that place."""
    seen = session.seen()
    if seen is None:
        raise LookupError("there is no workspace")
    place = (
        place if seen.subject(place.file) or place.file in _broken(seen) else _first(seen, place)
    )
    looked, found = look(seen, place.wish)
    problems = [*found, *seen.problems]
    errors = [each for each in problems if each.severity is Severity.ERROR]
    values: Values = {
        "title": looked.subject.title if looked else place.file or say(language, "area.letters"),
        "groups": _groups(seen, place, language),
        "errors": said(errors, language),
        "hints": said((each for each in problems if each not in errors), language),
        "mail": _mail(looked, language) if looked else None,
        "nothing": say(language, _why_nothing(seen, place, errors)),
        "tabs": [_choice(place, say(language, f"tab.{tab}"), tab=tab) for tab in TABS],
        "chosen_tab": place.tab,
        "frame": _frame(place, language),
        "chosen": None,
        "kinds": (),
        "readers": (),
        "findings": _findings(seen, looked, language) if looked else (),
    }
    if looked:
        values |= _beside(seen, place, looked, language)
    elif place.file in _broken(seen):
        values |= _beside_broken(place)
    return draw("letters", session, language, told=told, **values)


def _first(seen: Survey, place: Place) -> Place:
    """Where nothing is chosen: what has mails pending, else what comes next."""
    parts = seen.planned.plan.parts if seen.planned else ()
    files = [part.file for part in parts] + [each.file for each in _by_day(seen)]
    return Place(file=next(iter(files), ""), tab=place.tab)


def _by_day(seen: Survey) -> list[Meeting]:
    coming = [each for each in seen.contents.meetings if each.end > seen.desk.now]
    return sorted(coming, key=lambda each: each.start)


def _broken(seen: Survey) -> dict[str, int]:
    """The files of which nothing can be shown, each with how many errors."""
    readable = {each.file for each in seen.contents.subjects}
    found: dict[str, int] = {}
    for each in seen.problems:
        if each.severity is Severity.ERROR and each.file.startswith(tuple(GROUPS.values())):
            found[each.file] = found.get(each.file, 0) + 1
    return {file: count for file, count in found.items() if file not in readable}


def _why_nothing(seen: Survey, place: Place, errors: Sequence[Problem]) -> str:
    if errors:
        return "nothing-broken"
    return "nothing-nobody" if seen.subject(place.file) else "nothing"


def _groups(seen: Survey, place: Place, language: Language) -> list[Values]:
    rows = [*_meeting_rows(seen, place, language), *_newsletter_rows(seen, place, language)]
    for file, count in _broken(seen).items():
        state = say(language, "state.broken", count=count)
        rows.append(_row(place, file, file.rpartition("/")[2], "", state, "broken"))
    return [
        {
            "name": say(language, f"group.{name}"),
            "rows": [row for row in rows if row["file"].startswith(folder)],
        }
        for name, folder in GROUPS.items()
    ]


def _meeting_rows(seen: Survey, place: Place, language: Language) -> Iterator[Values]:
    """What comes first, then what is past, the latest first."""
    now = seen.desk.now
    past = sorted(
        (each for each in seen.contents.meetings if each.end <= now),
        key=lambda each: each.start,
        reverse=True,
    )
    for each in (*_by_day(seen), *past):
        is_past = each.end <= now
        state = say(language, "state.past" if is_past else f"state.{each.status}")
        when = format_date(
            each.start, "d. MMM y" if language == "de" else "d MMM y", LOCALES[language]
        )
        row = _row(place, each.file, each.title, when, state, "past" if is_past else "")
        yield row | {"due": _due(seen, each.id, language)}


def _newsletter_rows(seen: Survey, place: Place, language: Language) -> Iterator[Values]:
    for each in seen.contents.newsletters:
        state = say(language, f"state.{each.status}")
        row = _row(place, each.file, each.title, "", state, "")
        yield row | {"due": _due(seen, each.id, language)}


def _row(place: Place, file: str, title: str, when: str, state: str, state_class: str) -> Values:
    return {
        "file": file,
        "href": Place(file=file, to=place.to, tab=place.tab).link(),
        "is_chosen": file == place.file,
        "title": title,
        "when": when,
        "state": state,
        "state_class": state_class,
        "due": (),
    }


def _due(seen: Survey, subject: Any, language: Language) -> list[str]:
    return [
        say(language, "due", kind=sentence(f"kind.{part.kind}", language), count=len(part))
        for part in seen.parts(subject)
    ]


def _choice(place: Place, name: str, /, *, count: int = 0, **change: str) -> Values:
    is_chosen = all(getattr(place, key) == value for key, value in change.items())
    return {"name": name, "href": place.link(**change), "is_chosen": is_chosen, "count": count}


def _frame(place: Place, language: Language) -> Values | None:
    if place.tab not in FRAMED:
        return None
    return {"src": place.link("/mail", q=""), "title": say(language, f"frame.{place.tab}")}


def _mail(looked: Look, language: Language) -> Values:
    shown = looked.view
    headers = dict(shown.headers)
    content = looked.message.content
    entry = shown.entry
    is_gone = shown.effect in GONE
    return {
        "kind": letter_name(looked.letter, language),
        "is_due": looked.is_due,
        "standing": say(language, "due-now" if looked.is_due else "not-due"),
        "subject": shown.subject,
        "addresses": [
            (say(language, "to"), headers.get("To", "")),
            (say(language, "from"), headers.get("From", "")),
            (say(language, "reply-to"), headers.get("Reply-To", "")),
        ],
        "effect": sentence(f"plan.effect.{shown.effect}", language),
        "text": shown.text,
        "headers": shown.headers,
        "source": content[:SOURCE].decode("ascii", "replace").replace("\r\n", "\n"),
        "source_cut": say(language, "source-cut", bytes=_number(SOURCE, language))
        if len(content) > SOURCE
        else "",
        "parts": [
            (each.content_type, each.filename, _bytes(each.size, language)) for each in shown.parts
        ],
        "size": say(language, "whole", bytes=_number(shown.size, language)),
        "before": card_of_meeting(looked.before, language) if looked.before else None,
        "before_class": "gone" if entry else "",
        "after": card_of_entry(entry, language) if entry and not is_gone else None,
        "after_words": ""
        if entry and not is_gone
        else say(language, "after-gone" if is_gone else "after-same"),
        "facts": _facts(looked, language),
        "description": entry.description if entry else "",
        "clients": treatments(happenings(shown, is_held=looked.before is not None), language),
    }


def _facts(looked: Look, language: Language) -> list[tuple[str, str]]:
    entry = looked.view.entry
    if entry is None:
        return []
    answer = sentence(f"preview.answer.{entry.answer}", language) if entry.answer else ""
    return [
        ("METHOD", entry.method),
        ("UID", entry.uid),
        ("SEQUENCE", str(entry.sequence)),
        (say(language, "organizer"), entry.organizer),
        (say(language, "attendee"), entry.attendee),
        (say(language, "answer"), answer),
        (say(language, "asks"), say(language, "yes" if entry.asks else "no")),
    ]


def letter_name(letter: Letter, language: Language) -> str:
    """`Erinnerung, Mo., 1. Sep. 2025`: the kind, and which of them."""
    name = sentence(f"kind.{letter.kind}", language)
    if not letter.occurrence:
        return name
    from datetime import datetime

    return f"{name}, {moment(datetime.fromisoformat(letter.occurrence), language)}"


def _beside(seen: Survey, place: Place, looked: Look, language: Language) -> Values:
    subject = looked.subject
    counts = {Letter(part.kind, part.occurrence): len(part) for part in seen.parts(subject.id)}
    now = Place(
        file=subject.file,
        kind=looked.letter.kind,
        at=looked.letter.occurrence,
        to=looked.recipient.address,
        tab=place.tab,
        q=place.q,
    )
    kinds = [
        _choice(
            now,
            letter_name(each, language),
            kind=each.kind.value,
            at=each.occurrence,
            count=counts.get(each, 0),
        )
        for each in letters(seen, subject)
    ]
    wanted = place.q.strip().casefold()
    found = [each for each in seen.readers(subject) if _fits(each, wanted)]
    rows = list(islice(found, SHOWN))
    return {
        "chosen": {
            "plan": Place(file=subject.file).link("/plan"),
            "proof": now.link("/proof", q="", tab="desktop"),
            "edit": Place(file=subject.file).link("/edit"),
            "guests": Place(file=subject.file).link("/guests")
            if isinstance(subject, Meeting)
            else "",
        },
        "kinds": kinds,
        "readers": [_reader(seen, place, now, each, looked, language) for each in rows],
        "find": {
            "q": place.q,
            "hidden": [
                (name, getattr(place, name))
                for name in ("file", "kind", "at", "to", "tab")
                if getattr(place, name)
            ],
            "found": say(
                language,
                "found" if len(found) <= SHOWN else "found-more",
                count=len(found),
                shown=len(rows),
            ),
        },
    }


def _beside_broken(place: Place) -> Values:
    return {
        "chosen": {
            "plan": "/plan",
            "proof": Place(file=place.file).link("/proof"),
            "guests": "",
            "edit": Place(file=place.file).link("/edit"),
        },
        "find": {"q": "", "hidden": (), "found": ""},
    }


def _fits(reader: Recipient, wanted: str) -> bool:
    return not wanted or wanted in (
        f"{reader.display_name} {reader.office} {reader.place} {reader.address}".casefold()
    )


def _reader(
    seen: Survey, place: Place, now: Place, reader: Recipient, looked: Look, language: Language
) -> Values:
    due = seen.due(looked.subject.id).get(reader.identity, [])
    names = (letter_name(Letter(part.kind, part.occurrence), language) for part, _ in due)
    return {
        "name": reader.display_name or reader.address,
        "address": reader.address,
        "what": ", ".join(names) or say(language, "nothing-due"),
        # The kind is kept only where she chose one: else each is shown what is due to them.
        "href": place.link(file=now.file, to=reader.address),
        "is_chosen": reader.identity == looked.recipient.identity,
    }


def _findings(seen: Survey, looked: Look, language: Language) -> list[Said]:
    return [
        Said(
            severity=each.severity.value,
            sign=sign(each.severity, language),
            place=each.place,
            text=sentence(f"checking.{each.code}", language, **each.values),
            why=sentence(f"checking.{each.code}.why", language, **each.values),
            do=sentence(f"checking.{each.code}.do", language, **each.values),
        )
        for each in findings(seen, looked)
    ]


def _number(number: int, language: Language) -> str:
    return str(format_decimal(number, locale=LOCALES[language]))


def _bytes(size: int, language: Language) -> str:
    return say(language, "bytes", bytes=_number(size, language))
