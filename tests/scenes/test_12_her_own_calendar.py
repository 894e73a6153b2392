"""Her own calendar follows her meetings: `[sender] copy_to`, read back by a stranger, ical.js."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "meetings/2025-09-08-kreisverwaltungen.toml"
HERS = "kalender@kulturnetzwerk.example"
DATE = ("2025-09-08T", "2025-09-09T")
OFF = ('status = "planned"', 'status = "cancelled"\nreason = "Die Referentin ist krank."')

pytestmark = pytest.mark.browser


class Office:
    """The workspace over the days, and what came for her since she last looked."""

    def __init__(self, folder: Path, ical_js: Callable[[str], Any]) -> None:
        self.folder, self._ical_js = folder, ical_js
        self._seen: set[str] = set()

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def call(self, name: str, *words: str) -> Any:
        command = import_module(f"rundbrief.cli.{name}").command
        now = ("--now", "2025-08-04T09:00") if name in ("plan", "send", "answer") else ()
        done = CliRunner().invoke(command, ["-C", str(self.folder), *now, *words])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def send(self, *words: str) -> list[tuple[object, ...]]:
        """Send the plan: METHOD, SEQUENCE, STATUS, start and guests of each copy that came out."""
        planned = json.loads(self.call("plan", FILE, "--json", *words).stdout)
        done = self.call("send", FILE, "--plan", planned["hash"], *words)
        assert done.exit_code == 0, done.output
        new = [path for path in self.folder.glob("outbox/*.eml") if path.name not in self._seen]
        self._seen |= {path.name for path in new}
        return [self._read(path) for path in new if path.name.startswith("copy_")]

    def _read(self, path: Path) -> tuple[object, ...]:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert mail["To"] == HERS
        in_body, attached = (
            part
            for part in mail.walk()
            if part.get_content_type() in ("text/calendar", "application/ics")
        )
        (entry,) = self._ical_js(in_body.get_content())
        assert [entry] == self._ical_js(attached.get_content().decode())
        assert in_body.get_param("method") == entry["method"]
        start = entry["start"]
        return entry["method"], entry["sequence"], entry["status"], start, entry["attendees"]


@pytest.fixture
def office(small_workspace: Path, ical_js: Callable[[str], Any]) -> Office:
    """Her settings say where her own copies go; nothing was sent yet."""
    made = Office(small_workspace, ical_js)
    made.edit("rundbrief.toml", "[sender]\n", f'[sender]\ncopy_to = "{HERS}"\n')
    return made


def test_her_calendar_follows(office: Office) -> None:
    """Each change comes once, by the guests' SEQUENCE; a typo doesn't, and nobody is asked."""
    first = office.send()
    again = office.send()
    office.edit(FILE, "bürgerschaftliches Kulturengagement", "bürgerschaftliches Engagement")
    typo = office.send()
    office.edit(FILE, *DATE)
    moved = office.send()
    office.edit(FILE, *OFF)
    off = office.send()
    office.edit(FILE, OFF[1], OFF[0])
    planned_again = office.send()

    monday, tuesday = "2025-09-08T08:00:00Z", "2025-09-09T08:00:00Z"
    assert first == [("PUBLISH", 0, "CONFIRMED", monday, [])]
    assert (again, typo) == ([], [])
    assert moved == [("PUBLISH", 1, "CONFIRMED", tuesday, [])]
    assert off == [("PUBLISH", 2, "CANCELLED", tuesday, [])]
    assert planned_again == [("PUBLISH", 3, "CONFIRMED", tuesday, [])]


def test_the_plan_says_it_in_words(office: Office) -> None:
    """The plan names the copy, its address, and what it does to her calendar."""
    office.send()
    office.edit(FILE, *DATE)

    said = office.call("plan", FILE).output

    assert "Kopie für Ihren Kalender" in said
    assert HERS in said
    assert "Ihr eigener Kalender soll dem Termin folgen" in said
    assert said.count("von Montag, 8. September 2025, 10:00 Uhr auf Dienstag, 9. Sept") == 2


def test_she_is_no_guest(office: Office) -> None:
    """Nobody counts her among those who come, or are silent."""
    office.send()

    listed = office.call("status", FILE, "--csv").stdout

    assert HERS not in listed
    assert office.call("answer", FILE, HERS, "accepted").exit_code != 0
