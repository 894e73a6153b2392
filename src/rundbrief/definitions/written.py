"""The files of a meeting and a newsletter as the organiser writes them, key by key.

They differ from the models in what a file leaves to rundbrief.toml (zone, language, contact) or
names only (the series by its key, meetings by their files); times have no zone yet.
"""

from typing import Literal

from pydantic import Field

from rundbrief.definitions.fields import (
    Identity,
    Line,
    LocalMoment,
    LocalMomentOrDay,
    RequiredLine,
    RequiredMomentOrDay,
    Text,
    Zone,
)
from rundbrief.definitions.models import (
    AgendaItem,
    Article,
    Audience,
    Contact,
    Document,
    Language,
    MeetingStatus,
    Model,
    NewsletterStatus,
    Pick,
    RecapTo,
    Registration,
    Reminded,
    Venue,
)


class WrittenRegistration(Registration):
    """`[registration]`, its deadline still without zone."""

    deadline: LocalMomentOrDay = None


class WrittenReminder(Model):
    """`[[reminders]]`: a day alone begins it at midnight and ends it with that day."""

    at: RequiredMomentOrDay
    to: Reminded
    until: LocalMomentOrDay = None
    text: Text = ""


class WrittenMeeting(Model):
    """`meetings/*.toml`."""

    id: Identity
    status: MeetingStatus = Field(strict=False)
    reason: Line = ""
    title: RequiredLine
    start: LocalMoment
    end: LocalMoment
    timezone: Zone | None = None
    language: Language | None = None
    venue: Venue
    series: RequiredLine | None = None
    announcement: Text = ""
    recap: Text = ""
    recap_to: RecapTo = "nobody"
    agenda: tuple[AgendaItem, ...] = Field(default=(), strict=False)
    registration: WrittenRegistration | None = None
    reminders: tuple[WrittenReminder, ...] = Field(default=(), strict=False)
    documents: tuple[Document, ...] = Field(default=(), strict=False)
    contact: Contact | None = None
    audience: Audience = Audience()
    answers: Literal["calendar", "registration", "none"] | None = None


class WrittenNewsletter(Model):
    """`newsletters/*.toml`."""

    id: Identity
    status: NewsletterStatus = Field(strict=False)
    title: RequiredLine
    language: Language | None = None
    introduction: Text = ""
    meetings: tuple[RequiredLine, ...] = Field(default=(), strict=False)
    pick: tuple[Pick, ...] = Field(default=(), strict=False)
    articles: tuple[Article, ...] = Field(default=(), strict=False)
    contact: Contact | None = None
    audience: Audience = Audience()
