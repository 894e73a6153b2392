"""The naive way: everything anew for one reader, with the email package. The measure of the other.

    Letter, reader ─▶ templates ─▶ premailer ─▶ icalendar ─▶ EmailMessage ─▶ bytes

Skeletons are proved against it, and the bench counts against it. It shares the words (`draft`) and
the headers that are everybody's, and nothing of how a reader's words are encoded and put in place.
"""

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

from rundbrief.calendaring import fold
from rundbrief.composing.draft import Draft, draft
from rundbrief.composing.headers import shared_headers
from rundbrief.composing.letter import Letter
from rundbrief.composing.typesetting import calendar_name, method_of
from rundbrief.definitions import Picture
from rundbrief.rendering import Reader, Templates, content_id
from rundbrief.wording import Language


def compose_naive(letter: Letter, templates: Templates, reader: Reader, message_id: str) -> bytes:
    """The whole mail for this reader, not sealed. Raises TemplateProblem."""
    words = draft(letter, templates, reader.language, reader)
    headers = [
        *shared_headers(letter, words, reader.language, reader.token),
        f"To: {_mailbox(reader.name, reader.address)}\r\n",
        f"Message-ID: {message_id}\r\n",
    ]
    mail = _with_parts(letter, reader.language, words)
    return "".join(headers).encode() + mail.as_bytes()


def _mailbox(name: str, address: str) -> str:
    # By hand, as EmailMessage cuts a long address into encoded words, and formataddr leaves a name
    # that looks like an encoded word as it is.
    encoded = Header(name, "utf-8").encode(linesep="\r\n")
    return f"{encoded} <{address}>" if name else address


def _with_parts(letter: Letter, language: Language, words: Draft) -> EmailMessage:
    mail = EmailMessage(SMTP)
    mail.set_content(words.text, cte="quoted-printable")
    mail.add_alternative(words.html, subtype="html", cte="quoted-printable")
    for picture in words.pictures:
        _show(mail, picture, content_id(picture, letter.sender))
    if words.calendar is not None:
        calendar = fold(words.calendar)
        mail.add_alternative(calendar, subtype="calendar", params={"method": method_of(letter)})
        _attach(mail, calendar_name(letter, language), "application/ics", calendar.encode())
    for name, ics in words.files:
        _attach(mail, name, "application/ics", fold(ics).encode())
    for file in letter.attached:
        _attach(mail, file.name, file.content_type, file.content)
    return mail


def _attach(mail: EmailMessage, name: str, content_type: str, content: bytes) -> None:
    maintype, subtype = content_type.split("/")
    mail.add_attachment(
        content, maintype=maintype, subtype=subtype, filename=name, params={"name": name}
    )


def _show(mail: EmailMessage, picture: Picture, content_id: str) -> None:
    html = mail.get_body(("related", "html"))
    assert isinstance(html, EmailMessage)  # noqa: S101 — it was added above
    maintype, subtype = picture.content_type.split("/")
    html.add_related(
        picture.content,
        maintype=maintype,
        subtype=subtype,
        cid=f"<{content_id}>",
        disposition="inline",
        filename=picture.name,
        params={"name": picture.name},
    )
    html.set_param("type", "text/html")
