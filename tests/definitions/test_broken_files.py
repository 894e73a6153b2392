"""Broken meeting files, and what the organiser reads about each: `broken/*.txt`."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

Case = tuple[dict[str, str], list[str]]


def _cases(path: Path) -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for block in path.read_text("utf-8").split("\n## ")[1:]:
        name, *rows = block.rstrip().split("\n")
        lines: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            if not row.startswith("=> "):
                key, _, text = row.partition(":")
                lines[key].append(text.removeprefix(" "))
        expected = [row.removeprefix("=> ") for row in rows if row.startswith("=> ")]
        cases[name] = {key: "\n".join(text) for key, text in lines.items()}, expected
    return cases


CASES = {
    f"{path.stem}-{name}": case
    for path in sorted((Path(__file__).parent / "broken").glob("*.txt"))
    for name, case in _cases(path).items()
}


@pytest.mark.parametrize("name", CASES)
def test_what_the_organiser_reads(
    name: str, write: Callable[..., str], read: Callable[..., list[str]]
) -> None:
    """Every problem is told with its line, in plain words, and with what to do."""
    lines, expected = CASES[name]

    assert read(write(**lines)) == expected


def test_the_file_they_are_made_of_is_good(
    write: Callable[..., str], read: Callable[..., list[str]]
) -> None:
    """Without a changed line there is nothing to say."""
    assert read(write()) == []


def test_all_problems_at_once(write: Callable[..., str], read: Callable[..., list[str]]) -> None:
    """A file with five mistakes is told all five, from its first line to its last."""
    text = write(
        id="",
        title="titel = 5",
        end="end = 2025-09-08T09:00:00",
        extra='announcement = "<b>Neu</b>"',
        kind='kind = "Präsenz"',
    )

    said = [sentence.split(": ")[:2] for sentence in read(text)]

    assert said == [
        ["m.toml", "id"],
        ["m.toml:3", "titel"],
        ["m.toml:5", "end"],
        ["m.toml:6", "announcement"],
        ["m.toml:8", "venue.kind"],
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # cp1252, as old editors save
        (b'# ok\ntitle = "M\xfcnster"\n', "m.toml:2: Die Datei ist nicht in UTF-8 gespeichert"),
        # UTF-16, Notepad's "Unicode"
        ("title = 1".encode("utf-16"), "m.toml: Die Datei ist nicht in UTF-8 gespeichert"),
        (b"#" * 1_000_001, "m.toml: Die Datei ist größer als 1000 kB"),
        (b"a = " + b"[" * 100_000, "m.toml: Klammern oder Abschnitte sind zu tief"),
        # deep enough to overrun the stack of the parser that tells the lines
        (b"[" + b".".join([b"a"] * 10_000) + b"]", "m.toml: Klammern oder Abschnitte sind zu"),
        (b"\x00\x01\x02", "m.toml:1: In dieser Zeile steht ein unsichtbares Steuerzeichen"),
        (b'title = "\x07"', "m.toml:1: In dieser Zeile steht ein unsichtbares Steuerzeichen"),
    ],
    ids=["cp1252", "utf-16", "too-large", "deep-lists", "deep-tables", "binary", "bell"],
)
def test_what_is_hardly_a_text(data: bytes, expected: str, read: Callable[..., list[str]]) -> None:
    """Whatever is in a file, it is one clear sentence and no traceback."""
    [said] = read(data)

    assert said.startswith(expected)


def test_notepad(write: Callable[..., str], read: Callable[..., list[str]]) -> None:
    """A BOM and Windows line ends are no mistake."""
    data = b"\xef\xbb\xbf" + write().replace("\n", "\r\n").encode()

    assert read(data) == []


def test_lines_of_a_windows_file(write: Callable[..., str], read: Callable[..., list[str]]) -> None:
    """Windows line ends move no problem to another line."""
    text = write(extra='announcement = """\nEins\n\n<b>zwei</b>"""').replace("\n", "\r\n")

    [said] = read(text.encode())

    assert said.startswith("m.toml:9: announcement: Im Text steht HTML: <b>.")


def test_keys_that_look_like_the_parser_s_own(
    write: Callable[..., str], read: Callable[..., list[str]]
) -> None:
    """A key that has the name of a part of the parser's account is a key like any other."""
    text = write(below="key_line = 5\nvalue = 6\nvalue_line = 7")

    assert [said.split(": ")[:2] for said in read(text)] == [
        ["m.toml:10", "venue.key_line"],
        ["m.toml:11", "venue.value"],
        ["m.toml:12", "venue.value_line"],
    ]


def test_in_english(write: Callable[..., str], read: Callable[..., list[str]]) -> None:
    """Asked in English, the sentence is English."""
    [said] = read(write(end="end = 2025-09-08T09:00:00"), "en")

    assert said == (
        "m.toml:5: end: The end (8 September 2025, 09:00) is not after the start "
        "(8 September 2025, 10:00). Write a later time or correct the start."
    )
