"""The example workspace: the seed's texts word for word, and nothing wrong with any file."""

import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ConfigDict

from rundbrief.definitions import (
    Contact,
    Defaults,
    Meeting,
    MeetingStatus,
    Model,
    Newsletter,
    Organisation,
    Sender,
    Series,
    read_meeting,
    read_model,
    read_newsletter,
    same_ids,
)

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SEED = (ROOT / "tests/seed/kulturverwaltungen.txt").read_text("utf-8").strip().split("\n")
MONTHS = {"März": 3, "Mai": 5, "September": 9, "November": 11}
CONTACT = SEED[SEED.index("Ihre Ansprechpartnerin") + 1 :]


def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for line in SEED[: SEED.index("Ihre Ansprechpartnerin")]:
        if line[:1].isdigit():
            sections[line] = text = []
        else:
            text.append(line)
    return sections


def _day(heading: str) -> str:
    day, month, year = heading.partition(":")[0].replace(".", "").split()
    return f"{year}-{MONTHS[month]:02}-{int(day):02}"


class Settings(Model):
    """As much of rundbrief.toml as this room owns."""

    model_config = ConfigDict(extra="ignore")

    organisation: Organisation
    sender: Sender
    contact: Contact
    series: dict[str, Series]


@pytest.fixture(scope="module")
def settings() -> Settings:
    """The example's settings."""
    settings, problems = read_model(
        Settings, (EXAMPLES / "rundbrief.toml").read_bytes(), "rundbrief.toml"
    )
    assert problems == []
    assert settings
    return settings


@pytest.fixture(scope="module")
def meetings(settings: Settings) -> dict[str, Meeting]:
    """The example's meetings by the day they are on."""
    defaults = Defaults(
        zone=ZoneInfo("Europe/Berlin"), contact=settings.contact, series=settings.series
    )
    read = [
        read_meeting(path.read_bytes(), f"meetings/{path.name}", defaults)
        for path in sorted((EXAMPLES / "meetings").glob("*.toml"))
    ]
    assert [problem for _, problems in read for problem in problems] == []
    return {f"{meeting.start:%Y-%m-%d}": meeting for meeting, _ in read if meeting}


@pytest.mark.parametrize("heading", _sections())
def test_word_for_word(heading: str, meetings: dict[str, Meeting]) -> None:
    """Date, title and text of each of the seed's meetings stand in its file word for word."""
    meeting = meetings[_day(heading)]
    text = meeting.announcement or meeting.recap

    assert meeting.title == heading.partition(": ")[2]
    assert text.split() == " ".join(_sections()[heading]).split()
    assert text.count("\n\n") == len(_sections()[heading]) - 1


def test_before_and_after(meetings: dict[str, Meeting]) -> None:
    """The text in the future tense is an announcement, those in the past tense are recaps."""
    announced = [day for day, meeting in meetings.items() if meeting.announcement]

    assert announced == ["2025-09-08"]
    assert len(meetings) == 4
    assert all(bool(one.announcement) != bool(one.recap) for one in meetings.values())
    assert {one.status for one in meetings.values()} == {MeetingStatus.PLANNED}


def test_contact(meetings: dict[str, Meeting]) -> None:
    """The contact is the one the seed names."""
    name, role, phone = CONTACT

    for meeting in meetings.values():
        assert (meeting.contact.name, meeting.contact.role) == (name, role)
        assert meeting.contact.phone == phone.removeprefix("Tel: ")
        assert meeting.contact.email.endswith(".example")


def test_newsletter(meetings: dict[str, Meeting], settings: Settings) -> None:
    """The newsletter picks all four meetings, the one to come first."""
    defaults = Defaults(zone=ZoneInfo("Europe/Berlin"), contact=settings.contact)
    ids = {meeting.file.rpartition("/")[2]: meeting.id for meeting in meetings.values()}

    newsletter, problems = read_newsletter(
        (EXAMPLES / "newsletters/2025-herbst.toml").read_bytes(), "n.toml", defaults, ids
    )

    assert problems == []
    assert newsletter
    assert newsletter.meetings == tuple(meetings[day].id for day in sorted(meetings, reverse=True))
    everything: list[Meeting | Newsletter] = [*meetings.values(), newsletter]

    assert same_ids([(one.file, one.id) for one in everything]) == []


# What an organiser decides for her own workspace rather than what a document could have told.
SETTINGS = {"id", "status", "series", "answers", "kind", "timezone", "land", "language"} | {
    "recipients",
    "meetings",
}


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.toml")), ids=lambda path: path.name)
def test_nothing_is_invented_silently(path: Path) -> None:
    """What the seed doesn't say is marked as assumed, in its line, above it or above its table."""
    table, is_marked, is_marked_table = "", False, False
    for line in path.read_text("utf-8").split("\n"):
        key, _, value = line.partition(" = ")
        if line.startswith("# angenommen: "):
            is_marked = True
        elif line.startswith("["):
            is_marked_table = is_marked or (is_marked_table and line == table)
            table, is_marked = line, False
        elif value and not line.startswith("#") and key not in SETTINGS:
            told = value.strip('"') in "\n".join(SEED)
            assert told or is_marked or is_marked_table or "# angenommen: " in line, line
            is_marked = False


def test_the_transport_is_the_folder() -> None:
    """Nothing leaves the example by accident: its mails go into a folder."""
    values = tomllib.loads((EXAMPLES / "rundbrief.toml").read_text("utf-8"))

    assert values["transport"] == {"kind": "folder"}
    assert (values["land"], values["language"]) == ("NW", "de")
    assert (values["timezone"], values["recipients"]) == ("Europe/Berlin", "../recipients")
