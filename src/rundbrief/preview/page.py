"""Views as one self-contained page: no script but its own, nothing loaded from anywhere.

The mail stands in a sandboxed frame without scripts; a Content-Security-Policy allows this page's
one script by its hash and nothing else.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rundbrief.preview.view import CalendarEntry, EntryState, View
from rundbrief.wording import Language, sentence

HERE = Path(__file__).parent
TABS = ("desktop", "phone", "text", "calendar", "headers", "parts")
WORDS = (
    "no_entry", "calendar_says", "description", "frame_desktop", "frame_phone", "header", "value",
    "part", "filename", "size", "count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    label: str
    views: tuple[dict[str, Any], ...]


def page(
    views: Sequence[View],
    *,
    organisation: str,
    now: datetime,
    language: Language,
    left_out: int = 0,
) -> str:
    """The page's HTML. `now` (aware) is when it is true; `left_out` counts mails not shown."""
    say = partial(_say, language)
    groups = [
        _Group(f"{_kind(kind, language)}: {title}", tuple(_shown(view, language) for view in some))
        for (kind, _, title), some in groupby(views, lambda v: (v.kind, v.file, v.title))
    ]
    data = {
        "groups": [{"views": group.views} for group in groups],
        # Once for all mails, for they share them.
        "pictures": dict(picture for view in views for picture in view.pictures),
        "words": {word: say(f"word.{word}") for word in WORDS},
    }
    script = (HERE / "page.js").read_text(encoding="utf-8")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("page.html").render(
        language=language,
        say=say,
        organisation=organisation,
        day=format_date(now, "full", locale=language),
        time=format_time(now, "short", locale=language),
        groups=groups,
        tabs=TABS,
        left_out=left_out,
        style=Markup((HERE / "page.css").read_text(encoding="utf-8")),  # noqa: S704 — our own file
        script=Markup(script),  # noqa: S704 — our own file
        script_hash=f"sha256-{digest}",
        data=Markup(_json(data)),  # noqa: S704 — escaped by _json
    )


def _json(data: object) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _kind(kind: str, language: Language) -> str:
    return sentence(f"kind.{kind}", language)


def _shown(view: View, language: Language) -> dict[str, Any]:
    """A view as the page's script wants it: words only."""
    say = partial(_say, language)
    number = partial(format_decimal, locale=language)
    headers = dict(view.headers)
    return {
        "recipient": view.recipient,
        "name": view.name,
        "kind": _kind(view.kind, language),
        "subject": view.subject,
        "addresses": [
            [say("to"), headers.get("To", "")],
            [say("from"), headers.get("From", "")],
            [say("reply-to"), headers.get("Reply-To", "")],
        ],
        "effect": sentence(f"plan.effect.{view.effect}", language),
        "headers": view.headers,
        "html": view.html,
        "text": view.text,
        "entry": _entry(view.entry, language) if view.entry else None,
        "offered": say("offered", files=", ".join(view.offered)) if view.offered else "",
        "parts": [
            [part.content_type, part.filename, say("bytes", bytes=number(part.size))]
            for part in view.parts
        ],
        "size": say("whole", bytes=number(view.size)),
    }


def _say(language: Language, key: str, **values: object) -> str:
    return sentence(f"preview.{key}", language, **values)


def _entry(entry: CalendarEntry, language: Language) -> dict[str, Any]:
    say = partial(_say, language)
    start, end = entry.start, entry.end
    day = format_date(start, "full", locale=language)
    until = format_time(end, "short", locale=language)
    if end.date() != start.date():
        until = f"{format_date(end, 'full', locale=language)}, {until}"
    gone = entry.state in (EntryState.CANCELLED, EntryState.WITHDRAWN)
    return {
        "gone": gone,
        "month": format_date(start, "LLLL", locale=language),
        "day": str(start.day),
        "weekday": format_date(start, "EEEE", locale=language),
        "summary": entry.summary,
        "when": say("when", day=day, start=format_time(start, "short", locale=language), end=until),
        "location": entry.location,
        "description": entry.description,
        "facts": [
            [say("state"), say(f"state.{entry.state}")],
            [say("organizer"), entry.organizer],
            [say("attendee"), entry.attendee],
            [say("answer"), _answer(entry, language)],
            ["METHOD", entry.method],
            ["UID", entry.uid],
            ["SEQUENCE", str(entry.sequence)],
        ],
    }


def _answer(entry: CalendarEntry, language: Language) -> str:
    """The answer so far, and whether one is asked for; nothing where the entry is taken back."""
    if not entry.answer:
        return ""
    asks = "asked" if entry.asks else "not-asked"
    answer = _say(language, f"answer.{entry.answer}")
    return _say(language, f"answer-{asks}", answer=answer)
