"""What all mails of one mailing share: the letter, before it has a reader.

Meeting, settings, clock ─▶ Letter ─▶ Press ─▶ a skeleton for each variant
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from rundbrief.definitions import Enclosure, Meeting, Newsletter, Organisation, Picture, Sender
from rundbrief.messages import Kind
from rundbrief.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A kind of mail about a meeting or a newsletter, at a time.

    `subject` is what it is about; `meetings` those that a newsletter picks, in any order. `date`
    (aware, in the workspace's zone) is the Date header, and decides what is past. `dtstamp` (aware)
    and `sequence` are the calendar's. `uid` is the entry's: the subject's id, but a proof has one
    of its own, and a marked subject line. `language` is for recipients whose row names none.
    `enclosures` are the documents that the subject attaches, by the path that names them, and
    `logo` is the organisation's: their bytes were read and judged before.
    """

    kind: Kind
    subject: Meeting | Newsletter
    meetings: tuple[Meeting, ...] = ()
    organisation: Organisation
    sender: Sender
    language: Language
    date: datetime
    dtstamp: datetime
    sequence: int = 0
    uid: UUID
    proof: bool = False
    enclosures: Mapping[str, Enclosure] = field(default_factory=dict)
    logo: Picture | None = None

    @property
    def nonce(self) -> str:
        """Letters and digits that no text of this mailing holds, the same whenever it is composed.

        Nobody can have written them into a text: they hang on the second of its confirmation.
        """
        whole = f"{self.kind}\n{self.uid}\n{self.dtstamp.isoformat()}\n{self.date.isoformat()}"
        return hashlib.sha256(whole.encode()).hexdigest()[:16]

    @property
    def envelope_sender(self) -> str:
        """Where bounces go (RFC 5321 §4.1.1.2)."""
        return self.sender.bounces or self.sender.email

    @property
    def domain(self) -> str:
        """The sender's: Message-IDs and list identifiers are under it."""
        return self.sender.email.rpartition("@")[2]

    @property
    def attached(self) -> tuple[Enclosure, ...]:
        """The documents that come with the mail, in their order."""
        if not isinstance(self.subject, Meeting):
            return ()
        return tuple(self.enclosures[each.file] for each in self.subject.documents if each.file)

    @property
    def template(self) -> str:
        """The name of its templates, without `.html` and `.txt`."""
        return TEMPLATES[self.kind]


# What can be composed today, by the templates that do it.
TEMPLATES: dict[Kind, Literal["invitation", "newsletter"]] = {
    Kind.INVITATION: "invitation",
    Kind.NEWSLETTER: "newsletter",
}
