"""A meeting's or newsletter's file as a form, and the form written back, comments and all.

    file ─▶ Form(texts, digest) ─▶ the organiser types ─▶ save
    save: same digest? ─▶ `rewriting`: the changed keys, each in its place ─▶ written
          another     ─▶ her words beside those that stand on disk now

What was changed on disk meanwhile is never overwritten unseen. A value with a mistake is not
written either: it comes back with what is wrong. Everything the form doesn't show stays as it is,
byte by byte.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Final

from rundbrief.definitions import Defaults, read_meeting, read_newsletter, without_marks
from rundbrief.desk.desk import Desk
from rundbrief.desk.fields import GROUPS, Group, What, several, shown, single
from rundbrief.desk.rewriting import Entry, Texts, rewritten, texts_of, values_of
from rundbrief.problems import Problem, Severity

FOLDERS: Final[Mapping[str, What]] = {"meetings": "meeting", "newsletters": "newsletter"}


@dataclass(frozen=True, slots=True)
class Form:
    """A file's values as text; `digest` is the file's, as it was read.

    `has_marks` where the draft says of something that it is still to be checked. `theirs` is what
    stands on disk now, by place, where it was changed there and here.
    """

    file: str
    what: What
    digest: str
    texts: Texts
    problems: tuple[Problem, ...]
    has_marks: bool = False
    theirs: Mapping[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> Mapping[str, Group]:
        """What it shows, in its order."""
        return GROUPS[self.what]

    def wrong(self, name: str) -> list[Problem]:
        """What is wrong at that place; for a list of words, or of entries, anywhere in it."""
        is_place = "[" in name
        return [
            each
            for each in self.problems
            if name == (each.field if is_place else each.field.partition("[")[0])
        ]


def open_form(desk: Desk, file: str) -> tuple[Form | None, list[Problem]]:
    """The form of that file; None where there is no such file, or it is no TOML."""
    path = _path(desk, file)
    if path is None:
        return None, [Problem(file, None, "", "desk.unknown-file")]
    data, what = path.read_bytes(), FOLDERS[file.partition("/")[0]]
    problems = _problems(desk, what, file, data)
    values = values_of(data)
    if values is None:
        return None, problems
    text = data.decode("utf-8-sig")
    has_marks = without_marks(text) != text
    form = Form(file, what, _digest(data), texts_of(what, values), tuple(problems), has_marks)
    return form, problems


def save(
    desk: Desk, file: str, digest: str, typed: Texts, before: Texts, *, is_checked: bool = False
) -> tuple[Form | None, list[Problem]]:
    """Write the form back: the form as it is then, and what kept it from being written.

    `digest` and `before` are those of the form as it was before somebody typed. A key that is
    missing in `typed` stays; an entry of which nothing is typed is none. `is_checked` takes away
    the draft's marks: somebody says that all of it is right. Where the file was changed meanwhile,
    the form that comes back has both, and the digest by which it can be saved then.
    """
    form, problems = open_form(desk, file)
    path = _path(desk, file)
    if form is None or path is None:
        return None, problems
    wanted = _completed(form.what, typed, before)
    if form.digest != digest:
        return _beside(form, before, wanted), [Problem(file, None, "", "desk.edit-meanwhile")]
    is_checked = is_checked and form.has_marks
    if wanted == form.texts and not is_checked:
        return form, []
    hers = replace(form, texts=wanted)
    new = rewritten(path.read_bytes(), form.what, form.texts, wanted, is_checked=is_checked)
    if new is None:
        return hers, [Problem(file, None, "", "desk.edit-unsafe")]
    found = _problems(desk, form.what, file, new)
    keys = {each.key for each in shown(form.what)}
    wrong = [
        each
        for each in found
        if each.severity is Severity.ERROR and each.field.partition("[")[0] in keys
    ]
    if wrong:
        return replace(hers, problems=tuple(found)), wrong
    if not _replaced(path, new, digest):
        return hers, [Problem(file, None, "", "desk.edit-meanwhile")]
    return open_form(desk, file)


def retyped(form: Form, typed: Texts) -> Form:
    """The form with what was typed in it so far; nothing is judged or written."""
    single = {**form.texts.single, **typed.single}
    return replace(form, texts=Texts(single, {**form.texts.rows, **typed.rows}))


def _completed(what: What, typed: Texts, before: Texts) -> Texts:
    """What is typed, with what the form did not ask for; without entries that say nothing."""
    texts = {**before.single, **{key: _lines(text) for key, text in typed.single.items()}}
    rows = dict(before.rows)
    for each in several(what):
        if each.key in typed.rows:
            lined = (
                Entry(row.origin, tuple(map(_lines, row.texts))) for row in typed.rows[each.key]
            )
            rows[each.key] = tuple(row for row in lined if each.says_something(row.texts))
    return Texts(texts, rows)


def _lines(text: str) -> str:
    """What a browser sends, with plain line ends (HTML, "constructing the entry list")."""
    return text.replace("\r\n", "\n").strip()


def _beside(disk: Form, before: Texts, wanted: Texts) -> Form:
    """The form as it stands on disk, with her words where she changed some; both where both did."""
    there = disk.texts
    texts, rows = dict(there.single), dict(there.rows)
    theirs: dict[str, str] = {}
    for one in single(disk.what):
        key = one.key
        if wanted.single[key] != before.single[key]:
            texts[key] = wanted.single[key]
            if there.single[key] not in (before.single[key], texts[key]):
                theirs[key] = there.single[key]
    for some in several(disk.what):
        key = some.key
        if wanted.rows[key] == before.rows[key]:
            continue
        rows[key] = wanted.rows[key]
        if there.rows[key] != before.rows[key]:
            rows[key] = tuple(Entry(None, row.texts) for row in rows[key])  # written anew
            theirs[key] = "\n".join(_told(there.rows[key]))
    return replace(disk, texts=Texts(texts, rows), theirs=theirs)


def _told(rows: tuple[Entry, ...]) -> Iterator[str]:
    return (", ".join(filter(None, row.texts)) for row in rows)


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


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _replaced(path: Path, new: bytes, digest: str) -> bool:
    """Put the new bytes in the file's place at once, unless it changed since `digest`."""
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_bytes(new)
    if _digest(path.read_bytes()) != digest:
        beside.unlink()
        return False
    os.replace(beside, path)  # noqa: PTH105 — as atomic as the system has it, on Windows too
    return True
