"""Files that were saved half-way, and other accidents of disks and editors: a sentence each."""

from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples/meetings/2025-09-08-kreisverwaltungen.toml"

Read = Callable[..., list[str]]
Write = Callable[..., str]


@pytest.mark.parametrize("share", range(0, 100, 2))
def test_cut_off_anywhere(share: int, write: Write, read: Read) -> None:
    """However much of a file is there, what is missing or open is said in whole sentences."""
    whole = write(extra='announcement = """\nGrüße aus Münster.\n"""').encode()

    said = read(whole[: len(whole) * share // 100])

    assert said
    assert all(line.startswith("m.toml") for line in said)
    assert not any("ist nicht zu verstehen" in line for line in said)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # what a crash or a full disk leaves
        (b"", "m.toml: id: Die Kennung fehlt."),
        (b"\0" * 4096, "m.toml:1: In dieser Zeile steht ein unsichtbares Steuerzeichen."),
        # what merging two versions leaves
        (b"<<<<<<< HEAD\n", "m.toml:1: Diese Zeile steht außerhalb eines Textes"),
        (b"#" * 10_000_000, "m.toml: Die Datei ist größer als 1000 kB"),
    ],
    ids=["empty", "zeros", "merge", "ten-megabytes"],
)
def test_what_a_crash_leaves(data: bytes, expected: str, read: Read) -> None:
    """An empty file, one of zeros, one of ten megabytes: what is wrong, in a sentence."""
    assert read(data)[0].startswith(expected)


def test_ten_megabytes_of_text(write: Write, read: Read) -> None:
    """A text that is far too long is refused before it is parsed."""
    [said] = read(write(extra='recap = """\n' + "Wort " * 2_000_000 + '\n"""'))

    assert said.startswith("m.toml: Die Datei ist größer als")


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        # pictures and HTML in every disguise of CommonMark
        ("![Bild](https://a.example/x.png)", "Im Text steht ein Bild"),
        ("![Bild][1]\n\n[1]: https://a.example/x.png", "Im Text steht ein Bild"),
        ("<img src=https://a.example/x.png>", "Im Text steht HTML"),
        ("<script>alert(1)</script>", "Im Text steht HTML"),
        ("<a href=javascript:alert(1)>x</a>", "Im Text steht HTML"),
        # links that do something, in every disguise
        ("[x](javascript:alert(1))", "Der Link"),
        ("[x](JaVaScRiPt:alert(1))", "Der Link"),
        ("[x](&#106;avascript:alert(1))", "Der Link"),
        ("[x](vbscript:x)", "Der Link"),
        ("[x](file:///etc/passwd)", "Der Link"),
        ("[x](data:text/html;base64,eA==)", "Der Link"),
        ("[x](//a.example/x)", "Der Link"),
        ("[x]\n\n[x]: <javascript:alert(1)>", "Der Link"),
        ("<javascript:alert(1)>", "Der Link"),
        # lines indented by a tab
        ("\tWir laden ein.", "Der Absatz"),
    ],
)
def test_tricks_of_markdown(text: str, begin: str, write: Write, read: Read) -> None:
    """Pictures, HTML and links that do something are refused, however they are dressed up."""
    [said] = read(write(extra=f"announcement = '''\nGuten Tag.\n\n{text}\n'''"))

    assert f": announcement: {begin}" in said


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # tabs are as good as blanks around the equals sign
        ('title\t=\t"Kultur"', []),
        # but nothing to see in a title
        ('title = "Kultur\tim Kreis"', ["unsichtbare Steuerzeichen U+0009"]),
        # Word's blanks
        ('title\u00a0= "Kultur"', ["das Zeichen U+00A0"]),
        ('\u00a0title = "Kultur"', ["das Zeichen U+00A0"]),
        ('\u200btitle = "Kultur"', ["das Zeichen U+200B"]),
        ('title = \u00a0"Kultur"', ["das Zeichen U+00A0"]),
    ],
)
def test_blanks(line: str, expected: list[str], write: Write, read: Read) -> None:
    """Blanks and tabs from other programs are told for what they are."""
    said = read(write(title=line))

    assert len(said) == len(expected)
    assert all(words in text for words, text in zip(expected, said, strict=True))
