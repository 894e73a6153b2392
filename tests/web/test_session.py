"""One reading of the workspace, asked as the page asks it: without a browser, for it is quick."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path

from rundbrief.delivery import Brake, Event, State
from rundbrief.desk import Sent, Wish, look, open_desk, open_form, plan, send, survey
from rundbrief.ledger import Ledger, this_worker
from rundbrief.web.acting import edit_now, send_now, site_now
from rundbrief.web.letters import SHOWN, letters_page
from rundbrief.web.plans import plan_page
from rundbrief.web.session import Session
from rundbrief.web.state import Place
from rundbrief.web.watching import QUIET

FILE = "meetings/2025-09-08-kreisverwaltungen.toml"
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone


@asynccontextmanager
async def following(session: Session) -> AsyncIterator[AsyncGenerator[str, None]]:
    """That session, which follows its folder, and what it tells."""
    news = session.news.listen(0)
    assert "begun" in await anext(news)
    await session.begin()
    try:
        yield news
    finally:
        await news.aclose()
        await session.end()


async def changed(news: AsyncGenerator[str, None]) -> None:
    """Wait until a save is told."""
    async with asyncio.timeout(20):
        assert "changed" in await anext(news)


def test_a_save_before_anyone_listened_is_seen(small_workspace: Path) -> None:
    """What is saved after the first reading, but before the watcher listens, is told as well."""
    session = Session(small_workspace, environment={}, now=NOW)

    async def told() -> str:
        await session.call(session.seen)
        path = small_workspace / FILE
        text = path.read_text("utf-8").replace("Kreisverwaltungen und", "Gemeinden und")
        path.write_text(text, "utf-8")
        async with following(session) as news:
            await changed(news)
            seen = await session.call(session.seen)
        subject = seen.subject(FILE) if seen else None
        return subject.title if subject else ""

    assert asyncio.run(told()).startswith("Gemeinden und")


def test_where_nothing_was_saved_nothing_is_told(small_workspace: Path) -> None:
    """Beginning to listen is no save: not even where the first reading made the ledger's file."""
    session = Session(small_workspace, environment={}, now=NOW)

    async def saves() -> int:
        async with following(session):
            await asyncio.sleep(2 * QUIET / 1000)
        return session.saves

    assert asyncio.run(saves()) == 0


def test_a_list_elsewhere_is_followed_once_it_is_named(
    small_workspace: Path, tmp_path: Path
) -> None:
    """Where her settings name another folder of lists, saves there are told from then on."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(small_workspace.parent / "recipients", elsewhere)
    session = Session(small_workspace, environment={}, now=NOW)

    async def told() -> int:
        async with following(session) as news:
            settings = small_workspace / "rundbrief.toml"
            text = settings.read_text("utf-8")
            named = text.replace('"../recipients"', f'"{elsewhere.as_posix()}"')
            assert named != text
            settings.write_text(named, "utf-8")
            await changed(news)
            await session.call(session.seen)
            await asyncio.sleep(2 * QUIET / 1000)
            before = session.saves
            with (elsewhere / "liste.csv").open("a", encoding="utf-8") as file:
                file.write("\n")
            await changed(news)
        return session.saves - before

    assert asyncio.run(told()) == 1


def test_the_mail_is_composed_once_for_frame_and_page(small_workspace: Path) -> None:
    """What stands beside a mail is of the very mail in the frame, and asks for no second one."""
    desk, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert desk, problems
    seen = survey(desk)
    wish = Wish(seen.contents.meetings[0].file)
    first, _ = look(seen, wish)

    assert first is not None
    assert look(seen, wish)[0] is first
    assert look(survey(desk), wish)[0] is not first


def test_more_recipients_than_are_listed(small_workspace: Path) -> None:
    """Of a long list the first are shown, and how many there are."""
    path = small_workspace.parent / "recipients" / "liste.csv"
    head, first, *_ = path.read_text("utf-8").splitlines()
    rows = [first.replace("@", f"{number}@", 1) for number in range(SHOWN + 50)]
    path.write_text("\n".join([head, *rows]), "utf-8")
    session = Session(small_workspace, environment={}, now=NOW)
    session._freshen()

    html = letters_page(session, "de", Place(), None)

    assert f"hier die ersten {SHOWN}" in html


def test_a_form_of_what_is_on_disk_is_saved(small_workspace: Path) -> None:
    """A form is written back though this session never showed it, where the file is as it was."""
    session = Session(small_workspace, environment={}, now=NOW)
    session._freshen()
    assert session.desk
    form, _ = open_form(session.desk, FILE)
    assert form
    fields = {"file": FILE, "digest": form.digest, "venue.room": "Kleiner Saal"}

    assert edit_now(session, fields).is_saved
    assert 'room = "Kleiner Saal"' in (small_workspace / FILE).read_text("utf-8")


def test_a_move_that_was_not_sent_in_time(small_workspace: Path) -> None:
    """What stops the plan there is offered to be said: tell those who have the old date."""
    desk, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert desk, problems
    planned, problems = plan(desk, [Path(FILE)])
    assert planned, problems
    assert isinstance(send(desk, planned.hash, [Path(FILE)])[0], Sent)
    path = small_workspace / FILE
    path.write_text(path.read_text("utf-8").replace("2025-09-08T", "2025-10-08T"), "utf-8")
    session = Session(small_workspace, environment={}, now=datetime(2025, 9, 10, 9))  # noqa: DTZ001 — as NOW
    session._freshen()

    stopped = plan_page(session, "de", Place(), None)
    place = Place(file=FILE, notify=FILE)

    assert escape(place.link("/plan")) in stopped
    assert '<form id="send"' in plan_page(session, "de", place, None)


def test_a_home_that_nobody_has(small_workspace: Path) -> None:
    """A folder is what was typed, where the tilde is nobody's home."""
    session = Session(small_workspace, environment={}, now=NOW)
    session._freshen()

    _, told = site_now(session, {"folder": "~niemand/site"}, "de")

    assert told.lines
    assert (small_workspace / "~niemand" / "site" / "index.html").is_file()


def test_what_kept_mails_from_being_made_is_looked_at_again(small_workspace: Path) -> None:
    """A ledger that was busy keeps the plan's mails from being checked once, not for ever."""
    session = Session(small_workspace, environment={}, now=NOW)
    session._freshen()
    seen = session.seen()
    assert seen
    assert seen.planned
    own = small_workspace / "templates" / "invitation.html"
    own.parent.mkdir(exist_ok=True)
    own.write_text("{% broken %}", "utf-8")
    assert session.foreseen(seen.planned)[1]
    own.unlink()

    mails, problems = session.foreseen(seen.planned)

    assert mails
    assert problems == []


def test_what_a_crash_left_is_told_where_the_plan_is_another(small_workspace: Path) -> None:
    """Nothing is sent, and what is unclear since the power failed is named all the same."""
    brake = Brake()
    brake.pull()
    desk, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert desk, problems
    planned, problems = plan(desk)
    assert planned, problems
    send(desk, planned.hash, brake=brake)
    dead = replace(this_worker(desk.now), pid=1, boot="before the power cut")
    with Ledger.open(desk.workspace.ledger) as ledger, ledger.sending(dead):
        (claimed,) = ledger.claim(1, dead, desk.now, transport="folder")
        ledger.record([Event(claimed.message_id, State.HANDED_OVER, desk.now)])
    session = Session(small_workspace, environment={}, now=NOW)
    session._freshen()

    send_now(session, {"hash": "anothers"}, "de")
    session.dispatch.end()
    html = plan_page(session, "de", Place(), None)

    assert html.count(f"an {claimed.address} gerade übergeben wurde") == 1
    assert "deshalb wurde nichts gesendet" in html
