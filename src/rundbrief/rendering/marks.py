"""Marks: what stands in a mail for a reader's own words until they are known.

    {{ recipient.name }}         ─▶ Mark ─▶ a token in the text, "q3f…07"
    {% if recipient.office %}    ─▶ Mark ─▶ a Question and its outcome on the Trail
    {{ recipient.name|upper }}   ─▶ Misuse: nobody could carry it out later

A mailing is rendered once for each variant, with marks in place of the reader's fields. A mark can
be printed, and tested; a test is answered with the real value of the variant's representative, and
the Trail remembers question and outcome, for they are what makes the variant. A token says which
field stands there and which Steps (HTML, percent-encoding) each reader's words go through.

Tokens are lower-case ASCII letters and digits, all of one length, with the mailing's nonce: so
they survive HTML parsing, URL encoding, calendars and quoted-printable unchanged.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import NamedTuple, NoReturn, TypeAlias, cast
from urllib.parse import quote

from rundbrief.rendering.reader import Reader

# What is carried out for each recipient. Each works character by character, so that it may be
# carried out on the text around a token first and on the reader's words later.
STEPS: Mapping[str, Callable[[str], str]] = {
    # As markupsafe's escape does it, in a third of the time: most values hold none of these.
    "html": lambda value: (
        value.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace('"', "&#34;")
    ),
    "percent": lambda value: quote(value, safe=""),  # RFC 3986 §2.3
}

LISTS = frozenset({"tags", "lacks"})  # fields that hold several words: asked, never printed

_DIGITS = "0123456789abcdefghijklmnoprstuvwxyz"  # without q, which opens a token


class Place(NamedTuple):
    """Where in the templates something stands."""

    file: str
    line: int | None


class Misuse(Exception):
    """A template does with the reader's words what can't be carried out for each reader.

    `code` is the problem's; `variable` what it was done to, as templates write it; `doing` what.
    `place` where it isn't where the exception was raised.
    """

    def __init__(self, code: str, variable: str, doing: str, place: Place | None = None) -> None:
        super().__init__(f"{code}: {variable} {doing}")
        self.code, self.variable, self.doing, self.place = code, variable, doing, place


@dataclass(frozen=True, slots=True)
class Question:
    """A test on one field: `is` (not empty), `==` or `has` (holds the operand)."""

    field: str
    operator: str
    operand: str = ""

    def ask(self, reader: Reader) -> bool:
        """The outcome for this reader."""
        return OPERATORS[self.operator](getattr(reader, self.field), self.operand)


Value: TypeAlias = str | tuple[str, ...]

OPERATORS: Mapping[str, Callable[[Value, str], bool]] = {
    "is": lambda value, _: bool(value),
    "==": lambda value, operand: value == operand,
    "has": lambda value, operand: operand in value,
}


class Trail:
    """The questions of one rendering with their outcomes, in the order they were first asked."""

    def __init__(self, representative: Reader) -> None:
        self._representative = representative
        self.outcomes: dict[Question, bool] = {}

    def ask(self, question: Question) -> bool:
        """The representative's answer, remembered."""
        if question not in self.outcomes:
            self.outcomes[question] = question.ask(self._representative)
        return self.outcomes[question]

    def same_for(self, reader: Reader) -> bool:
        """Is this reader of the same variant?"""
        return all(question.ask(reader) is outcome for question, outcome in self.outcomes.items())


class Token(NamedTuple):
    """What a token stands for: a field, and the steps its words go through."""

    field: str
    steps: tuple[str, ...] = ()


class Marks:
    """The tokens of one mailing, shared by all its variants.

    `nonce` is letters and digits without `q`, and must not occur in any text of the mailing.
    """

    def __init__(self, nonce: str) -> None:
        if not nonce or set(nonce) - set(_DIGITS):
            raise ValueError(f"a nonce is lower-case letters and digits without q, not {nonce!r}")
        self.opening = f"q{nonce}"
        self.pattern = re.compile(rf"{self.opening}[0-9a-z]{{2}}")
        self.places: dict[str, list[Place]] = {}
        self._tokens: dict[Token, str] = {}
        self._meanings: dict[str, Token] = {}

    def token(self, field: str, *steps: str) -> str:
        """The text that stands for this field and these steps."""
        # Letters and digits are the same after every step.
        meaning = Token(field) if field == "token" else Token(field, steps)
        if meaning not in self._tokens:
            high, low = divmod(len(self._tokens), len(_DIGITS))
            text = f"{self.opening}{_DIGITS[high]}{_DIGITS[low]}"
            self._tokens[meaning], self._meanings[text] = text, meaning
        return self._tokens[meaning]

    def meaning(self, token: str) -> Token:
        """What a token stands for; KeyError for one that was never handed out."""
        return self._meanings[token]

    def stepped(self, text: str, step: str) -> str:
        """The text with one more step for each of its tokens."""

        def one_more(match: re.Match[str]) -> str:
            field, steps = self.meaning(match[0])
            return self.token(field, *steps, step)

        return self.pattern.sub(one_more, text)

    def split(self, text: str) -> Iterator[str | Token]:
        """The text's pieces in order, none of them empty: plain text, and tokens' meanings."""
        end = 0
        for match in self.pattern.finditer(text):
            if match.start() > end:
                yield text[end : match.start()]
            yield self.meaning(match[0])
            end = match.end()
        if end < len(text):
            yield text[end:]

    def held_in(self, value: object) -> str:
        """The variable whose words a value holds, as templates write it; empty where none."""
        if isinstance(value, Mark):
            return variable(value._field)  # noqa: SLF001 - a mark has nothing that templates could reach
        if isinstance(value, str) and (match := self.pattern.search(value)):
            return variable(self.meaning(match[0]).field)
        if isinstance(value, list | tuple):
            return next(
                (held for item in value if isinstance(item, str) and (held := self.held_in(item))),
                "",
            )
        return ""

    def reader(self, trail: Trail) -> Reader:
        """What stands for the reader in a template's context: each field a mark."""
        marked = MarkedReader(**{field: Mark(field, self, trail) for field in Reader._fields})
        return cast(Reader, marked)  # in a template it does what a Reader does


def variable(field: str) -> str:
    """A reader's field as templates write it."""
    return f"recipient.{field}"


class MarkedReader(SimpleNamespace):
    """A Reader whose fields are marks; as a whole it can't be printed."""

    def __str__(self) -> str:
        raise Misuse("rendering.reader-transformed", "recipient", "print")

    __html__ = __str__


class Mark:
    """One field of a reader who is not known yet. Printed or tested; all else is Misuse."""

    __slots__ = ("_field", "_marks", "_trail")

    def __init__(self, field: str, marks: Marks, trail: Trail) -> None:
        self._field, self._marks, self._trail = field, marks, trail

    def __str__(self) -> str:
        return self._token()

    def __html__(self) -> str:
        return self._token("html")

    def __format__(self, specification: str) -> str:
        if specification:
            self._refuse("format")
        return self._token()

    def __repr__(self) -> str:
        return f"<{variable(self._field)}>"

    def __bool__(self) -> bool:
        return self._trail.ask(Question(self._field, "is"))

    def __eq__(self, other: object) -> bool:
        self._refuse_reader(other, "==")
        return isinstance(other, str) and self._trail.ask(Question(self._field, "==", str(other)))

    def __contains__(self, other: object) -> bool:
        self._refuse_reader(other, "in")
        if not isinstance(other, str):
            self._refuse("in")
        return self._trail.ask(Question(self._field, "has", str(other)))

    def __hash__(self) -> int:
        self._refuse("[ ]")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # Python's own questions, such as hasattr(…, "__html_format__")
            raise AttributeError(name)
        self._refuse(f".{name}")

    def _token(self, *steps: str) -> str:
        if self._field in LISTS:
            self._refuse("print")
        return self._marks.token(self._field, *steps)

    def _refuse(self, doing: str, *_: object) -> NoReturn:
        raise Misuse("rendering.reader-transformed", variable(self._field), doing)

    def _refuse_reader(self, other: object, doing: str) -> None:
        if self._marks.held_in(other):
            raise Misuse("rendering.reader-tested", variable(self._field), doing)


def _refusal(doing: str) -> Callable[..., NoReturn]:
    return lambda self, *others: self._refuse(doing, *others)


for _method, _doing in {
    "__len__": "length",
    "__iter__": "for",
    "__getitem__": "[ ]",
    "__call__": "( )",
    "__lt__": "<",
    "__le__": "<=",
    "__gt__": ">",
    "__ge__": ">=",
    "__int__": "int",
    "__float__": "float",
    "__index__": "[ ]",
    **{
        f"__{side}{name}__": sign
        for side in ("", "r")
        for name, sign in {
            "add": "+",
            "sub": "-",
            "mul": "*",
            "truediv": "/",
            "floordiv": "//",
            "mod": "%",
            "pow": "**",
        }.items()
    },
}.items():
    setattr(Mark, _method, _refusal(_doing))
