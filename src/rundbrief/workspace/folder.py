"""A workspace: the folder with `rundbrief.toml` in it, and everything that is read from there.

    rundbrief.toml ─▶ Settings ─▶ Workspace ─▶ read() ─▶ Contents (values and all problems)

Opens files and reads them; writes nothing. The ledger and the transport are opened by whoever
needs them (`Workspace.ledger`, `transport.open_transport`).
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from rundbrief.definitions import (
    Defaults,
    Enclosure,
    Meeting,
    Newsletter,
    Picture,
    Source,
    id_in,
    read_meeting,
    read_model,
    read_newsletter,
    read_source,
    same_ids,
)
from rundbrief.ledger import Roll, Server
from rundbrief.problems import Problem, Severity
from rundbrief.workspace.enclosures import documents, logo, pictures
from rundbrief.workspace.files import files_in, read_file
from rundbrief.workspace.lists import Progress, list_paths, stream_lists
from rundbrief.workspace.own_templates import template_problems
from rundbrief.workspace.secrets import LEDGER, discreet
from rundbrief.workspace.settings import SETTINGS, Settings
from rundbrief.workspace.stock import stock


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a workspace's files; `problems` are those of all of them.

    `recipients` are read anew, from a file of their own, each time they are asked for.
    `enclosures` are the documents that meetings attach, `pictures` those of newsletters' articles,
    both by their path in the workspace.
    """

    meetings: tuple[Meeting, ...]
    newsletters: tuple[Newsletter, ...]
    recipients: Roll
    lists: int
    problems: tuple[Problem, ...]
    enclosures: Mapping[str, Enclosure] = field(default_factory=dict)
    logo: Picture | None = None
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def subjects(self) -> tuple[Meeting | Newsletter, ...]:
        """Everything that mails are about."""
        return (*self.meetings, *self.newsletters)


@dataclass(frozen=True, slots=True)
class Workspace:
    """An organiser's folder whose settings are in order."""

    folder: Path
    settings: Settings
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def zone(self) -> ZoneInfo:
        """The zone that times are meant in unless a file says otherwise."""
        return self.settings.timezone

    @property
    def outbox(self) -> Path:
        """Where the folder transport writes."""
        return self.folder / "outbox"

    @property
    def inbox(self) -> Path:
        """Where the organiser puts mails that came back or were kept; need not be there."""
        return self.folder / "inbox"

    @property
    def ledger(self) -> Path | Server:
        """Where the ledger is: its file, or the server whose address the environment holds.

        Where that is missing, opening says so: never another ledger, by which all would be invited
        once more.
        """
        if self.settings.ledger.url_from == "environment":
            return Server(self.environment.get(LEDGER, ""))
        return self.ledger_file

    @property
    def ledger_file(self) -> Path:
        """The file, absolute: what it says of its folder is to be found from anywhere."""
        return self.folder.absolute() / "rundbrief.db"

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

    def read(self, *, lists: bool = True, progress: Progress | None = None) -> Contents:
        """Everything in the folder's files, with every problem of every file.

        Short of the lists where they are not asked for; `progress` hears how far reading them is.
        """
        settings = self.settings
        defaults = Defaults(
            zone=self.zone,
            language=settings.language,
            contact=settings.contact,
            series=settings.series,
        )
        problems: list[Problem] = []
        meetings: list[Meeting] = []
        ids: dict[str, UUID | None] = {}
        every_id: list[tuple[str, UUID | None]] = []
        enclosed: dict[str, Enclosure] = {}
        for path, data in files_in(self.folder / "meetings", ".toml", self.name, problems):
            ids[path.name] = None
            if data is None:
                continue
            every_id.append((self.name(path), id_in(data)))
            meeting, found = read_meeting(data, self.name(path), defaults)
            problems += found
            if meeting:
                ids[path.name] = meeting.id
                meetings.append(meeting)
                more, found = documents(meeting, data, self.folder)
                enclosed |= more
                problems += found
        newsletters: list[Newsletter] = []
        pictured: dict[str, Picture] = {}
        for path, data in files_in(self.folder / "newsletters", ".toml", self.name, problems):
            if data is None:
                continue
            every_id.append((self.name(path), id_in(data)))
            newsletter, found = read_newsletter(data, self.name(path), defaults, ids)
            problems += found
            if newsletter:
                newsletters.append(newsletter)
                shown, found = pictures(newsletter, data, self.folder)
                pictured |= shown
                problems += found
        problems += same_ids(every_id)
        if not (meetings or newsletters or problems):
            problems.append(
                Problem(SETTINGS, None, "", "workspace.no-subjects", severity=Severity.WARNING)
            )
        picture, found = self._logo()
        problems += found
        problems += template_problems(self.folder, settings.templates)
        recipients, count, found = self._recipients(progress) if lists else (Roll(), 0, [])
        problems += found
        return Contents(
            tuple(meetings),
            tuple(newsletters),
            recipients,
            count,
            tuple(self.lined(problems)),
            enclosed,
            picture,
            pictured,
        )

    def lined(self, problems: Iterable[Problem]) -> list[Problem]:
        """Those problems; where the settings are to blame, with the line of the key."""
        problems = list(problems)
        if not any(each.file == SETTINGS and each.field for each in problems):
            return problems
        data = read_file(self.folder / SETTINGS, SETTINGS)
        source = None if isinstance(data, Problem) else read_source(data, SETTINGS)[0]
        return [_with_line(each, source) for each in problems] if source else problems

    def _logo(self) -> tuple[Picture | None, list[Problem]]:
        data = read_file(self.folder / SETTINGS, SETTINGS)
        if isinstance(data, Problem):
            return None, [data]
        return logo(self.settings.organisation, data, SETTINGS, self.folder)

    def _recipients(self, progress: Progress | None) -> tuple[Roll, int, list[Problem]]:
        """Everyone on the lists, each address once, and how many lists there are."""
        folder = self.folder / self.settings.recipients
        if not folder.is_dir():
            values = {"folder": self.settings.recipients}
            code = "workspace.no-recipients-folder"
            return Roll(), 0, [Problem(SETTINGS, None, "recipients", code, values)]
        lists, problems = list_paths(folder, self.name)
        if not lists:
            problems.append(Problem(self.name(folder), None, "", "workspace.no-lists"))
        roll = Roll(stream_lists(lists, self.name, self.settings.columns, progress))
        return roll, len(lists), [*problems, *roll.problems]


def open_workspace(
    folder: Path, environment: Mapping[str, str] = MappingProxyType({})
) -> tuple[Workspace | None, list[Problem]]:
    """The workspace in that folder, or what keeps it from being one."""
    if not folder.is_dir():
        code = "workspace.is-file" if folder.exists() else "workspace.no-folder"
        return None, [Problem(folder.as_posix(), None, "", code)]
    path = folder / SETTINGS
    if not path.exists():
        return None, [Problem(folder.as_posix(), None, "", "workspace.no-settings")]
    data = read_file(path, SETTINGS)
    if isinstance(data, Problem):
        return None, [data]
    settings, problems = read_model(Settings, data, SETTINGS)
    problems = discreet(problems)
    if settings is None:
        return None, problems
    return Workspace(folder, settings, environment), problems


def _with_line(problem: Problem, settings: Source) -> Problem:
    if problem.file != SETTINGS or problem.line or not problem.field:
        return problem
    table, _, key = problem.field.partition(".")
    # Her own headings may have dots in them.
    path = (table, key) if table == "columns" else tuple(problem.field.split("."))
    return replace(problem, line=settings.line(path))
