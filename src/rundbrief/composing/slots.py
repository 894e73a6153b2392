"""Slots: the places in a skeleton that a reader's words fill, each with its encoding.

    Slot("line", [Token(name, [parameter])]) + values ─▶ 7-bit bytes

| place | what stands there |
| --- | --- |
| `text` | a value in a quoted-printable body, between two soft line breaks |
| `line` | a part of a calendar's content line, the same, folded (RFC 5545 §3.1) |
| `mailbox` | name and address: the whole of To's value (RFC 5322 §3.4) |
| `raw` | ASCII that is made by us: Message-ID, the token in a header |
| `ids` | Message-IDs, a blank between, each on a line of its own (RFC 5322 §3.6.4) |
"""

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from typing import Final, Literal, NamedTuple

from rundbrief.calendaring import fold_line, parameter_value
from rundbrief.composing.encoding import mailbox, quoted_printable_inline
from rundbrief.rendering import STEPS, Token

Place = Literal["text", "line", "mailbox", "raw", "ids"]
Values = Mapping[str, str]

LEAD: Final = 20  # octets of fixed text that may stand before a `line` slot
CONTENT_LINE: Final = 75  # octets: RFC 5545 §3.1

_STEPS: Final[Mapping[str, Callable[[str], str]]] = {
    **STEPS,
    "parameter": parameter_value,
    "last": lambda value: value.rpartition(" ")[2],
}


# An address stands in several places of a mail, and a salutation for offices in many mails.
@lru_cache(maxsize=32)
def _inline(text: str) -> bytes:
    return quoted_printable_inline(text).encode()


class Slot(NamedTuple):
    """A place, and the token that stands there; in a mailbox two, name and address."""

    place: Place
    tokens: tuple[Token, ...]

    @property
    def fields(self) -> set[str]:
        """The names of the values it needs."""
        return {token.field for token in self.tokens}


Encoder = Callable[[Values], bytes]


def encoder(slot: Slot) -> Encoder:
    """What makes of a reader's values the bytes that fill the slot; made once, called often."""
    if slot.place == "mailbox":
        name, address = (token.field for token in slot.tokens)
        return lambda values: mailbox(values[name], values[address]).encode()
    ((field, names),) = slot.tokens
    steps, finish = [_STEPS[name] for name in names], _FINISH[slot.place]
    match steps:  # none and one are the usual, and go without a loop
        case []:
            return lambda values: finish(values[field])
        case [step]:
            return lambda values: finish(step(values[field]))
    return lambda values: finish(reduce(lambda value, step: step(value), steps, values[field]))


def _printable(text: str) -> bytes:
    if not text.isprintable():
        raise ValueError(f"this can't stand in a header: {text!r}")
    return text.encode("ascii")


def _one_a_line(text: str) -> bytes:
    return _printable(text).replace(b" ", b"\r\n ")


def _folded(text: str) -> bytes:
    if len(text.encode()) <= CONTENT_LINE - LEAD:
        return _inline(text)
    lines = fold_line(f"{'':{LEAD}}{text}")[LEAD:].split("\r\n")
    # Each on its own, for its end must be a real one, not encoded (RFC 2045 §6.7 (4)).
    return b"\r\n".join(map(_inline, lines))


_FINISH: Final[Mapping[Place, Callable[[str], bytes]]] = {
    "text": _inline,
    "line": _folded,
    "raw": _printable,
    "ids": _one_a_line,
}
