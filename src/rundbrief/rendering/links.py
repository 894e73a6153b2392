"""The links of a mail that carry the recipient's token: answers and opting out.

All are `mailto:` (RFC 6068): no web link acts on GET, because scanners press links. The token
stands in the subject, behind a word that no language changes, so that the reply is understood;
percent-encoding leaves it as it is, so it may be a mark:

    Ich komme am 8. September 2025 [accepted 3f9a…]
"""

from dataclasses import dataclass
from urllib.parse import quote

from rundbrief.definitions import Meeting, Picture, Sender
from rundbrief.rendering.dates import short_date_words
from rundbrief.wording import Language, sentence

# What the subject of a mail says to the inbox: the glossary's answers, and the wish to leave.
ACCEPTED, DECLINED, OPT_OUT = "accepted", "declined", "opt-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words to press and the address behind them."""

    words: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLink(Link):
    """A link that writes a mail; `to` and `subject` for those who type it themselves."""

    to: str
    subject: str


def mailto(address: str, subject: str = "") -> str:
    """A `mailto:` address, everything in it percent-encoded (RFC 6068 §2)."""
    link = f"mailto:{quote(address, safe='@')}"
    return f"{link}?subject={quote(subject, safe='')}" if subject else link


def content_id(picture: Picture, sender: Sender) -> str:
    """What a picture's part is called (RFC 2392), behind `cid:` in the HTML: by its bytes."""
    return f"{picture.digest[:16]}@{sender.email.rpartition('@')[2]}"


def telephone(number: str) -> str:
    """A `tel:` address (RFC 3966): digits and the leading plus, without the bracketed zero."""
    return "tel:" + "".join(c for c in number.replace("(0)", "") if c.isdigit() or c == "+")


def answer_links(
    meeting: Meeting, sender: Sender, language: Language, token: str
) -> tuple[MailLink, ...]:
    """ "Ich komme" and "Ich komme nicht", where the calendar's answer is what counts.

    Beside a registration they would look like one, so there are none.
    """
    if meeting.answers != "calendar":
        return ()
    date = short_date_words(meeting.start, language)
    return tuple(
        _mail_link(
            sentence(f"mail.{key}", language),
            sentence(f"mail.{key}-subject", language, date=date),
            sender,
            f"{code} {token}",
        )
        for key, code in (("i-come", ACCEPTED), ("i-do-not-come", DECLINED))
    )


def opt_out_link(sender: Sender, language: Language, token: str) -> MailLink:
    """The way off the list, by mail to the functional mailbox."""
    return _mail_link(
        sentence("mail.opt-out", language),
        sentence("mail.opt-out-subject", language),
        sender,
        f"{OPT_OUT} {token}",
    )


def _mail_link(words: str, subject: str, sender: Sender, code: str) -> MailLink:
    subject = f"{subject} [{code}]"
    return MailLink(
        words=words, address=mailto(sender.email, subject), to=sender.email, subject=subject
    )
