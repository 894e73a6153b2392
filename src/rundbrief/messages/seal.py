"""One guest per mail: nothing becomes a `Message` but through here.

    skeleton, its marks ─▶ Seal ─▶ .message(recipient, to, attendee, …) ─▶ Message   fast
    finished bytes ──────▶ seal_bytes ───────────────────────────────────▶ Message   slow

Both ways end in the same table (`table`). A skeleton is parsed and judged once, its marks in their
places; for each message after that it is enough that what fills those marks is one address, the
envelope's, and that the bytes begin as the judged ones did. The slow way reads a finished mail
whole: the naive way of composing, and whatever comes back from disk.

Addresses are compared as written, byte by byte: local part as it is, domain as A-label.
"""

from functools import lru_cache

from rundbrief.messages.kind import RULES, Kind
from rundbrief.messages.message import Message, Unsealed, sealed
from rundbrief.messages.reading import MAILBOX, Mail, address_of, read, wire_fault
from rundbrief.messages.table import breach


class Seal:
    """Fits one skeleton, which on being made it has proved to hold one guest's places, no other's.

    `skeleton` has its marks in their places: `to_mark` for the whole value of To, `attendee_mark`
    for the address behind `mailto:` in the calendar (for the kinds that have one). No other mark
    may stand before the To mark. Raises Unsealed.
    """

    __slots__ = ("_has_attendee", "_head", "kind")

    def __init__(
        self, kind: Kind, skeleton: bytes, *, to_mark: str, attendee_mark: str | None = None
    ) -> None:
        self.kind = kind
        self._has_attendee = attendee_mark is not None
        if self._has_attendee != (RULES[kind].method is not None):
            raise Unsealed(f"the ATTENDEE mark is {attendee_mark!r} in a {kind}")
        _judged(kind, skeleton, to=to_mark, attendee=attendee_mark or "")
        self._head, *behind = skeleton.decode("ascii").split(to_mark)
        if len(behind) != 1:
            raise Unsealed("the To mark stands elsewhere too")

    def message(
        self,
        *,
        sender: str,
        recipient: str,
        to: str,
        attendee: str | None,
        message_id: str,
        content: bytes,
    ) -> Message:
        """The skeleton's bytes, filled for one recipient, as a Message.

        `to` is what fills the To mark: a mailbox, folded or not; `attendee` what fills the
        ATTENDEE mark, None where the kind has none. Raises Unsealed where `recipient`, `to` and
        `attendee` are not one address, or `content` is not this skeleton with this To and
        Message-ID.
        """
        mailbox = MAILBOX.fullmatch(to.replace("\r\n ", " "))
        if mailbox is None or recipient not in mailbox.groups():
            raise Unsealed(f"To is {to!r}, the envelope's recipient {recipient!r}")
        if attendee != (recipient if self._has_attendee else None):
            raise Unsealed(f"the ATTENDEE is {attendee!r}, the envelope's recipient {recipient!r}")
        if not _is_address(sender):
            raise Unsealed(f"the envelope's sender is no address: {sender!r}")
        if not content.startswith(f"{self._head}{to}\r\n".encode()):
            raise Unsealed("the content does not begin with the skeleton's head and this To")
        # It stands within the first thousand bytes, so looking for it doesn't scan the body.
        field = f"\r\nMessage-ID: {message_id}\r\n".encode()
        if not message_id.isprintable() or field not in content:
            raise Unsealed(f"the content does not have the Message-ID {message_id!r}")
        return sealed(self.kind, sender, recipient, message_id, content)


def seal_bytes(kind: Kind, sender: str, recipient: str, content: bytes) -> Message:
    """A finished mail, read and judged whole, as a Message. Raises Unsealed."""
    for address in (sender, recipient):
        if not _is_address(address):
            raise Unsealed(f"no address in the envelope: {address!r}")
    mail = _judged(kind, content, to=recipient, attendee=recipient)
    return sealed(kind, sender, recipient, mail.values("message-id")[0], content)


def _judged(kind: Kind, content: bytes, *, to: str, attendee: str) -> Mail:
    if fault := wire_fault(content):
        raise Unsealed(fault)
    mail = read(content)
    if broken := breach(mail, kind, to=to, attendee=attendee):
        raise Unsealed(broken)
    return mail


@lru_cache
def _is_address(text: str) -> bool:
    """Cached for the sender, which is the same in a whole mailing."""
    return address_of(text) == text
