"""Evidence in both faces: the terminal and the page say the same of what is unclear."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

from click.testing import Result

from rundbrief.web.session import Session
from rundbrief.web.standing import status_page
from rundbrief.web.state import Place

Call = Callable[..., Result]

MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
ARTS, AHLEN = "arts@york.example", "m.yilmaz@ahlen.example"
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone
LATER = ("--now", "2025-08-12T09:00")


def page(folder: Path) -> str:
    """The page of what became of the mails, its text alone."""
    session = Session(folder, environment={}, now=NOW)

    async def asked() -> str:
        await session.call(session.seen)
        return await session.call(status_page, session, "de", Place(), None)

    return unescape(asyncio.run(asked()))


def test_both_faces_show_the_same(call: Call, relay: Any, small_workspace: Path) -> None:
    """A bounce made of the mail as the relay took it, an answer, a file that is no mail."""
    relay.silent = {ARTS, AHLEN}
    hash_ = json.loads(call("plan", MEETING, "--json").stdout)["hash"]
    call("send", MEETING, "--plan", hash_)
    call("answer", MEETING, AHLEN, "zusage", "--now", "2025-08-05T10:00")
    inbox = small_workspace / "inbox"
    inbox.mkdir()
    (inbox / "unzustellbar.eml").write_bytes(
        b"From: MAILER-DAEMON@york.example\r\nDate: Mon, 11 Aug 2025 09:00:00 +0200\r\n\r\n"
        b"550 5.1.1 User unknown\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n"
        + relay.mails[ARTS][0]
    )
    (inbox / "gesendet.eml").write_bytes(
        b"Received: by mx.example; Mon, 4 Aug 2025 09:00:00 +0200\r\n" + relay.mails[AHLEN][0]
    )
    (inbox / "brief.msg").write_bytes(b"\xd0\xcf\x11\xe0")

    said = call("settle", *LATER)
    rows = json.loads(call("settle", "--json", *LATER).stdout)
    shown = page(small_workspace)

    known = {row["recipient"]: [one["code"] for one in row["evidence"]] for row in rows}
    sentences = [one["sentence"] for row in rows for one in row["evidence"]]
    assert known == {ARTS: ["bad-address"], AHLEN: ["answer", "copy"]}
    assert [line for line in sentences if line not in said.stdout] == []
    assert [line for line in sentences if line not in shown] == []
    assert "inbox/brief.msg: Outlooks eigene Dateien" in said.stderr
    assert "Outlooks eigene Dateien" in shown.partition('id="unread"')[2]
    assert len(said.stderr.splitlines()) == 1


def test_it_settles_nothing(call: Call, relay: Any, small_workspace: Path) -> None:
    """However clear it is, the word stays hers, and after it nothing is asked."""
    relay.silent = {ARTS}
    hash_ = json.loads(call("plan", MEETING, "--json").stdout)["hash"]
    call("send", MEETING, "--plan", hash_)
    (small_workspace / "inbox").mkdir()
    (small_workspace / "inbox" / "x.eml").write_bytes(
        b"Received: by mx.example\r\n" + relay.mails[ARTS][0]
    )
    call("settle", *LATER)
    before = json.loads(call("status", "--json").stdout)

    done = call("settle", ARTS, "sent", "--reason", "liegt in inbox/x.eml", *LATER)

    assert {row["recipient"]: row["state"] for row in before}[ARTS] == "unclear"
    assert done.stdout.splitlines()[0] == "Notiert: Eine Mail ging hinaus."
    assert json.loads(call("settle", "--json", *LATER).stdout) == []
