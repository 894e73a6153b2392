"""A sealed message: RFC 5322 bytes for exactly one recipient. Made by `seal` alone.

A frozen dataclass takes a tenth of what a message may cost to fill its five fields; a tuple takes
a fortieth. So a Message is a named tuple whose constructor is refused, and with it copying,
replacing and unpickling. Python hides nothing for good: who reaches into this module to make an
unsealed one does so on purpose.
"""

from typing import Any, NamedTuple, Self

from rundbrief.messages.kind import Kind


class Unsealed(Exception):
    """A mail that breaks the rule "one guest per mail"; says which part of it, and with what.

    Never the organiser's mistake: composing has a fault, or somebody went round it.
    """


class _Fields(NamedTuple):
    kind: Kind
    sender: str
    recipient: str
    message_id: str
    content: bytes


class Message(_Fields):
    """One mail, ready to hand over.

    `sender` is the envelope sender (where bounces go), `recipient` the one RCPT TO: both bare
    addresses in ASCII (domains as A-labels). `message_id` is with angle brackets and identifies
    the delivery. `content` is 7-bit, its lines end in CRLF, none is longer than 998 bytes, and
    none begins with a dot, so nothing is left to do for SMTP's DATA (RFC 5321 §4.5.2).
    """

    __slots__ = ()

    def __new__(cls, *_: Any, **__: Any) -> Self:
        raise Unsealed("a Message is made by Seal(…).message(…) or seal_bytes(…)")

    def _replace(self, **_: Any) -> Self:
        raise Unsealed("a sealed message does not change")


_tuple = tuple.__new__


def sealed(kind: Kind, sender: str, recipient: str, message_id: str, content: bytes) -> Message:
    """A Message of what has been checked; for `seal` alone."""
    return _tuple(Message, (kind, sender, recipient, message_id, content))
