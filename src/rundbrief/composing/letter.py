"""What all mails of one mailing share: the letter, before it has a reader.

Meeting, settings, clock ─▶ Letter ─▶ Press ─▶ a skeleton for each variant
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from rundbrief.definitions import (
    Enclosure,
    Meeting,
    Newsletter,
    Organisation,
    Picture,
    Reminder,
    Sender,
)
from rundbrief.messages import Kind
from rundbrief.wording import Language, sentence

# What comes without: a reader of these has the documents already, or needs them no more.
WITH_DOCUMENTS: Final = frozenset({Kind.INVITATION, Kind.UPDATE, Kind.RECAP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A kind of mail about a meeting or a newsletter, at a time.

    `subject` is what it is about; `previous` the meeting as its readers' calendars have it, where
    they have it; `reminder` which one of the meeting's it is. `again`
    where the last that its readers had was a cancellation. `meetings` are those that a
    newsletter picks, in any order, and `sequences` the SEQUENCE that each of them has by now.
    `date` (aware, in the workspace's zone) is the Date header, and decides what is past. `dtstamp`
    (aware) and `sequence` are the calendar's. `uid` is the entry's: the subject's id, but a proof
    has one of its own, and a marked subject line. `language` is for recipients whose row names
    none. `one_click` is where receivers post an opt-out to (RFC 8058), for mails that will be
    signed. `enclosures` are the documents that the subject attaches and `pictures` those of its
    articles, by the path that names them, and `logo` is the organisation's: their bytes were read
    and judged before.
    """

    kind: Kind
    subject: Meeting | Newsletter
    previous: Meeting | None = None
    reminder: Reminder | None = None
    again: bool = False
    meetings: tuple[Meeting, ...] = ()
    sequences: Mapping[UUID, int] = field(default_factory=dict)
    organisation: Organisation
    sender: Sender
    language: Language
    date: datetime
    dtstamp: datetime
    sequence: int = 0
    uid: UUID
    proof: bool = False
    one_click: str = ""
    enclosures: Mapping[str, Enclosure] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
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
        if not isinstance(self.subject, Meeting) or self.kind not in WITH_DOCUMENTS:
            return ()
        return tuple(self.enclosures[each.file] for each in self.subject.documents if each.file)

    @property
    def all_pictures(self) -> tuple[Picture, ...]:
        """Those that the templates may show."""
        return (*filter(None, (self.logo,)), *self.pictures.values())

    def marked(self, words: str, language: Language) -> str:
        """A title or subject; a proof's with a mark before it, so that nobody takes it for real."""
        return sentence("rendering.proof", language, subject=words) if self.proof else words

    @property
    def template(self) -> str:
        """The name of its templates, without `.html` and `.txt`: that of its kind."""
        return self.kind.value
