"""Some of the histories through real mails, read back by a stranger: ical.js, in New York."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from tests.life.conftest import Live, Shelf
from tests.life.histories import BEGIN, ROOMS, SHORT_HISTORIES, Step, first_meeting, live
from tests.life.office import POSTED, Office
from tests.life.reader import Said

from rundbrief.composing import Skeleton, fill
from rundbrief.desk import open_desk
from rundbrief.ledger import Claimed, Ledger, Roll

RELAY = 'kind = "smtp"\nhost = "localhost"\n'


@pytest.fixture(scope="module")
def lives(
    tmp_path_factory: pytest.TempPathFactory, ical_js: Callable[[str], Any], shelf: Shelf
) -> Live:
    """Live through a history in that zone, with letters by the stock templates."""
    from rundbrief.workspace import stock

    folder = tmp_path_factory.mktemp("life") / "examples"
    folder.mkdir()
    (folder.parent / "recipients").mkdir()
    text = (stock("examples") / "rundbrief.toml").read_text(encoding="utf-8")
    (folder / "rundbrief.toml").write_text(text.replace('kind = "folder"\n', RELAY, 1), "utf-8")
    (folder / "logo.png").write_bytes((stock("examples") / "logo.png").read_bytes())
    desk, problems = open_desk(folder, environment={})
    assert desk is not None, problems
    read = desk.workspace.read()

    def live_in(history: Sequence[Step], zone: str) -> None:
        def office_of(ledger: Ledger, path: Path) -> Office:
            return Office(
                ledger,
                path,
                first_meeting(ZoneInfo(zone)),
                BEGIN,
                read=lambda office, claimed: as_read(office, claimed, ical_js),
                desk=lambda office: replace(desk, clock=lambda: office.now, token=office.token),
                contents=lambda office, roll: contents(office, roll),
            )

        with shelf.lend(office_of) as office:
            live(history, office)

    def contents(office: Office, roll: Roll) -> Any:
        return replace(read, meetings=(office.meeting,), newsletters=(), recipients=roll)

    return live_in


def as_read(office: Office, claimed: Claimed, ical_js: Callable[[str], Any]) -> Said:
    """The mail as it leaves, and what its calendar says to a stranger."""
    skeleton = Skeleton.from_text(office.ledger.skeleton(claimed.mailing, claimed.skeleton))
    sent = fill(skeleton, claimed.values, claimed.sender)
    mail = message_from_bytes(sent.content, policy=policy.default)
    told = office.ledger.held(POSTED)[office.meeting.id]
    said = Said(
        kind=claimed.kind,
        message_id=claimed.message_id,
        to=claimed.address,
        occurrence=next(each.occurrence for each in told if each.number == claimed.mailing),
        refers="References" in mail,
        date=mail["Date"].datetime,
    )
    assert mail["Message-ID"] == claimed.message_id
    parts = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    if not parts:
        return said
    (entry,) = ical_js(parts[0].get_content())
    assert parts[0].get_param("method") == entry["method"]
    (attendee,) = entry["attendees"]
    return replace(
        said,
        method=entry["method"],
        uid=entry["uid"],
        attendee=re.sub("^mailto:", "", attendee["address"]),
        sequence=entry["sequence"],
        dtstamp=datetime.fromisoformat(entry["dtstamp"]),
        start=datetime.fromisoformat(entry["start"]),
        end=datetime.fromisoformat(entry["end"]),
        place=next(room for room in ROOMS if room in entry["location"]),
        status=entry["status"] or "",
        answer=attendee.get("partstat", "NEEDS-ACTION"),
        asks=attendee.get("rsvp") == "TRUE",
    )


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo"])
@settings(max_examples=25, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
@given(history=SHORT_HISTORIES)
def test_a_meetings_whole_life_in_mails(lives: Live, zone: str, history: list[Step]) -> None:
    """What a strict calendar is told by the bytes of each mail is what the organiser wants."""
    lives(history, zone)
