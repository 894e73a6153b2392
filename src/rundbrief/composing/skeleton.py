"""A skeleton: a variant's bytes, with slots where a reader's own words go.

    Skeleton + values ──fill──▶ Message        Skeleton ◀──to_text, from_text──▶ the ledger

The ledger freezes skeletons and values, so the same bytes come out whenever they are filled,
whatever happened to files and templates since. Filling joins bytes that were made ready before: no
parsing, no search. A Seal judges the skeleton once, and each message by what was filled in.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import Any, Final

from rundbrief.composing.signing import Sign
from rundbrief.composing.slots import Encoder, Slot, Values, encoder
from rundbrief.messages import RULES, Kind, Message, Seal
from rundbrief.rendering import Reader, Token

TO: Final = Slot("mailbox", (Token("name"), Token("address")))
MESSAGE_ID: Final = Slot("raw", (Token("message_id"),))


@dataclass(frozen=True)
class Skeleton:
    """A kind's mail in pieces: 7-bit text as it is, and slots."""

    kind: Kind
    pieces: tuple[str | Slot, ...]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The names of the values that it needs, in order of the alphabet."""
        return tuple(sorted({field for slot in self._slots for field in slot.fields}))

    @cached_property
    def key(self) -> str:
        """A short name by which mails of this skeleton find it again: a hash of what it says."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()[:16]

    def values(self, reader: Reader, token: str, message_id: str) -> dict[str, str]:
        """What it needs to know of this reader; the Message-ID has its angle brackets."""
        values = dict(zip(self.fields, self._from_reader(reader), strict=True))
        values["message_id"] = message_id
        if "token" in values:
            values["token"] = token
        return values

    def to_text(self) -> str:
        """The skeleton as JSON: fixed text as it is, a slot as its place and tokens."""
        return json.dumps([self.kind, *self.pieces], separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> "Skeleton":
        """The skeleton that `to_text` wrote."""
        kind, *pieces = json.loads(text)
        return cls(Kind(kind), tuple(map(_piece, pieces)))

    def seal(self, sender: str) -> Seal:
        """The seal for mails of this skeleton from this envelope sender. Raises Unsealed."""
        if sender not in self._seals:
            marks = {field: f"q{number}mark" for number, field in enumerate(self.fields)}
            marks["message_id"] = "<q@mark>"
            to = f"{marks['address']}to"
            others = [encode(marks) for encode in self.encoders[1:]]
            self._seals[sender] = Seal(
                self.kind,
                sender,
                self.content([to.encode(), *others]),
                to_mark=to,
                attendee_mark=marks["address"] if self.has_attendee else None,
            )
        return self._seals[sender]

    def content(self, filled: Sequence[bytes]) -> bytes:
        """The whole mail, of what fills its slots in the order of `encoders`."""
        return b"".join(self._in_order([*self._fixed, *filled]))

    @cached_property
    def has_attendee(self) -> bool:
        """Is there a guest in its calendar?"""
        return RULES[self.kind].has_guest

    @cached_property
    def encoders(self) -> tuple[Encoder, ...]:
        """What fills each slot, To's first; a slot that stands in two places is filled once."""
        return tuple(map(encoder, self._slots))

    @cached_property
    def _from_reader(self) -> Callable[[Reader], tuple[str, ...]]:
        """The fields' values, where the reader has them; any other for the Message-ID."""
        fields = ("address" if field == "message_id" else field for field in self.fields)
        return attrgetter(*fields)

    @cached_property
    def _slots(self) -> tuple[Slot, ...]:
        return tuple(dict.fromkeys([TO, *(p for p in self.pieces if isinstance(p, Slot))]))

    @cached_property
    def _fixed(self) -> tuple[bytes, ...]:
        return tuple(piece.encode("ascii") for piece in self.pieces if isinstance(piece, str))

    @cached_property
    def _in_order(self) -> Callable[[list[bytes]], tuple[bytes, ...]]:
        """From all fixed pieces and then each slot's filling to the mail's order."""
        fixed = iter(range(len(self._fixed)))
        at = {slot: number for number, slot in enumerate(self._slots, len(self._fixed))}
        order = [next(fixed) if isinstance(piece, str) else at[piece] for piece in self.pieces]
        return itemgetter(*order)

    @cached_property
    def _seals(self) -> dict[str, Seal]:
        return {}


def fill(skeleton: Skeleton, values: Values, sender: str, sign: Sign | None = None) -> Message:
    """The sealed mail for the reader whose values these are; `sender` is the envelope's.

    `sign` gives its DKIM signatures; without it there are none. Raises KeyError where one of the
    skeleton's `fields` is missing, ValueError for values that no mail can hold, Unsealed where the
    mail would not be this one reader's.
    """
    address = values["address"]
    return skeleton.seal(sender).message(
        recipient=address,
        attendee=address if skeleton.has_attendee else None,
        content=skeleton.content([encode(values) for encode in skeleton.encoders]),
        sign=sign,
    )


def _piece(piece: str | list[Any]) -> str | Slot:
    if isinstance(piece, str):
        return piece
    place, tokens = piece
    return Slot(place, tuple(Token(field, tuple(steps)) for field, steps in tokens))
