"""What a form shows of a meeting's or newsletter's file: every key but the id, in groups.

    Field  one value, as text            venue.room
    Rows   a list's entries, one by one  agenda[1].title, agenda[2].title, …

A value's name is what a problem calls its place, so that each stands beside its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

What = Literal["meeting", "newsletter"]
# A `day` may have a time of day; `words` are several, with commas; `flags` several of its choices.
Shape = Literal["line", "text", "moment", "day", "time", "choice", "words", "flags"]


class Field(NamedTuple):
    """One key as a form shows it: `key` is its dotted path, `choices` what may stand there."""

    key: str
    shape: Shape = "line"
    choices: tuple[str, ...] = ()


class Rows(NamedTuple):
    """A list of tables with those fields; a list of mere words has one field without a key."""

    key: str
    fields: tuple[Field, ...]

    def row(self, position: int) -> str:
        """The place of an entry, the first being 0: `agenda[1]`."""
        return f"{self.key}[{position + 1}]"

    def name(self, position: int, field: Field) -> str:
        """The place of a value in it: `agenda[1].title`."""
        return f"{self.row(position)}.{field.key}" if field.key else self.row(position)

    def says_something(self, texts: Sequence[str]) -> bool:
        """Whether an entry with those texts is one; a choice alone, made for her, is none."""
        pairs = zip(self.fields, texts, strict=True)
        return any(text for field, text in pairs if field.shape != "choice" or not field.key)


Group = tuple[Field | Rows, ...]

_VENUE: Final = ("name", "room", "street", "postal_code", "town")
_CONTACT: Final = tuple(Field(f"contact.{key}") for key in ("name", "role", "email", "phone"))
_AUDIENCE: Final = tuple(
    Field(f"audience.{key}", "words") for key in ("tiers", "tags", "addresses")
)
_LANGUAGE: Final = Field("language", "choice", ("", "de", "en"))

GROUPS: Final[Mapping[What, Mapping[str, Group]]] = {
    "meeting": {
        "meeting": (
            Field("status", "choice", ("draft", "save-the-date", "planned", "cancelled")),
            Field("reason"),
            Field("title"),
            Field("start", "moment"),
            Field("end", "moment"),
        ),
        "texts": (
            Field("announcement", "text"),
            Field("recap", "text"),
            Field("recap_to", "choice", ("", "nobody", "invited", "accepted")),
        ),
        "venue": (
            Field("venue.kind", "choice", ("in-person", "online", "hybrid")),
            *(Field(f"venue.{key}") for key in _VENUE),
            Field("venue.directions", "text"),
            Field("venue.link"),
            Field("venue.dial_in"),
        ),
        "agenda": (Rows("agenda", (Field("time", "time"), Field("title"), Field("speaker"))),),
        "documents": (Rows("documents", (Field("title"), Field("link"), Field("file"))),),
        "registration": (
            Field("answers", "choice", ("", "calendar", "registration", "none")),
            Field("registration.deadline", "day"),
            Field("registration.link"),
            Field("registration.email"),
        ),
        "reminders": (
            Rows(
                "reminders",
                (
                    Field("to", "choice", ("no-answer", "accepted", "all-but-declined")),
                    Field("at", "day"),
                    Field("until", "day"),
                    Field("text", "text"),
                ),
            ),
        ),
        "audience": _AUDIENCE,
        "contact": _CONTACT,
        "more": (Field("series", "choice"), _LANGUAGE, Field("timezone")),
    },
    "newsletter": {
        "newsletter": (
            Field("status", "choice", ("draft", "ready")),
            Field("title"),
            Field("introduction", "text"),
        ),
        "meetings": (
            Field("pick", "flags", ("coming", "recaps")),
            Rows("meetings", (Field("", "choice"),)),
        ),
        "articles": (
            Rows(
                "articles",
                (Field("title"), Field("text", "text"), Field("picture"), Field("alt")),
            ),
        ),
        "audience": _AUDIENCE,
        "contact": _CONTACT,
        "more": (_LANGUAGE,),
    },
}


def shown(what: What) -> Iterator[Field | Rows]:
    """All that a form shows of such a file, in its order."""
    for group in GROUPS[what].values():
        yield from group


def single(what: What) -> Iterator[Field]:
    """What stands there once."""
    return (each for each in shown(what) if isinstance(each, Field))


def several(what: What) -> Iterator[Rows]:
    """What stands there several times."""
    return (each for each in shown(what) if isinstance(each, Rows))
