"""A correct mail of each kind, to be broken one cell at a time."""

from collections.abc import Callable

import pytest

from rundbrief.messages import RULES, Kind

GUEST = "kultur@stadt.example"
SENDER = "bounces@netzwerk.example"

Write = Callable[..., str]


def calendar(method: str, attendee: str) -> str:
    """A calendar as it stands in a mail, for one guest (a PUBLISH has none)."""
    guest = f"ATTENDEE;CN=Kulturamt;RSVP=TRUE:mailto:\n {attendee}\n"
    return (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\nBEGIN:VEVENT\nUID:1\n"
        "ORGANIZER;CN=Netzwerk:mailto:termine@netzwerk.example\n"
        f"{'' if method == 'PUBLISH' else guest}"
        "DESCRIPTION:Fragen an mailto:frage@netzwerk.example\nEND:VEVENT\nEND:VCALENDAR\n"
    )


def written(kind: Kind, to: str, attendee: str) -> str:
    """A whole correct mail of that kind, with LF for CRLF, so that a test can edit it."""
    method, listed = RULES[kind].method, RULES[kind].listed
    body = """\
--alternative
Content-Type: text/plain; charset=utf-8

Guten Tag
"""
    if method:
        body += f"""\
--alternative
Content-Type: text/calendar; charset=utf-8; method={method}

{calendar(method, attendee)}"""
    lists = """\
List-Id: <rundbrief.netzwerk.example>
List-Unsubscribe: <mailto:abmelden@netzwerk.example>
"""
    return f"""\
From: "Netzwerk" <termine@netzwerk.example>
To: {to}
Message-ID: <1@netzwerk.example>
Date: Mon, 04 Aug 2025 09:00:00 +0200
Subject: Einladung
{lists if listed else ""}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=mixed

--mixed
Content-Type: multipart/alternative; boundary=alternative

{body}
--alternative--

--mixed
Content-Type: application/ics; name=termin.ics
Content-Disposition: attachment; filename=termin.ics

{calendar(method or "PUBLISH", attendee)}
--mixed--
"""


@pytest.fixture
def sender() -> str:
    """The envelope sender of the mails here."""
    return SENDER


@pytest.fixture
def guest() -> str:
    """The one guest of the mails here."""
    return GUEST


@pytest.fixture
def mail() -> Write:
    """Write a correct mail of a kind; its lines end in LF until `wire` sends it out."""

    def write(kind: Kind, to: str = f'"Kulturamt, Stadt" <{GUEST}>', attendee: str = GUEST) -> str:
        return written(kind, to, attendee)

    return write


@pytest.fixture
def wire() -> Callable[[str], bytes]:
    """A mail's text as bytes with CRLF."""
    return lambda text: text.replace("\n", "\r\n").encode()
