"""The models: frozen, strict, and nothing in them that the organiser could not have written."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rundbrief.definitions.fields import (
    Address,
    Colour,
    File,
    Line,
    Link,
    LocalTime,
    RequiredAddress,
    RequiredFile,
    RequiredLine,
    RequiredLink,
    RequiredText,
    Text,
    refusal,
)

Language = Literal["de", "en"]
Reminded = Literal["no-answer", "accepted", "all-but-declined"]
RecapTo = Literal["nobody", "invited", "accepted"]
Pick = Literal["coming", "recaps"]


class Model(BaseModel):
    """Frozen, strict, and refusing keys it doesn't know."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True
    )


class Contact(Model):
    """Whom participants can ask. The domain of `email` is an A-label, ready for a header."""

    name: RequiredLine
    role: Line = ""
    email: RequiredAddress
    phone: Line = ""


class Sender(Model):
    """The functional mailbox that mails come from: From and ORGANIZER, fixed while a UID lives.

    `bounces` is the envelope sender; empty means `email`. `copy_to` is where the organiser's own
    copy of each meeting goes, for her calendar; empty means nowhere.
    """

    name: RequiredLine
    email: RequiredAddress
    bounces: Address = ""
    copy_to: Address = ""


class Logo(Model):
    """The picture at the head of every mail.

    `file` is relative to the workspace. `alt` is what those read who don't see it. `width` is that
    of the mail, in CSS pixels; the picture's own should be twice as wide, for sharp screens.
    """

    file: RequiredFile
    alt: RequiredLine
    width: int = Field(default=160, ge=40, le=400)


class Organisation(Model):
    """Who invites: the name, colour, logo and imprint that every mail carries.

    `colour` is `#rrggbb`, `imprint` may have several lines, `website` and `privacy` are links;
    `site` is the link under which the static site of her meetings is published.
    """

    name: RequiredLine
    colour: Colour = "#1f4e79"
    logo: Logo | None = None
    website: Link = ""
    site: Link = ""
    imprint: RequiredText
    privacy: Link = ""


class Series(Model):
    """Meetings that belong together."""

    name: RequiredLine


class InPersonVenue(Model):
    """A place to go to."""

    kind: Literal["in-person"]
    name: RequiredLine
    street: Line = ""
    postal_code: Line = ""
    town: Line = ""
    room: Line = ""
    directions: Text = ""


class OnlineVenue(Model):
    """A link to open."""

    kind: Literal["online"]
    link: RequiredLink
    name: Line = ""
    dial_in: Line = ""


class HybridVenue(Model):
    """A place to go to, and a link for those who don't."""

    kind: Literal["hybrid"]
    name: RequiredLine
    street: Line = ""
    postal_code: Line = ""
    town: Line = ""
    room: Line = ""
    directions: Text = ""
    link: RequiredLink
    dial_in: Line = ""


Venue = Annotated[InPersonVenue | OnlineVenue | HybridVenue, Field(discriminator="kind")]


class AgendaItem(Model):
    """One point of the agenda, at a local time of day or simply in order."""

    time: LocalTime = None
    title: RequiredLine
    speaker: Line = ""


class Registration(Model):
    """Where and until when to sign up.

    `deadline` is aware, in the meeting's zone, or a day, which counts to its end.
    """

    deadline: datetime | date | None = None
    link: Link = ""
    email: Address = ""


class Document(Model):
    """Something to read: at `link` on the web, or as `file`, attached to the mail."""

    title: RequiredLine
    link: Link = ""
    file: File = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.link and self.file:
            raise refusal("document-two-ways")
        if not (self.link or self.file):
            raise refusal("document-without-way")
        return self


class Audience(Model):
    """Who a meeting or newsletter is for; empty means everyone on the lists.

    A recipient belongs when its tier is among `tiers` (if any are named) and one of its tags is
    among `tags` (if any are named), or when its address is among `addresses`. With `addresses`
    alone, only those.
    """

    tiers: tuple[RequiredLine, ...] = Field(default=(), strict=False)
    tags: tuple[RequiredLine, ...] = Field(default=(), strict=False)
    addresses: tuple[RequiredAddress, ...] = Field(default=(), strict=False)


class Answer(StrEnum):
    """What an invited recipient has said, however it came: a PARTSTAT of RFC 5545 §3.2.12."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Reminder(Model):
    """A letter to those among the invited whose answer is `to`, due at `at`, too late at `until`.

    Both are aware, in the meeting's zone. `text` is Markdown, empty for the stock words.
    """

    at: datetime
    to: Reminded
    until: datetime
    text: str = ""


class MeetingStatus(StrEnum):
    """How settled a meeting is.

    Nothing leaves for a draft; of a save-the-date only the day is certain; a cancelled meeting is
    called off for those who hold it.
    """

    DRAFT = "draft"
    SAVE_THE_DATE = "save-the-date"
    PLANNED = "planned"
    CANCELLED = "cancelled"


class NewsletterStatus(StrEnum):
    """Nothing leaves for a draft."""

    DRAFT = "draft"
    READY = "ready"


class Meeting(Model):
    """One meeting (Termin), as its file says.

    `start` and `end` are aware, in the meeting's own `zone`. `announcement` (before) and `recap`
    (after) are Markdown without raw HTML; `recap_to` says who gets the recap as a mail of its own.
    `reason` says why it is cancelled, in plain words, and is empty otherwise. `id` is the calendar
    UID, for ever. `file` is the path relative to the workspace, with `/`.
    """

    file: str
    id: UUID
    status: MeetingStatus
    reason: str = ""
    title: str
    start: datetime
    end: datetime
    zone: ZoneInfo
    language: Language
    venue: Venue
    series: Series | None = None
    announcement: str = ""
    recap: str = ""
    recap_to: RecapTo = "nobody"
    agenda: tuple[AgendaItem, ...] = ()
    registration: Registration | None = None
    reminders: tuple[Reminder, ...] = ()
    documents: tuple[Document, ...] = ()
    contact: Contact
    audience: Audience = Audience()
    answers: Literal["calendar", "registration", "none"]


class Article(Model):
    """A text of the newsletter's own, in Markdown, under a picture where it has one.

    `picture` is a file relative to the workspace; `alt` is what those read who don't see it.
    """

    title: RequiredLine
    text: RequiredText
    picture: File = ""
    alt: Line = ""

    @model_validator(mode="after")
    def _picture_and_words(self) -> Self:
        if self.picture and not self.alt:
            raise refusal("picture-without-alt")
        if self.alt and not self.picture:
            raise refusal("alt-without-picture")
        return self


class Newsletter(Model):
    """One issue of the newsletter, as its file says.

    `meetings` are the ids of the meetings it picks, in the file's order: an announcement for one
    that is to come, a recap for one that is past. `pick` names those it picks beside them when it
    goes out: the meetings that are `coming`, the `recaps` of those that ended since the newsletter
    before it. `title` becomes the subject.
    """

    file: str
    id: UUID
    status: NewsletterStatus
    title: str
    language: Language
    introduction: str = ""
    meetings: tuple[UUID, ...] = ()
    pick: tuple[Pick, ...] = ()
    articles: tuple[Article, ...] = ()
    contact: Contact
    audience: Audience = Audience()
