"""New files as text: what is known written down, what nobody has said assumed and marked.

    MeetingDraft, defaults ─▶ meeting_file ─▶ the TOML of a draft, with comments in her language
    NewsletterDraft        ─▶ newsletter_file

Every file is a draft, so nothing leaves; each assumption carries the mark that `marks` finds when
the file is no draft any more. Comments are the catalogue's.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from rundbrief.definitions.pasted import PastedContact
from rundbrief.wording import Language, sentence

SUPPOSED_START = time(10)  # when such meetings mostly begin, and how long they take
SUPPOSED_LENGTH = timedelta(hours=2)
# What the comments propose; whole weeks, so that both are working days where the meeting is on one.
DEADLINE_BEFORE = timedelta(days=7)
REMINDER_BEFORE = timedelta(days=14)
_COLUMN = 30  # where a mark stands behind a short value
_SLUG = 40
_HANGING = frozenset(
    {"und", "and", "oder", "in", "im", "an", "am", "von", "of", "der", "die", "the"}
)

_ONLINE = re.compile(
    r"\b(?:online|digital|videokonferenz|zoom|webex|teams|bigbluebutton|jitsi)\b", re.IGNORECASE
)
_LINK = re.compile(r"https?://[^\s<>\"]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"'}
_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "ı": "i", "ł": "l"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft:
    """What is known of a new meeting; what is empty or None is assumed.

    Texts are Markdown. `day` and `last` are its first and last day, `is_day_known` tells whether
    somebody has said so. `contact` stands in the file, None where rundbrief.toml's is the one;
    `is_address_known` as for the day. `schema` is the path for the editor, from the file.
    """

    id: UUID
    day: date
    last: date
    is_day_known: bool = True
    title: str = ""
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    announcement: str = ""
    recap: str = ""
    contact: PastedContact | None = None
    is_address_known: bool = True
    schema: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterDraft:
    """What is known of a new newsletter: the files of its meetings, in their order."""

    id: UUID
    title: str = ""
    meetings: tuple[str, ...] = ()
    schema: str = ""


def file_name(day: date, title: str) -> str:
    """`2025-09-08-kuenstliche-intelligenz.toml`: letters and digits that every system keeps."""
    plain = unicodedata.normalize("NFKD", title.casefold().translate(_SPELT))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    kept = [word[:_SLUG] for word in words[:1]]
    for word in words[1:]:
        if len("-".join([*kept, word])) > _SLUG:
            break
        kept.append(word)
    while len(kept) > 1 and kept[-1] in _HANGING:
        kept.pop()
    return "-".join([day.isoformat(), *kept]) + ".toml"


def meeting_file(draft: MeetingDraft, language: Language) -> str:
    """The whole file of a new meeting."""
    return "\n".join(_Sheet(language).meeting(draft)) + "\n"


def newsletter_file(draft: NewsletterDraft, language: Language) -> str:
    """The whole file of a new newsletter."""
    return "\n".join(_Sheet(language).newsletter(draft)) + "\n"


def toml_line(text: str) -> str:
    """A text of one line as a TOML basic string."""
    return (
        '"' + "".join(_ESCAPES.get(c) or (c if c.isprintable() else _code(c)) for c in text) + '"'
    )


def toml_text(text: str) -> str:
    """A text of any lines as TOML, without escapes wherever TOML has a way."""
    if not text:
        return '""'
    quotes = "'''" if "\\" in text or '"""' in text else '"""'
    if quotes in text or not all(c.isprintable() or c == "\n" for c in text):
        escaped = "".join(
            _ESCAPES.get(c) or (c if c.isprintable() or c == "\n" else _code(c)) for c in text
        )
        return f'"""\n{escaped}\n"""'
    return f"{quotes}\n{text}\n{quotes}"


def mark(unsaid: Iterable[str], language: Language) -> str:
    """The comment that marks an assumption about these things."""
    what = ", ".join(sentence(f"writing.unsaid.{each}", language) for each in unsaid)
    return f"# {sentence('writing.mark', language)}: {what}"


def _code(letter: str) -> str:
    return f"\\U{ord(letter):08x}"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Lines of a file in one language of comments."""

    language: Language

    def meeting(self, draft: MeetingDraft) -> Iterator[str]:
        yield from self._head(draft.schema, "meeting", draft.id, "status-meeting")
        yield from self._value("title", draft.title, "title-meeting")
        yield ""
        yield from self._times(draft)
        yield ""
        if draft.recap:
            yield from self._text("recap", draft.recap)
        else:
            yield from self._text("announcement", draft.announcement)
            yield ""
            yield from self._comment("later")
        yield "\n"
        yield from self._venue(draft.place)
        if draft.contact:
            yield "\n"
            yield from self._contact(draft.contact, is_address_known=draft.is_address_known)
        yield "\n"
        yield from self._comment(
            "more-meeting",
            deadline=(draft.day - DEADLINE_BEFORE).isoformat(),
            reminder=(draft.day - REMINDER_BEFORE).isoformat(),
        )

    def newsletter(self, draft: NewsletterDraft) -> Iterator[str]:
        yield from self._head(draft.schema, "newsletter", draft.id, "status-newsletter")
        yield from self._value("title", draft.title, "title-newsletter")
        yield ""
        yield from self._text("introduction", "")
        yield ""
        yield from self._comment("meetings")
        yield "meetings = ["
        yield from (f"  {toml_line(name)}," for name in draft.meetings)
        yield "]"
        yield ""
        yield from self._comment("more-newsletter")

    def _head(self, schema: str, kind: str, identity: UUID, status: str) -> Iterator[str]:
        if schema:
            # Taplo: only at the very beginning, its path relative to the file
            yield f"#:schema {schema}"
        yield from self._comment(kind)
        yield ""
        yield from self._comment("id")
        yield f'id = "{identity}"'
        yield ""
        yield from self._comment(status)
        yield 'status = "draft"'
        yield ""

    def _times(self, draft: MeetingDraft) -> Iterator[str]:
        start = datetime.combine(draft.day, draft.begins or SUPPOSED_START)
        end = datetime.combine(draft.last, draft.ends or start.time())
        end += SUPPOSED_LENGTH if draft.ends is None else timedelta()
        end += timedelta(days=1) if end <= start else timedelta()
        unsaid = [
            *([] if draft.is_day_known else ["day"]),
            *([] if draft.begins else ["begins"]),
        ]
        yield self._marked(f"start = {start.isoformat()}", unsaid)
        yield self._marked(f"end = {end.isoformat()}", [] if draft.ends else ["ends"])

    def _venue(self, place: str) -> Iterator[str]:
        yield from self._comment("venue")
        yield "[venue]"
        if not place:
            yield 'kind = "in-person"'
            yield from self._value("name", "", "place")
            return
        link = _LINK.search(place)
        if not link and not _ONLINE.search(place):
            yield 'kind = "in-person"'
            yield f"name = {toml_line(place)}"
            return
        yield 'kind = "online"'
        name = place.replace(link[0], "").strip(" ,;:()–-") if link else place
        if name:
            yield f"name = {toml_line(name)}"
        known = link[0].rstrip(".,;)") if link else ""
        yield from self._value("link", known, "link")

    def _contact(self, contact: PastedContact, *, is_address_known: bool) -> Iterator[str]:
        yield from self._comment("contact")
        yield "[contact]"
        for key in ("name", "role", "phone"):
            if said := getattr(contact, key):
                yield f"{key} = {toml_line(said)}"
        email = f"email = {toml_line(contact.email)}"
        yield self._marked(email, [] if is_address_known else ["email"])

    def _value(self, key: str, said: str, unsaid: str) -> Iterator[str]:
        """The key with what was said; else with what the catalogue supposes, marked."""
        if said:
            yield f"{key} = {toml_line(said)}"
        else:
            supposed = toml_line(sentence(f"writing.supposed.{unsaid}", self.language))
            yield self._marked(f"{key} = {supposed}", [unsaid])

    def _text(self, key: str, said: str) -> Iterator[str]:
        yield from self._comment(key)
        if not said:
            yield mark([key], self.language)
            said = sentence(f"writing.supposed.{key}", self.language)
        yield f"{key} = {toml_text(said)}"

    def _marked(self, entry: str, unsaid: list[str]) -> str:
        return f"{entry:<{_COLUMN}}  {mark(unsaid, self.language)}" if unsaid else entry

    def _comment(self, name: str, **values: str) -> Iterator[str]:
        for line in sentence(f"writing.comment.{name}", self.language, **values).split("\n"):
            yield f"# {line}".rstrip()
