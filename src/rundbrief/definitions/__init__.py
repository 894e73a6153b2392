"""What should be: meetings and newsletters as the organiser writes them, and her organisation."""

from rundbrief.definitions.afterwards import check_recap
from rundbrief.definitions.days import check_day, check_days_named, is_good_day
from rundbrief.definitions.defaults import Defaults
from rundbrief.definitions.drafts import (
    MeetingDraft,
    NewsletterDraft,
    file_name,
    meeting_file,
    newsletter_file,
)
from rundbrief.definitions.enclosure import Enclosure, Picture
from rundbrief.definitions.fields import (
    Address,
    Line,
    Link,
    RequiredAddress,
    RequiredLine,
    RequiredLink,
    Zone,
)
from rundbrief.definitions.guesses import nearest
from rundbrief.definitions.identity import id_in, same_ids
from rundbrief.definitions.listed import check_listed
from rundbrief.definitions.marks import check_marks, without_marks
from rundbrief.definitions.meeting import read_meeting
from rundbrief.definitions.models import (
    AgendaItem,
    Answer,
    Article,
    Audience,
    Contact,
    Document,
    HybridVenue,
    InPersonVenue,
    Language,
    Logo,
    Meeting,
    MeetingStatus,
    Model,
    Newsletter,
    NewsletterStatus,
    OnlineVenue,
    Organisation,
    Pick,
    RecapTo,
    Registration,
    Reminded,
    Reminder,
    Sender,
    Series,
    Venue,
)
from rundbrief.definitions.newsletter import read_newsletter
from rundbrief.definitions.pasted import Pasted, PastedContact, PastedMeeting, read_pasted
from rundbrief.definitions.reading import read_model
from rundbrief.definitions.recurring import Anew, meeting_like, newsletter_like
from rundbrief.definitions.schema import json_schema
from rundbrief.definitions.source import Source, read_source

__all__ = [
    "Address",
    "AgendaItem",
    "Anew",
    "Answer",
    "Article",
    "Audience",
    "Contact",
    "Defaults",
    "Document",
    "Enclosure",
    "HybridVenue",
    "InPersonVenue",
    "Language",
    "Line",
    "Link",
    "Logo",
    "Meeting",
    "MeetingDraft",
    "MeetingStatus",
    "Model",
    "Newsletter",
    "NewsletterDraft",
    "NewsletterStatus",
    "OnlineVenue",
    "Organisation",
    "Pasted",
    "PastedContact",
    "PastedMeeting",
    "Pick",
    "Picture",
    "RecapTo",
    "Registration",
    "Reminded",
    "Reminder",
    "RequiredAddress",
    "RequiredLine",
    "RequiredLink",
    "Sender",
    "Series",
    "Source",
    "Venue",
    "Zone",
    "check_day",
    "check_days_named",
    "check_listed",
    "check_marks",
    "check_recap",
    "file_name",
    "id_in",
    "is_good_day",
    "json_schema",
    "meeting_file",
    "meeting_like",
    "nearest",
    "newsletter_file",
    "newsletter_like",
    "read_meeting",
    "read_model",
    "read_newsletter",
    "read_pasted",
    "read_source",
    "same_ids",
    "without_marks",
]
