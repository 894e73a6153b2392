"""A publisher, meetings by their words, and a site made of them in a folder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rundbrief.archive import (
    Changes,
    Manifest,
    Publisher,
    Sent,
    Site,
    make_site,
    open_site,
    write_site,
)
from rundbrief.definitions import (
    Contact,
    Defaults,
    InPersonVenue,
    Meeting,
    MeetingStatus,
    Organisation,
    Picture,
    Sender,
    Series,
    read_meeting,
)
from rundbrief.rendering import Templates

ROOT = Path(__file__).parents[2]
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 8, 4, 9, tzinfo=BERLIN)
CONTACT = Contact(
    name="Anne Melzig",
    role="Wissenschaftliche Referentin für bürgerschaftliches Engagement",
    email="anne.melzig@kulturnetzwerk.example",
    phone="0251 591 5081",
)
SERIES = Series(name="Austauschtreffen für Kulturverwaltungen")


def publisher(**changes: Any) -> Publisher:
    """The examples' organisation; `changes` are of its own fields, or `language`, `logo`."""
    whose = {key: changes.pop(key) for key in ("language", "logo", "contact") if key in changes}
    organisation = {
        "name": "Kulturnetzwerk Westfalen-Lippe",
        "colour": "#14505c",
        "website": "https://kulturnetzwerk.example",
        "privacy": "https://kulturnetzwerk.example/datenschutz",
        "imprint": "Kulturnetzwerk Westfalen-Lippe\nMusterstraße 1, 48143 Münster",
    } | changes
    sender = Sender(name="Kulturnetzwerk", email="einladungen@kulturnetzwerk.example")
    values: dict[str, Any] = {"contact": CONTACT, "language": "de"} | whose
    return Publisher(organisation=Organisation(**organisation), sender=sender, **values)


def meeting(number: int = 1, **changes: Any) -> Meeting:
    """A planned meeting on 8 September 2025, its id made of the number."""
    start = changes.pop("start", datetime(2025, 9, 8, 10, tzinfo=BERLIN))
    values: dict[str, Any] = {
        "file": f"meetings/{number}.toml",
        "id": UUID(int=number),
        "status": MeetingStatus.PLANNED,
        "title": "Kultur im Kreis",
        "start": start,
        "end": start + timedelta(hours=2),
        "zone": start.tzinfo,
        "language": "de",
        "venue": InPersonVenue(kind="in-person", name="Kulturhaus", town="Münster"),
        "series": SERIES,
        "contact": CONTACT,
        "answers": "calendar",
    }
    return Meeting(**(values | changes))


def examples() -> list[Meeting]:
    """The four meetings of the page that the project was born from."""
    defaults = Defaults(
        zone=BERLIN, language="de", contact=CONTACT, series={"kulturverwaltungen": SERIES}
    )
    found = []
    for path in sorted((ROOT / "examples" / "meetings").glob("*.toml")):
        read, problems = read_meeting(path.read_bytes(), f"meetings/{path.name}", defaults)
        assert read, problems
        found.append(read)
    return found


@dataclass
class Archive:
    """A folder that a site is written into, again and again."""

    folder: Path
    publisher: Publisher = field(default_factory=publisher)
    templates: Sequence[Path] = ()

    def make(
        self,
        *meetings: Meeting,
        sent: Mapping[UUID, Sent] | None = None,
        now: datetime = NOW,
        before: Manifest | None = None,
    ) -> Site:
        """The site as bytes."""
        folders = [*self.templates, self.folder / "no-templates", ROOT / "templates"]
        return make_site(
            self.publisher,
            meetings,
            sent or {},
            Templates(folders),
            before=before or Manifest(),
            now=now,
        )

    def write(self, *meetings: Meeting, **given: Any) -> Changes:
        """The site in the folder; what that did."""
        before = open_site(self.folder)
        assert isinstance(before, Manifest), before
        changes, problems = write_site(
            self.folder, self.make(*meetings, before=before, **given), before
        )
        assert problems == []
        return changes

    def text(self, name: str) -> str:
        """A file of the site as text, its line ends as they are."""
        return (self.folder / name).read_bytes().decode()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An empty folder for the site."""
    return Archive(tmp_path / "site")


@pytest.fixture
def meetings() -> list[Meeting]:
    """The four meetings of the examples."""
    return examples()


@pytest.fixture
def a_meeting() -> Callable[..., Meeting]:
    """A meeting by what is special about it."""
    return meeting


@pytest.fixture
def a_publisher() -> Callable[..., Publisher]:
    """A publisher by what is special about it."""
    return publisher


@pytest.fixture
def logo() -> Picture:
    """The examples' logo."""
    content = (ROOT / "examples" / "logo.png").read_bytes()
    return Picture("logo.png", "image/png", content, 512, 512)
