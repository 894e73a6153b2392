"""What the calendar entry says: summary, location and description, as plain text.

Evolution shows DESCRIPTION and hides the mail's own text, so what matters stands here too. The
online link of a hybrid meeting comes first, because CONFERENCE (RFC 7986) is read by few. Entries
are forwarded: nothing here is meant for one recipient alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rundbrief.definitions import Meeting, MeetingStatus
from rundbrief.rendering.markdown import to_text
from rundbrief.rendering.views import MeetingView, meeting_view
from rundbrief.wording import Language, sentence

SUMMARIES: Final[Mapping[MeetingStatus, str]] = {
    MeetingStatus.SAVE_THE_DATE: "mail.save-the-date-summary",
    MeetingStatus.CANCELLED: "mail.cancellation-summary",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarWords:
    """SUMMARY, LOCATION and DESCRIPTION (RFC 5545 §3.8.1), not yet escaped or folded."""

    summary: str
    location: str
    description: str


def calendar_words(meeting: Meeting, language: Language, *, asks: bool = False) -> CalendarWords:
    """The meeting's entry in that language; the announcement stands in it word for word.

    `asks` where the calendar is to answer, as an entry of one's own or from a file can't. The
    summary says what a calendar's own marks might not show: not certain yet, or off.
    """
    view = meeting_view(meeting, language)
    paragraphs = (
        meeting.reason,
        _access(view, language),
        to_text(meeting.announcement, width=None),
        _agenda(view, language),
        _answer(view, language, asks=asks),
        _documents(view, language),
        _contact(view, language),
    )
    return CalendarWords(
        summary=_summary(meeting, language),
        location=", ".join(view.place.lines) or view.place.link,
        description="\n\n".join(filter(None, paragraphs)),
    )


def _summary(meeting: Meeting, language: Language) -> str:
    key = SUMMARIES.get(meeting.status)
    return sentence(key, language, title=meeting.title) if key else meeting.title


def _access(view: MeetingView, language: Language) -> str:
    lines = []
    if view.place.link:
        lines.append(sentence("mail.calendar-online", language, link=view.place.link))
    if view.place.dial_in:
        lines.append(sentence("mail.calendar-dial-in", language, number=view.place.dial_in))
    if view.place.directions:
        lines.append(view.place.directions)
    return "\n".join(lines)


def _agenda(view: MeetingView, language: Language) -> str:
    rows = (
        " ".join(filter(None, (row.mark, row.title, row.speaker and f"({row.speaker})")))
        for row in view.agenda
    )
    return _under("mail.agenda", rows, language)


def _answer(view: MeetingView, language: Language, *, asks: bool) -> str:
    lines = []
    if asks and view.answers == "calendar":
        lines.append(sentence("mail.calendar-answer", language))
    if view.registration and view.registration.shown:
        shown = view.registration.shown
        lines.append(sentence("mail.calendar-sign-up", language, address=shown))
    if view.registration and view.registration.deadline:
        lines.append(sentence("mail.sign-up-until", language, deadline=view.registration.deadline))
    return "\n".join(lines)


def _documents(view: MeetingView, language: Language) -> str:
    rows = (
        f"{document.words}: {document.address}"
        if document.address
        else sentence("mail.calendar-enclosed", language, title=document.words)
        for document in view.documents
    )
    return _under("mail.documents", rows, language)


def _contact(view: MeetingView, language: Language) -> str:
    contact = view.contact
    lines = (contact.name, contact.role, contact.email, contact.phone)
    return _under("mail.contact", filter(None, lines), language)


def _under(key: str, lines: Iterator[str], language: Language) -> str:
    body = "\n".join(lines)
    return f"{sentence(key, language)}\n{body}" if body else ""
