"""Slots: the places in a skeleton that a reader's words fill, each with its encoding.

    Slot("line", ['ATTENDEE;CN="', Token(name, [parameter])]) + values ─▶ 7-bit text

| place | what stands there |
| --- | --- |
| `text` | a value in a quoted-printable body, between two soft line breaks |
| `line` | a piece of a calendar's content line behind a fold, quoted-printable (RFC 5545 §3.1) |
| `mailbox` | name and address: the whole of To's value (RFC 5322 §3.4) |
| `raw` | ASCII that is made by us: Message-ID, the token in a header |
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Final, Literal, NamedTuple

from rundbrief.calendaring import fold_line, parameter_value
from rundbrief.composing.encoding import mailbox, quoted_printable_inline
from rundbrief.rendering import STEPS, Token

Place = Literal["text", "line", "mailbox", "raw"]
Words = str | Token
Values = Mapping[str, str]

CONTENT_LINE: Final = 75  # octets: RFC 5545 §3.1

_STEPS: Final[Mapping[str, Callable[[str], str]]] = {**STEPS, "parameter": parameter_value}


# An address stands in several places of a mail, and a salutation for offices in many mails.
_inline = lru_cache(maxsize=32)(quoted_printable_inline)


class Slot(NamedTuple):
    """A place, and what stands there: fixed words and tokens, one behind the other."""

    place: Place
    words: tuple[Words, ...]

    @property
    def fields(self) -> set[str]:
        """The names of the values it needs."""
        return {word.field for word in self.words if isinstance(word, Token)}


Encoder = Callable[[Values], str]


def encoder(slot: Slot) -> Encoder:
    """What makes of a reader's values the text that fills the slot; made once, called often."""
    if slot.place == "mailbox":
        name, address = map(_word, slot.words)
        return lambda values: mailbox(name(values), address(values))
    words = _words(slot.words)
    if slot.place == "raw":
        return lambda values: _printable(words(values))
    encode = _inline if slot.place == "text" else _continued
    return lambda values: encode(words(values))


def _printable(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise ValueError(f"this can't stand in a header: {text!r}")
    return text


def _words(words: tuple[Words, ...]) -> Encoder:
    if len(words) == 1:
        return _word(words[0])
    pieces = [_word(word) for word in words]
    return lambda values: "".join([piece(values) for piece in pieces])


def _word(word: Words) -> Encoder:
    if isinstance(word, str):
        return lambda _: word
    if not word.steps:
        return itemgetter(word.field)
    first, *others = (_STEPS[step] for step in word.steps)
    if not others:
        return lambda values: first(values[word.field])

    def stepped(values: Values) -> str:
        value = first(values[word.field])
        for step in others:
            value = step(value)
        return value

    return stepped


def _continued(text: str) -> str:
    """A piece of a content line behind a fold, whose space is the first of 75 octets."""
    if len(text.encode()) < CONTENT_LINE:
        return _inline(text)
    lines = fold_line(f" {text}")[1:].split("\r\n")
    # Each on its own, for its end must be a real one, not encoded (RFC 2045 §6.7 (4)).
    return "\r\n".join(map(_inline, lines))
