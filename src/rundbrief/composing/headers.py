"""The headers of a mail, but for To and Message-ID, which are each reader's own.

RFC 5322 §3.6 (In-Reply-To and References: §3.6.4), RFC 3282 (Content-Language), RFC 2369 and 2919
(List-*). Written by hand: the email package turns long addresses and identifiers into encoded
words, which nobody can read.
Never `Auto-Submitted`: it would silence "has left, her successor is …".
"""

from email.utils import format_datetime

from rundbrief.composing.draft import Draft
from rundbrief.composing.encoding import address_header, header, raw_header
from rundbrief.composing.letter import Letter
from rundbrief.messages import RULES
from rundbrief.rendering import opt_out_link
from rundbrief.wording import Language


def shared_headers(letter: Letter, draft: Draft, language: Language, token: str) -> list[str]:
    """Whole header fields, CRLF at the end of each; `token` is the reader's or stands for it."""
    contact, sender = letter.subject.contact, letter.sender
    headers = [
        address_header("From", sender.name, sender.email),
        address_header("Reply-To", contact.name, contact.email),
        header("Subject", draft.subject),
        raw_header("Date", format_datetime(letter.date)),
        raw_header("Content-Language", language),
    ]
    if draft.references:
        headers += [
            raw_header("In-Reply-To", draft.in_reply_to),
            raw_header("References", *draft.references.split(" ")),
        ]
    if RULES[letter.kind].listed:
        leave = opt_out_link(sender, language, token).address
        headers += [
            raw_header("List-Id", f"<{letter.kind}.{letter.domain}>"),
            raw_header("List-Unsubscribe", *_ways_to_leave(letter, leave, token)),
        ]
        if letter.one_click:
            headers.append(raw_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _ways_to_leave(letter: Letter, leave: str, token: str) -> list[str]:
    """By mail, and where the mail will be signed and there is somebody to take it, by a click."""
    if not letter.one_click:
        return [f"<{leave}>"]
    joint = "&" if "?" in letter.one_click else "?"
    return [f"<{leave}>,", f"<{letter.one_click}{joint}token={token}>"]  # RFC 8058 §3.1
