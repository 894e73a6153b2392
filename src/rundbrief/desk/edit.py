"""A meeting's or newsletter's file as a form, and the form written back, comments and all.

    file ─▶ Form(values as text, digest) ─▶ the organiser types ─▶ save
    save: same digest? ─▶ the changed keys, each in its place ─▶ read again, compared ─▶ written

What was changed on disk meanwhile is never overwritten. A value with a mistake is not written
either: it comes back with what is wrong. Everything the form doesn't show stays as it is, byte by
byte.
"""

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple
from uuid import uuid4

import tomlrt

from rundbrief.definitions import Defaults, read_meeting, read_newsletter, without_marks
from rundbrief.definitions.drafts import toml_text
from rundbrief.desk.desk import Desk
from rundbrief.problems import Problem, Severity

What = Literal["meeting", "newsletter"]
FOLDERS: Final[Mapping[str, What]] = {"meetings": "meeting", "newsletters": "newsletter"}
BOM: Final = "\ufeff"


class Field(NamedTuple):
    """One key as a form shows it: `key` is its dotted path, `choices` what may stand there."""

    key: str
    shape: Literal["line", "text", "moment", "choice", "words"] = "line"
    choices: tuple[str, ...] = ()


FIELDS: Final[Mapping[What, tuple[Field, ...]]] = {
    "meeting": (
        Field("status", "choice", ("draft", "save-the-date", "planned", "cancelled")),
        Field("reason"),
        Field("title"),
        Field("start", "moment"),
        Field("end", "moment"),
        Field("announcement", "text"),
        Field("recap", "text"),
        Field("venue.kind", "choice", ("in-person", "online", "hybrid")),
        Field("venue.name"),
        Field("venue.room"),
        Field("venue.street"),
        Field("venue.postal_code"),
        Field("venue.town"),
        Field("venue.directions", "text"),
        Field("venue.link"),
        Field("registration.deadline", "moment"),
        Field("registration.link"),
        Field("registration.email"),
        Field("audience.tiers", "words"),
        Field("audience.tags", "words"),
    ),
    "newsletter": (
        Field("status", "choice", ("draft", "ready")),
        Field("title"),
        Field("introduction", "text"),
        Field("audience.tiers", "words"),
        Field("audience.tags", "words"),
    ),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A file's values as text, by dotted key; `digest` is the file's, as it was read.

    `has_marks` where the draft says of something that it is still to be checked.
    """

    file: str
    what: What
    digest: str
    values: Mapping[str, str]
    problems: tuple[Problem, ...]
    has_marks: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """What it shows, in its order."""
        return FIELDS[self.what]

    def wrong(self, key: str) -> list[Problem]:
        """What is wrong at that key, or within it."""
        return [each for each in self.problems if each.field.partition("[")[0] == key]


def open_form(desk: Desk, file: str) -> tuple[Form | None, list[Problem]]:
    """The form of that file; None where there is no such file, or it is no TOML."""
    path = _path(desk, file)
    if path is None:
        return None, [Problem(file, None, "", "desk.unknown-file")]
    data, what = path.read_bytes(), FOLDERS[file.partition("/")[0]]
    problems = _problems(desk, what, file, data)
    values = _read(data)
    if values is None:
        return None, problems
    texts = {each.key: _text(_at(values, each.key)) for each in FIELDS[what]}
    text = data.decode("utf-8-sig")
    has_marks = without_marks(text) != text
    return Form(file, what, _digest(data), texts, tuple(problems), has_marks), problems


def save(
    desk: Desk, file: str, digest: str, texts: Mapping[str, str], *, is_checked: bool = False
) -> tuple[Form | None, list[Problem]]:
    """Write the form back: the form as it is then, and what kept it from being written.

    `digest` is that of the form that was filled in. A key that is missing in `texts` stays.
    `is_checked` takes away the draft's marks: somebody says that all of it is right.
    """
    form, problems = open_form(desk, file)
    path = _path(desk, file)
    if form is None or path is None:
        return None, problems
    wanted = {**form.values, **{key: _lines(text) for key, text in texts.items()}}
    typed = Form(file, form.what, digest, wanted, form.problems, form.has_marks)
    if form.digest != digest:
        return typed, [Problem(file, None, "", "desk.edit-meanwhile")]
    changes = [each for each in form.fields if wanted[each.key] != form.values[each.key]]
    is_checked = is_checked and form.has_marks
    if not (changes or is_checked):
        return form, []
    data = path.read_bytes()
    new = _changed(data, {each: wanted[each.key] for each in changes}, is_checked=is_checked)
    if new is None:
        return typed, [Problem(file, None, "", "desk.edit-unsafe")]
    found = _problems(desk, form.what, file, new)
    shown = {each.key for each in form.fields}
    wrong = [
        each
        for each in found
        if each.severity is Severity.ERROR and each.field.partition("[")[0] in shown
    ]
    if wrong:
        return Form(file, form.what, digest, wanted, tuple(found), form.has_marks), wrong
    if not _replaced(path, new, digest):
        return typed, [Problem(file, None, "", "desk.edit-meanwhile")]
    return open_form(desk, file)


def _path(desk: Desk, file: str) -> Path | None:
    """The file of that name, if it is one of those that the workspace reads."""
    folder = file.partition("/")[0]
    if folder not in FOLDERS:
        return None
    known = (desk.workspace.folder / folder).glob("*.[tT][oO][mM][lL]")
    return next((path for path in known if desk.workspace.name(path) == file), None)


def _problems(desk: Desk, what: What, file: str, data: bytes) -> list[Problem]:
    """What is wrong with those bytes as that file."""
    settings = desk.workspace.settings
    defaults = Defaults(
        zone=settings.timezone,
        language=settings.language,
        contact=settings.contact,
        series=settings.series,
    )
    if what == "meeting":
        return read_meeting(data, file, defaults)[1]
    meetings = {Path(each.file).name: each.id for each in desk.workspace.read().meetings}
    return read_newsletter(data, file, defaults, meetings)[1]


def _read(data: bytes) -> dict[str, Any] | None:
    with suppress(UnicodeDecodeError, tomllib.TOMLDecodeError):
        return tomllib.loads(data.decode("utf-8-sig"))
    return None


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _at(values: Mapping[str, Any], key: str) -> Any:
    *tables, last = key.split(".")
    for table in tables:
        inner = values.get(table)
        values = inner if isinstance(inner, dict) else {}
    return values.get(last)


def _text(value: Any) -> str:
    """A value as it is typed; a text without the blank lines around it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value).strip()


def _lines(text: str) -> str:
    """What a browser sends, with plain line ends (HTML, "constructing the entry list")."""
    return text.replace("\r\n", "\n").strip()


def _value(field: Field, text: str) -> Any:
    """What is typed as a value; what is no moment stays text, and is told so."""
    if field.shape == "moment":
        with suppress(ValueError):
            return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if field.shape == "words":
        return [word for each in text.split(",") if (word := each.strip())]
    return text


def _changed(data: bytes, changes: Mapping[Field, str], *, is_checked: bool) -> bytes | None:
    """The file with those keys changed and all else as it was; None where that can't be done."""
    text = data.decode("utf-8-sig")
    bom = BOM if data.decode("utf-8").startswith(BOM) else ""
    expected = deepcopy(tomllib.loads(text))
    texts: dict[str, str] = {}
    try:
        document = tomlrt.loads(text)
        for field, typed in changes.items():
            value = _value(field, typed)
            _put(expected, field.key, value)
            if isinstance(value, str) and "\n" in value:
                mark = uuid4().hex  # its place: the library writes every line end as an escape
                texts[f'"{mark}"'] = toml_text(value)
                value = mark
            _put(document, field.key, value)
        new = tomlrt.dumps(document)
    except (tomlrt.TOMLError, TypeError, ValueError):
        return None
    if is_checked:
        new = without_marks(new)
    ends = "\r\n" if "\r\n" in text else "\n"
    for mark, quoted in texts.items():
        new = new.replace(mark, quoted.replace("\n", ends))
    written = (bom + new).encode()
    read_again = _read(written)
    return written if read_again is not None and _is_same(read_again, expected) else None


def _put(values: Any, key: str, value: Any) -> None:
    """Set the key, or take it out where nothing stands in it any more."""
    *tables, last = key.split(".")
    for table in tables:
        if table not in values:
            if value in ("", []):
                return
            values[table] = {}
        values = values[table]
    if value in ("", []):
        values.pop(last, None)
    else:
        values[last] = value


def _is_same(read_again: Any, expected: Any) -> bool:
    """Whether both say the same; a text may have gained the line end that its quotes stand on."""
    if isinstance(read_again, dict) and isinstance(expected, dict):
        return read_again.keys() == expected.keys() and all(
            _is_same(read_again[key], expected[key]) for key in expected
        )
    if isinstance(read_again, str) and isinstance(expected, str):
        return read_again.rstrip("\n") == expected.rstrip("\n")
    return bool(read_again == expected)


def _replaced(path: Path, new: bytes, digest: str) -> bool:
    """Put the new bytes in the file's place at once, unless it changed since `digest`."""
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_bytes(new)
    if _digest(path.read_bytes()) != digest:
        beside.unlink()
        return False
    os.replace(beside, path)  # noqa: PTH105 — as atomic as the system has it, on Windows too
    return True
