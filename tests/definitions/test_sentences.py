"""The catalogue: a sentence for each code, in both languages, and none too many."""

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import rundbrief.definitions
from rundbrief.definitions.complaints import CODES
from rundbrief.wording import LANGUAGES, Language
from rundbrief.wording.catalogue import HERE

ROOM = Path(rundbrief.definitions.__file__).parent
SAID = re.compile(r'"definitions\.([\w-]*\w)"|(?:refusal|_Accident)\(\s*"([\w-]+)"')


def _catalogue(language: Language) -> dict[str, str]:
    with (Path(HERE) / language / "definitions.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def _codes() -> set[str]:
    code = "\n".join(path.read_text("utf-8") for path in sorted(ROOM.glob("*.py")))
    found = {one or other for one, other in SAID.findall(code)} | set(CODES.values())
    return {f"definitions.{one}" for one in found} | {"definitions.wrong-value"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_sentence(language: Language) -> None:
    """The catalogue holds the codes that the room's code can say, all of them and no other."""
    assert set(_catalogue(language)) == _codes()


def test_both_languages_say_the_same() -> None:
    """A sentence has the same placeholders in both languages."""
    german, english = _catalogue("de"), _catalogue("en")

    for key, sentence in german.items():
        assert _places(sentence) == _places(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_ends_with_what_to_do(language: Language) -> None:
    """Each has at least two sentences: what is wrong, and then what to do."""
    for key, sentence in _catalogue(language).items():
        assert re.search(r"[.“:\")] [A-ZÄÖÜ{]|; ", sentence), key


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}
