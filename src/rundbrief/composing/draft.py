"""A letter put into words for one reader, real or marked, before it is written as MIME.

    Letter, reader ─▶ context ─▶ templates ─▶ Draft(subject, text, html, calendar, files)

Both ways of composing go through here: `skeleton` with a marked reader, once for each variant,
`naive` with a real one, for each message. So they differ only in what follows.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rundbrief.composing.calendar import published, scheduled
from rundbrief.composing.letter import Letter
from rundbrief.definitions import Picture
from rundbrief.messages import Kind
from rundbrief.rendering import (
    Frame,
    Marks,
    Reader,
    Stationery,
    Templates,
    cancellation_context,
    content_id,
    copy_context,
    inline_styles,
    inspect,
    invitation_context,
    newsletter_context,
    recap_context,
    reminder_context,
    save_the_date_context,
    update_context,
    withdrawal_context,
)
from rundbrief.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one mail says. `rendered` is its HTML before styles were inlined.

    `calendar` is unfolded lines, each ending in CRLF; None for kinds without one; `files` are
    more of them by their names, without a reader. `pictures` are those that the HTML shows.
    `references` and `in_reply_to` are the headers' values (RFC 5322 §3.6.4), or empty.
    """

    subject: str
    text: str
    rendered: str
    html: str
    calendar: str | None
    files: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    references: str = ""
    in_reply_to: str = ""


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
    paper = Stationery(
        organisation=letter.organisation,
        sender=letter.sender,
        language=language,
        recipient=reader,
        logo=letter.logo,
    )
    context: Frame = CONTEXTS[letter.kind](letter, paper)
    rendered = templates.render(f"{letter.template}.html", context, marks)
    text = templates.render(f"{letter.template}.txt", context, marks)
    if marks:
        inspect(templates, letter.template, marks, context, rendered, text)
    references, in_reply_to = _thread(reader, marks)
    return Draft(
        subject=letter.marked(context.subject, language),
        text=text,
        rendered=rendered,
        html=inline_styles(rendered),
        calendar=scheduled(letter, language, reader, marks),
        files=tuple(published(letter, language, context)),
        pictures=tuple(_shown(letter, rendered)),
        references=references,
        in_reply_to=in_reply_to,
    )


# For each kind what its templates can reach. A kind is about a meeting or a newsletter, never both.
CONTEXTS: Final[Mapping[Kind, Callable[[Any, Stationery], Frame]]] = {
    Kind.SAVE_THE_DATE: lambda letter, paper: save_the_date_context(
        paper, letter.subject, again=letter.again
    ),
    Kind.INVITATION: lambda letter, paper: invitation_context(
        paper, letter.subject, again=letter.again
    ),
    Kind.UPDATE: lambda letter, paper: update_context(paper, letter.subject, letter.previous),
    Kind.CANCELLATION: lambda letter, paper: cancellation_context(
        paper, letter.subject, letter.previous
    ),
    Kind.WITHDRAWAL: lambda letter, paper: withdrawal_context(
        paper, letter.subject, letter.previous
    ),
    Kind.COPY: lambda letter, paper: copy_context(paper, letter.subject, letter.previous),
    Kind.REMINDER: lambda letter, paper: reminder_context(paper, letter.subject, letter.reminder),
    Kind.RECAP: lambda letter, paper: recap_context(paper, letter.subject),
    Kind.NEWSLETTER: lambda letter, paper: newsletter_context(
        paper, letter.subject, letter.meetings, now=letter.date, pictures=letter.pictures
    ),
}


def _shown(letter: Letter, html: str) -> Iterator[Picture]:
    """What no template shows isn't sent: mail programs would list it as an attachment."""
    known = {content_id(each, letter.sender): each for each in letter.all_pictures}
    return (picture for cid, picture in known.items() if f"cid:{cid}" in html)


def _thread(reader: Reader, marks: Marks | None) -> tuple[str, str]:
    """What the mail follows on: a mail program shows it below the first (RFC 5322 §3.6.4)."""
    if not reader.references:  # a variant: these have no such headers
        return "", ""
    if marks:
        return marks.token("references"), marks.token("references", "last")
    return reader.references, reader.references.rpartition(" ")[2]
