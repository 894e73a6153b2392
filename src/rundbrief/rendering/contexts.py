"""What a template can reach: one frozen context for each kind of mail, its fields the variables.

    Meeting, Organisation, Sender ──▶ invitation_context ──▶ InvitationContext ──▶ invitation.*
    Newsletter, Meetings, …       ──▶ newsletter_context ──▶ NewsletterContext ──▶ newsletter.*

Everything is ready-made words but `recipient`, whose fields may be marks that stand for each
reader's own words: a template prints, tests (`if`, `==`, `in`) or `urlencode`s them. `token` may
be such a mark too; it is URL-safe ASCII.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal, Protocol

from rundbrief.definitions import Meeting, Newsletter, Organisation, Picture, Sender
from rundbrief.rendering.colours import Palette, palette
from rundbrief.rendering.dates import short_date_words
from rundbrief.rendering.links import MailLink, answer_links, opt_out_link
from rundbrief.rendering.reader import Reader
from rundbrief.rendering.views import (
    Letterhead,
    MeetingView,
    Person,
    Prose,
    letterhead,
    meeting_view,
    person,
    prose,
)
from rundbrief.wording import Language, sentence


class Say(Protocol):
    """`say("when")`: the sentence `mail.when` in the mail's language."""

    def __call__(self, key: str, /, **values: object) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every mail has. `subject` is the header's and the HTML's title.

    The fields of `recipient` may be marks.
    """

    language: Language
    say: Say
    subject: str
    preheader: str
    organisation: Letterhead
    contact: Person
    recipient: Reader
    opt_out: MailLink
    colours: Palette


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationContext(Frame):
    """An invitation: `answers` holds the two mail answers, or nothing where none are asked for."""

    meeting: MeetingView
    answers: tuple[MailLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One entry of the newsletter. `meeting` is None for an article of its own.

    `anchor` is the HTML id that the contents list points to.
    """

    kind: Literal["announcement", "recap", "article"]
    anchor: str
    title: str
    language: Language
    body: Prose
    meeting: MeetingView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterContext(Frame):
    """A newsletter: its sections in the order of its file, meetings before articles.

    `content_language` is that of title, introduction and articles.
    """

    title: str
    content_language: Language
    introduction: Prose
    sections: tuple[Section, ...]


def invitation_context(
    *,
    meeting: Meeting,
    organisation: Organisation,
    sender: Sender,
    language: Language,
    recipient: Reader,
    token: str,
    logo: Picture | None = None,
) -> InvitationContext:
    """The invitation to a meeting, framed in `language` around the meeting's own texts."""
    view = meeting_view(meeting, language)
    say = _say(language)
    day = short_date_words(meeting.start, language)
    return InvitationContext(
        language=language,
        say=say,
        subject=say("invitation-subject", title=meeting.title, date=day),
        preheader=say("invitation-preheader", when=str(view.when), place=view.place.summary),
        organisation=letterhead(organisation, logo, sender),
        contact=view.contact,
        recipient=recipient,
        opt_out=opt_out_link(sender, language, token),
        colours=palette(organisation.colour),
        meeting=view,
        answers=answer_links(meeting, sender, language, token),
    )


def newsletter_context(
    *,
    newsletter: Newsletter,
    meetings: Sequence[Meeting],
    organisation: Organisation,
    sender: Sender,
    language: Language,
    recipient: Reader,
    token: str,
    now: datetime,
    logo: Picture | None = None,
) -> NewsletterContext:
    """The newsletter with the meetings it picks out of `meetings`, in its file's order.

    A meeting that is not over at `now` (aware) shows its announcement, a past one its recap.
    """
    sections = _sections(newsletter, meetings, language, now)
    titles = " · ".join(section.title for section in sections)
    return NewsletterContext(
        language=language,
        say=_say(language),
        subject=newsletter.title,
        preheader=titles,
        organisation=letterhead(organisation, logo, sender),
        contact=person(newsletter.contact, newsletter.language),
        recipient=recipient,
        opt_out=opt_out_link(sender, language, token),
        colours=palette(organisation.colour),
        title=newsletter.title,
        content_language=newsletter.language,
        introduction=prose(newsletter.introduction, heading_level=2),
        sections=sections,
    )


def _sections(
    newsletter: Newsletter, meetings: Sequence[Meeting], language: Language, now: datetime
) -> tuple[Section, ...]:
    parts: list[partial[Section]] = []
    known = {meeting.id: meeting for meeting in meetings}
    for meeting in (known[picked] for picked in newsletter.meetings if picked in known):
        view = meeting_view(meeting, language)
        coming = meeting.end > now
        parts.append(
            partial(
                Section,
                kind="announcement" if coming else "recap",
                title=view.title,
                language=view.language,
                body=view.announcement if coming else view.recap,
                meeting=view,
            )
        )
    parts += (
        partial(
            Section,
            kind="article",
            title=article.title,
            language=newsletter.language,
            body=prose(article.text),
        )
        for article in newsletter.articles
    )
    return tuple(part(anchor=f"part-{number}") for number, part in enumerate(parts, 1))


def _say(language: Language) -> Say:
    def say(key: str, /, **values: object) -> str:
        return sentence(f"mail.{key}", language, **values)

    return say
