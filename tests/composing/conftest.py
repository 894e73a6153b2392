"""A letter, small templates for it, and recipients."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rundbrief.composing import Letter, Press, fill
from rundbrief.definitions import (
    Article,
    Contact,
    InPersonVenue,
    Meeting,
    MeetingStatus,
    Newsletter,
    NewsletterStatus,
    Organisation,
    Sender,
)
from rundbrief.messages import Kind, Message
from rundbrief.recipients import FormOfAddress, Recipient
from rundbrief.rendering import Templates

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 8, 4, 9, 0, tzinfo=BERLIN)
CONTACT = Contact(name="Fachstelle Kultur", email="fragen@netz.example")
SENDER = Sender(
    name="Kulturnetz, Geschäftsstelle", email="post@netz.example", bounces="b@netz.example"
)

HTML = "<!DOCTYPE html>\n<html><head><title>{{ subject }}</title></head><body>BODY</body></html>\n"
BODY = """<p>{{ recipient.salutation }}, {{ recipient.name }}</p>
<p><a href="{{ opt_out.address }}">{{ opt_out.words }}</a></p>"""
# What no mail may be without, below every body.
FOOTER = """<p><a href="{{ opt_out.address }}">x</a>{{ organisation.imprint|join(" ") }}</p>"""
TEXT_FOOTER = "\n{{ opt_out.subject }}\n{{ organisation.imprint|join(' ') }}\n"
TEXT = "{{ recipient.salutation }},\n\n{{ subject }}\n{{ opt_out.address }}\n"


@pytest.fixture
def meeting() -> Meeting:
    """A meeting in Münster."""
    return Meeting(
        file="meetings/2025-09-08.toml",
        id=UUID("5d0c1f52-7b7e-4c0e-9a53-6b0f7c1d2e84"),
        status=MeetingStatus.PLANNED,
        title="Kultur & Verwaltung: Austausch",
        start=datetime(2025, 9, 8, 10, 0, tzinfo=BERLIN),
        end=datetime(2025, 9, 8, 12, 0, tzinfo=BERLIN),
        zone=BERLIN,
        language="de",
        venue=InPersonVenue(kind="in-person", name="Kulturhaus am Markt", town="Münster"),
        announcement="Wir laden Sie **herzlich** ein.",
        contact=CONTACT,
        answers="calendar",
    )


@pytest.fixture
def letter(meeting: Meeting) -> Letter:
    """The invitation to the meeting."""
    return Letter(
        kind=Kind.INVITATION,
        subject=meeting,
        organisation=Organisation(name="Kulturnetz", imprint="Kulturnetz\nMusterstraße 1"),
        sender=SENDER,
        language="de",
        date=NOW,
        dtstamp=NOW.astimezone(UTC),
        uid=meeting.id,
    )


@pytest.fixture
def newsletter(letter: Letter) -> Letter:
    """A newsletter with one article."""
    subject = Newsletter(
        file="newsletters/herbst.toml",
        id=UUID("0d6f2b8e-3f0a-4c53-8f0a-1f4f7f8f9a10"),
        status=NewsletterStatus.READY,
        title="Rundbrief Herbst",
        language="de",
        articles=(Article(title="Neues", text="Ein Absatz."),),
        contact=CONTACT,
    )
    return Letter(
        kind=Kind.NEWSLETTER,
        subject=subject,
        organisation=letter.organisation,
        sender=SENDER,
        language="de",
        date=NOW,
        dtstamp=NOW.astimezone(UTC),
        uid=subject.id,
    )


@dataclass
class Folder:
    """A folder of templates; `write` says what is special about a body."""

    path: Path

    def write(self, body: str = BODY, text: str = TEXT, frame: str = HTML) -> Templates:
        """Templates for either kind, their HTML with this body."""
        for name in ("invitation", "newsletter"):
            html = frame.replace("BODY", body).replace("</body>", f"{FOOTER}</body>")
            (self.path / f"{name}.html").write_text(html, encoding="utf-8")
            (self.path / f"{name}.txt").write_text(text + TEXT_FOOTER, encoding="utf-8")
        return Templates([self.path, self.path])


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with small templates for both kinds."""
    path = tmp_path / "templates"
    path.mkdir()
    found = Folder(path)
    found.write()
    return found


@pytest.fixture
def town() -> Recipient:
    """An office without a person."""
    return Recipient(
        address="kultur@muenster.example",
        identity="kultur@muenster.example",
        office="Kulturbüro der Stadt Münster",
        tier="Stadt",
        place="Münster",
        tags=("KI",),
    )


@pytest.fixture
def person() -> Recipient:
    """A person whose name needs care in headers, HTML and calendars."""
    return Recipient(
        address="o'neil+kultur@kreis.example",
        identity="o'neil+kultur@kreis.example",
        office='Kreis "Nord", Kultur & Sport',
        form_of_address=FormOfAddress.FRAU,
        title="Dr.",
        given_name="Zoë",
        family_name="d'Été-Größe",
        tier="Kreis",
        place="Nord",
    )


@pytest.fixture
def composed(letter: Letter, folder: Folder) -> Callable[[Recipient], Message]:
    """The invitation by the small templates, spliced for a recipient."""

    def compose(recipient: Recipient) -> Message:
        press = Press(letter, Templates([folder.path, folder.path]))
        values = press.values(recipient, "t0ken")
        return fill(press.variant(recipient), values, letter.envelope_sender)

    return compose
