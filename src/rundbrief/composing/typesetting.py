"""A draft with marks becomes a skeleton: MIME around it, slots where the marks stand.

Draft ─▶ quoted-printable, marks apart ─▶ MIME ─▶ cut at the marks ─▶ Skeleton
  └── the same marks in every stage, or the skeleton is none ──┘
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from rundbrief.calendaring import fold, fold_line
from rundbrief.composing import mime
from rundbrief.composing.draft import Draft
from rundbrief.composing.encoding import quoted_printable, raw_header
from rundbrief.composing.headers import shared_headers
from rundbrief.composing.letter import Letter
from rundbrief.composing.skeleton import MESSAGE_ID, TO, Skeleton
from rundbrief.composing.slots import LEAD, Slot
from rundbrief.messages import RULES
from rundbrief.rendering import Marks, Token, content_id, variable
from rundbrief.wording import Language, sentence

FOLD: Final = "\r\n "  # RFC 5545 §3.1


class NotProved(Exception):
    """A skeleton would say something else than the mails it stands for; `part` names where."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def typeset(letter: Letter, language: Language, draft: Draft, marks: Marks) -> Skeleton:
    """The skeleton of a draft whose reader is marks. Raises NotProved."""
    slots = {
        Token("to"): TO,
        Token("message_id"): MESSAGE_ID,
        Token("token"): Slot("raw", (Token("token"),)),
        Token("references"): Slot("ids", (Token("references"),)),
        Token("references", ("last",)): Slot("raw", (Token("references", ("last",)),)),
    }
    bodies = [draft.text, draft.html]
    _require_same(marks, [draft.rendered], [draft.html])
    if draft.calendar is not None:
        bodies += [_with_line_slots(draft.calendar, marks, slots)] * 2
    headers = [
        *shared_headers(letter, draft, language, marks.token("token")),
        raw_header("To", marks.token("to")),
        raw_header("Message-ID", marks.token("message_id")),
    ]
    encoded = [quoted_printable(body, marks.pattern) for body in bodies]
    mail = mime.write(headers, tree(letter, language, draft, *encoded), letter.nonce)
    _require_same(marks, [*headers, *bodies], [mail])
    pieces = (
        piece if isinstance(piece, str) else slots.get(piece, Slot("text", (piece,)))
        for piece in marks.split(mail)
    )
    return Skeleton(letter.kind, tuple(pieces))


def tree(
    letter: Letter, language: Language, draft: Draft, text: str, html: str, *calendars: str
) -> mime.Part:
    """The parts in the shape that Outlook and Gmail need, of bodies already encoded.

    `calendars` is none, or the one in the body and the one attached.
    """
    pictures = [
        mime.picture(each.name, each.content_type, each.content, content_id(each, letter.sender))
        for each in draft.pictures
    ]
    body = [mime.text("plain", text), mime.related(mime.text("html", html), *pictures)]
    files = [mime.document(each.name, each.content_type, each.content) for each in letter.attached]
    offered = [mime.calendar_file(name, quoted_printable(fold(ics))) for name, ics in draft.files]
    if calendars:
        in_body, attached = calendars
        body.append(mime.calendar(method_of(letter), in_body))
        offered.append(mime.calendar_file(calendar_name(letter, language), attached))
    # Before the documents, for calendars are what the mail's own words speak of.
    files[:0] = offered
    return mime.mixed(mime.alternative(*body), *files)


def calendar_name(letter: Letter, language: Language) -> str:
    """What the attached calendar is called, as the mail's own words call it."""
    return sentence(f"mail.{method_of(letter).lower()}-file", language)


def method_of(letter: Letter) -> str:
    """The METHOD of the calendar in its body; empty for kinds without one."""
    return RULES[letter.kind].method or ""


def _with_line_slots(calendar: str, marks: Marks, slots: dict[Token, Slot]) -> str:
    """The calendar folded; the slots of its content lines that hold marks are added to `slots`."""
    return "\r\n".join("".join(_line_pieces(line, marks, slots)) for line in calendar.split("\r\n"))


def _line_pieces(line: str, marks: Marks, slots: dict[Token, Slot]) -> Iterator[str]:
    """A content line, folded around its marks: for each reader only their own words are folded.

    A fold stands behind each mark, and before it where more than `LEAD` octets do.
    """
    fold = ""
    for word in marks.split(line):
        if isinstance(word, Token):
            token = marks.token(word.field, *word.steps, "line")
            slots[marks.meaning(token)] = Slot("line", (word,))
            yield f"{fold}{token}"
            fold = FOLD
        else:
            yield fold + fold_line(f" {word}" if fold else word).removeprefix(" " if fold else "")
            fold = FOLD if len(word) > LEAD else ""


def _require_same(marks: Marks, before: Iterable[str], after: Iterable[str]) -> None:
    went_in, came_out = (
        Counter(token for text in texts for token in marks.pattern.findall(text))
        for texts in (before, after)
    )
    if went_in != came_out:
        lost = (went_in - came_out) + (came_out - went_in)
        raise NotProved(variable(marks.meaning(next(iter(lost))).field))
