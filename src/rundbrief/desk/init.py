"""A new workspace that works at once: settings, an example, a list of one, schemas.

    Beginning ─▶ beginning_problems ─▶ nothing wrong ─▶ init ─▶ a folder in which `check` is content

A folder that is a workspace already is not touched, and what is in any other stays as it is.
"""

import csv
import io
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from rundbrief.definitions import (
    Language,
    MeetingDraft,
    file_name,
    is_good_day,
    meeting_file,
    read_model,
)
from rundbrief.definitions.drafts import toml_line, toml_text
from rundbrief.definitions.guesses import plain
from rundbrief.desk.schemas import FOLDER, schemas
from rundbrief.problems import Problem
from rundbrief.wording import LANGUAGES, sentence
from rundbrief.workspace import LAENDER, SETTINGS, Settings

AHEAD = timedelta(weeks=6)
IGNORED = ("recipients/", "outbox/", "inbox/", "rundbrief.db*", "*.pem", "~$*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a workspace needs to begin; `land` as a person writes it, `language` of the mails.

    Who names no contact has the organisation itself for one, at the sender's address.
    """

    organisation: str
    sender: str
    land: str
    contact: str = ""
    contact_email: str = ""
    language: Language = "de"

    @property
    def whom(self) -> tuple[str, str]:
        """The contact's name and address."""
        return self.contact or self.organisation, self.contact_email or self.sender


# Where each answer stands in rundbrief.toml: so the settings' own rules are those of the answers.
_STANDS_IN = {
    "organisation.name": "organisation",
    "organisation.imprint": "organisation",
    "sender.name": "organisation",
    "sender.email": "sender",
    "contact.name": "contact",
    "contact.email": "contact_email",
}
_INNOCENT = {"organisation": "x", "contact": "x", "contact_email": "x@x.example"} | {
    "sender": "x@x.example",
    "land": "NW",
}


def answer_problem(name: str, value: str) -> Problem | None:
    """What is wrong with one answer, whatever the others are; None if nothing is."""
    beginning = Beginning(**{**_INNOCENT, name: value})  # type: ignore[arg-type] # both dictionaries hold its fields
    return next(iter(beginning_problems(beginning)), None)


def beginning_problems(beginning: Beginning) -> list[Problem]:
    """What is wrong with the answers, each once, under the option that gives it."""
    problems = []
    if land_of(beginning.land) is None:
        values = {"value": beginning.land}
        problems.append(Problem("", None, "--land", "writing.land-unclear", values))
    _, wrong = read_model(Settings, _settings(beginning, "de").encode(), SETTINGS)
    for problem in wrong:
        option = "--" + _STANDS_IN[problem.field].replace("_", "-")
        if option not in {each.field for each in problems}:
            problems.append(Problem("", None, option, problem.code, problem.values))
    return problems


def land_of(text: str) -> str | None:
    """`NW` for "NW", "nrw" or "Nordrhein-Westfalen"; None for what is none of the sixteen."""
    names = {
        plain(sentence(f"writing.land.{land}", language)): land
        for land in LAENDER
        for language in LANGUAGES
    }
    known = names | {land.casefold(): land for land in LAENDER} | {"nrw": "NW"}
    return known.get(plain(text).removeprefix("de "))


def init(
    folder: Path, beginning: Beginning, *, language: Language, now: datetime
) -> tuple[list[str], list[Problem]]:
    """Make the workspace in `folder`, its comments in `language`: the files, or why there are none.

    `now` decides when the example meeting is.
    """
    if (folder / SETTINGS).exists():
        return [], [Problem(folder.as_posix(), None, "", "writing.workspace-there")]
    if problems := beginning_problems(beginning):
        return [], problems
    files = _files(beginning, language, now.date())
    theirs = {name for name in files if _is_theirs(folder, name)}
    made = sorted(files.keys() - theirs)
    for name in made:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])
    if ".gitignore" in theirs:
        _ignore_too(folder / ".gitignore")
    (folder / "newsletters").mkdir(exist_ok=True)
    # Last, for it makes the folder a workspace: whoever is interrupted before it begins again.
    (folder / SETTINGS).write_bytes(_settings(beginning, language).encode())
    return [*made, SETTINGS], []


def _is_theirs(folder: Path, name: str) -> bool:
    """Whether the file, or the folder it would go into, is there already: that stays as it is."""
    above = Path(name).parts[0]
    return above != FOLDER and (folder / above).exists()


def _ignore_too(path: Path) -> None:
    """Add what must not get into a history to a .gitignore that is there."""
    text = path.read_text(encoding="utf-8")
    missing = [line for line in IGNORED if line not in text.splitlines()]
    if missing:
        begin = "" if text.endswith("\n") or not text else "\n"
        path.write_text(text + begin + "\n".join(missing) + "\n", encoding="utf-8")


def _files(beginning: Beginning, language: Language, today: date) -> dict[str, bytes]:
    """The content of every file but the settings, by its name."""
    day = good_day(today + AHEAD, land_of(beginning.land) or "")
    # What will stand in mails is in their language, the comments in hers.
    title = sentence("writing.file.example-title", beginning.language)
    example = MeetingDraft(
        id=uuid4(),
        day=day,
        last=day,
        is_day_known=False,
        title=title,
        announcement=sentence("writing.file.example-text", beginning.language),
        schema=f"../{FOLDER}/meeting.schema.json",
    )
    ignored = "\n".join([f"# {sentence('writing.file.gitignore', language)}", *IGNORED])
    texts = schemas(beginning.language) | {
        ".gitignore": ignored + "\n",
        f"meetings/{file_name(day, title)}": meeting_file(example, language),
        "templates/LIESMICH.txt": sentence("writing.file.templates", language) + "\n",
    }
    list_name = f"recipients/{sentence('writing.file.list', language)}"
    files = {name: text.encode() for name, text in texts.items()}
    return files | {list_name: _list(beginning, language)}


def good_day(day: date, land: str) -> date:
    """The first day from then on that nothing is known to speak against."""
    while not is_good_day(day, land):
        day += timedelta(days=1)
    return day


def _settings(beginning: Beginning, language: Language) -> str:
    land = land_of(beginning.land) or "NW"
    answers = {each.name: toml_line(getattr(beginning, each.name)) for each in fields(beginning)}
    contact, contact_email = map(toml_line, beginning.whom)
    answers |= {"contact": contact, "contact_email": contact_email}
    answers |= {"land": toml_line(land), "land_name": sentence(f"writing.land.{land}", language)}
    imprint = toml_text(beginning.organisation)
    return sentence("writing.file.settings", language, **answers, imprint=imprint) + "\n"


def _list(beginning: Beginning, language: Language) -> bytes:
    """A list of one, as Excel saves it: whoever begins is the first to get a mail."""
    contact, email = beginning.whom
    given, _, family = beginning.contact.strip().rpartition(" ")
    person = ("", "", "", given, family) if given else (contact, "", "", "", "")
    header = sentence("writing.file.columns", language).split(";")
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(header)
    rows.writerow([email, *person, "", "", beginning.language, ""])
    return text.getvalue().encode("utf-8-sig")
