"""What every kind of mail has, whatever it is about: its frame.

    Stationery (who sends, to whom, in which language) ─▶ frame ─▶ the fields of a Frame

Everything is ready-made words but `recipient`, whose fields may be marks that stand for each
reader's own words: a template prints, tests (`if`, `==`, `in`) or `urlencode`s them.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from rundbrief.definitions import Organisation, Picture, Sender
from rundbrief.rendering.colours import Palette, palette
from rundbrief.rendering.links import MailLink, opt_out_link
from rundbrief.rendering.reader import Reader
from rundbrief.rendering.views import Letterhead, Person, letterhead
from rundbrief.wording import Language, sentence


class Say(Protocol):
    """`say("when")`: the sentence `mail.when` in the mail's language."""

    def __call__(self, key: str, /, **values: object) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every mail has. `subject` is the header's and the HTML's title.

    `preheader` is what a mailbox shows behind the subject. The fields of `recipient` may be marks.
    `is_own` is true where the organiser writes to herself: there is no list to leave.
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
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """What all contexts are made of beside their subject: sender, language and reader.

    The reader's token, like their words, may be a mark; it is URL-safe ASCII.
    """

    organisation: Organisation
    sender: Sender
    language: Language
    recipient: Reader
    logo: Picture | None = None

    @property
    def token(self) -> str:
        """By which an answer is known."""
        return str(self.recipient.token)

    def say(self, key: str, /, **values: object) -> str:
        """A sentence of the mail, in its language."""
        return sentence(f"mail.{key}", self.language, **values)

    def frame(self, *, subject: str, preheader: str, contact: Person) -> dict[str, Any]:
        """The fields of a Frame, by name."""
        return {
            "language": self.language,
            "say": self.say,
            "subject": subject,
            "preheader": preheader,
            "organisation": letterhead(self.organisation, self.logo, self.sender),
            "contact": contact,
            "recipient": self.recipient,
            "opt_out": opt_out_link(self.sender, self.language, self.token),
            "colours": palette(self.organisation.colour),
        }
