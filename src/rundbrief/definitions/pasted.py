"""Text as it stands on a web page, taken apart: meetings, each with its day, and the contact.

    8. September 2025: Kreisverwaltungen und …   ─▶ PastedMeeting: day, times, title
    Kulturverwaltungen von Städten …             ─▶   its text, in Markdown
    Ihre Ansprechpartnerin                       ─▶ PastedContact: name, role, telephone, address
    Anne Melzig …

A line that begins with a date, and has a title behind it or below it, begins a meeting; a sentence
that begins with a date is none. A date that is written otherwise is no text without a word: it is
told with its line. What the text does not say stays empty here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from itertools import pairwise

from rundbrief.definitions.dates import clocks_in, days_in, other_spelling
from rundbrief.definitions.mending import as_markdown, decoded, mended
from rundbrief.problems import Problem, Severity

LONGEST_TITLE = 200  # a longer line is a paragraph
_WRAPPED = range(45, 101)  # lengths of lines that a mail program or an editor has broken

_BEFORE = re.compile(r"[#*\s-]*(?:am\s+)?", re.IGNORECASE)
_LAST = re.compile(r"\s*(?:[–—-]|bis)\s*", re.IGNORECASE)
# The colon of 10:00 is not the one before the title.
_TITLE = re.compile(
    r"(?P<between>(?:[^:|]|(?<=\d):(?=\d\d\b)){0,40}?)\s*(?:[:|](?!\d\d\b)|\s[–—-]\s)\s*(?P<title>\S.*)"
)
_ONLY_A_TIME = re.compile(r"[\s,;()|:–—-]*(?:(?:um|von|ab)\s+)?", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:(?:Ihre?|Unsere?|Deine?)\s+)?(?:Ansprech(?:partner|person)\S*|Kontakt(?:person)?)"
    r"(?:\s+ist)?\s*(?::\s*(?P<name>.*))?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?P<label>Uhrzeit|Zeit|Beginn|Wann|Ort|Veranstaltungsort|Treffpunkt|Wo):\s*(?P<said>\S.*)"
)
_TIMES = {"Uhrzeit", "Zeit", "Beginn", "Wann"}
_TELEPHONE = re.compile(
    r"(?:Tel(?:efon)?|Fon|T|Durchwahl|Mobil|Handy)\b\.?\s*:?\s*(?=[\d+(])", re.IGNORECASE
)
_NUMBER = re.compile(r"\+?[\d()][\d ()/.–-]{4,}")
_ADDRESS = re.compile(r"[\w.+-]+\s*(?:@|\(at\)|\[at\]|\(ät\))\s*[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_AT = re.compile(r"\s*(?:@|\(at\)|\[at\]|\(ät\))\s*", re.IGNORECASE)
_IGNORED = re.compile(r"(?:Tele)?Fax\b|https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PastedContact:
    """Whom the text names to ask; empty where it doesn't say."""

    name: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class PastedMeeting:
    """One meeting of the text: `line` is where it begins there, `text` is Markdown."""

    line: int
    title: str
    first: date
    last: date
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pasted:
    """Everything the text says, in its order."""

    meetings: tuple[PastedMeeting, ...]
    contact: PastedContact | None


@dataclass(slots=True)
class _Section:
    """What is being read: a meeting with its lines, the contact, or what is before either."""

    meeting: PastedMeeting | None = None
    is_contact: bool = False
    lines: list[str] = field(default_factory=list)

    @property
    def is_loose(self) -> bool:
        return self.meeting is None and not self.is_contact

    def begins_with(self, line: str) -> bool:
        """Whether the line is the title below its date, and so no part of the text."""
        is_title = self.meeting is not None and line.strip("# *") == self.meeting.title
        return is_title and not any(self.lines)


def read_pasted(data: bytes, file: str) -> tuple[Pasted | None, list[Problem]]:
    """The meetings and the contact of the text, or None and why there are none.

    A date that no calendar has, or that lacks its year, is a problem with its line.
    """
    text = decoded(data, file)
    if isinstance(text, Problem):
        return None, [text]
    problems: list[Problem] = []
    sections = list(_sections(mended(text).split("\n"), file, problems))
    meetings = tuple(
        _with_text(each.meeting, each.lines) for each in sections if each.meeting is not None
    )
    if any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    if not meetings:
        return None, [Problem(file, None, "", "writing.no-date")]
    contact = next((_contact(each.lines) for each in sections if each.is_contact), None)
    return Pasted(meetings, contact), problems


def _sections(lines: list[str], file: str, problems: list[Problem]) -> Iterator[_Section]:
    section = _Section()
    for number, line in enumerate(lines, 1):
        heading = _heading(line, lines[number:], number, file)
        if isinstance(heading, PastedMeeting):
            yield section
            section = _Section(heading)
            problems += _other_weekday(heading, line, file)
        elif found := _CONTACT.fullmatch(line):
            yield section
            section = _Section(is_contact=True, lines=[found["name"] or ""])
        elif not section.begins_with(line):
            if heading:
                problems.append(heading)
            elif line and section.is_loose and not any(section.lines):
                said = {"found": _shortened(line)}
                problems.append(Problem(file, number, "", "writing.before", said, Severity.WARNING))
            section.lines.append(line)
    yield section


def _heading(line: str, below: list[str], number: int, file: str) -> PastedMeeting | Problem | None:
    """The meeting that the line begins, or what keeps it from doing so; None for other lines."""
    before = _BEFORE.match(line)
    days = list(days_in(line))
    if (other := other_spelling(line)) and _title(line.partition(other[0])[2], below):
        values = {"found": other[0], "example": other[1]}
        return Problem(file, number, "", "writing.other-spelling", values)
    if not days or not before or days[0].start != before.end():
        return None
    first = last = days[0]
    if len(days) > 1 and _LAST.fullmatch(line[first.end : days[1].start]):
        last = days[1]
    title = _title(line[last.end :], below)
    if not title or len(title) > LONGEST_TITLE:
        return None
    said = {"found": line[first.start : last.end]}
    if (year := last.year or first.year) is None:
        if "-" in before[0]:
            return None  # a point of a list: one day's programme
        return Problem(file, number, "", "writing.no-year", said)
    start, end = first.since(year), last.on(year)
    if start is None or end is None:
        return Problem(file, number, "", "writing.no-such-day", said)
    begins, ends, _ = clocks_in(line[last.end :].removesuffix(title))
    return PastedMeeting(number, title, start, max(start, end), begins, ends)


def _other_weekday(meeting: PastedMeeting, line: str, file: str) -> Iterator[Problem]:
    """A warning where the heading's weekday isn't that of its date."""
    day = next(days_in(line))
    if day.weekday not in {None, meeting.first.weekday(), meeting.last.weekday()}:
        said = {"found": line[day.start : day.end]}
        yield Problem(file, meeting.line, "", "writing.other-weekday", said, Severity.WARNING)


def _title(rest: str, below: list[str]) -> str | None:
    """The title behind the date, or below it where the date stands alone; None: no heading."""
    if found := _TITLE.fullmatch(rest):
        between = _rest_of_time(found["between"])
        return None if re.search(r"\w", between) else found["title"].strip(" *")
    if re.search(r"\w", _rest_of_time(rest)):
        return None
    return next((line.strip("# *") for line in below if line), None)


def _rest_of_time(text: str) -> str:
    """What is left of the text without times of day and the words before them."""
    *_, end = clocks_in(text)
    begin = _ONLY_A_TIME.match(text)
    return text[max(end, begin.end() if begin else 0) :]


def _with_text(meeting: PastedMeeting, lines: list[str]) -> PastedMeeting:
    """The meeting with what stands below its heading: labelled facts as such, the rest as text."""
    kept: list[str] = []
    for line in lines:
        label = _LABEL.fullmatch(line)
        if label and label["label"] in _TIMES and not meeting.begins:
            begins, ends, _ = clocks_in(label["said"])
            meeting = replace(meeting, begins=begins, ends=ends)
            kept += [] if begins else [line]
        elif label and label["label"] not in _TIMES and not meeting.place:
            meeting = replace(meeting, place=label["said"])
        else:
            kept.append(line)
    return replace(meeting, text=as_markdown(_paragraphs(kept)))


def _paragraphs(lines: list[str]) -> str:
    """The lines as paragraphs: one each, but for lists and for lines that a program has broken."""
    blocks = "\n".join(lines).strip("\n")
    return "\n\n".join(
        _block(block.split("\n")) for block in re.split(r"\n{2,}", blocks) if block.strip()
    )


def _block(lines: list[str]) -> str:
    is_wrapped = len(lines) > 1 and all(len(line) in _WRAPPED for line in lines[:-1])
    if is_wrapped and len(lines[-1]) < _WRAPPED.stop:
        return "\n".join(lines)
    text = lines[0]
    for above, line in pairwise(lines):
        in_list = above.startswith("- ") and line.startswith("- ")
        text += ("\n" if in_list else "\n\n") + line
    return text


def _contact(lines: list[str]) -> PastedContact:
    """The contact: a name, then what they are, their telephone and address in any order."""
    contact = PastedContact()
    for line in filter(None, lines):
        address, telephone = _ADDRESS.search(line), _TELEPHONE.match(line)
        if telephone or _NUMBER.fullmatch(line):
            phone = line[telephone.end() if telephone else 0 :]
            contact = replace(contact, phone=contact.phone or phone.strip())
        elif address:
            email = _AT.sub("@", address[0])
            contact = replace(contact, email=contact.email or email)
        elif _IGNORED.match(line):
            continue
        elif not contact.name:
            contact = replace(contact, name=line)
        else:
            contact = replace(contact, role=", ".join(filter(None, (contact.role, line))))
    return contact


def _shortened(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
