"""Text in its place, and lines folded so that every reader gets the same back."""

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rundbrief.calendaring import fold, fold_line, parameter_value, text_value, unfold

LINES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=400)


@given(LINES)
@example("DESCRIPTION:" + "ä" * 100)
@example("x" * 75)
@example("x" * 76)
@example("🎂" * 60)
@example("x" * 74 + "\\n" * 40)
@example("\\" * 301)
def test_fold_line(line: str) -> None:
    """A folded line unfolds to itself, keeps to 75 octets and cuts no escape in two."""
    folded = fold_line(line)
    pieces = folded.split("\r\n")

    assert unfold(folded) == line
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    for piece in pieces[:-1]:
        assert (len(piece) - len(piece.rstrip("\\"))) % 2 == 0


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("x" * 75, ["x" * 75]),
        ("x" * 76, ["x" * 75, " x"]),
        ("x" * 150, ["x" * 75, " " + "x" * 74, " x"]),
        # "ä" is two octets: the 75th stays free.
        ("ä" * 38, ["ä" * 37, " ä"]),
        # The backslash goes with what it escapes.
        ("x" * 74 + "\\n", ["x" * 74, " \\n"]),
        ("x" * 73 + "\\\\n", ["x" * 73 + "\\\\", " n"]),
    ],
)
def test_fold_places(line: str, pieces: list[str]) -> None:
    """A line is cut as late as it may be, and not a line too often."""
    assert fold_line(line).split("\r\n") == pieces


def test_fold_text() -> None:
    """Every line of a text is folded for itself, and its last CRLF stays."""
    text = "A:1\r\nB:" + "x" * 80 + "\r\n"

    assert fold(text) == "A:1\r\nB:" + "x" * 73 + "\r\n " + "x" * 7 + "\r\n"
    assert unfold(fold(text)) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Kaffee, Kuchen; Tee", r"Kaffee\, Kuchen\; Tee"),
        # icalendar would make an end of line of the second one
        (r"C:\neu", r"C:\\neu"),
        (r"C:\Neu", r"C:\\Neu"),
        # ends of line in every convention
        ("a\nb", r"a\nb"),
        ("a\r\nb", r"a\nb"),
        ("a\rb", r"a\nb"),
        ("a\n\r\nb", r"a\n\nb"),
        ("a\u2028b\u2029c\x85d", r"a\nb\nc\nd"),
        # what must not stand in a line
        ("a\x00b\x07c\x7fd", "abcd"),
        ("a\tb", "a\tb"),
        ("ein „Zitat“: 'ja' \"ja\" 🎂", "ein „Zitat“: 'ja' \"ja\" 🎂"),
    ],
)
def test_text_value(text: str, value: str) -> None:
    """A TEXT is escaped where RFC 5545 §3.3.11 says so, and nowhere else."""
    assert text_value(text) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Stadt Höxter, Kultur; Amt: 1", "Stadt Höxter, Kultur; Amt: 1"),
        ('Max "Maxi" Beispiel', "Max 'Maxi' Beispiel"),
        ("a^nb", "aˆnb"),
        ("a\r\nATTENDEE:mailto:x@y.example", "a  ATTENDEE:mailto:x@y.example"),
        ("a\u2028b\x00c", "a b c"),
    ],
)
def test_parameter_value(name: str, value: str) -> None:
    """A name stands between quotation marks whatever is in it, and brings no line of its own."""
    assert parameter_value(name) == value


@given(st.text())
def test_parameter_is_read_back(name: str) -> None:
    """What parameter_value wrote, a reader of RFC 5545 and 6868 gets back."""
    value = parameter_value(name)

    read = icalendar.Parameters.from_ical(f'CN="{value}"')  # type: ignore[no-untyped-call]
    assert read["CN"] == value
