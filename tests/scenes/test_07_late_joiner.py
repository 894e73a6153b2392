"""A town joins the network after the invitations went out."""

from __future__ import annotations

import json
import shutil
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from icalendar import Calendar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scenes.conftest import Demo, Rundbrief

NOW = ("--now", "2025-08-11T09:00")
MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
NEW = "kultur@neuhausen.example"


def test_only_the_one_who_joined_is_invited(
    demo: Demo, rundbrief: Rundbrief, tmp_path: Path
) -> None:
    """A row more is a mail more: to that address, with the SEQUENCE the meeting has."""
    shutil.copytree(demo.folder, tmp_path / "demo")
    workspace = tmp_path / "demo" / "examples"
    before = {path.name for path in (workspace / "outbox").iterdir()}
    people = tmp_path / "demo" / "recipients" / "staedte-und-gemeinden.csv"
    people.write_bytes(people.read_bytes() + f"{NEW};Stadt Neuhausen;;;;;Stadt;;;\r\n".encode())

    plan = json.loads(rundbrief("plan", MEETING, *NOW, "--json", cwd=workspace).stdout)
    sent = rundbrief("send", MEETING, *NOW, "--plan", plan["hash"], cwd=workspace)

    assert [item["recipient"] for item in plan["items"]] == [NEW]
    assert sent.returncode == 0
    (name,) = {path.name for path in (workspace / "outbox").iterdir()} - before
    assert name.startswith(f"invitation_{NEW}")
    assert event(workspace / "outbox" / name) == event(
        next((workspace / "outbox").glob("invitation_kulturbuero@ahlen*"))
    )
    again = rundbrief("plan", MEETING, *NOW, cwd=workspace)
    assert "Es gibt nichts zu senden: Alle haben, was sie haben sollen." in again.stdout


def event(path: Path) -> tuple[Any, ...]:
    """What makes two entries the same meeting, as of the same revision."""
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    part = next(each for each in mail.walk() if each.get_content_type() == "text/calendar")
    text = part.get_content()
    found: Any = Calendar.from_ical(text).walk("VEVENT")[0]
    return str(found["UID"]), int(found["SEQUENCE"]), found["DTSTART"].dt, found["SUMMARY"]
