"""Who publishes, what is shown, and what each file is called: the names are links, for ever."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from rundbrief.archive.manifest import Remembered
from rundbrief.definitions import Contact, Meeting, MeetingStatus, Organisation, Picture, Sender
from rundbrief.wording import Language, sentence

INDEX: Final = "index.html"
STYLE: Final = "site.css"
ATOM: Final = "atom.xml"
CALENDAR: Final = "termine.ics"
FOLDER: Final = "termine"  # in every language: mails link there

_ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Whose site it is. `contact` may be asked about all of it; None where only meetings name one.

    `language` is the site's; a meeting's own texts may be of another.
    """

    organisation: Organisation
    sender: Sender
    contact: Contact | None
    language: Language
    logo: Picture | None = None

    @property
    def logo_name(self) -> str:
        """What the logo's file is called on the site; only where there is one."""
        return f"logo.{_ENDINGS[self.logo.content_type]}" if self.logo else ""

    def say(self, key: str, /, **values: object) -> str:
        """A sentence of the site, in its language."""
        return sentence(f"archive.{key}", self.language, **values)

    def address(self, name: str) -> str:
        """Where a file of the site is on the web; empty while nobody knows."""
        site = self.organisation.site
        return f"{site.rstrip('/')}/{name}" if site else ""

    @property
    def subscription(self) -> str:
        """The feed for calendar programs to open; `webcal:` makes them subscribe, not import."""
        address = self.address(CALENDAR)
        return f"webcal:{address.partition(':')[2]}" if urlsplit(address).scheme else CALENDAR


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting on the site, made for strangers."""

    meeting: Meeting
    sequence: int
    remembered: Remembered
    is_past: bool

    @property
    def page(self) -> str:
        """The name of its page."""
        return f"{FOLDER}/{self.meeting.id}.html"

    @property
    def calendar(self) -> str:
        """The name of its calendar file."""
        return f"{FOLDER}/{self.meeting.id}.ics"

    @property
    def is_off(self) -> bool:
        """Whether it was called off."""
        return self.meeting.status is MeetingStatus.CANCELLED

    @property
    def mark(self) -> str:
        """What must be seen at once: `off`, `moved` or `early`; empty where nothing must."""
        if self.is_off:
            return "off"
        if self.is_past:
            return ""
        if self.meeting.status is MeetingStatus.SAVE_THE_DATE:
            return "early"
        return "moved" if self.remembered.moved_from else ""
