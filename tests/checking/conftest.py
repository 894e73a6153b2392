"""The stock mails as they leave, and the same with one thing broken in their bytes."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from rundbrief.checking import CLIENTS, Specimen
from rundbrief.composing import fill
from rundbrief.definitions import Meeting, MeetingStatus, Newsletter, Reminder
from rundbrief.desk import Desk, open_desk
from rundbrief.desk.letters import press
from rundbrief.messages import Kind
from rundbrief.planning import Revision
from rundbrief.wording import LANGUAGES
from rundbrief.workspace import Contents, stock

PEOPLE = """\
E-Mail;Stelle;Anrede;Titel;Vorname;Nachname;Ebene;Ort;Sprache;Schlagworte
kultur@kreis-borken.example;Fachdienst Kultur des Kreises Borken;;;;;Kreis;Borken;de;
"""
INVITED_TO = "2025-09-08-kreisverwaltungen.toml"
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 - as it is typed: the workspace has the zone

Break = Callable[[Specimen, str, str, str], Specimen]


@pytest.fixture(scope="session")
def stock_mails(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Kind, str], Specimen]:
    """The mail of each kind by the stock templates, in each language, to one reader."""
    folder = tmp_path_factory.mktemp("checking")
    shutil.copytree(stock("examples"), folder / "examples")
    found: dict[tuple[Kind, str], Specimen] = {}
    for language in LANGUAGES:
        lists = folder / "recipients"
        shutil.rmtree(lists, ignore_errors=True)
        lists.mkdir()
        people = PEOPLE.replace(";de;", f";{language};")
        (lists / "liste.csv").write_text(people, encoding="utf-8")
        desk, problems = open_desk(folder / "examples", environment={}, now=NOW)
        assert desk, problems
        contents = desk.workspace.read()
        found |= {(kind, language): specimen_of(desk, contents, kind) for kind in Kind}
    return found


def specimen_of(desk: Desk, contents: Contents, kind: Kind) -> Specimen:
    """The mail of that kind to the one reader of the list."""
    return specimen_about(desk, contents, kind, subject_of(contents, kind, desk.now))


def specimen_about(
    desk: Desk, contents: Contents, kind: Kind, subject: Meeting | Newsletter
) -> Specimen:
    """The same about another subject."""
    reminder = subject.reminders[0] if kind is Kind.REMINDER else None  # type: ignore[union-attr] # a meeting
    made = press(
        desk,
        contents,
        kind,
        subject,
        date=desk.now,
        revision=Revision(0, desk.now.astimezone(UTC), ""),
        previous=earlier(subject) if kind in (Kind.UPDATE, Kind.COPY) else None,
        occurrence=reminder.at.isoformat() if reminder else "",
    )
    (recipient,) = contents.recipients
    message = fill(
        made.variant(recipient), made.values(recipient, "00ab"), made.letter.envelope_sender
    )
    return Specimen(
        kind=message.kind,
        content=message.content,
        subject=subject,
        organisation=desk.workspace.settings.organisation,
        sender=desk.workspace.settings.sender,
        language=recipient.language or subject.language,
        clients=tuple(CLIENTS),
    )


def subject_of(contents: Contents, kind: Kind, now: datetime) -> Meeting | Newsletter:
    """What a mail of that kind is about."""
    coming = next(each for each in contents.meetings if each.file.endswith(INVITED_TO))
    match kind:
        case Kind.NEWSLETTER:
            return contents.newsletters[0]
        case Kind.RECAP:
            return next(each for each in contents.meetings if each.end < now and each.recap)
        case Kind.SAVE_THE_DATE:
            return coming.model_copy(update={"status": MeetingStatus.SAVE_THE_DATE})
        case Kind.CANCELLATION:
            off = {"status": MeetingStatus.CANCELLED, "reason": "Das Haus ist gesperrt."}
            return coming.model_copy(update=off)
        case Kind.REMINDER if not coming.reminders:
            at = coming.start - timedelta(days=14)
            reminder = Reminder(at=at, to="no-answer", until=coming.start)
            return coming.model_copy(update={"reminders": (reminder,)})
        case _:
            return coming


def earlier(subject: Meeting | Newsletter) -> Meeting:
    """The meeting before it was moved."""
    assert isinstance(subject, Meeting)
    days = timedelta(days=3)
    return subject.model_copy(update={"start": subject.start - days, "end": subject.end - days})


@pytest.fixture
def invitation(stock_mails: dict[tuple[Kind, str], Specimen]) -> Specimen:
    """The German invitation."""
    return stock_mails[Kind.INVITATION, "de"]


@pytest.fixture
def newsletter(stock_mails: dict[tuple[Kind, str], Specimen]) -> Specimen:
    """The German newsletter."""
    return stock_mails[Kind.NEWSLETTER, "de"]


@pytest.fixture
def meeting_at(small_workspace: Path) -> Callable[[datetime, datetime], Specimen]:
    """The invitation to the demo's meeting at another time, as it is composed."""
    lists = small_workspace.parent / "recipients"
    (lists / "liste.csv").write_text(PEOPLE, encoding="utf-8")
    desk, problems = open_desk(small_workspace, environment={}, now=NOW)
    assert desk, problems
    contents = desk.workspace.read()
    coming = subject_of(contents, Kind.INVITATION, desk.now)

    def made(start: datetime, end: datetime) -> Specimen:
        moved = coming.model_copy(update={"start": start, "end": end})
        return specimen_about(desk, contents, Kind.INVITATION, moved)

    return made


@pytest.fixture
def broken() -> Break:
    """A mail in which something is otherwise: in a part by its type, or in the `head`."""

    def change(specimen: Specimen, where: str, old: str, new: str) -> Specimen:
        if where == "head":
            head, end, body = specimen.content.partition(b"\r\n\r\n")
            changed = head.replace(old.encode(), new.encode())
            assert changed != head, old
            return replace(specimen, content=changed + end + body)
        mail = message_from_bytes(specimen.content, policy=policy.SMTP)
        for part in mail.walk():
            if part.get_content_type() == where and isinstance(part, EmailMessage):
                payload = part.get_payload(decode=True)
                assert isinstance(payload, bytes)
                text = payload.decode().replace("\r\n", "\n")
                assert old in text, old
                rewrite(part, text.replace(old, new))
        return replace(specimen, content=mail.as_bytes())

    return change


def rewrite(part: EmailMessage, text: str) -> None:
    part.set_payload(text.encode(), "utf-8")
    del part["Content-Transfer-Encoding"]
    import email.encoders

    email.encoders.encode_quopri(part)
