"""The workspace as the pages see it: read once for each save, whoever asks and however often.

    saved ─▶ stale ─▶ the next question reads it anew ─▶ Survey, or what keeps it from being read
      ▲                  └── one thread does all the desk's work, one thing after the other
      └── once the watcher listens: is everything as it was when it was read?

SQLite's connections belong to the thread that opened them, and two readings at once would only be
slower.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from rundbrief.desk import Desk, Examined, Form, Planned, Survey, foresee, open_desk, survey
from rundbrief.problems import Problem
from rundbrief.web.news import News
from rundbrief.web.sending import Dispatch
from rundbrief.web.watching import folders, is_hers, marks, watch
from rundbrief.workspace import SETTINGS

P = ParamSpec("P")
T = TypeVar("T")


class Session:
    """One workspace, open in the browser.

    `readings` counts how often it was read, `saves` how often it changed; `as_of` is the save that
    what was read last shows.
    """

    def __init__(
        self, folder: Path, *, environment: Mapping[str, str], now: datetime | None = None
    ) -> None:
        self.folder, self.news = folder, News()
        self.readings = self.saves = self.as_of = 0
        self.desk: Desk | None = None
        self.problems: list[Problem] = []
        self.dispatch = Dispatch(self.news, self._sent)
        self.environment, self.now = environment, now
        self._told: list[object] = []
        self._foreseen: tuple[str, tuple[Examined, ...]] | None = None
        self._forms: dict[tuple[str, str], Form] = {}
        self._marks: Mapping[Path, tuple[int, int]] = {}
        self._watched: set[Path] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._seen: Survey | None = None
        self._is_stale = True
        self._ending = False
        self._again = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    @property
    def is_following(self) -> bool:
        """Whether saves are noticed; some network drives and full systems can't tell."""
        return self._watching is not None and not self._watching.done()

    async def call(self, act: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What `act` gives, done in the desk's thread on the workspace as it is now.

        What is saved while it runs is for the next one: a page shows one reading, not two.
        """

        def work() -> T:
            self._freshen()
            return act(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def seen(self) -> Survey | None:
        """The workspace as it was read last; None where it can't be opened."""
        return self._seen

    def _freshen(self) -> None:
        if self._is_stale:
            # Before reading: what is saved meanwhile makes it stale again.
            self._is_stale, self.as_of = False, self.saves
            self._read()

    def _read(self) -> None:
        # Marked before they are read: what is saved meanwhile is newer.
        settings = marks([self.folder.resolve()], self._is_settings)
        desk, self.problems = open_desk(self.folder, environment=self.environment, now=self.now)
        if desk and self.desk:
            desk = replace(desk, clock=self.desk.clock)  # a clock set by hand goes on from there
        self.desk = desk
        self._marks = {**self._marks_now(), **settings}
        if self._watched and any(map(self._is_unwatched, self._folders())):
            self.news.call_from(self._again.set)
        self._seen = survey(desk) if desk else None
        self.readings += 1

    def changed(self) -> None:
        """Something was saved, or sent: what was read is stale, and every page is told."""
        self.saves += 1
        self._is_stale = True
        self.news.tell("changed", self.saves)

    def _sent(self) -> None:
        """A sending has ended, in its own thread."""
        self.news.call_from(self.changed)

    def keep(self, told: object) -> str:
        """Keep what came of an order for the page that is shown next; the name to ask for it by."""
        self._told.append(told)
        return str(len(self._told))

    def kept(self, name: str) -> object | None:
        """What was kept under that name."""
        number = int(name) if name.isdecimal() else 0
        return self._told[number - 1] if 0 < number <= len(self._told) else None

    def opened(self, form: Form | None) -> None:
        """A form is on somebody's screen: what stood on disk then is needed once it is saved."""
        if form:
            self._forms[form.file, form.digest] = form

    def form(self, file: str, digest: str) -> Form | None:
        """The form as that file had it when its bytes had that digest."""
        return self._forms.get((file, digest))

    def foreseen(self, planned: Planned) -> tuple[tuple[Examined, ...], list[Problem]]:
        """What the checks find in the mails of that plan, and what keeps them from being made.

        Looked for once a plan: its hash covers all that its mails are made of. Not so what kept
        them from being made: it may be over the next time, as a ledger that was busy.
        """
        if self._foreseen and self._foreseen[0] == planned.hash:
            return self._foreseen[1], []
        found, problems = foresee(self.desk, planned, is_proved=False) if self.desk else (None, [])
        if found is None:
            return (), problems
        self._foreseen = planned.hash, found
        return found, problems

    async def begin(self) -> None:
        """Open the workspace and follow it."""
        self.news.open()
        await self.call(self.seen)
        self._watching = asyncio.create_task(self._watch())

    async def end(self) -> None:
        """Let go of everything."""
        self._ending = True
        self._again.set()
        self.news.close()
        await asyncio.to_thread(self.dispatch.end)
        if self._watching:
            with suppress(OSError):
                await self._watching
        self._thread.shutdown(cancel_futures=True)

    def move(self, folder: Path, now: datetime | None) -> None:
        """Go on with another folder, its clock set to `now` where that is given."""
        self.folder, self.now, self.desk = folder, now, None
        self._read()
        self.news.call_from(self._again.set)

    async def _watch(self) -> None:
        while not self._ending:
            self._again.clear()
            await self._watch_folders()

    async def _watch_folders(self) -> None:
        self._watched = self._folders()
        await watch(self._watched, self._meant(), self._look_again, self.changed, self._again)

    async def _look_again(self) -> None:
        """Nothing can be missed from here on; was anything, since it was read?"""
        if self._marks != await asyncio.to_thread(self._marks_now):
            self.changed()

    def _marks_now(self) -> Mapping[Path, tuple[int, int]]:
        return marks(self._folders(), self._meant())

    def _folders(self) -> set[Path]:
        return folders(self.desk.workspace) if self.desk else {self.folder.resolve()}

    def _is_unwatched(self, path: Path) -> bool:
        return not any(path.is_relative_to(each) for each in self._watched)

    def _meant(self) -> Callable[[Path], bool]:
        return partial(is_hers, self.desk.workspace) if self.desk else self._is_settings

    def _is_settings(self, path: Path) -> bool:
        """All that counts of a folder that is no workspace: it may be somebody's home."""
        return path == self.folder.resolve() / SETTINGS
