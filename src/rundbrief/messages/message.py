"""A sealed message: RFC 5322 bytes for exactly one recipient. Made by `seal` alone.

A frozen dataclass would set its five fields by `object.__setattr__`, which alone is a tenth of
what a message may cost; the slots' own descriptors take half of that, and leave the class without
a constructor. So `Message(…)` and `dataclasses.replace` are refused, while a copy or a pickle of a
sealed message stays one. Python hides nothing for good: who reaches into this module to make an
unsealed message does so on purpose.
"""

from dataclasses import dataclass
from typing import Any

from rundbrief.messages.kind import Kind


class Unsealed(Exception):
    """A mail that breaks the rule "one guest per mail"; says which part of it, and with what.

    Never the organiser's mistake: composing has a fault, or somebody went round it.
    """


@dataclass(frozen=True, slots=True, init=False)
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

    def __init__(self, *_: Any, **__: Any) -> None:
        raise Unsealed("a Message is made by Seal(…).message(…) or seal_bytes(…)")


_new = object.__new__
_kind, _sender, _recipient, _message_id, _content = (
    getattr(Message, name).__set__ for name in Message.__slots__
)


def sealed(kind: Kind, sender: str, recipient: str, message_id: str, content: bytes) -> Message:
    """A Message of what has been checked; for `seal` alone."""
    message = _new(Message)
    _kind(message, kind)
    _sender(message, sender)
    _recipient(message, recipient)
    _message_id(message, message_id)
    _content(message, content)
    return message
