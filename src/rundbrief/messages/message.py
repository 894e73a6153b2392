"""A sealed message: RFC 5322 bytes for exactly one recipient. Made by `seal` alone."""

from dataclasses import dataclass

from rundbrief.messages.kind import Kind


@dataclass(frozen=True, slots=True)
class Message:
    """One mail, ready to hand over.

    `sender` is the envelope sender (where bounces go), `recipient` the one RCPT TO: both bare
    addresses in ASCII (domains as A-labels). `message_id` is with angle brackets and identifies
    the delivery. `content` is 7-bit, its lines end in CRLF, none is longer than 998 bytes, and
    none begins with a dot, so nothing is left to do for SMTP's DATA (RFC 5321 §4.5.2).
    """

    kind: Kind
    sender: str
    recipient: str
    message_id: str
    content: bytes
