"""A new draft in meetings/ or newsletters/: blank, like another file, or from pasted text.

    Order ─┬─ nothing more ─▶ what is assumed, marked       ─┐
           ├─ like          ─▶ what recurs (`recurring`)     ─┼─▶ files, each new, none overwritten
           └─ source        ─▶ what the text says (`pasted`) ─┘

Every draft has an id of its own. All files of an order are thought out before one is written.
"""

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Literal
from uuid import uuid4

from rundbrief.definitions import (
    Anew,
    Language,
    Meeting,
    MeetingDraft,
    MeetingStatus,
    NewsletterDraft,
    Pick,
    file_name,
    meeting_file,
    meeting_like,
    newsletter_file,
    newsletter_like,
    read_source,
)
from rundbrief.definitions.dates import clocks_in, days_in, other_spelling
from rundbrief.desk.desk import Desk
from rundbrief.desk.init import AHEAD, good_day
from rundbrief.desk.pasting import drafts_from, pasted_drafts
from rundbrief.desk.schemas import schema_for
from rundbrief.desk.subjects import subjects
from rundbrief.problems import Problem, Severity
from rundbrief.wording import sentence
from rundbrief.workspace import Contents

What = Literal["meeting", "newsletter"]
FOLDERS: dict[What, str] = {"meeting": "meetings", "newsletter": "newsletters"}
UNTELLABLE = (MeetingStatus.DRAFT, MeetingStatus.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the organiser asks for: a draft of that kind, and what she says of it.

    `name` is the file's name, made from date and title where it is None. `when` is the date as
    she writes it, perhaps with times of day. `like` is another meeting or newsletter, `source` a
    text file, `pasted` such a text itself.
    """

    what: What
    name: Path | None = None
    title: str = ""
    when: str = ""
    like: Path | None = None
    source: Path | None = None
    pasted: str = ""


@dataclass(frozen=True, slots=True)
class _When:
    day: date | None = None
    last: date | None = None
    begins: time | None = None
    ends: time | None = None


# Two that say the same thing twice, or of which one has no use for the other.
_CLASHES = (
    ("--from", "newsletter"),
    ("--from", "--like"),
    ("--from", "--title"),
    ("--from", "--date"),
    ("--from", "FILE"),
    ("--date", "newsletter"),
)


def new(desk: Desk, order: Order, language: Language) -> tuple[list[str], list[Problem]]:
    """Write the drafts, their comments in `language`: the new files, and what is worth knowing.

    Where a problem is an error nothing was written.
    """
    if problem := _clash(order):
        return [], [problem]
    folder = desk.workspace.folder / FOLDERS[order.what]
    if order.name and (problem := _name_problem(folder, order.name)):
        return [], [problem]
    drafts, problems = _drafts(desk, order, language)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return [], problems
    folder.mkdir(exist_ok=True)
    return [desk.workspace.name(_written(folder / name, text)) for name, text in drafts], problems


def _clash(order: Order) -> Problem | None:
    said = {
        "newsletter": order.what == "newsletter",
        "FILE": order.name,
        "--title": order.title,
        "--date": order.when,
        "--like": order.like,
        "--from": order.source or order.pasted,
    }
    for first, second in _CLASHES:
        if said[first] and said[second]:
            values = {"first": first, "second": second}
            return Problem("", None, "", "writing.options-clash", values)
    return None


def _name_problem(folder: Path, name: Path) -> Problem | None:
    """Why a file of that name can't be new; a name alone is one in its folder."""
    if name.parent not in {Path(), Path(folder.name)} and name.parent.resolve() != folder.resolve():
        values = {"folder": folder.name, "example": name.name}
        return Problem(name.as_posix(), None, "", "writing.elsewhere", values)
    if (folder / _toml(name.name)).exists():
        return Problem(f"{folder.name}/{_toml(name.name)}", None, "", "writing.exists")
    return None


def _toml(name: str) -> str:
    return name if name.lower().endswith(".toml") else f"{name}.toml"


def _written(path: Path, text: str) -> Path:
    """The file where the text is now: `path`, or the next free one with a number."""
    number, free = 1, path
    while True:
        try:
            with free.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            number += 1
            free = path.with_stem(f"{path.stem}-{number}")
        else:
            return free


def _drafts(
    desk: Desk, order: Order, language: Language
) -> tuple[list[tuple[str, str]], list[Problem]]:
    """The names and texts of the new files."""
    if order.source:
        return drafts_from(desk, order.source, language)
    if order.pasted:
        name = sentence("writing.pasted-text", language)
        return pasted_drafts(desk, order.pasted.encode(), name, language)
    when = _when(order.when)
    if isinstance(when, Problem):
        return [], [when]
    contents = desk.workspace.read()
    if order.like:
        text = _like(desk, order, order.like, when, contents, language)
        if not isinstance(text, str):
            return [], text
    else:
        text = _blank(desk, order, when, contents, language)
    day = when.day or (_supposed(desk) if order.what == "meeting" else desk.now.date())
    unsaid = sentence(f"writing.supposed.title-{order.what}", language)
    name = order.name.name if order.name else file_name(day, order.title or unsaid)
    return [(_toml(name), text)], []


def _supposed(desk: Desk) -> date:
    """The day of a meeting where nobody has said one."""
    return good_day(desk.now.date() + AHEAD, desk.workspace.settings.land)


def _when(text: str) -> _When | Problem:
    """The date and the times of day in what she wrote behind --date."""
    if not text:
        return _When()
    if other := other_spelling(text):
        values = {"found": other[0], "example": other[1]}
        return Problem("", None, "--date", "writing.other-spelling", values)
    named = next(days_in(text), None)
    if named is None or named.year is None:
        return Problem("", None, "--date", "writing.date-unclear", {"value": text})
    day, last = named.since(named.year), named.on(named.year)
    if day is None or last is None:
        values = {"found": text[named.start : named.end]}
        return Problem("", None, "--date", "writing.no-such-day", values)
    begins, ends, _ = clocks_in(text[named.end :].replace("T", " ", 1))
    return _When(day, last, begins, ends)


def _blank(desk: Desk, order: Order, when: _When, contents: Contents, language: Language) -> str:
    if order.what == "newsletter":
        return newsletter_file(
            NewsletterDraft(
                id=uuid4(),
                title=order.title,
                meetings=_due(desk, contents),
                schema=schema_for(desk.workspace, "newsletter"),
            ),
            language,
        )
    day = when.day or _supposed(desk)
    draft = MeetingDraft(
        id=uuid4(),
        title=order.title,
        day=day,
        last=when.last or day,
        is_day_known=when.day is not None,
        begins=when.begins,
        ends=when.ends,
        schema=schema_for(desk.workspace, "meeting"),
    )
    return meeting_file(draft, language)


def _due(desk: Desk, contents: Contents, pick: tuple[Pick, ...] = ()) -> tuple[str, ...]:
    """The files of the meetings a next newsletter is about: to come with an announcement, or past
    with a recap, no drafts, and in no newsletter yet; what is to come first. Less what it picks
    by itself.
    """
    told = {meeting for newsletter in contents.newsletters for meeting in newsletter.meetings}
    untold = [
        each for each in contents.meetings if each.id not in told and each.status not in UNTELLABLE
    ]
    coming = [each for each in untold if each.end > desk.now and each.announcement]
    past = [each for each in untold if each.end <= desk.now and each.recap.strip()]
    in_order = [
        *(sorted(coming, key=lambda each: each.start) if "coming" not in pick else ()),
        *(sorted(past, key=lambda each: each.start, reverse=True) if "recaps" not in pick else ()),
    ]
    return tuple(Path(each.file).name for each in in_order)


def _like(
    desk: Desk, order: Order, like: Path, when: _When, contents: Contents, language: Language
) -> str | list[Problem]:
    """The text of the file that is like another, or why that can't be read."""
    chosen, unknown = subjects(desk.workspace, contents, [like])
    if unknown:
        broken = [
            each
            for each in contents.problems
            if Path(each.file).name == like.name and each.severity is Severity.ERROR
        ]
        return broken or unknown
    subject = chosen[0]
    if isinstance(subject, Meeting) != (order.what == "meeting"):
        values = {"first": f"--like {subject.file}", "second": order.what}
        return [Problem("", None, "--like", "writing.options-clash", values)]
    source, problems = read_source(
        (desk.workspace.folder / subject.file).read_bytes(), subject.file
    )
    if source is None:
        return problems
    anew = Anew(id=uuid4(), title=order.title, language=language)
    if isinstance(subject, Meeting):
        return meeting_like(
            source, anew, when.day, when.begins, when.ends, supposed=_supposed(desk)
        )
    return newsletter_like(source, anew, _due(desk, contents, subject.pick))
