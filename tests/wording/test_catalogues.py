"""Every sentence in both languages, compiled, whole, and in the words of the glossary."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import rundbrief
from rundbrief.problems import Problem
from rundbrief.wording import LANGUAGES, Language, problem_sentence, sentence
from rundbrief.wording.compile import compiled

PACKAGE = Path(rundbrief.__file__).parent
WORDING = PACKAGE / "wording"
CATALOGUES = sorted(path.stem for path in (WORDING / "de").glob("*.po"))
ROOMS_THAT_SAY = ("cli", "desk", "workspace", "preview", "kind")

# Words that are wrong everywhere: the glossary has another one for each.
WRONG = {
    "subscriber": "recipient",
    "blacklist": "suppression",
    "campaign": "mailing",
    "email blast": "mailing",
    "abonnent": "Empfänger",
    "kampagne": "Sendung",
    "blackliste": "gesperrte Adresse",
    "verteilerliste": "Empfängerliste",
}


def read(language: Language, name: str) -> Catalog:
    with (WORDING / language / f"{name}.po").open("rb") as file:
        return read_po(file, locale=language)


def sentences(language: Language, name: str) -> dict[str, tuple[str, ...]]:
    """A catalogue's sentences by key: one, or singular and plural."""
    return {
        _key(message.id): (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string or ())
        for message in read(language, name)
        if message.id
    }


def _key(found: str | list[str] | tuple[str, ...]) -> str:
    return found if isinstance(found, str) else found[0]


def places(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("source", sorted(WORDING.rglob("*.po")), ids=lambda path: path.name)
def test_what_is_compiled_is_what_is_written(source: Path) -> None:
    """Each `.mo` holds the sentences of its `.po`: else run `make wording`."""
    assert source.with_suffix(".mo").read_bytes() == compiled(source)


def test_nothing_compiled_is_left_over() -> None:
    """No `.mo` without its `.po`, and the same catalogues in both languages."""
    assert {path.with_suffix("") for path in WORDING.rglob("*.mo")} == {
        path.with_suffix("") for path in WORDING.rglob("*.po")
    }
    assert sorted(path.stem for path in (WORDING / "en").glob("*.po")) == CATALOGUES


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_languages_say_the_same_things(name: str) -> None:
    """The same keys, each with the same placeholders, and a plural in both or in neither.

    A singular may say "one" instead of its number.
    """
    german, english = sentences("de", name), sentences("en", name)

    assert german.keys() == english.keys()
    for key, texts in german.items():
        assert len(texts) == len(english[key]), key
        assert places(texts[-1]) == places(english[key][-1]), key
        for text in (*texts, *english[key]):
            assert places(text) | {"count"} >= places(texts[-1]) - {"recipients"}, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CATALOGUES)
def test_no_sentence_is_empty_or_unfinished(name: str, language: Language) -> None:
    """Every key has its text, with no blanks around it and quotation marks of its language."""
    for key, texts in sentences(language, name).items():
        assert key.startswith(f"{name}."), key
        for text in texts:
            assert text.strip(), key
            assert text == text.strip() or key == "cli.hint", key
            assert text.count("„") == text.count("“" if language == "de" else "„"), key
            assert "TODO" not in text, key


def literals(room: str) -> Iterator[str]:
    """Every string that stands in a room's code, f-strings with `*` for what they put in."""
    for path in sorted((PACKAGE / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "*"
                    for part in node.values
                )


def named_keys() -> Iterator[tuple[str, str]]:
    """Where code asks for a sentence by its whole key: the file, and the key."""
    shorthand = {"cli": "cli.", "preview": "preview."}
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0]
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            place = {"sentence": 0, "say": 0, "Problem": 3, "PydanticCustomError": 0}
            arguments = call.args[place.get(call.func.id, 99) :]
            if call.func.id == "say" and room not in shorthand:
                continue  # a template's own: `mail` is told by the rendering room
            if arguments and isinstance(arguments[0], ast.Constant):
                start = shorthand.get(room, "") if call.func.id == "say" else ""
                yield path.name, start + str(arguments[0].value)


def test_every_key_that_code_names_exists() -> None:
    """A key that stands in a call has its sentence."""
    known = {key for name in CATALOGUES for key in sentences("de", name)}
    named = list(named_keys())

    assert len(named) > 100
    assert [(file, key) for file, key in named if key not in known] == []


@pytest.mark.parametrize("name", ROOMS_THAT_SAY)
def test_no_sentence_is_left_over(name: str) -> None:
    """Each key of these catalogues is said by some code, whole or put together."""
    said = [
        text
        for room in ("cli", "desk", "workspace", "preview", "rendering", "messages")
        for text in literals(room)
    ]
    shorthand = {f"{name}.{text}" for text in said} | set(said)
    patterns = [
        re.compile(re.escape(text).replace(r"\*", ".+"))
        for text in shorthand
        if "*" in text and not text.strip("*.").startswith(" ") and len(text.strip("*.")) > 3
    ]
    html = (PACKAGE / "preview" / "page.html").read_text(encoding="utf-8")
    shorthand |= {f"preview.{key}" for key in re.findall(r"say\(['\"]([\w.-]+)['\"]", html)}
    patterns += [re.compile(r"preview\.tab\..+")]

    unsaid = [
        key
        for key in sentences("de", name)
        if key not in shorthand and not any(each.fullmatch(key) for each in patterns)
    ]

    assert unsaid == []


@pytest.mark.parametrize("word", WRONG)
def test_a_word_that_is_wrong_everywhere_is_nowhere(word: str) -> None:
    """One word for one thing: in code, in sentences, in templates and examples."""
    root = PACKAGE.parents[1]
    files = [
        path
        for folder in ("src", "templates", "examples", "recipients")
        for path in (root / folder).rglob("*")
        if path.suffix in {".py", ".po", ".html", ".txt", ".css", ".js", ".toml", ".csv"}
    ]

    assert len(files) > 100
    wrong = [
        str(path.relative_to(root))
        for path in files
        if word in path.read_text(encoding="utf-8", errors="replace").lower()
    ]
    assert wrong == []


def test_singular_and_plural_go_by_the_count() -> None:
    """A `count` chooses; other values only fill."""
    assert sentence("cli.read.meetings", "de", count=1) == "1 Termin"
    assert sentence("cli.read.meetings", "de", count=0) == "0 Termine"
    assert sentence("cli.read.meetings", "en", count=2) == "2 meetings"


def test_a_count_may_only_be_told() -> None:
    """A sentence of one form takes a `count` like any other value."""
    assert "1000" in sentence("web.found-more", "de", count=1000, shown=100)


@pytest.mark.parametrize("key", ["cli.nothing-such", "cli.sent", "cli."])
def test_a_key_without_a_sentence_is_our_mistake(key: str) -> None:
    """It raises; nobody is shown a bare key."""
    with pytest.raises(KeyError):
        sentence(key, "de")


def test_a_missing_value_is_our_mistake() -> None:
    """A placeholder without its value raises too."""
    with pytest.raises(KeyError):
        sentence("cli.clock", "de")


@pytest.mark.parametrize(
    ("line", "field", "start"),
    [
        (7, "end", "meetings/x.toml:7: end: "),
        (None, "end", "meetings/x.toml: end: "),
        (7, "", "meetings/x.toml:7: "),
        (None, "", "meetings/x.toml: "),
    ],
)
def test_a_problem_opens_with_its_place(line: int | None, field: str, start: str) -> None:
    """File, line and field, less the parts that it doesn't have."""
    problem = Problem("meetings/x.toml", line, field, "workspace.is-folder")

    said = problem_sentence(problem, "en")

    assert said == start + sentence("workspace.is-folder", "en")


def test_a_problem_of_no_file_is_its_sentence() -> None:
    """What stands in no file has no place to name."""
    problem = Problem("", None, "", "desk.locked-by-someone")

    assert problem_sentence(problem, "de") == sentence("desk.locked-by-someone", "de")


def test_a_text_with_braces_in_a_value_is_filled_once() -> None:
    """What the organiser wrote is never read as a placeholder."""
    problem = Problem("x", None, "", "desk.unknown-file-near", {"near": "{count} {0}"})

    assert "{count} {0}" in problem_sentence(problem, "de")
