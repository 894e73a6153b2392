"""Every sentence of the program stands in the catalogues: none is found in code or templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rundbrief

PACKAGE = Path(rundbrief.__file__).parent
TEMPLATES = Path(__file__).parents[2] / "templates"

# Three words of two letters and more, with blanks between: a sentence, or the beginning of one.
SENTENCE = re.compile(r"(?:[^\W\d_]{2,}[,;:.]? ){2,}[^\W\d_]{2,}")

# What only looks like one to an organiser, or never reaches her.
ALLOWED = {
    "cli/exit_codes.py": "what the docs say of each code, taken from there",
    "cli/command_line.py": "a command as it is typed",
    "definitions/broken.py": "words of tomllib's errors, by which they are told apart",
    "messages/reading.py": "what is wrong with bytes of ours: the text of an exception",
    "messages/table.py": "the text of an exception: composing has a fault",
    "planning/material.py": "reasons for whoever changes the table; the docs take them",
    "recipients/header.py": "headings of lists, as people write them in either language",
    "delivery/channel.py": "how a connection was lost, recorded where the server's words stand",
    "delivery/conversation.py": "the same, of a server that speaks out of turn",
    "ledger/recording.py": "the text of an exception: a step that no delivery may take",
    "delivery/promise.py": "what the docs say of each step, taken from there",
    "delivery/replies.py": "a name of a step in the conversation with the relay",
    "rendering/template_problem.py": "words of Jinja's errors, by which they are told apart",
    "rendering/sandbox.py": "names of filters that no template can write",
    "workspace/filetypes.py": "endings of file names",
}

# Where SQL is written: its words are capitals here, and columns a row of names.
SQL_ROOM = "ledger"
SQL = re.compile(
    r"\b(?:ALTER|ATTACH|CREATE|DELETE|DROP|FROM|INSERT|INTO|JOIN|NULL|ORDER|PRAGMA|SELECT|SET|THEN|UPDATE"
    r"|VACUUM|WHERE)\b|\A\w+(?:, \w+)+\Z"
)

DEFINITIONS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    """Every string that stands for itself: docstrings, of assignments too."""
    yield from (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))


def exceptions(tree: ast.AST) -> Iterator[ast.AST]:
    """What is raised or asserted is for developers, and so is what an exception calls itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.Assert):
            yield from ast.walk(node)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__":
            yield from ast.walk(node)


def sentences(source: str) -> list[tuple[int, str]]:
    """The lines and texts of what would be read as a sentence."""
    tree = ast.parse(source)
    for_developers = {id(node) for node in (*docstrings(tree), *exceptions(tree))}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in for_developers
        and SENTENCE.search(node.value)
    ]


@pytest.mark.parametrize("room", sorted({path.parent.name for path in PACKAGE.rglob("*.py")}))
def test_no_sentence_in_code(room: str) -> None:
    """What the program says to people stands in a catalogue, in both languages."""
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text!r}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.parent.name == room and path.relative_to(PACKAGE).as_posix() not in ALLOWED
        for line, text in sentences(path.read_text(encoding="utf-8"))
        if not (SQL_ROOM in path.parts and SQL.search(text))
    ]

    assert found == []


def test_a_sentence_would_be_found() -> None:
    """The search finds a sentence where one is, and nothing in docstrings and exceptions."""
    source = '''\
"""The story of this module, in a whole sentence."""

PINNED = 3
"""Why it is three and not four."""

def tell() -> str:
    """Say something to somebody who reads code."""
    if not PINNED:
        raise ValueError(f"somebody forgot the number {PINNED}")
    return f"Bitte schreiben Sie {PINNED} Zeilen."
'''

    assert sentences(source) == [(10, "Bitte schreiben Sie ")]


def test_allowed_are_needed() -> None:
    """A file on the list of exceptions has something to be excepted."""
    idle = [
        name
        for name in ALLOWED
        if not (PACKAGE / name).exists()
        or not sentences((PACKAGE / name).read_text(encoding="utf-8"))
    ]

    assert idle == []


# Jinja's tags and comments, HTML's comments, styles and elements.
NO_WORDS = re.compile(
    r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<style.*?</style>|<script.*?</script>|<[^>]*>"
    r'|[\w-]+="[^"]*"',  # an attribute that a macro prints
    re.DOTALL,
)
PAGES = [*sorted(TEMPLATES.glob("*.html")), *sorted(TEMPLATES.glob("*.txt")),
         *sorted(PACKAGE.rglob("*.html"))]  # fmt: skip


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_words_in_templates(path: Path) -> None:
    """A stock template says nothing by itself, in no language."""
    left = NO_WORDS.sub("", path.read_text(encoding="utf-8"))

    assert re.findall(r"[^\W\d_]{2,}", re.sub(r"&\w+;", " ", left)) == []
