"""What a draft leaves to be checked: `# bitte prüfen: …` beside what nobody has said yet.

    text ─▶ marks        what somebody has to look at
         └▶ placeholders what stands there in the draft's words although its mark is gone

A file that goes out has neither left: each is an error with its line, so that no assumption
reaches a reader.
"""

import re
from collections.abc import Iterator
from functools import cache

from rundbrief.problems import Problem
from rundbrief.wording import LANGUAGES, Language, sentence

# Not the place that will be announced: that is a true word.
SUPPOSED = ("title-meeting", "title-newsletter", "announcement", "introduction", "link")


@cache
def _mark() -> re.Pattern[str]:
    words = "|".join(re.escape(sentence("writing.mark", language)) for language in LANGUAGES)
    return re.compile(rf"#\s*(?:{words}):\s*(?P<what>.*)")


@cache
def _placeholders() -> dict[str, tuple[str, Language]]:
    """What each sentence of a draft stands for."""
    return {
        sentence(f"writing.supposed.{key}", language): (key, language)
        for language in LANGUAGES
        for key in SUPPOSED
    }


@cache
def _placeholder() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _placeholders()))
    return re.compile(rf"(?:[\w-]+\s*=\s*)?[\"']*\s*(?P<words>{words})\s*[\"']*\s*(?:#.*)?")


def without_marks(text: str) -> str:
    """The text of a file of which somebody has said that all of it is right."""
    return re.sub(rf"[ \t]*{_mark().pattern}", "", text)


def check_marks(text: str, file: str) -> Iterator[Problem]:
    """A problem for each mark or placeholder in the text of a file that is no draft any more."""
    lines = list(enumerate(text.splitlines(), 1))
    marked = [
        (number, found["what"].strip()) for number, line in lines if (found := _mark().search(line))
    ]
    told = {what for _, what in marked}
    for number, line in lines:
        found = _placeholder().fullmatch(line.strip())
        if found is None:
            continue
        key, language = _placeholders()[found["words"]]
        what = sentence(f"writing.unsaid.{key}", language)
        if what not in told:
            marked.append((number, what))
    for number, what in sorted(marked):
        yield Problem(file, number, "", "writing.to-check", {"what": what})
