"""A meeting's whole life: each row of the table "what happened, what the plan says" is one test.

Real files, the program's own commands, and the .eml that came out. Hers are three people: a county,
a town, and an office that reads English; the newsletters have a scene of their own.
"""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from email import message_from_bytes, policy
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from click.testing import CliRunner
from icalendar import Calendar

if TYPE_CHECKING:
    from pathlib import Path

FILE = "meetings/2025-09-08-kreisverwaltungen.toml"
DATE = (("2025-09-08T", "2025-09-09T"),)
OFF = (('status = "planned"', 'status = "cancelled"\nreason = "Die Referentin ist krank."'),)
MORNING = "2025-08-04T09:00"


class Entry(NamedTuple):
    """What one mail does to a calendar."""

    kind: str
    method: str
    sequence: int
    start: str
    status: str
    answer: str
    asks: bool
    references: int


class Life:
    """The workspace over the days, and what came out since it was last looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = MORNING
        self._seen: set[str] = set()

    def edit(self, *changes: tuple[str, str]) -> None:
        path = self.folder / FILE
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    def lists(self, change: tuple[str, str]) -> None:
        path = self.folder.parent / "recipients" / "liste.csv"
        old, new = change
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def call(self, name: str, *words: str) -> Any:
        command = import_module(f"rundbrief.cli.{name}").command
        done = CliRunner().invoke(command, ["-C", str(self.folder), "--now", self.day, *words])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def plan(self, *words: str) -> Any:
        return json.loads(self.call("plan", FILE, "--json", *words).stdout)

    def send(self, *words: str) -> dict[str, Entry]:
        """Send the plan; each mail that came out by its recipient, none twice to the same."""
        planned = self.plan(*words)
        assert "hash" in planned, planned
        done = self.call("send", FILE, "--plan", planned["hash"], *words)
        assert done.exit_code == 0, done.output
        new = [path for path in self.folder.glob("outbox/*.eml") if path.name not in self._seen]
        self._seen |= {path.name for path in new}
        mails = dict(map(read, new))
        assert len(mails) == len(new)
        return mails


def read(path: Path) -> tuple[str, Entry]:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    to = str(mail["To"].addresses[0].addr_spec)
    kind, references = path.name.partition("_")[0], len(str(mail["References"] or "").split())
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return to, Entry(kind, "", -1, "", "", "", False, references)
    calendar = Calendar.from_ical(parts[0].get_content())
    event: Any = calendar.walk("VEVENT")[0]
    attendee = event["ATTENDEE"]
    assert str(attendee).removeprefix("mailto:") == to
    return to, Entry(
        kind,
        str(calendar["METHOD"]),
        int(event["SEQUENCE"]),
        f"{event['DTSTART'].dt:%d.%m. %H:%M}",
        str(event.get("STATUS", "")),
        str(attendee.params.get("PARTSTAT", "")),
        attendee.params.get("RSVP") == "TRUE",
        references,
    )


@pytest.fixture
def life(small_workspace: Path) -> Life:
    """Nothing was sent yet."""
    return Life(small_workspace)


@pytest.fixture
def invited(life: Life) -> Life:
    """All three have the invitation; it is the next morning."""
    life.send()
    life.day = "2025-08-05T09:00"
    return life


INVITATION = Entry("invitation", "REQUEST", 0, "08.09. 10:00", "CONFIRMED", "NEEDS-ACTION", True, 0)
MOVED = INVITATION._replace(kind="update", sequence=1, start="09.09. 10:00", references=1)


def to(people: set[str], entry: Entry) -> dict[str, Entry]:
    return dict.fromkeys(people, entry)


def test_a_new_meeting(life: Life) -> None:
    """A new meeting: REQUEST to everyone in the audience."""
    assert life.send() == to(everyone(life), INVITATION)


def everyone(life: Life) -> set[str]:
    text = (life.folder.parent / "recipients" / "liste.csv").read_text("utf-8")
    return set(re.findall(r"[^\s;]+@[^\s;]+", text))


def test_someone_joined_the_list_later(invited: Life) -> None:
    """Someone joined later: their first REQUEST, with the SEQUENCE it now has; nobody else."""
    invited.edit(*DATE)
    invited.send()
    path = invited.folder.parent / "recipients" / "liste.csv"
    path.write_text(path.read_text("utf-8") + "neu@stadt.example;Neu;;;;;;;;\n", "utf-8")

    assert invited.send() == {"neu@stadt.example": MOVED._replace(kind="invitation", references=0)}


def test_date_time_or_zone_changed(invited: Life) -> None:
    """The date changed: REQUEST, higher SEQUENCE, everyone asked anew, also who had declined."""
    someone = min(everyone(invited))
    invited.call("answer", FILE, someone, "declined")
    invited.edit(*DATE)

    said = invited.call("plan", FILE).output

    assert "von Montag, 8. September 2025, 10:00 Uhr auf Dienstag, 9. September 2025" in said
    assert invited.send() == to(everyone(invited), MOVED)


def test_only_the_place_changed(invited: Life) -> None:
    """Only the place changed: each with the answer they gave; not to those who declined."""
    first, second, third = sorted(everyone(invited))
    invited.call("answer", FILE, first, "declined")
    invited.call("answer", FILE, second, "accepted")
    invited.edit(('room = "', 'room = "Nicht mehr '))

    mails = invited.send()

    room = MOVED._replace(start="08.09. 10:00")
    assert mails == {second: room._replace(answer="ACCEPTED", asks=False), third: room}


def test_a_typo_was_mended(invited: Life) -> None:
    """A typo was mended: nothing; the organiser's word sends it all the same, answers kept."""
    someone = min(everyone(invited))
    invited.call("answer", FILE, someone, "tentative")
    invited.edit(("bürgerschaftliches Kulturengagement", "bürgerschaftliches Engagement"))
    assert invited.send() == {}

    mails = invited.send("--notify", FILE)

    text = MOVED._replace(start="08.09. 10:00")
    expected = to(everyone(invited), text)
    assert mails == expected | {someone: text._replace(answer="TENTATIVE", asks=False)}
    assert invited.send() == {}


def test_the_meeting_is_cancelled(invited: Life) -> None:
    """Cancelled: CANCEL to exactly those who hold it, also those since taken off the list."""
    gone, *_ = sorted(everyone(invited))
    before = everyone(invited)
    invited.lists((gone, "neu@stadt.example"))
    invited.edit(*OFF)

    mails = invited.send()

    assert set(mails) == before
    assert {(m.kind, m.method, m.sequence, m.status) for m in mails.values()} == {
        ("cancellation", "CANCEL", 1, "CANCELLED")
    }
    assert invited.send() == {}


def test_planned_again(invited: Life) -> None:
    """Called off and planned again: everyone is asked anew, under a number above the CANCEL."""
    invited.edit(*OFF)
    invited.send()
    invited.edit(*((new, old) for old, new in OFF))

    assert invited.send() == to(everyone(invited), INVITATION._replace(sequence=2, references=2))


def test_a_recipient_was_taken_off_the_list(invited: Life) -> None:
    """Off the list: named; CANCEL to that one on the organiser's word; back above that."""
    gone, *_ = sorted(everyone(invited))
    invited.lists((gone, "neu@stadt.example"))
    (note,) = [each for each in invited.plan()["notes"] if each["code"] == "off-the-list"]
    assert note["recipients"] == [gone]

    taken_back = invited.send("--withdraw", gone)

    assert taken_back.pop("neu@stadt.example").kind == "invitation"
    ((who, mail),) = taken_back.items()
    assert (who, mail.kind, mail.method, mail.status) == (gone, "withdrawal", "CANCEL", "")
    assert mail.sequence == 1
    invited.lists(("neu@stadt.example", gone))
    assert set(invited.send()) == {gone}


def test_a_recipient_opted_out(invited: Life) -> None:
    """Opted out: no more mails, but a move and a CANCEL of what they hold still reach them."""
    out = min(everyone(invited))
    invited.call("optout", out, "--reason", "rief an")
    invited.edit(*DATE)
    assert out in invited.send()
    invited.edit(*OFF)

    assert invited.send()[out].method == "CANCEL"


def test_the_meeting_is_past(invited: Life) -> None:
    """Past: nothing of that kind any more; another date then is a copied file, and said so."""
    invited.day = "2025-09-08T12:00"
    assert invited.send() == {}
    invited.edit(*DATE)

    done = invited.call("plan", FILE)

    assert done.exit_code == 2
    assert "new meeting --like" in done.output


def test_moved_in_time_but_sent_too_late(invited: Life) -> None:
    """Moved before it was over and sent only after: the plan asks, her word moves it."""
    invited.edit(*DATE)
    invited.day = "2025-09-08T13:00"
    asked = invited.call("plan", FILE)
    assert asked.exit_code == 2
    assert "send --notify" in asked.output

    mails = invited.send("--notify", FILE)

    assert mails == to(everyone(invited), MOVED)
    assert invited.send() == {}


def test_run_it_again(invited: Life) -> None:
    """Run again: nothing to do, also after a move back before anything went out."""
    assert invited.send() == {}
    invited.edit(*DATE)
    invited.edit(*((new, old) for old, new in DATE))

    assert invited.send() == {}


def test_a_deleted_file_cancels_nothing(invited: Life) -> None:
    """A deleted file of a coming meeting is a problem that says what to do; a renamed one none."""
    path = invited.folder / FILE
    path.rename(path.with_name("umbenannt.toml"))
    renamed = invited.call("plan", "meetings/umbenannt.toml").output
    assert "nicht mehr da" not in renamed
    path.with_name("umbenannt.toml").unlink()
    (invited.folder / "newsletters" / "2025-herbst.toml").unlink()  # it names the meeting

    said = invited.call("plan").output

    assert "nicht mehr da" in said
    assert "cancelled" in said


def test_save_the_date_then_the_invitation(life: Life) -> None:
    """First the date is saved, then the invitation is its update."""
    life.edit(('status = "planned"', 'status = "save-the-date"'))
    saved = life.send()
    assert {(m.kind, m.method, m.status, m.asks) for m in saved.values()} == {
        ("save-the-date", "REQUEST", "TENTATIVE", False)
    }
    life.edit(('status = "save-the-date"', 'status = "planned"'))

    assert life.send() == to(everyone(life), INVITATION._replace(sequence=1, references=1))


REMINDER = (
    ("# Der Text der Einladung.", "# Der Text."),
    (
        '# "in-person" (vor Ort)',
        '[[reminders]]\nat = 2025-09-01\nto = "no-answer"\n\n# "in-person"',
    ),
)


def test_reminded_once_at_its_time(invited: Life) -> None:
    """A reminder goes out at its time to those it is for, once, and not after its deadline."""
    yes, *silent = sorted(everyone(invited))
    invited.call("answer", FILE, yes, "accepted")
    invited.edit(*REMINDER)
    assert invited.send() == {}
    invited.day = "2025-09-01T09:00"

    mails = invited.send()

    assert {(who, m.kind) for who, m in mails.items()} == {(who, "reminder") for who in silent}
    assert invited.send() == {}
    invited.lists((yes, "neu@stadt.example"))
    invited.day = "2025-09-08T10:00"
    assert "reminder" not in {m.kind for m in invited.send().values()}


def test_the_recap_afterwards(invited: Life) -> None:
    """Once it is over the recap goes to those who were invited, for two weeks."""
    invited.day = "2025-09-09T09:00"
    invited.edit(
        ("# Der Text der Einladung.", 'recap = "Es war schön."\nrecap_to = "invited"\n# Der Text.')
    )

    mails = invited.send()

    assert {m.kind for m in mails.values()} == {"recap"}
    assert set(mails) == everyone(invited)
    assert invited.send() == {}


def test_half_the_list_is_suddenly_gone(invited: Life) -> None:
    """Half the list gone: a question in numbers, not an order; nobody's entry is taken back."""
    first, second, _ = sorted(everyone(invited))
    path = invited.folder.parent / "recipients" / "liste.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if first not in row and second not in row), "utf-8")

    said = invited.plan()

    assert (said["list"]["halved"], said["list"]["gone"]["count"]) == (True, 2)
    assert sorted(
        who
        for note in said["notes"]
        if note["code"] == "off-the-list"
        for who in note["recipients"]
    ) == [first, second]
    assert "Von 3 Empfängern fehlen 2" in invited.call("plan", FILE).output
    assert invited.send() == {}


def test_the_power_failed_halfway(invited: Life) -> None:
    """The power failed: the same plan, less what was sent; the unclear one is only named."""
    begun, waiting, sent = sorted(everyone(invited))
    with closing(sqlite3.connect(invited.folder / "rundbrief.db")) as ledger, ledger:
        state = "UPDATE delivery SET state = ?, worker = 'gone', boot = ? WHERE address = ?"
        ledger.execute(state, ("handed over", "another boot", begun))
        ledger.execute(state, ("pending", None, waiting))

    done = invited.call("send", FILE, "--plan", invited.plan()["hash"])

    assert done.exit_code == 5
    assert begun in done.output
    rows = json.loads(invited.call("status", FILE, "--mails", "--json").stdout)
    assert {row["recipient"]: row["state"] for row in rows} == {
        begun: "unclear",
        waiting: "sent",
        sent: "sent",
    }
    (note,) = [each for each in invited.plan()["notes"] if each["code"] == "unclear"]
    assert note["recipients"] == [begun]
    assert invited.send() == {}
