"""A workspace: the folder with `rundbrief.toml` in it, and everything that is read from there.

    rundbrief.toml ─▶ Settings ─▶ Workspace ─▶ read() ─▶ Contents (values and all problems)

Opens files and reads them; writes nothing. The ledger and the transport are opened by whoever
needs them (`Workspace.ledger`, `transport.open_transport`).
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from rundbrief.definitions import (
    Defaults,
    Meeting,
    Newsletter,
    read_meeting,
    read_model,
    read_newsletter,
    same_ids,
)
from rundbrief.problems import Problem
from rundbrief.recipients import Recipient, merge, read_csv
from rundbrief.workspace.settings import Settings
from rundbrief.workspace.stock import stock

SETTINGS = "rundbrief.toml"


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a workspace's files; `problems` are those of all of them."""

    meetings: tuple[Meeting, ...]
    newsletters: tuple[Newsletter, ...]
    recipients: tuple[Recipient, ...]
    lists: int
    problems: tuple[Problem, ...]

    @property
    def subjects(self) -> tuple[Meeting | Newsletter, ...]:
        """Everything that mails are about."""
        return (*self.meetings, *self.newsletters)


@dataclass(frozen=True, slots=True)
class Workspace:
    """An organiser's folder whose settings are in order."""

    folder: Path
    settings: Settings

    @property
    def zone(self) -> ZoneInfo:
        """The zone that times are meant in unless a file says otherwise."""
        return self.settings.timezone

    @property
    def outbox(self) -> Path:
        """Where the folder transport writes."""
        return self.folder / "outbox"

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.folder / "rundbrief.db"

    @property
    def templates(self) -> tuple[Path, ...]:
        """Where templates are looked for: the organiser's own first, then the stock ones."""
        return (self.folder / self.settings.templates, stock("templates"))

    def name(self, path: Path) -> str:
        """A file as the organiser knows it: relative to her workspace, with `/`."""
        try:
            return Path(os.path.relpath(path, self.folder)).as_posix()
        except ValueError:  # another drive on Windows
            return path.as_posix()

    def read(self) -> Contents:
        """Everything in the folder's files, with every problem of every file."""
        settings = self.settings
        defaults = Defaults(
            zone=self.zone,
            language=settings.language,
            contact=settings.contact,
            series=settings.series,
        )
        problems: list[Problem] = []
        meetings: list[Meeting] = []
        for path in self._definitions("meetings"):
            meeting, found = read_meeting(path.read_bytes(), self.name(path), defaults)
            problems += found
            meetings += [meeting] if meeting else []
        newsletters: list[Newsletter] = []
        ids = {Path(meeting.file).name: meeting.id for meeting in meetings}
        for path in self._definitions("newsletters"):
            newsletter, found = read_newsletter(path.read_bytes(), self.name(path), defaults, ids)
            problems += found
            newsletters += [newsletter] if newsletter else []
        problems += same_ids([*meetings, *newsletters])
        recipients, lists, found = self._recipients()
        problems += found
        return Contents(
            tuple(meetings), tuple(newsletters), tuple(recipients), lists, tuple(problems)
        )

    def _definitions(self, folder: str) -> Iterator[Path]:
        return _visible((self.folder / folder).glob("*.toml"))

    def _recipients(self) -> tuple[list[Recipient], int, list[Problem]]:
        folder = self.folder / self.settings.recipients
        if not folder.is_dir():
            missing = Problem(
                SETTINGS,
                None,
                "recipients",
                "workspace.no-recipients-folder",
                {"folder": folder.as_posix()},
            )
            return [], 0, [missing]
        rows: list[Recipient] = []
        problems: list[Problem] = []
        lists = 0
        for path in _visible(folder.iterdir()):
            match path.suffix.lower():
                case ".csv":
                    found, wrong = read_csv(path.read_bytes(), self.name(path))
                    rows += found
                    problems += wrong
                    lists += 1
                case ".xlsx" | ".xls" | ".ods":
                    problems.append(
                        Problem(self.name(path), None, "", "workspace.spreadsheet-as-csv")
                    )
        if not lists:
            problems.append(Problem(self.name(folder), None, "", "workspace.no-lists"))
        merged, doubled = merge(rows)
        return merged, lists, problems + doubled


def open_workspace(folder: Path) -> tuple[Workspace | None, list[Problem]]:
    """The workspace in that folder, or what keeps it from being one."""
    path = folder / SETTINGS
    try:
        data = path.read_bytes()
    except OSError as error:
        code = "workspace.no-folder" if not folder.is_dir() else "workspace.no-settings"
        if path.exists():
            code = "workspace.unreadable"
        values = {"folder": folder.as_posix(), "reason": error.strerror or ""}
        return None, [Problem(path.as_posix(), None, "", code, values)]
    settings, problems = read_model(Settings, data, SETTINGS)
    if settings is None:
        return None, problems
    return Workspace(folder, settings), problems


def _visible(paths: Iterable[Path]) -> Iterator[Path]:
    """Files by name, without those that an open Office program or the system keeps beside them."""
    hidden = (".", "~$")
    return iter(sorted(p for p in paths if p.is_file() and not p.name.startswith(hidden)))
