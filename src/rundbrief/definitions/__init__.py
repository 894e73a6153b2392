"""What should be: meetings and newsletters as the organiser writes them, and her organisation."""

from rundbrief.definitions.defaults import Defaults
from rundbrief.definitions.fields import (
    Address,
    Line,
    Link,
    RequiredAddress,
    RequiredLine,
    RequiredLink,
    Zone,
)
from rundbrief.definitions.identity import same_ids
from rundbrief.definitions.meeting import read_meeting
from rundbrief.definitions.models import (
    AgendaItem,
    Article,
    Audience,
    Contact,
    Document,
    HybridVenue,
    InPersonVenue,
    Language,
    Meeting,
    MeetingStatus,
    Model,
    Newsletter,
    NewsletterStatus,
    OnlineVenue,
    Organisation,
    Registration,
    Sender,
    Series,
    Venue,
)
from rundbrief.definitions.newsletter import read_newsletter
from rundbrief.definitions.reading import read_model

__all__ = [
    "Address",
    "AgendaItem",
    "Article",
    "Audience",
    "Contact",
    "Defaults",
    "Document",
    "HybridVenue",
    "InPersonVenue",
    "Language",
    "Line",
    "Link",
    "Meeting",
    "MeetingStatus",
    "Model",
    "Newsletter",
    "NewsletterStatus",
    "OnlineVenue",
    "Organisation",
    "Registration",
    "RequiredAddress",
    "RequiredLine",
    "RequiredLink",
    "Sender",
    "Series",
    "Venue",
    "Zone",
    "read_meeting",
    "read_model",
    "read_newsletter",
    "same_ids",
]
