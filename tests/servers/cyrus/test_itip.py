"""A stranger's calendar after each mail of a meeting's life: what Cyrus has is what the file says.

Two readers, in New York, say what the stored entry means. Both obey its VTIMEZONE.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

FILE = "meetings/2025-09-08-kreisverwaltungen.toml"
UID = "560dcd71-57f0-4a17-a0c8-7b6f2e5a1f42"
ORGANISER = "einladungen@kulturnetzwerk.example"
OTHERS = "kultur@kreis-coesfeld.example;Kulturbüro des Kreises Coesfeld;;;;;Kreis;;;"
HEAD = "E-Mail;Stelle;Anrede;Titel;Vorname;Nachname;Ebene;Ort;Sprache;Schlagworte"

Call = Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """What happens to a meeting, and the entry that its reader has afterwards.

    `kind` of the mail that comes, None where none may. `lines` of the file, by key; None takes one
    out. `outcome` is what Cyrus did with the mail.
    """

    kind: str | None
    lines: Mapping[str, str | None] = field(default_factory=dict)
    has: dict[str, Any] = field(default_factory=dict)
    outcome: str = "updated"
    answers: bool = False
    is_listed: bool = True


def entry(
    start: str, end: str, room: str, answer: str, status: str = "CONFIRMED"
) -> dict[str, Any]:
    """What can be seen of an entry."""
    return {"start": start, "end": end, "room": room, "answer": answer, "status": status}


FIRST = ("2025-09-08T08:00:00Z", "2025-09-08T10:00:00Z")
SECOND = ("2025-11-10T09:00:00Z", "2025-11-10T11:00:00Z")  # beyond the change from summer time
THERE, UPSTAIRS = "Großer Saal, Erdgeschoss", "Raum 204"
ASKED, COMING = "NEEDS-ACTION", "ACCEPTED"

MOVE = {"start": "2025-11-10T10:00:00", "end": "2025-11-10T12:00:00"}
BACK = {"start": "2025-09-08T10:00:00", "end": "2025-09-08T12:00:00"}
ROOM = {"room": f'"{UPSTAIRS}"'}
OFF = {"status": '"cancelled"', "reason": '"Die Referentin ist erkrankt."'}
ON = {"status": '"planned"', "reason": None}
TOKYO = {"timezone": '"Asia/Tokyo"'}

INVITED = Step("invitation", has=entry(*FIRST, THERE, ASKED), outcome="added")
CANCELLED = "CANCELLED"

HISTORIES = {
    "moved, another room, off, on again": [
        INVITED,
        Step("update", MOVE, entry(*SECOND, THERE, ASKED)),
        Step("update", ROOM, entry(*SECOND, UPSTAIRS, ASKED)),
        Step("cancellation", OFF, entry(*SECOND, UPSTAIRS, ASKED, CANCELLED)),
        Step("invitation", ON, entry(*SECOND, UPSTAIRS, ASKED)),
        Step(None, {}, entry(*SECOND, UPSTAIRS, ASKED)),
    ],
    "accepted: a room keeps the answer, a move asks anew": [
        INVITED,
        Step(None, {}, entry(*FIRST, THERE, COMING), answers=True),
        Step("update", ROOM, entry(*FIRST, UPSTAIRS, COMING)),
        Step("update", MOVE, entry(*SECOND, UPSTAIRS, ASKED)),
        Step("update", BACK, entry(*FIRST, UPSTAIRS, ASKED)),
    ],
    "save the date, then invited": [
        Step(
            "save-the-date",
            {"status": '"save-the-date"'},
            entry(*FIRST, THERE, ASKED, "TENTATIVE"),
            "added",
        ),
        Step("save-the-date", MOVE, entry(*SECOND, THERE, ASKED, "TENTATIVE")),
        Step("invitation", {"status": '"planned"'}, entry(*SECOND, THERE, ASKED)),
        Step("cancellation", OFF, entry(*SECOND, THERE, ASKED, CANCELLED)),
    ],
    "withdrawn, and back on the list": [
        INVITED,
        Step("withdrawal", {}, entry(*FIRST, THERE, ASKED, CANCELLED), is_listed=False),
        Step("invitation", {}, entry(*FIRST, THERE, ASKED)),
        Step("cancellation", OFF, entry(*FIRST, THERE, ASKED, CANCELLED)),
    ],
    "a zone without summer time": [
        Step(
            "invitation",
            TOKYO,
            entry("2025-09-08T01:00:00Z", "2025-09-08T03:00:00Z", THERE, ASKED),
            "added",
        ),
        Step("update", MOVE, entry("2025-11-10T01:00:00Z", "2025-11-10T03:00:00Z", THERE, ASKED)),
        Step("update", {"timezone": None}, entry(*SECOND, THERE, ASKED)),
    ],
}


@pytest.fixture
def call(small_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """A command in the small workspace; its clock goes on by a day with each sending."""
    monkeypatch.chdir(small_workspace)

    def run(name: str, *words: str) -> Any:
        command = import_module(f"rundbrief.cli.{name}").command
        done = CliRunner().invoke(command, words)
        print(done.output)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0
        return done

    return run


def change(file: Path, lines: Mapping[str, str | None]) -> None:
    """Write other values into the meeting's file."""
    text = file.read_text(encoding="utf-8")
    for key, value in lines.items():
        text = changed(text, key, f"{key} = {value}\n" if value else "")
    file.write_text(text, encoding="utf-8")


def changed(text: str, key: str, line: str) -> str:
    """With that line for the key, where it was or before the series."""
    new, found = re.subn(rf"^{key} *=.*\n", lambda _: line, text, flags=re.MULTILINE)
    return new if found else text.replace("\nseries =", f"\n{line}series =", 1)


def list_people(workspace: Path, *rows: str) -> None:
    """The only list."""
    path = workspace.parent / "recipients" / "liste.csv"
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_what_a_strangers_calendar_has(
    history: list[Step],
    small_workspace: Path,
    call: Call,
    cyrus: Any,
    ical_js: Any,
    vobject_ics: Any,
) -> None:
    """After each mail Cyrus has one entry of that UID, where and when the file says."""
    number = list(HISTORIES.values()).index(history)
    address = f"kultur{number}@kreis-borken.example"
    cyrus.open(address)
    outbox, seen = small_workspace / "outbox", set[Path]()
    highest = -1, ""
    for day, step in enumerate(history, 4):
        now = ("--now", f"2025-08-{day:02}T09:00")
        change(small_workspace / FILE, step.lines)
        row = f"{address};Fachdienst Kultur des Kreises Borken;;;;;Kreis;;;"
        list_people(small_workspace, OTHERS, *[row] * step.is_listed)
        if step.answers:
            cyrus.accept(address)
            call("answer", FILE, address, "accepted", *now)
        words = [FILE, *([] if step.is_listed else ["--withdraw", address]), *now]
        plan = json.loads(call("plan", *words, "--json").output)
        call("send", *words, "--plan", plan["hash"])

        new = [path for path in sorted(outbox.glob("*.eml")) if path not in seen]
        seen.update(new)
        mails = {path.name: path.read_bytes() for path in new}
        done = [
            (name.partition("_")[0], cyrus.deliver(address, ORGANISER, mail))
            for name, mail in mails.items()
            if address in to_of(mail)
        ]
        assert done == ([(step.kind, step.outcome)] if step.kind else [])
        (stored,) = cyrus.calendar(address)
        assert {read(each) for each in (ical_js(stored), vobject_ics(stored))} == {
            tuple(step.has.items())
        }
        assert re.findall(r"^TRANSP:(\w+)", stored, re.MULTILINE)[0] == (
            "TRANSPARENT" if step.has["status"] == "TENTATIVE" else "OPAQUE"
        )
        if step.kind:
            (told,) = (calendar_of(mail) for mail in mails.values() if address in to_of(mail))
            sequence, dtstamp = revision_of(told)
            assert sequence > highest[0]
            assert dtstamp > highest[1]
            # Of a CANCEL Cyrus takes the SEQUENCE and the STATUS, and leaves the rest.
            kept = dtstamp if "METHOD:REQUEST" in told else highest[1]
            assert revision_of(stored) == (sequence, kept)
            highest = sequence, dtstamp


def to_of(mail: bytes) -> str:
    """Whom it goes to."""
    return str(message_from_bytes(mail)["To"])


def calendar_of(mail: bytes) -> str:
    """What a mail says to calendars."""
    parts = message_from_bytes(mail, policy=policy.default).walk()
    return str(next(p for p in parts if p.get_content_type() == "text/calendar").get_content())


def revision_of(calendar: str) -> tuple[int, str]:
    """SEQUENCE and DTSTAMP of the only entry (RFC 5546 §2.1.5)."""
    (sequence,) = re.findall(r"^SEQUENCE:(\d+)", calendar, re.MULTILINE)
    (dtstamp,) = re.findall(r"^DTSTAMP:(\w+)", calendar, re.MULTILINE)
    return int(sequence), dtstamp


def read(entries: list[dict[str, Any]]) -> tuple[tuple[str, Any], ...]:
    """What can be seen of the only entry there is."""
    (found,) = entries
    (attendee,) = found["attendees"]
    assert found["uid"] == UID
    assert found["organizer"]["address"] == f"mailto:{ORGANISER}"
    room = next(each for each in (THERE, UPSTAIRS) if each in found["location"])
    seen = entry(found["start"], found["end"], room, attendee["partstat"], found["status"])
    return tuple(seen.items())
