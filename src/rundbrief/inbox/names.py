"""Which mails a mail names: its own Message-ID, what it answers, who wrote it.

RFC 5322 §3.6.4. Only the mail that is answered counts, not all that came before: our own updates
name the mails before them, and whoever answers one has not, for that, had the others.
"""

import re
from collections.abc import Iterator

from rundbrief.inbox.mail import LONGEST_WORDS, Part

_ID = re.compile(r"<[^<>\s]+>")
# email's parseaddr recurses over brackets. A name may hold an address, too: the last one counts.
_IN_BRACKETS = re.compile(r"<([^<>@\s]+@[^<>@\s]+)>")
_ADDRESS = re.compile(r"[^\s<>()\",;:@]+@[^\s<>()\",;:@]+")
# What our links put into a subject behind a word that no language changes: [accepted 3f9a…].
_TOKEN = re.compile(r"\[[a-z-]+ ([0-9A-Za-z]{8,64})\]")


def ids(value: str) -> list[str]:
    """The Message-IDs in a field's value, in their brackets."""
    return _ID.findall(value)


def parents(mail: Part) -> Iterator[str]:
    """The Message-ID of the mail that it answers; Exchange has a field of its own for that."""
    answered = ids(mail.value("in-reply-to")) or ids(mail.value("references"))[-1:]
    yield from answered
    yield from ids(mail.value("x-ms-exchange-parent-message-id"))


def tokens(mail: Part) -> list[str]:
    """What our own links wrote into its subject: a mail's token, which begins its Message-ID."""
    return _TOKEN.findall(mail.words("subject"))


def sender_of(mail: Part) -> str:
    """The address in its From, in lower case, or nothing."""
    value = mail.value("from")[:LONGEST_WORDS]
    found = _IN_BRACKETS.findall(value) or _ADDRESS.findall(value)
    return found[-1].lower() if found else ""
