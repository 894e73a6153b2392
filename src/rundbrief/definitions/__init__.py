"""What should be: meetings and newsletters as the organiser writes them, and her organisation."""

from rundbrief.definitions.models import (
    AgendaItem,
    Audience,
    Contact,
    Document,
    HybridVenue,
    InPersonVenue,
    Meeting,
    MeetingStatus,
    Newsletter,
    NewsletterStatus,
    OnlineVenue,
    Organisation,
    Registration,
    Sender,
    Series,
    Venue,
)

__all__ = [
    "AgendaItem",
    "Audience",
    "Contact",
    "Document",
    "HybridVenue",
    "InPersonVenue",
    "Meeting",
    "MeetingStatus",
    "Newsletter",
    "NewsletterStatus",
    "OnlineVenue",
    "Organisation",
    "Registration",
    "Sender",
    "Series",
    "Venue",
]
