"""The links of a mail that carry the recipient's token: answers and opting out.

All are `mailto:` (RFC 6068): no web link acts on GET, because scanners press links. The token
stands in the subject, behind a word that no language changes, so that the reply is understood:

    Ich komme: Lokale Vernetzung [accepted 3f9a…]
"""

from dataclasses import dataclass
from urllib.parse import quote

from rundbrief.definitions import Meeting, Sender
from rundbrief.wording import Language, sentence

# What the subject of a mail says to the inbox: the glossary's answers, and the wish to leave.
ACCEPTED, DECLINED, OPT_OUT = "accepted", "declined", "opt-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words to press and the address behind them."""

    words: str
    address: str


def mailto(address: str, subject: str = "") -> str:
    """A `mailto:` address, everything in it percent-encoded (RFC 6068 §2)."""
    link = f"mailto:{quote(address, safe='@')}"
    return f"{link}?subject={quote(subject, safe='')}" if subject else link


def telephone(number: str) -> str:
    """A `tel:` address (RFC 3966): digits and the leading plus, without the bracketed zero."""
    return "tel:" + "".join(c for c in number.replace("(0)", "") if c.isdigit() or c == "+")


def answer_links(
    meeting: Meeting, sender: Sender, language: Language, token: str
) -> tuple[Link, ...]:
    """ "Ich komme" and "Ich komme nicht", where the calendar's answer is what counts.

    Beside a registration they would look like one, so there are none.
    """
    if meeting.answers != "calendar":
        return ()
    return tuple(
        _token_link(sentence(key, language), meeting.title, sender, code, token)
        for key, code in (("mail.i-come", ACCEPTED), ("mail.i-do-not-come", DECLINED))
    )


def opt_out_link(sender: Sender, language: Language, token: str) -> Link:
    """The way off the list, by mail to the functional mailbox."""
    return _token_link(sentence("mail.opt-out", language), sender.name, sender, OPT_OUT, token)


def _token_link(words: str, about: str, sender: Sender, code: str, token: str) -> Link:
    # The token last and untouched: it may be a mark, which composing fills in per recipient.
    before = quote(f"{words}: {about} [{code} ", safe="")
    return Link(words=words, address=f"{mailto(sender.email)}?subject={before}{token}%5D")
