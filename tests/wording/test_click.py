"""What click itself says is German, too, where the program speaks German."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import rundbrief

PO = Path(rundbrief.__file__).parent / "wording/de/LC_MESSAGES/messages.po"
ASKED = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")

# How texts begin that no command of ours can bring click to say: what a programmer did wrong, the
# version and the confirmation, for which we have words of our own, a name inside an exception.
NEVER = (
    *("DeprecationWarning:", "Could not determine name", "No options defined but"),
    *("Arguments take exactly one", "Name '{name}' defined twice", "Boolean option"),
    *("Invalid start character", "Unknown color", "Unknown standard stream"),
    *("%(prog)s, version", "Confirm the action", "Choice({choices})"),
)


def said_by_click() -> Iterator[str]:
    """Every text that click looks up; of two for singular and plural the first."""
    for name in ASKED:
        tree = ast.parse(Path(str(import_module(f"click.{name}").__file__)).read_text("utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                text = call.args[0] if call.func.id in {"_", "ngettext"} else None
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value


@pytest.fixture(scope="module")
def german() -> dict[str, str]:
    """The German of each text."""
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="de")
    return {
        message.id if isinstance(message.id, str) else message.id[0]: str(
            message.string if isinstance(message.string, str) else message.string[-1]
        )
        for message in catalogue
        if message.id and message.string
    }


def test_click_says_nothing_in_english(german: dict[str, str]) -> None:
    """Each of its texts has a German one, unless it is never said."""
    texts = set(said_by_click())

    assert len(texts) > 40
    assert {text for text in texts - german.keys() if not text.startswith(NEVER)} == set()


def test_the_german_fills_in_the_same_values(german: dict[str, str]) -> None:
    """A placeholder that click doesn't fill would be a traceback."""
    for text, said in german.items():
        given = {name for _, name, _, _ in Formatter().parse(text) if name}
        wanted = {name for _, name, _, _ in Formatter().parse(said) if name}
        # The plural has others: those of the German are click's for it.
        assert wanted <= given | {"choices", "possibilities", "nargs", "formats", "len"}, text
