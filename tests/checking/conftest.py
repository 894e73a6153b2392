"""The stock mails as they leave, and the same with one thing broken in their bytes."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from rundbrief.checking import CLIENTS, Specimen
from rundbrief.composing import fill
from rundbrief.desk import Desk, open_desk
from rundbrief.desk.letters import first_kind, press
from rundbrief.planning import Revision
from rundbrief.workspace import stock

PEOPLE = """\
E-Mail;Stelle;Anrede;Titel;Vorname;Nachname;Ebene;Ort;Sprache;Schlagworte
kultur@kreis-borken.example;Fachdienst Kultur des Kreises Borken;;;;;Kreis;Borken;de;
"""
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 - as it is typed: the workspace has the zone

Break = Callable[[Specimen, str, str, str], Specimen]


@pytest.fixture(scope="session")
def stock_mails(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Specimen]:
    """The demo's invitation and newsletter, in German and English, each to one reader."""
    folder = tmp_path_factory.mktemp("checking")
    shutil.copytree(stock("examples"), folder / "examples")
    found = {}
    for language in ("de", "en"):
        lists = folder / "recipients"
        shutil.rmtree(lists, ignore_errors=True)
        lists.mkdir()
        people = PEOPLE.replace(";de;", f";{language};")
        (lists / "liste.csv").write_text(people, encoding="utf-8")
        desk, problems = open_desk(folder / "examples", environment={}, now=NOW)
        assert desk, problems
        for name in ("2025-09-08-kreisverwaltungen", "2025-herbst"):
            found[f"{name[5:]} {language}"] = specimen_of(desk, name)
    return found


def specimen_of(desk: Desk, name: str) -> Specimen:
    """What that file would send to the one reader of the list."""
    contents = desk.workspace.read()
    subject = next(each for each in contents.subjects if Path(each.file).stem == name)
    revision = Revision(0, desk.now.astimezone(UTC), "")
    made = press(desk, contents, first_kind(subject), subject, date=desk.now, revision=revision)
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


@pytest.fixture
def invitation(stock_mails: dict[str, Specimen]) -> Specimen:
    """The German invitation."""
    return stock_mails["09-08-kreisverwaltungen de"]


@pytest.fixture
def newsletter(stock_mails: dict[str, Specimen]) -> Specimen:
    """The German newsletter."""
    return stock_mails["herbst de"]


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
