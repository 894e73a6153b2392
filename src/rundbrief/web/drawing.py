"""From values to a page: the frame that all pages share, in the language of the browser.

request ─▶ language
Session ─▶ what stands at the head of every page ─┐
a page's own values ──────────────────────────────┴─▶ pages/<name>.html ─▶ HTML
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time
from babel.lists import format_list
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from rundbrief.problems import Problem, Severity
from rundbrief.recipients import written
from rundbrief.web.session import Session
from rundbrief.wording import LANGUAGES, Language, problem_sentence, sentence
from rundbrief.wording.days import LOCALES

HERE = Path(__file__).parent
AREAS = {
    "letters": "/",
    "plan": "/plan",
    "status": "/status",
    "people": "/people",
    "doctor": "/doctor",
    "site": "/site",
}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def language_of(request: Request) -> Language:
    """The first of the browser's languages that we speak, else English (RFC 9110 §12.5.4)."""
    asked = request.headers.get("accept-language", "de")
    wanted = []
    for each in asked.split(","):
        name, _, quality = each.partition(";q=")
        try:
            wanted.append((-float(quality or 1), name.strip()[:2].lower()))
        except ValueError:
            continue
    names = [name for _, name in sorted(wanted, key=lambda pair: pair[0])]
    return next((known for name in names for known in LANGUAGES if known == name), "en")


@dataclass(frozen=True, slots=True)
class Said:
    """A problem or finding as a page shows it."""

    severity: str
    sign: str
    place: str
    text: str
    why: str = ""
    do: str = ""


def said(problems: Iterable[Problem], language: Language) -> list[Said]:
    """Problems as a page shows them, errors first."""
    in_order = sorted(problems, key=lambda each: each.severity is not Severity.ERROR)
    return [_said(each, language) for each in in_order]


def _said(problem: Problem, language: Language) -> Said:
    whole = problem_sentence(problem, language)
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    place = ": ".join(filter(None, (place, problem.field)))
    return Said(
        severity=problem.severity.value,
        sign=sign(problem.severity, language),
        place=place,
        text=whole.removeprefix(place).removeprefix(": "),
    )


def sign(severity: Severity, language: Language) -> str:
    """The word before it, for colour alone tells nobody enough (WCAG 1.4.1)."""
    return say(language, f"severity.{severity}")


def say(language: Language, key: str, /, **values: object) -> str:
    """A sentence of this face."""
    return sentence(f"web.{key}", language, **values)


def mailbox(name: str, address: str) -> str:
    """A recipient as people write one; empty for one who was erased."""
    shown = written(address) if address else ""
    return f"{name} <{shown}>" if name and shown else shown


def readable(values: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """The same values, days and several of a kind as people write them."""
    return {name: _readable(value, language) for name, value in values.items()}


def _readable(value: Any, language: Language) -> Any:
    if isinstance(value, date):
        return format_date(value, "long", locale=LOCALES[language])
    return format_list(value, locale=LOCALES[language]) if isinstance(value, tuple) else value


def moment(time: datetime, language: Language) -> str:
    """A day and a time of day, short enough for a list."""
    day = format_date(
        time, "EEE, d. MMM y" if language == "de" else "EEE d MMM y", LOCALES[language]
    )
    return f"{day}, {format_time(time, 'HH:mm', locale=LOCALES[language])}"


@dataclass(frozen=True, slots=True)
class Told:
    """What came of the last thing somebody ordered, for the page that they see next.

    `typed` is what they had typed, where they have to mend it.
    """

    lines: Sequence[str] = ()
    problems: Sequence[Problem] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


def draw(name: str, session: Session, language: Language, /, **values: Any) -> str:
    """The page of that name. Desk's thread only."""
    seen = session.seen()
    desk = session.desk
    transport = desk.workspace.settings.transport.kind if desk else ""
    known: dict[str, Any] = {
        "language": language,
        "say": partial(say, language),
        "house": desk.workspace.settings.organisation.name if desk else "Rundbrief",
        "areas": AREAS.items() if desk else (),
        "area": name,
        "total": seen.planned.total if seen and seen.planned else 0,
        "way": say(language, f"way.{transport}") if transport else "",
        "clock": "",
        "told": None,
        "as_of": session.as_of,
        "unfollowed": "" if session.is_following else say(language, "unfollowed"),
    }
    if desk and desk.clock_set:
        known["clock"] = say(language, "clock", time=moment(desk.now, language))
    told = values.get("told")
    known["told_problems"] = said(told.problems, language) if told else ()
    known["typed"] = defaultdict(str, told.typed if told else {})
    return _environment().get_template(f"{name}.html").render(**known | values)
