"""What recurs, taken over from another file: its own lines and comments, less what was of its day.

    the earlier file ─┬─ kept: venue, audience, agenda, registration, contact, series, answers
                      ├─ new: id, status, title, dates; the texts, supposed and marked
                      ├─ moved along, marked: the deadline, the reminders
      └─ left out: documents or articles, recap, reason, comments that name a date

The text is edited line by line, so that what the organiser has written stays as she wrote it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from rundbrief.definitions.dates import days_in
from rundbrief.definitions.drafts import mark, toml_line, toml_text
from rundbrief.definitions.source import Source
from rundbrief.wording import Language, sentence

_MOVED = re.compile(
    r"(\b(?P<key>deadline|at|until)\s*=\s*)\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?)?"
)
_UNSAID = {"deadline": "deadline", "at": "reminder", "until": "reminder"}
_TEXT_MARKS = re.compile(r'"""|' + "'''")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anew:
    """What is said of the new file; empty and None: not said."""

    id: UUID
    title: str
    language: Language


@dataclass(slots=True)
class _Lines:
    """The lines of a file, some with others in their place; numbers count from 1."""

    source: Source
    instead: dict[int, list[str]] = field(default_factory=dict)

    def put(self, key: str, lines: list[str]) -> bool:
        """Put the lines in the place of that key and its value, if it has one."""
        if not (span := self.source.lines((key,))):
            return False
        self.replace(span[0], span[1], lines)
        return True

    def drop(self, key: str) -> None:
        """Leave out the key, or all of its `[[tables]]`, with the comments right above."""
        rows = self.source.text.split("\n")
        for first, last in [self.source.lines((key,)) or (0, -1), *self._tables(key, rows)]:
            while first > 1 and rows[first - 2].lstrip().startswith("#"):
                first -= 1
            self.replace(first, last, [])

    def drop_comments_with_dates(self) -> None:
        """Leave out comments of whole lines that speak of a day: it was the earlier one's."""
        in_text = False
        for number, row in enumerate(self.source.text.split("\n"), 1):
            is_prose = row.lstrip().startswith("#") and " = " not in row
            if not in_text and is_prose and any(days_in(row)):
                self.replace(number, number, [])
            in_text ^= len(_TEXT_MARKS.findall(row)) % 2 == 1

    def text(self) -> str:
        rows = self.source.text.rstrip("\n").split("\n")
        kept = (
            line for number, row in enumerate(rows, 1) for line in self.instead.get(number, [row])
        )
        return re.sub(r"\n{4,}", "\n\n\n", "\n".join(kept)).strip("\n") + "\n"

    def replace(self, first: int, last: int, lines: list[str]) -> None:
        """Put the lines in the place of those from `first` to `last`."""
        for number in range(first, last + 1):
            self.instead[number] = lines if number == first else []

    @staticmethod
    def _tables(key: str, rows: list[str]) -> Iterator[tuple[int, int]]:
        headers = [n for n, row in enumerate(rows, 1) if row.startswith("[")] + [len(rows) + 1]
        for number, header in enumerate(headers[:-1]):
            if rows[header - 1].startswith(f"[[{key}]]"):
                last = headers[number + 1] - 1
                while last > header and (not rows[last - 1] or rows[last - 1].startswith("#")):
                    last -= 1  # what stands above the next header belongs to that
                yield header, last


def meeting_like(
    source: Source,
    anew: Anew,
    day: date | None = None,
    begins: time | None = None,
    ends: time | None = None,
    *,
    supposed: date,
) -> str:
    """The file of a meeting that recurs; `supposed` is its day where nobody has said one.

    Unless it `ends` otherwise it takes as long as the earlier one, and its deadline and reminders
    are as long before.
    """
    was, ended = _moment(source, "start"), _moment(source, "end")
    start = datetime.combine(day or supposed, begins or was.time())
    end = datetime.combine(start, ends) if ends else start + (ended - was)
    end += timedelta(days=1) if end <= start else timedelta()
    unsaid = [] if day else ["day"]
    lines = _Lines(source)
    lines.drop_comments_with_dates()
    _head(lines, anew, "title-meeting")
    lines.put("start", [_marked(f"start = {start.isoformat()}", unsaid, anew)])
    lines.put("end", [_marked(f"end = {end.isoformat()}", unsaid, anew)])
    supposed_text = _text("announcement", anew)
    recap = source.lines(("recap",))
    lines.drop("recap")
    if not lines.put("announcement", supposed_text):
        if recap:
            lines.replace(*recap, supposed_text)
        else:
            lines.put("title", [*_title(anew, "title-meeting"), "", *supposed_text])
    lines.drop("documents")
    lines.drop("reason")
    return _moved(lines.text(), start.date() - was.date(), anew)


def newsletter_like(source: Source, anew: Anew, meetings: tuple[str, ...]) -> str:
    """The file of a newsletter that recurs, with these meetings' files."""
    lines = _Lines(source)
    lines.drop_comments_with_dates()
    _head(lines, anew, "title-newsletter")
    named = [f"  {toml_line(name)}," for name in meetings]
    picked = ["meetings = [", *named, "]"]
    introduction = _text("introduction", anew)
    if not lines.put("introduction", introduction):
        lines.put("title", [*_title(anew, "title-newsletter"), "", *introduction])
    if not lines.put("meetings", picked) and meetings:
        lines.put("status", ['status = "draft"', *picked])
    lines.drop("articles")
    return lines.text()


def _head(lines: _Lines, anew: Anew, unsaid: str) -> None:
    lines.put("id", [f'id = "{anew.id}"'])
    lines.put("status", ['status = "draft"'])
    lines.put("title", _title(anew, unsaid))


def _title(anew: Anew, unsaid: str) -> list[str]:
    if anew.title:
        return [f"title = {toml_line(anew.title)}"]
    supposed = sentence(f"writing.supposed.{unsaid}", anew.language)
    return [_marked(f"title = {toml_line(supposed)}", [unsaid], anew)]


def _text(key: str, anew: Anew) -> list[str]:
    text = toml_text(sentence(f"writing.supposed.{key}", anew.language))
    return [mark([key], anew.language), *f"{key} = {text}".split("\n")]


def _marked(entry: str, unsaid: list[str], anew: Anew) -> str:
    return f"{entry:<30}  {mark(unsaid, anew.language)}" if unsaid else entry


def _moved(text: str, shift: timedelta, anew: Anew) -> str:
    """Deadline and reminders as much later as the meeting is, marked."""

    def later(found: re.Match[str]) -> str:
        written = found[0].removeprefix(found[1])
        is_day = len(written) == len("2025-09-08")
        moved = (date if is_day else datetime).fromisoformat(written) + shift
        return f"{found[1]}{moved.isoformat()}"

    lines = [
        f"{_MOVED.sub(later, line)}  {mark([_UNSAID[found['key']]], anew.language)}"
        if (found := _MOVED.search(line)) and not line.lstrip().startswith("#")
        else line
        for line in text.split("\n")
    ]
    return "\n".join(lines)


def _moment(source: Source, key: str) -> datetime:
    value = source.value((key,))
    if not isinstance(value, datetime):
        raise TypeError(f"{source.file} was not checked: {key} is {value!r}")
    return value
