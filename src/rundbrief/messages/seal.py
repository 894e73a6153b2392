"""One guest per mail: nothing becomes a `Message` but through here.

    skeleton, its marks ─▶ Seal ─▶ .message(recipient, attendee, content) ─▶ Message   fast
    finished bytes ──────▶ seal_bytes ─────────────────────────────────────▶ Message   slow

Both ways end in the same table (`table`). A skeleton is parsed and judged once, its marks in their
places; for each message after that it is enough to read its beginning, up to To and Message-ID,
and to compare envelope, To and ATTENDEE, which must be one address. The slow way reads a finished
mail whole: the naive way of composing, and whatever comes back from disk.

Addresses are compared as written, byte by byte: local part as it is, domain as A-label.
"""

import re
from collections.abc import Callable

from rundbrief.messages.kind import RULES, Kind
from rundbrief.messages.message import Message, Unsealed, sealed
from rundbrief.messages.reading import MAILBOX, Mail, address_of, read, wire_fault
from rundbrief.messages.table import breach

_MESSAGE_ID = r"\r\nMessage-ID: (?P<message_id><[!-;=?-~]++>)\r\n"  # RFC 5322 §3.6.4
_is_signature = re.compile(rb"(?:DKIM-Signature:(?: [!-~]++|\r\n [!-~]++)++\r\n)*+").fullmatch
_to_and_message_id = re.compile(f"{MAILBOX.pattern}{_MESSAGE_ID}".encode()).match


class Seal:
    """Fits one skeleton, which on being made it has proved to hold one guest's places, no other's.

    `sender` is the envelope's. `skeleton` has its marks in their places: `to_mark` for the whole
    value of To, `attendee_mark` for the address behind `mailto:` in the calendar (for the kinds
    that have one). Its first mark is To's, and Message-ID is the next header, so that all that
    changes in a message's beginning is read in one stroke. Raises Unsealed.
    """

    __slots__ = ("_has_attendee", "_head", "kind", "sender")

    def __init__(
        self,
        kind: Kind,
        sender: str,
        skeleton: bytes,
        *,
        to_mark: str,
        attendee_mark: str | None = None,
    ) -> None:
        self.kind, self.sender = kind, _address(sender)
        self._has_attendee = attendee_mark is not None
        if self._has_attendee != RULES[kind].has_guest:
            raise Unsealed(f"the ATTENDEE mark is {attendee_mark!r} in a {kind}")
        _judged(kind, skeleton, to=to_mark, attendee=attendee_mark or "")
        self._head, *behind = skeleton.split(to_mark.encode())
        if len(behind) != 1:
            raise Unsealed("the To mark stands elsewhere too")
        if not behind[0].startswith(b"\r\nMessage-ID: "):
            raise Unsealed("Message-ID is not the header behind To")

    def message(
        self,
        *,
        recipient: str,
        attendee: str | None,
        content: bytes,
        sign: Callable[[bytes], bytes] | None = None,
    ) -> Message:
        """The skeleton's bytes, filled for one recipient, as a Message.

        `attendee` is what filled the ATTENDEE mark, None where the kind has none. `sign` gives the
        DKIM-Signature fields to put before the content, once it is judged. Raises Unsealed where
        `content` does not begin as the skeleton does, where `recipient`, its To and `attendee` are
        not one address, or where a signature is something else.
        """
        found = _to_and_message_id(content, len(self._head))
        if found is None or not content.startswith(self._head):
            raise Unsealed("the content does not begin with the skeleton's head, To and Message-ID")
        _, address, message_id = found.groups()
        if address.decode() != recipient:
            raise Unsealed(f"To is {address!r}, the envelope's recipient {recipient!r}")
        if attendee != (recipient if self._has_attendee else None):
            raise Unsealed(f"the ATTENDEE is {attendee!r}, the envelope's recipient {recipient!r}")
        if sign is not None:
            signature = sign(content)
            if not _is_signature(signature):
                raise Unsealed(f"no signature: {signature!r}")
            content = signature + content
        return sealed(self.kind, self.sender, recipient, message_id.decode(), content)


def seal_bytes(kind: Kind, sender: str, recipient: str, content: bytes) -> Message:
    """A finished mail, read and judged whole, as a Message. Raises Unsealed."""
    mail = _judged(kind, content, to=_address(recipient), attendee=recipient)
    return sealed(kind, _address(sender), recipient, mail.values("message-id")[0], content)


def _judged(kind: Kind, content: bytes, *, to: str, attendee: str) -> Mail:
    if fault := wire_fault(content):
        raise Unsealed(fault)
    mail = read(content)
    if broken := breach(mail, kind, to=to, attendee=attendee):
        raise Unsealed(broken)
    return mail


def _address(text: str) -> str:
    if address_of(text) != text:
        raise Unsealed(f"no address in the envelope: {text!r}")
    return text
