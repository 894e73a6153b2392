"""What an organiser does at her desk, with her files changing under her hands."""

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from rundbrief.delivery import Event
from rundbrief.desk import (
    Desk,
    Planned,
    Sent,
    check,
    open_desk,
    plan,
    preview,
    proof,
    send,
    status,
)
from rundbrief.ledger import Ledger, this_worker
from rundbrief.problems import Problem
from rundbrief.wording import LANGUAGES, problem_sentence

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — as it is typed: the workspace has the zone
MEETING = Path("meetings/2025-09-08-kreisverwaltungen.toml")
NEWSLETTER = Path("newsletters/2025-herbst.toml")
ME = "ich@kulturnetzwerk.example"
ID = "560dcd71-57f0-4a17-a0c8-7b6f2e5a1f42"


@pytest.fixture
def desk(small_workspace: Path) -> Desk:
    """Her desk on a Monday morning in August."""
    return at(small_workspace)


def at(folder: Path, now: datetime = NOW) -> Desk:
    desk, problems = open_desk(folder, environment={}, now=now)
    assert desk, problems
    return desk


def planned(desk: Desk, *files: Path) -> Planned:
    made, problems = plan(desk, files)
    assert made, problems
    return made


def carried_out(desk: Desk, *files: Path, **hooks: Any) -> Sent:
    sent, problems = send(desk, planned(desk, *files).hash, files, **hooks)
    assert isinstance(sent, Sent), problems
    return sent


def refused(result: tuple[object, list[Problem]]) -> str:
    """The one code for which nothing was done."""
    value, (problem,) = result
    assert value is None
    for language in LANGUAGES:
        assert problem_sentence(problem, language)
    return problem.code


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def add_person(desk: Desk, address: str = "neu@stadt.example") -> None:
    people = desk.workspace.folder.parent / "recipients" / "liste.csv"
    people.write_text(people.read_text("utf-8") + f"{address};Neu;;;;;;;;\n", encoding="utf-8")


def outbox(desk: Desk) -> dict[str, EmailMessage]:
    """The mails in the folder, by their name less the digest."""
    found: dict[str, EmailMessage] = {}
    for path in sorted(desk.workspace.outbox.glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        found[path.name.rpartition("_")[0]] = mail
    return found


def event_of(mail: EmailMessage) -> Any:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert isinstance(part, EmailMessage)
    return Calendar.from_ical(part.get_content()).walk("VEVENT")[0]


def template(desk: Desk, text: str, name: str = "invitation.html") -> None:
    folder = desk.workspace.folder / "templates"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


# ── the clock ──────────────────────────────────────────────────────────────────────────────────


def test_the_clock_runs_on_from_where_it_was_set(small_workspace: Path) -> None:
    """A time without an offset is the workspace's local time, and it passes."""
    desk = at(small_workspace)

    first, second = desk.now, desk.now

    assert first.isoformat(timespec="minutes") == "2025-08-04T09:00+02:00"
    assert timedelta() <= second - first < timedelta(minutes=1)


def test_a_time_with_an_offset_is_that_instant(small_workspace: Path) -> None:
    """The workspace's zone only shows it."""
    desk = at(small_workspace, datetime(2025, 8, 4, 7, tzinfo=UTC))

    assert desk.now.isoformat(timespec="minutes") == "2025-08-04T09:00+02:00"


# ── the plan and its hash ──────────────────────────────────────────────────────────────────────


def test_the_same_files_have_the_same_hash(desk: Desk) -> None:
    """Looking twice is looking at the same; so is looking a minute later."""
    assert planned(desk).hash == planned(at(desk.workspace.folder, NOW.replace(minute=1))).hash


# Everything that reaches a mail is under the hash.
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("meetings/2025-09-08-kreisverwaltungen.toml", "10:20:00", "10:25:00"),
        ("newsletters/2025-herbst.toml", "herzlich einladen", "sehr herzlich einladen"),
        ("meetings/2024-05-17-personal.toml", "Bei diesem ersten", "Bei dem ersten"),
        ("rundbrief.toml", '"0251 591 5081"', '"0251 591 5082"'),
        ("../recipients/liste.csv", "Mara;", "Maria;"),
        ("../recipients/liste.csv", ";Gast;York;en;", ";Gast;York;de;"),
    ],
)
def test_a_change_that_a_mail_shows_changes_the_hash(
    desk: Desk, file: str, old: str, new: str
) -> None:
    """What was looked at is not what would go out now."""
    before = planned(desk).hash
    change(desk.workspace.folder / file, old, new)

    assert planned(at(desk.workspace.folder)).hash != before


def test_a_template_is_under_the_hash(desk: Desk) -> None:
    """An edited template makes another plan."""
    before = planned(desk).hash
    template(desk, "x", "parts.txt")

    assert planned(desk).hash != before


def test_the_order_of_the_rows_is_not(desk: Desk) -> None:
    """Where a row stands in its list doesn't reach any mail."""
    before = planned(desk).hash
    people = desk.workspace.folder.parent / "recipients" / "liste.csv"
    people.write_text(people.read_text("utf-8").replace("\n", "\n\n", 1), encoding="utf-8")

    assert planned(desk).hash == before


# ── sending ────────────────────────────────────────────────────────────────────────────────────


def test_everyone_gets_theirs_and_the_next_plan_is_empty(desk: Desk) -> None:
    """Three people, two mails each, and then nothing."""
    sent = carried_out(desk)

    assert (sent.tally.sent, sent.untried, sent.transport) == (6, 0, "folder")
    assert Counter(name.partition("_")[0] for name in outbox(desk)) == {
        "invitation": 3,
        "newsletter": 3,
    }
    assert not planned(desk).plan.items
    assert planned(desk).total == 0


def test_a_plan_that_changed_meanwhile_is_given_back(desk: Desk) -> None:
    """Nothing is sent and nothing confirmed; the new plan comes back to be looked at."""
    looked_at = planned(desk)
    add_person(desk)

    result, _ = send(desk, looked_at.hash)

    assert isinstance(result, Planned)
    assert (result.recipients, looked_at.recipients) == (4, 3)
    assert outbox(desk) == {}
    assert status(desk)[0] == []


def test_only_one_sends_at_a_time(desk: Desk) -> None:
    """A second send is told who is at it, and does nothing."""
    wanted = planned(desk).hash
    worker = this_worker(datetime.now(UTC))

    with Ledger.open(desk.workspace.ledger) as ledger, ledger.sending(worker):
        result, problems = send(desk, wanted)

    assert refused((result, problems)) == "desk.locked"
    assert str(worker.pid) in problem_sentence(problems[0], "de")
    assert outbox(desk) == {}
    assert carried_out(desk).tally.sent == 6


def test_a_lock_without_a_name_is_a_lock(desk: Desk) -> None:
    """Whoever holds it has not yet written who they are: the sentence has no holes."""
    wanted = planned(desk).hash

    with Ledger.open(desk.workspace.ledger) as ledger, ledger.sending(this_worker(NOW)):
        (lock,) = desk.workspace.folder.glob("rundbrief.db*lock")
        lock.write_text("", encoding="utf-8")

        assert refused(send(desk, wanted)) == "desk.locked-by-someone"


def test_an_outbox_that_cannot_be_written_loses_nothing(desk: Desk) -> None:
    """The way out is told to be closed, everything waits, and goes out once it is mended."""
    desk.workspace.outbox.write_text("in the way", encoding="utf-8")

    closed = carried_out(desk)
    desk.workspace.outbox.unlink()
    waiting = planned(desk)

    assert closed.tally.down
    assert closed.tally.down.cause
    assert (closed.tally.sent, waiting.waiting, len(waiting.plan.items)) == (0, 6, 0)
    assert carried_out(desk).tally.sent == 6
    assert len(outbox(desk)) == 6


def test_what_waits_goes_out_as_it_was_confirmed(desk: Desk) -> None:
    """A confirmed mail is frozen: a later edit doesn't reach it (decision 3)."""
    desk.workspace.outbox.write_text("in the way", encoding="utf-8")
    carried_out(desk)
    desk.workspace.outbox.unlink()
    change(desk.workspace.folder / MEETING, "Verabredungen", "Verabschiedung")

    carried_out(at(desk.workspace.folder))

    mail = outbox(desk)["invitation_m.yilmaz@ahlen.example"]
    body = mail.get_body(("plain",))
    assert body
    assert "Verabredungen" in body.get_content()


def test_an_interruption_leaves_the_rest_for_the_next_time(desk: Desk) -> None:
    """Whoever breaks off in the middle doubles nothing and loses nothing; one may be unclear."""

    def stop_at_the_second(event: Event) -> None:
        reports.append(event)
        if sum(each.outcome is not None for each in reports) == 2:
            raise KeyboardInterrupt

    reports: list[Event] = []
    wanted = planned(desk).hash
    with pytest.raises(KeyboardInterrupt):
        send(desk, wanted, report=stop_at_the_second)
    first = set(outbox(desk))

    rest = carried_out(desk)

    assert len(first) == 2
    assert (rest.tally.sent, rest.unclear) in [(4, 0), (3, 1)]
    assert len(list(desk.workspace.outbox.glob("*.eml"))) == 2 + rest.tally.sent


# ── a person joins, a list changes ─────────────────────────────────────────────────────────────


def test_who_joins_later_is_invited_and_nobody_else_hears(desk: Desk) -> None:
    """Only the new row gets mails, the invitation with the SEQUENCE that the meeting has."""
    carried_out(desk)
    add_person(desk)

    items = list(planned(desk, MEETING).plan.items)
    carried_out(desk, MEETING)

    assert [item.recipient.address for item in items] == ["neu@stadt.example"]
    events = [event_of(mail) for name, mail in outbox(desk).items() if name.startswith("inv")]
    assert len(events) == 4
    assert {(str(event["UID"]), int(event["SEQUENCE"])) for event in events} == {(ID, 0)}
    assert {str(event["ATTENDEE"]) for event in events} >= {"mailto:neu@stadt.example"}


def test_the_same_address_in_capitals_is_the_same_reader(desk: Desk) -> None:
    """Rewriting an address doesn't invite its owner twice."""
    carried_out(desk)
    change(
        desk.workspace.folder.parent / "recipients" / "liste.csv",
        "arts@york.example",
        "Arts@York.example",
    )

    assert not planned(desk).plan.items


def test_a_renamed_file_is_the_same_meeting(desk: Desk) -> None:
    """The id is the meeting, not its file's name."""
    carried_out(desk, MEETING)
    folder = desk.workspace.folder
    (folder / MEETING).rename(folder / "meetings" / "anders.toml")
    change(folder / NEWSLETTER, MEETING.name, "anders.toml")

    assert {item.kind.value for item in planned(desk).plan.items} == {"newsletter"}


def test_a_workspace_that_moved_knows_what_was_sent(desk: Desk, tmp_path: Path) -> None:
    """Ledger and files go along: another place on the disk is the same workspace."""
    carried_out(desk)
    moved = tmp_path / "Größere Räume"
    shutil.move(desk.workspace.folder.parent / "examples", moved / "examples")
    shutil.move(desk.workspace.folder.parent / "recipients", moved / "recipients")

    assert planned(at(moved / "examples")).total == 0


# ── the proof ──────────────────────────────────────────────────────────────────────────────────


def test_a_proof_is_marked_and_counts_for_nothing(desk: Desk) -> None:
    """Its subject says so, its UID is its own, its reader the only ATTENDEE; no ledger is made."""
    sent, problems = proof(desk, ME, MEETING)

    assert problems == []
    assert sent
    assert sent.tally.sent == 1
    (mail,) = outbox(desk).values()
    assert mail["Subject"].startswith("[Probe] ")
    event = event_of(mail)
    assert str(event["UID"]) != ID
    assert str(event["ATTENDEE"]) == f"mailto:{ME}"
    assert not desk.workspace.ledger.exists()
    assert len(planned(desk).plan.items) == 6


def test_a_proof_leaves_an_existing_ledger_as_it_is(desk: Desk) -> None:
    """Not a row is written."""
    carried_out(desk)
    before = ledger_rows(desk)

    proof(desk, ME, NEWSLETTER)

    assert ledger_rows(desk) == before


def ledger_rows(desk: Desk) -> list[str]:
    with closing(sqlite3.connect(desk.workspace.ledger_file)) as connection:
        return list(connection.iterdump())


def test_the_proof_of_a_meeting_that_is_off(desk: Desk) -> None:
    """It is that of the cancellation, which takes nothing from anyone's calendar."""
    off = 'status = "cancelled"\nreason = "Krank."'
    change(desk.workspace.folder / MEETING, 'status = "planned"', off)

    sent, problems = proof(desk, ME, MEETING)

    assert (problems, sent and sent.tally.sent) == ([], 1)
    (mail,) = outbox(desk).values()
    event = event_of(mail)
    assert (str(event["STATUS"]), str(event["ATTENDEE"])) == ("CANCELLED", f"mailto:{ME}")
    assert str(event["UID"]) != ID


def test_a_draft_has_a_proof(desk: Desk) -> None:
    """What nobody gets yet can be looked at in one's own mailbox."""
    change(desk.workspace.folder / MEETING, 'status = "planned"', 'status = "draft"')

    sent, _ = proof(desk, ME, MEETING)

    assert sent
    assert sent.tally.sent == 1


def test_someone_on_the_list_gets_their_own_words(desk: Desk) -> None:
    """A proof to an address on a list is written to that person."""
    proof(desk, "M.Yilmaz@ahlen.example", MEETING)

    (mail,) = outbox(desk).values()
    body = mail.get_body(("plain",))
    assert body
    assert "Yılmaz" in body.get_content()


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("../recipients/liste.csv", "ohne-klammeraffe;Kulturamt\n"),
        ("meetings/halb.toml", 'title = "Noch nicht fer'),
        ("newsletters/halb.toml", 'title = "Noch nicht fer'),
    ],
)
def test_a_proof_waits_for_nothing_that_is_not_in_it(desk: Desk, file: str, line: str) -> None:
    """A faulty row of a list or another file half written is `check`'s to say, not a proof's."""
    path = desk.workspace.folder / file
    path.write_text((path.read_text("utf-8") if path.exists() else "") + line, encoding="utf-8")

    sent, problems = proof(desk, ME, MEETING)

    assert check(desk).errors == 1
    assert isinstance(sent, Sent)
    assert [each for each in problems if each.file.startswith(file)] == []


def test_a_newsletters_proof_waits_for_a_meeting_half_written(desk: Desk) -> None:
    """It may tell of any meeting."""
    path = desk.workspace.folder / "meetings" / "halb.toml"
    path.write_text('title = "Noch nicht fer', encoding="utf-8")

    assert refused(proof(desk, ME, NEWSLETTER)).startswith("definitions.")


@pytest.mark.parametrize(
    "address", ["keine", "a@b", "a@b.example, c@d.example", "", "a b@c.example"]
)
def test_a_proof_goes_to_one_whole_address(desk: Desk, address: str) -> None:
    """Anything else is refused, and nothing is written."""
    assert refused(proof(desk, address, MEETING)).startswith("recipients.")
    assert outbox(desk) == {}


# ── templates of her own ───────────────────────────────────────────────────────────────────────


BROKEN = {
    "syntax": "{% iff subject %}{% endiff %}",
    "unknown": "{{ nichts.davon }}",
    "mark": "{{ recipient.display_name|upper }}",
}


@pytest.mark.parametrize("accident", BROKEN)
def test_a_broken_template_is_told_by_check(desk: Desk, accident: str) -> None:
    """With its file and line, in both languages."""
    template(desk, "<p>\n" + BROKEN[accident] + "\n</p>")

    (problem,) = check(desk).problems

    assert problem.code.startswith("rendering.")
    assert (problem.file, problem.line) == ("templates/invitation.html", 2)
    for language in LANGUAGES:
        assert "templates/invitation.html:2" in problem_sentence(problem, language)


@pytest.mark.parametrize("accident", BROKEN)
def test_a_broken_template_sends_nothing(desk: Desk, accident: str) -> None:
    """Send, proof and preview stop with the same problem; the ledger has no mailing."""
    template(desk, BROKEN[accident])

    refusals = {
        refused(send(desk, planned(desk).hash)),
        refused(proof(desk, ME, MEETING)),
        refused(preview(desk, language="de")),
    }

    assert len(refusals) == 1
    assert outbox(desk) == {}
    assert status(desk)[0] == []
    shutil.rmtree(desk.workspace.folder / "templates")
    assert carried_out(desk).tally.sent == 6


# ── the preview ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preview_shows_every_mail_drafts_included(desk: Desk, language: Any) -> None:
    """Each recipient of each subject, in the language of the program; nothing is written."""
    change(desk.workspace.folder / NEWSLETTER, 'status = "ready"', 'status = "draft"')

    made, problems = preview(desk, language=language)

    assert problems == []
    assert made
    assert made.count('"recipient":"m.yilmaz@ahlen.example"') == 2
    assert f'<html lang="{language}">' in made
    assert not desk.workspace.ledger.exists()
    assert not desk.workspace.outbox.exists()


def test_the_preview_of_what_was_sent_is_still_there(desk: Desk) -> None:
    """Looking doesn't depend on what anybody holds."""
    carried_out(desk)

    made, _ = preview(desk, [MEETING], language="de")

    assert made
    assert made.count('"recipient":') == 3


# ── what is broken ─────────────────────────────────────────────────────────────────────────────


def test_a_damaged_ledger_stops_all_that_needs_it(desk: Desk) -> None:
    """Plan, send and status say so, and the file stays as it is."""
    desk.workspace.ledger_file.write_bytes(b"Liebe Kolleginnen und Kollegen, " * 200)
    before = desk.workspace.ledger_file.read_bytes()

    codes = {refused(plan(desk)), refused(send(desk, "x")), refused(status(desk))}

    assert codes == {"ledger.damaged"}
    assert desk.workspace.ledger_file.read_bytes() == before
    assert outbox(desk) == {}


def test_errors_in_one_file_stop_every_mail(desk: Desk) -> None:
    """Half of a plan is none: an error anywhere must be mended first."""
    (desk.workspace.folder / "meetings" / "neu.toml").write_text("title = 'x'", encoding="utf-8")

    for value, problems in (
        plan(desk),
        send(desk, "x"),
        preview(desk, language="de"),
    ):
        assert value is None
        assert {problem.file for problem in problems} == {"meetings/neu.toml"}


def test_status_is_told_while_files_are_broken(desk: Desk) -> None:
    """What was sent can be looked up whatever the files say now."""
    carried_out(desk)
    (desk.workspace.folder / "meetings" / "neu.toml").write_text("title = 'x'", encoding="utf-8")

    rows, problems = status(desk, [MEETING])

    assert rows
    assert (len(rows), problems) == (3, [])
