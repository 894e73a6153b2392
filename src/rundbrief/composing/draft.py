"""A letter put into words for one reader, real or marked, before it is written as MIME.

    Letter, reader ─▶ context ─▶ templates ─▶ Draft(subject, text, html, calendar)

Both ways of composing go through here: `skeleton` with a marked reader, once for each variant,
`naive` with a real one, for each message. So they differ only in what follows.
"""

from dataclasses import dataclass
from typing import assert_never

from rundbrief.calendaring import Attendee, Entry, Party, request
from rundbrief.composing.letter import Letter
from rundbrief.definitions import Meeting, Newsletter, Picture
from rundbrief.messages import RULES
from rundbrief.rendering import (
    InvitationContext,
    Marks,
    NewsletterContext,
    Reader,
    Templates,
    calendar_words,
    content_id,
    inline_styles,
    inspect,
    invitation_context,
    newsletter_context,
)
from rundbrief.wording import Language, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one mail says. `rendered` is its HTML before styles were inlined.

    `calendar` is unfolded lines, each ending in CRLF; None for kinds without one. `pictures` are
    those that the HTML shows.
    """

    subject: str
    text: str
    rendered: str
    html: str
    calendar: str | None
    pictures: tuple[Picture, ...] = ()


def draft(
    letter: Letter,
    templates: Templates,
    language: Language,
    reader: Reader,
    marks: Marks | None = None,
) -> Draft:
    """The letter for this reader. `marks` where the reader is made of them.

    Raises TemplateProblem.
    """
    context = _context(letter, language, reader)
    rendered = templates.render(f"{letter.template}.html", context, marks)
    text = templates.render(f"{letter.template}.txt", context, marks)
    if marks:
        inspect(templates, letter.template, marks, context, rendered, text)
    return Draft(
        subject=_subject(letter, language, context.subject),
        text=text,
        rendered=rendered,
        html=inline_styles(rendered),
        calendar=_calendar(letter, language, _attendee(letter, reader, marks)),
        pictures=_shown(letter, rendered),
    )


def _context(
    letter: Letter, language: Language, reader: Reader
) -> InvitationContext | NewsletterContext:
    match letter.subject:
        case Meeting() as meeting:
            return invitation_context(
                meeting=meeting,
                organisation=letter.organisation,
                sender=letter.sender,
                language=language,
                recipient=reader,
                token=str(reader.token),
                logo=letter.logo,
            )
        case Newsletter() as newsletter:
            return newsletter_context(
                newsletter=newsletter,
                meetings=letter.meetings,
                organisation=letter.organisation,
                sender=letter.sender,
                language=language,
                recipient=reader,
                token=str(reader.token),
                now=letter.date,
                logo=letter.logo,
            )
        case never:
            assert_never(never)


def _shown(letter: Letter, html: str) -> tuple[Picture, ...]:
    """What no template shows isn't sent: mail programs would list it as an attachment."""
    logo = letter.logo
    return (logo,) if logo and f"cid:{content_id(logo, letter.sender)}" in html else ()


def _subject(letter: Letter, language: Language, subject: str) -> str:
    return sentence("rendering.proof", language, subject=subject) if letter.proof else subject


def _attendee(letter: Letter, reader: Reader, marks: Marks | None) -> Attendee:
    asks = isinstance(letter.subject, Meeting) and letter.subject.answers == "calendar"
    # Whether there is a name makes a variant: an empty CN would be worse than none.
    name = reader.name and (marks.token("name", "parameter") if marks else reader.name)
    return Attendee(str(name) if name else "", str(reader.address), rsvp=asks)


def _calendar(letter: Letter, language: Language, attendee: Attendee) -> str | None:
    meeting = letter.subject
    if RULES[letter.kind].method is None or not isinstance(meeting, Meeting):
        return None
    words = calendar_words(meeting, language)
    entry = Entry(
        uid=str(letter.uid),
        sequence=letter.sequence,
        dtstamp=letter.dtstamp,
        start=meeting.start,
        end=meeting.end,
        summary=_subject(letter, language, words.summary),
        description=words.description,
        location=words.location,
        conference=getattr(meeting.venue, "link", ""),
        organizer=Party(letter.sender.name, letter.sender.email),
    )
    return request(entry, attendee)
