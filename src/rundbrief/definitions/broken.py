"""What is wrong with a file that isn't TOML, said for someone who never heard of TOML.

    tomllib's message ─┐
    the line it names ─┴▶ the first accident of the table that fits ─▶ line, code, values

The accidents are those of people who write in Word or by hand: typographic quotation marks, none
at all, 10:00 without seconds, a second line with the same key. tomllib's words are only used to
choose among them; none is shown.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from rundbrief.definitions import guesses
from rundbrief.definitions.fields import clock_in, moment_in

Values = dict[str, str | int]

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")
_ENTRY = re.compile(r'\s*(?P<key>[\w.\-]+)\s*(?:=|:(?!//)|(?="))\s*(?P<found>.*?)\s*$')
_CURLY = "„“”‟»«‚‘’´`"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Blanks that only look like one, and what can't be seen at all, before the first quotation mark.
_UNSEEN = re.compile(r"[^\"'#]*?([\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060\u3000\ufeff])")
_ID = re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")
_DATE = r"\d{4}-\d\d-\d\d"


class _Spot(NamedTuple):
    """The place tomllib names: the line's text, and the rest of it from the column on."""

    line: str
    rest: str


class _Accident(NamedTuple):
    """One way to break a file: tomllib's message begins with one of `messages` and `fits` holds."""

    code: str
    messages: tuple[str, ...]
    fits: Callable[[_Spot], object]
    example: Callable[[str], str] | None = None
    names_a_key: bool = True


def _found(line: str) -> str:
    entry = _ENTRY.match(line)
    found = entry["found"] if entry else line.strip()
    return found if found[:1] in {'"', "'"} else re.sub(r"\s*#.*", "", found)


def _value_like(pattern: str) -> Callable[[_Spot], object]:
    compiled = re.compile(rf"{pattern}\s*(?:#.*)?$")
    return lambda spot: compiled.match(_found(spot.line))


def _always(_: _Spot) -> bool:
    return True


def _with_seconds(found: str) -> str:
    return re.sub(r"\s+", "T", re.split(r"\s*#", found)[0]) + ":00"


def _in_quotes(found: str) -> str:
    return '"' + found.strip(_CURLY + "\"', ").replace('"', "'").replace("\\", "/") + '"'


def _each_in_quotes(found: str) -> str:
    inner = found.strip("[] ")
    return f"[{', '.join(_in_quotes(one) for one in inner.split(',') if one.strip())}]"


def _closed(line: str) -> str:
    brackets = "[[" if line.startswith("[[") else "["
    name = re.match(r"[\w.\-]*", line.lstrip("[ "))
    return f"{brackets}{name[0] if name else ''}{brackets.replace('[', ']')}"


def _curly_inside(found: str) -> str:
    inner = found.removeprefix('"').removesuffix('"')
    return '"' + re.sub(r'"([^"]*)"', "„\\1“", inner).replace('"', "”") + '"'


_STRAY = ("Expected newline",)
_VALUE = ("Invalid value",)
_KEY = ("Expected '=' after a key", "Invalid statement")

# The first that fits is told.
_ACCIDENTS = (
    _Accident(
        "control-character-raw", ("",), lambda spot: _CONTROL.search(spot.line), names_a_key=False
    ),
    _Accident("unseen-character", ("",), lambda spot: _UNSEEN.match(spot.line), names_a_key=False),
    _Accident("same-key-twice", ("Cannot overwrite",), _always),
    _Accident("same-table-twice", ("Cannot declare", "Cannot mutate"), _always),
    _Accident("no-such-day", ("Invalid date or datetime",), _always),
    _Accident("backslash", ("Unescaped", "Invalid hex"), _always, _in_quotes),
    # „Titel“ or "Titel“, as Word and many telephones write them
    _Accident("curly-quotes", _VALUE, lambda spot: spot.rest.startswith(tuple(_CURLY)), _in_quotes),
    _Accident(
        "curly-quotes",
        ("Illegal character '\\n'",),
        lambda spot: re.search(rf"[{_CURLY}]\s*,?$", spot.line) and '"""' not in spot.line,
        _in_quotes,
    ),
    _Accident("no-closing-quote", ("Illegal character '\\n'",), _always, _in_quotes),
    _Accident("text-never-ends", ("Unterminated", "Expected \"'''\""), _always),
    _Accident("no-closing-quote", ('Expected "\'"',), _always, _in_quotes),
    # 2025-09-08T10:00, 10:00, 8.9.2025
    _Accident("no-seconds", _STRAY, _value_like(rf"(?:{_DATE}[T ]\s*)?\d\d:\d\d"), _with_seconds),
    _Accident(
        "loose-date",
        (*_STRAY, *_VALUE),
        lambda spot: re.match(rf"\d{{1,2}}\.\d{{1,2}}\.|{_DATE}", _found(spot.line)),
        lambda found: moment_in(found) or "2025-09-08T10:00:00",
    ),
    _Accident(
        "loose-time",
        _STRAY,
        _value_like(r"\d{1,2}(?:[:.]\d\d)+(?:\s*Uhr)?"),
        lambda found: clock_in(found) or "10:00:00",
    ),
    _Accident(
        "quotes-inside",
        _STRAY,
        lambda spot: re.match(r'"[^"]*"[^"#]+".*"$', _found(spot.line)),
        _curly_inside,
    ),
    _Accident("words-behind", _STRAY, lambda spot: _found(spot.line)[:1] in {'"', "'", "[", "{"}),
    _Accident("no-quotes", _STRAY, lambda spot: "=" in spot.line, _in_quotes),
    _Accident("no-value", _VALUE, lambda spot: not _found(spot.line).split("#")[0].strip()),
    _Accident("list-never-ends", _VALUE, lambda spot: not spot.rest or spot.rest[:1] in ",]#"),
    _Accident("no-quotes", _VALUE, lambda spot: _found(spot.line)[:1] == "[", _each_in_quotes),
    _Accident("no-quotes", _VALUE, _always, _in_quotes),
    _Accident("list-never-ends", ("Unclosed array",), _always),
    _Accident("bad-key", _KEY, lambda spot: "=" in spot.line, names_a_key=False),
    _Accident("no-equals", _KEY, lambda spot: re.match(r'\s*\w+\s*[:"]', spot.line), _in_quotes),
    _Accident("loose-line", _KEY, _always, names_a_key=False),
    _Accident("no-closing-bracket", ("Expected ']",), _always, _closed),
)


def _opening_line(lines: list[str]) -> int | None:
    """Where the text that never ends begins: the last three quotation marks without a partner."""
    opened: int | None = None
    for number, line in enumerate(lines, 1):
        if (line.count('"""') + line.count("'''")) % 2:
            opened = None if opened else number
    return opened


def _repeated_line(lines: list[str]) -> int | None:
    """Where the key stands that was there before: tomllib names the end of its value."""
    keys = [entry["key"] if (entry := _ENTRY.match(line)) else None for line in lines]
    return next(
        (n for n in range(len(keys), 0, -1) if keys[n - 1] in keys[: n - 1] and keys[n - 1]), None
    )


# tomllib names where it noticed; the organiser must look where it began.
_REAL_LINE = {"text-never-ends": _opening_line, "same-key-twice": _repeated_line}


def explain(text: str, message: str) -> tuple[int, str, Values]:
    """The line from 1, the sentence's code and its values, for tomllib's message about `text`."""
    lines = text.split("\n")
    if place := _PLACE.search(message):
        number, column = int(place[1]), int(place[2])
    else:  # "at end of document": the last line that says anything
        number = max((n for n, line in enumerate(lines, 1) if line.strip()), default=1)
        column = len(lines[number - 1]) + 1
    line = lines[number - 1]
    spot = _Spot(line, line[column - 1 :])
    for accident in _ACCIDENTS:
        if message.startswith(accident.messages) and accident.fits(spot):
            break
    else:
        return number, "definitions.not-toml", {"found": _shortened(line)}
    if seek := _REAL_LINE.get(accident.code):
        number = seek(lines[:number]) or number
        line = lines[number - 1]
    entry = _ENTRY.match(line)
    found = _shortened(_found(line) if entry and "=" in line else line)
    if accident.code == "bad-key" and (guess := _likely_key(line)):
        return number, "definitions.misspelt-key", guess
    key = entry["key"] if entry else line.strip(" []") if line.strip().startswith("[") else ""
    key = key if accident.names_a_key else ""
    values: Values = {"key": key, "found": found}
    if unseen := _UNSEEN.match(line):
        values["character"] = f"U+{ord(unseen[1]):04X}"
    if accident.example and key == "id" and not _ID.search(line):
        return number, "definitions.cut-id", values  # half an id, completed, would be another one
    if accident.example:
        example = accident.example(_found(line))
        values["example"] = f"{key} = {example}" if entry and key else example
    return number, f"definitions.{accident.code}", values


def _likely_key(line: str) -> Values | None:
    """`ankündigung = …`: what stands there, and our word for it."""
    name = line.partition("=")[0].strip()
    meanings = guesses.KEYS.get(guesses.plain(name))
    return {"key": name, "likely": meanings[0]} if meanings else None


def _shortened(text: str, limit: int = 60) -> str:
    text = text.strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"
