"""Meetings, people and places as templates see them: ready-made words, nothing to work out.

    Meeting ──┐
    Contact ──┼─▶ views: words in the mail's language, texts as HTML and as text
    Organisation

A template can reach what stands here and no further; models stay outside, with their methods.
"""

from dataclasses import dataclass

from markupsafe import Markup

from rundbrief.definitions import (
    AgendaItem,
    Contact,
    HybridVenue,
    InPersonVenue,
    Meeting,
    OnlineVenue,
    Organisation,
    Picture,
    Sender,
)
from rundbrief.rendering.dates import When, clock_words, deadline_words, when
from rundbrief.rendering.links import Link, content_id, mailto, telephone
from rundbrief.rendering.markdown import to_html, to_text
from rundbrief.wording import Language, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text by the organiser, for each edition of the mail; false where there is none."""

    html: Markup
    text: str

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoView:
    """The organisation's picture: `source` for `src`, `width` and `height` in CSS pixels."""

    source: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who sends: `imprint` line by line, `privacy` and `website` addresses or empty.

    `logo` is None where the organiser set none.
    """

    name: str
    logo: LogoView | None
    website: str
    imprint: tuple[str, ...]
    privacy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom to ask: `mail` and `call` are the addresses behind `email` and `phone`.

    `language` is that of `role`.
    """

    name: str
    role: str
    email: str
    phone: str
    mail: str
    call: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: `lines` of a place to go to, `link` to open, either may be empty.

    `summary` says it in a few words: the place's name, "online", or both.
    """

    lines: tuple[str, ...]
    directions: str
    link: str
    dial_in: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaRow:
    """One point of the agenda.

    `mark` is its time, `10:00`; where no point of the agenda has one, its number, `1.`; else empty.
    """

    mark: str
    title: str
    speaker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """Where to register, and until when in words (or empty).

    `shown` is the address for reading: a web address or a mail address, whole.
    """

    link: Link | None
    shown: str
    deadline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView(Link):
    """Something to read: at `address`, or attached under the name `file`; the other is empty."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting for a template. `language` is the texts' own, which the mail's may differ from.

    `id` is the UID that calendars know it by.
    """

    id: str
    title: str
    language: Language
    series: str
    cancelled: bool
    when: When
    place: Place
    announcement: Prose
    recap: Prose
    agenda: tuple[AgendaRow, ...]
    registration: SignUp | None
    documents: tuple[DocumentView, ...]
    contact: Person
    answers: str


def prose(text: str, *, heading_level: int = 3) -> Prose:
    """Markdown for both editions."""
    return Prose(html=to_html(text, heading_level=heading_level), text=to_text(text))


def letterhead(organisation: Organisation, picture: Picture | None, sender: Sender) -> Letterhead:
    """The organisation, its imprint split into lines; `picture` is its logo's file."""
    return Letterhead(
        name=organisation.name,
        logo=_logo(organisation, picture, sender),
        website=organisation.website,
        imprint=_lines(organisation.imprint),
        privacy=organisation.privacy,
    )


def person(contact: Contact, language: Language) -> Person:
    """A contact with the addresses to press; `language` is that of the file it stands in."""
    return Person(
        name=contact.name,
        role=contact.role,
        email=contact.email,
        phone=contact.phone,
        mail=mailto(contact.email),
        call=telephone(contact.phone) if contact.phone else "",
        language=language,
    )


def place(venue: InPersonVenue | OnlineVenue | HybridVenue, language: Language) -> Place:
    """The venue, whichever of the three it is."""
    online = sentence("mail.online", language)
    if isinstance(venue, OnlineVenue):
        name = venue.name or online
        return Place(lines=(), directions="", link=venue.link, dial_in=venue.dial_in, summary=name)
    lines = filter(
        None,
        (venue.name, venue.room, venue.street, f"{venue.postal_code} {venue.town}".strip()),
    )
    hybrid = isinstance(venue, HybridVenue)
    summary = ", ".join(filter(None, (venue.name, venue.town)))
    return Place(
        lines=tuple(lines),
        directions=venue.directions,
        link=venue.link if isinstance(venue, HybridVenue) else "",
        dial_in=venue.dial_in if isinstance(venue, HybridVenue) else "",
        summary=sentence("mail.or-online", language, place=summary) if hybrid else summary,
    )


def meeting_view(meeting: Meeting, language: Language) -> MeetingView:
    """The meeting in a mail of that language, where its texts stand under headings of level 2."""
    return MeetingView(
        id=str(meeting.id),
        title=meeting.title,
        language=meeting.language,
        series=meeting.series.name if meeting.series else "",
        cancelled=meeting.status == "cancelled",
        when=when(meeting, language),
        place=place(meeting.venue, language),
        announcement=prose(meeting.announcement),
        recap=prose(meeting.recap),
        agenda=_agenda(meeting.agenda),
        registration=_sign_up(meeting, language),
        documents=tuple(
            DocumentView(words=d.title, address=d.link, file=d.file.rpartition("/")[2])
            for d in meeting.documents
        ),
        contact=person(meeting.contact, meeting.language),
        answers=meeting.answers,
    )


def _logo(organisation: Organisation, picture: Picture | None, sender: Sender) -> LogoView | None:
    wanted = organisation.logo
    if wanted is None or picture is None:
        return None
    return LogoView(
        source=f"cid:{content_id(picture, sender)}",
        alt=wanted.alt,
        width=wanted.width,
        height=max(1, round(wanted.width * picture.height / picture.width)),
    )


def _agenda(items: tuple[AgendaItem, ...]) -> tuple[AgendaRow, ...]:
    timed = any(item.time for item in items)
    return tuple(
        AgendaRow(
            mark=clock_words(item.time) if item.time else "" if timed else f"{number}.",
            title=item.title,
            speaker=item.speaker,
        )
        for number, item in enumerate(items, 1)
    )


def _sign_up(meeting: Meeting, language: Language) -> SignUp | None:
    registration = meeting.registration
    if registration is None:
        return None
    words = sentence("mail.sign-up", language)
    subject = sentence("mail.sign-up-subject", language, title=meeting.title)
    address = registration.link or (
        mailto(registration.email, subject) if registration.email else ""
    )
    deadline = registration.deadline
    return SignUp(
        link=Link(words=words, address=address) if address else None,
        shown=registration.link or registration.email,
        deadline=deadline_words(deadline, language) if deadline else "",
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
