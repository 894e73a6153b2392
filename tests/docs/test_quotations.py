"""What the page of mishaps says the program says, the program says.

docs/was-tun-wenn.md, "> …" ─▶ sentences ─┐
wording/de/*.po, {values} open ─▶ patterns ┴─▶ each sentence is one of them, word for word
"""

import re
from pathlib import Path
from typing import Any

from rundbrief.planning import Why
from rundbrief.wording import sentence

ROOT = Path(__file__).parents[2]
PAGE = "docs/was-tun-wenn.md"
GUIDE = "docs/erste-schritte.md"
ENTRY = re.compile(r'^(?:msgstr(?:\[\d\])?|(?=")) ?((?:"(?:[^"\\]|\\.)*"\n)+)', re.MULTILINE)
QUOTATION = re.compile(r"(?:^> .*\n)+", re.MULTILINE)
BETWEEN = re.compile(r"(?<=[.?!])(?<!\d\.) ")  # two sentences; a date is none
VALUE = re.compile(r"\\{\w+(?::\w+)?\\}")
OWN = 9  # letters that a pattern has itself, or it would fit any sentence
ESCAPES = {r"\"": '"', r"\n": " ", r"\\": "\\", "{{": "{", "}}": "}"}


def _sentences(text: str) -> list[str]:
    return BETWEEN.split(" ".join(text.split()))


def _catalogue_sentences() -> set[str]:
    folder = ROOT / "src" / "rundbrief" / "wording" / "de"
    found: set[str] = set()
    for path in folder.glob("*.po"):
        for entry in ENTRY.findall(path.read_text("utf-8")):
            text = "".join(re.findall(r'"(.*)"', entry))
            for written, meant in ESCAPES.items():
                text = text.replace(written, meant)
            found.update(_sentences(text))
    return found


def _said() -> re.Pattern[str]:
    patterns = {VALUE.sub(".+", re.escape(each)) for each in _catalogue_sentences()}
    telling = sorted(each for each in patterns if len(re.findall(r"\w", each)) >= OWN)
    return re.compile("|".join(f"(?:{each})" for each in telling))


def test_sentences_quoted_are_the_programs(pages: list[Any]) -> None:
    """Whoever searches the page for what is on the screen finds it there, word for word."""
    page = next(page for page in pages if page.name == PAGE)
    said = _said()
    quoted = [
        sentence
        for quotation in QUOTATION.findall(page.text)
        for sentence in _sentences(re.sub(r"^> ", "", quotation, flags=re.MULTILINE))
    ]

    assert len(quoted) > 20
    assert [sentence for sentence in quoted if not said.fullmatch(sentence)] == []


def test_every_reason_of_a_plan_is_told(pages: list[Any]) -> None:
    """The guide's table of what happens by itself has each reason, in the words of the plan."""
    page = next(page for page in pages if page.name == GUIDE)
    told = re.findall(r"\| ([^|]+) \|$", page.text, re.MULTILINE)
    reasons = [sentence(f"plan.why.{why.value}", "de") for why in Why]

    assert [reason for reason in reasons if reason not in told] == []
