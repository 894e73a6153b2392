"""The press: a letter and its templates in, a skeleton for each variant, found as it is needed.

    recipient ─▶ Reader ─▶ the questions of the templates, one by one ─▶ skeleton
                                └─▶ an outcome never seen ─▶ render, typeset, prove ─▶ remember

Variants are discovered, not declared: a template's test on a reader's field is a question, and
readers who answer all questions alike share a skeleton. The language of the mail is the first. A
template is rendered once for each new combination of outcomes, with the reader who brought it as
representative.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from heapq import nlargest
from itertools import islice
from string import ascii_letters, digits
from typing import Final, NamedTuple
from uuid import UUID

from rundbrief.composing.draft import Draft, draft
from rundbrief.composing.letter import Letter
from rundbrief.composing.proof import nasty_readers, prove
from rundbrief.composing.skeleton import Skeleton
from rundbrief.composing.typesetting import NotProved, typeset
from rundbrief.composing.variants import Variants
from rundbrief.definitions import Answer
from rundbrief.problems import Problem, Severity
from rundbrief.recipients import Recipient
from rundbrief.rendering import (
    Marks,
    Misuse,
    Place,
    Question,
    Reader,
    TemplateProblem,
    Templates,
    Trail,
    check_places,
    problem_at,
    reader,
)
from rundbrief.wording import LANGUAGES, Language

MANY: Final = 50  # variants (decision 2); each costs what six mails cost the naive way
NASTIEST: Final = 3
PROOF_TOKEN: Final = "0" * 16  # as true as any token, and no variant is told by it

# Gmail cuts a mail's HTML off behind 102 KB, "[Message clipped]".
HTML_LIMIT: Final = 100_000

# Of a whole audience so many of the nastiest are kept to prove variants by, whatever their number.
KEPT: Final = 1_000
PLAIN: Final = (ascii_letters + digits).encode()

# What many have in common, or is handed in beside the row; all else is a reader's own.
SHARED: Final = frozenset({"tier", "tags", "language", "answer", "references", "lacks"})


class _Found(NamedTuple):
    recipient: Recipient
    known: tuple[Answer | None, Sequence[str], Sequence[UUID]]
    reader: Reader
    skeleton: Skeleton


class Press:
    """Composes one letter for as many recipients as come.

    `skeletons` are those made so far, by their key. `audience` may be named beforehand: then the
    nastiest of each variant prove its skeleton. What is only looked at need not be proved: that is
    six more compositions.
    """

    def __init__(
        self,
        letter: Letter,
        templates: Templates,
        audience: Iterable[Recipient] = (),
        *,
        is_proved: bool = True,
    ) -> None:
        self.letter = letter
        self.skeletons: dict[str, Skeleton] = {}
        self._templates = templates
        self._marks = Marks(letter.nonce)
        self._variants = Variants[Skeleton | TemplateProblem]()
        self._typeset: dict[tuple[Language, Draft], Skeleton] = {}
        self._last: _Found | None = None
        self._domain = letter.domain
        self._is_proved = is_proved
        self.nastiest = list(map(self._reader, nastiest(audience))) if is_proved else []

    @property
    def asks_for_words(self) -> bool:
        """Whether a variant made so far hangs on what somebody's own words say.

        If not, who shares `SHARED` and has the same fields empty is of one variant.
        """
        asked = self._variants.questions
        return any(each.operator != "is" and each.field not in SHARED for each in asked)

    @property
    def problems(self) -> list[Problem]:
        """Warnings about the variants made so far."""
        found = []
        if (count := len(self.skeletons)) > MANY:
            found.append(self._problem("rendering.many-variants", variants=count))
        longest = max((len(words.html.encode()) for _, words in self._typeset), default=0)
        if longest > HTML_LIMIT:
            found.append(self._problem("rendering.long-html", kilobytes=longest // 1000))
        return [replace(each.problem, severity=Severity.WARNING) for each in found]

    def variant(
        self,
        recipient: Recipient,
        answer: Answer | None = None,
        references: Sequence[str] = (),
        lacks: Sequence[UUID] = (),
    ) -> Skeleton:
        """The skeleton for this recipient: found, or made and proved.

        `answer` is theirs, as far as it counts; `references` are the Message-IDs of what they got
        before of this subject, oldest first; `lacks` those of a newsletter's meetings that they
        hold nothing of. Raises TemplateProblem where the templates can't be composed for them.
        """
        return self._found(recipient, answer, references, lacks).skeleton

    def values(
        self,
        recipient: Recipient,
        token: str,
        answer: Answer | None = None,
        references: Sequence[str] = (),
        lacks: Sequence[UUID] = (),
    ) -> dict[str, str]:
        """What the skeleton of the same `variant` needs to know of them, `message_id` among it.

        `token` is ASCII letters and digits, unique to recipient and mailing: it makes the
        Message-ID, and answers are known by it. Raises as `variant` does.
        """
        if not (token.isascii() and token.isalnum()):
            raise ValueError(f"a token is letters and digits, not {token!r}")
        found = self._found(recipient, answer, references, lacks)
        return found.skeleton.values(found.reader, token, f"<{token}@{self._domain}>")

    def _found(
        self,
        recipient: Recipient,
        answer: Answer | None,
        references: Sequence[str],
        lacks: Sequence[UUID],
    ) -> "_Found":
        # Who asks for the variant asks for the values next, so the last one is remembered.
        known, last = (answer, references, lacks), self._last
        if last is None or last.recipient is not recipient or last.known != known:
            them = self._reader(recipient, answer, references, lacks)
            self._last = last = _Found(recipient, known, them, self._variant(them))
        return last

    def _reader(
        self,
        recipient: Recipient,
        answer: Answer | None = None,
        references: Sequence[str] = (),
        lacks: Sequence[UUID] = (),
    ) -> Reader:
        language = recipient.language or self.letter.language
        return reader(
            recipient, language, PROOF_TOKEN, answer=answer, references=references, lacks=lacks
        )

    def _variant(self, reader: Reader) -> Skeleton:
        found = self._variants.find(reader) or self._open(reader)
        if isinstance(found, TemplateProblem):
            raise found
        return found

    def _open(self, reader: Reader) -> Skeleton | TemplateProblem:
        """A variant that nobody had yet, with this reader as its representative."""
        trail = Trail(reader)
        any(trail.ask(Question("language", "==", language)) for language in LANGUAGES)
        leaf: Skeleton | TemplateProblem
        try:
            leaf = self._skeleton(reader, trail)
        except TemplateProblem as problem:
            leaf = problem  # for all who answer alike: it is looked for once
        self._variants.grow(trail, leaf)
        return leaf

    def _skeleton(self, reader: Reader, trail: Trail) -> Skeleton:
        marks, templates, language = self._marks, self._templates, reader.language
        words = draft(self.letter, templates, language, marks.reader(trail), marks)
        if (made := self._typeset.get((language, words))) is not None:
            return made  # other outcomes, the same words
        try:
            check_places(words.html, marks, templates.is_own)
            skeleton = typeset(self.letter, language, words, marks)
            known = (each for each in self.nastiest if trail.same_for(each))
            nasty = nasty_readers(reader, trail)
            if self._is_proved:
                prove(skeleton, self.letter, templates, [reader, *nasty, *islice(known, NASTIEST)])
        except Misuse as misuse:
            raise self._problem(
                misuse.code, misuse.place, misuse.variable, doing=misuse.doing
            ) from misuse
        except NotProved as doubt:
            raise self._problem("rendering.not-proved", part=doubt.part) from doubt
        self._typeset[language, words] = skeleton
        self.skeletons[skeleton.key] = skeleton
        return skeleton

    def _problem(
        self, code: str, place: Place | None = None, field: str = "", **values: str | int
    ) -> TemplateProblem:
        place = place or Place(f"{self.letter.template}.html", None)
        return problem_at(self._templates.place(place), code, field, **values)


def nastiest(audience: Iterable[Recipient]) -> list[Recipient]:
    """Those of an audience, of whatever size, by whom its variants are proved; at most `KEPT`."""
    return nlargest(KEPT, audience, key=_nastiness)


def _nastiness(recipient: Recipient) -> int:
    """How much about one could break a mail: what isn't a plain letter counts most.

    By the row's own words, since a million rows are gone through for a thousand readers.
    """
    _, _, office, _, title, given_name, family_name, _, place, *_ = recipient
    words = f"{office}{title}{given_name}{family_name}{place}{recipient.address}".encode()
    return 10 * len(words.translate(None, PLAIN)) + len(words)
