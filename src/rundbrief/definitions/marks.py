"""What a draft leaves to be checked: `# bitte prüfen: …` beside what nobody has said yet.

A file that goes out has no such mark left: each is an error with its line, so that no assumption
reaches a reader.
"""

import re
from collections.abc import Iterator
from functools import cache

from rundbrief.problems import Problem
from rundbrief.wording import LANGUAGES, sentence


@cache
def _mark() -> re.Pattern[str]:
    words = "|".join(re.escape(sentence("writing.mark", language)) for language in LANGUAGES)
    return re.compile(rf"#\s*(?:{words}):\s*(?P<what>.*)")


def check_marks(text: str, file: str) -> Iterator[Problem]:
    """A problem for each mark in the text of a file that is no draft any more."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := _mark().search(line):
            yield Problem(file, number, "", "writing.to-check", {"what": found["what"].strip()})
