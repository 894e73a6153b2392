"""The files that a meeting or the settings name, read and judged: what mails carry with them.

    meetings/x.toml, [[documents]] file      ─▶ documents ─▶ {path: Enclosure} ┐
    newsletters/x.toml, [[articles]] picture ─▶ pictures ──▶ {path: Picture}   ├─ and problems
    rundbrief.toml, [organisation.logo]      ─▶ logo ──────▶ Picture           ┘

What a mail carries is every recipient's to carry: of a document above `LARGE` that is a warning,
above `LIMIT` for all of a file's together a problem: relays and mailboxes refuse such mails.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from rundbrief.definitions import (
    Enclosure,
    Meeting,
    Newsletter,
    Organisation,
    Picture,
    Source,
    nearest,
    read_source,
)
from rundbrief.problems import Problem, Severity
from rundbrief.workspace import filetypes
from rundbrief.workspace.files import read_file
from rundbrief.workspace.filetypes import PDF, Flaw
from rundbrief.workspace.pdf import runs_something

LARGE: Final = 500_000  # bytes
LIMIT: Final = 5_000_000
NARROW: Final = 600  # pixels: what a picture fills of a letter, which is 600 CSS pixels wide

Where = tuple[str | int, ...]


def documents(
    meeting: Meeting, data: bytes, folder: Path
) -> tuple[dict[str, Enclosure], list[Problem]]:
    """A meeting's attached documents by the path that names them; `data` is its file's bytes."""
    if not any(each.file for each in meeting.documents):
        return {}, []
    source, _ = read_source(data, meeting.file)
    assert source is not None  # noqa: S101 — the meeting was made of these very bytes
    found: dict[str, Enclosure] = {}
    problems: list[Problem] = []
    for number, each in enumerate(meeting.documents):
        where = ("documents", number, "file")
        if not each.file:
            continue
        content = _content(folder, each.file)
        judged = (
            filetypes.document(each.file.rpartition("/")[2], content)
            if isinstance(content, bytes)
            else content
        )
        if isinstance(judged, Enclosure):
            found[each.file] = judged
            problems += _large(source, where, judged) + _lively(source, where, judged)
        else:
            problems.append(_problem(source, where, judged))
    return found, problems + _too_large(source, "documents", found.values())


def pictures(
    newsletter: Newsletter, data: bytes, folder: Path
) -> tuple[dict[str, Picture], list[Problem]]:
    """The pictures of a newsletter's articles by the path that names them; `data` as above."""
    if not any(each.picture for each in newsletter.articles):
        return {}, []
    source, _ = read_source(data, newsletter.file)
    assert source is not None  # noqa: S101 — the newsletter was made of these very bytes
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    for number, each in enumerate(newsletter.articles):
        if not each.picture or each.picture in found:
            continue
        where = ("articles", number, "picture")
        content = _content(folder, each.picture)
        judged = _picture(content, PurePosixPath(each.picture).stem)
        if isinstance(judged, Picture):
            found[each.picture] = judged
            if judged.width < NARROW:
                values = {"pixels": judged.width, "wanted": NARROW}
                flaw = Flaw("workspace.picture-narrow", values)
                problems.append(_problem(source, where, flaw, Severity.WARNING))
        else:
            problems.append(_problem(source, where, judged))
    return found, problems + _too_large(source, "articles", found.values())


def logo(
    organisation: Organisation, data: bytes, file: str, folder: Path
) -> tuple[Picture | None, list[Problem]]:
    """The organisation's logo; `data` is the bytes of the settings, `file` their name."""
    wanted = organisation.logo
    if wanted is None:
        return None, []
    source, problems = read_source(data, file)
    if source is None:  # saved anew a moment ago
        return None, problems
    where = ("organisation", "logo", "file")
    content = _content(folder, wanted.file)
    judged = _picture(content, "logo")
    if not isinstance(judged, Picture):
        return None, [_problem(source, where, judged)]
    if judged.width < wanted.width:
        values = {"pixels": judged.width, "wanted": 2 * wanted.width}
        flaw = Flaw("workspace.picture-too-small", values)
        return judged, [_problem(source, where, flaw, Severity.WARNING)]
    return judged, []


def _picture(content: bytes | Flaw | Problem, stem: str) -> Picture | Flaw | Problem:
    return filetypes.picture(content, stem) if isinstance(content, bytes) else content


_TOO_LARGE: Final = {
    "documents": "workspace.enclosures-too-large",
    "articles": "workspace.pictures-too-large",
}


def _too_large(source: Source, key: str, found: Iterable[Enclosure]) -> list[Problem]:
    """What one mail carries is counted together."""
    whole = sum(len(each.content) for each in found)
    if whole <= LIMIT:
        return []
    values = {"whole": _kb(whole), "limit": _kb(LIMIT)}
    return [_problem(source, (key,), Flaw(_TOO_LARGE[key], values))]


def _content(folder: Path, name: str) -> bytes | Flaw | Problem:
    path = folder / name
    if not path.exists():
        beside = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        if near := nearest(path.name, beside):
            return Flaw("workspace.misspelt-file", {"likely": _beside(name, near)})
        return Flaw("workspace.missing-file", {})
    if path.is_file() and (size := path.stat().st_size) > LIMIT:  # not read: it may be a film
        return Flaw("workspace.file-too-large", {"size": _kb(size), "limit": _kb(LIMIT)})
    return read_file(path, name)


def _beside(name: str, other: str) -> str:
    folder, stroke, _ = name.rpartition("/")
    return f"{folder}{stroke}{other}"


def _problem(
    source: Source, where: Where, flaw: Flaw | Problem, severity: Severity = Severity.ERROR
) -> Problem:
    if isinstance(flaw, Problem):
        return flaw
    values = {"found": str(source.value(where)), **flaw.values}
    return replace(source.problem(where, flaw.code), values=values, severity=severity)


def _large(source: Source, where: Where, enclosure: Enclosure) -> list[Problem]:
    size = len(enclosure.content)
    if size <= LARGE:
        return []
    flaw = Flaw("workspace.large-file", {"kilobytes": size // 1000})
    return [_problem(source, where, flaw, Severity.WARNING)]


def _lively(source: Source, where: Where, enclosure: Enclosure) -> list[Problem]:
    if enclosure.content_type != PDF or not runs_something(enclosure.content):
        return []
    return [_problem(source, where, Flaw("workspace.pdf-runs", {}), Severity.WARNING)]


def _kb(size: int) -> int:
    return -(-size // 1000)  # rounded up, so that what is too large never looks allowed
