"""TOML bytes with their lines: what a file says, and where.

    bytes ─▶ UTF-8 ─▶ tomllib ─▶ values
                  └─▶ toml-rs ─▶ lines of keys and values

Values are tomllib's alone; toml-rs is asked for lines and for the text as written. A path is the
keys and positions down to a value: `("agenda", 1, "time")`, shown as `agenda[2].time`.
"""

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import toml_rs

from rundbrief.definitions.broken import explain
from rundbrief.problems import Problem, Value

Path = tuple[str | int, ...]

# Two thousand times the example's largest file: whoever is above it has saved something else here.
LARGEST = 1_000_000
# No definition nests deeper than four; toml-rs 0.3 overruns its stack at some thousands.
DEEPEST = 20


@dataclasses.dataclass(frozen=True, slots=True)
class _Spot:
    """Where a value stands: lines from 1, and its text as written."""

    key_line: int | None
    first: int | None
    last: int | None
    written: str
    inside: Any


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """One file as read: its values, and the way back from each to its line."""

    file: str
    text: str
    values: Mapping[str, Any]
    nodes: Mapping[str, Any]

    def problem(
        self, path: Path, code: str, /, *, row: int | None = None, **values: Value
    ) -> Problem:
        """A problem of the value at `path`; `row` counts the lines of its own text, from 0."""
        line = self.line(path) if row is None else self._line_in_text(path, row)
        return Problem(self.file, line, dotted(path), code, values)

    def line(self, path: Path) -> int | None:
        """The line of the key, or of the table it is missing from; None for the whole file."""
        line = None
        for depth, spot in enumerate(self._spots(path), start=1):
            line = spot.key_line or self._header_line(path[:depth], spot.inside) or line
        return line

    def lines(self, path: Path) -> tuple[int, int] | None:
        """The first and last line of the key with its value; None where it isn't one entry."""
        spots = list(self._spots(path))
        if len(spots) < len(path) or not (first := spots[-1].key_line):
            return None
        return first, spots[-1].last or first

    def value(self, path: Path) -> object:
        """The value at `path`; None where there is none."""
        value: Any = self.values
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def written(self, path: Path, limit: int = 60) -> str:
        """The value at `path` as the organiser wrote it, on one line, shortened with `…`."""
        spots = list(self._spots(path))
        text = spots[-1].written if len(spots) == len(path) and spots else ""
        if not text:
            text = (
                f"[[{dotted(path)}]]" if isinstance(self.value(path), list) else f"[{dotted(path)}]"
            )
        text = " ".join(text.split())
        return text if len(text) <= limit else text[: limit - 1] + "…"

    def _line_in_text(self, path: Path, row: int) -> int | None:
        *_, spot = self._spots(path)
        if spot.first is None or spot.last is None:
            return self.line(path)
        opened = spot.written[3:4] if spot.written.startswith(('"""', "'''")) else ""
        return min(spot.first + row + (opened in {"\n", "\r"} and opened != ""), spot.last)

    def _spots(self, path: Path) -> Iterator[_Spot]:
        inside: Any = self.nodes
        for part in path:
            spot = _step(inside, part)
            if spot is None:
                return
            yield spot
            inside = spot.inside

    def _header_line(self, path: Path, inside: Any) -> int | None:
        """The line of `[table]`, which toml-rs doesn't tell: above its first key, past comments."""
        lines = self.text.split("\n")
        first = min(_lines_of(inside), default=None)
        if first is None:
            header = f"[{dotted(path)}]"
            return next((n for n, line in enumerate(lines, 1) if line.strip() == header), None)
        for number in range(first - 1, 0, -1):
            line = lines[number - 1].strip()
            if line.startswith("["):
                return number
            if line and not line.startswith("#"):
                break
        return first


def read_source(data: bytes, file: str) -> tuple[Source | None, list[Problem]]:
    """The file's values and lines, or the one problem that keeps it from being read at all.

    `file` is the path as the organiser knows it. A BOM is accepted: Windows Notepad writes one.
    """
    if len(data) > LARGEST:
        return None, [Problem(file, None, "", "definitions.too-large", {"limit": LARGEST // 1000})]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = None if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else data[: error.start].count(b"\n")
        return None, [Problem(file, None if line is None else line + 1, "", "definitions.not-utf8")]
    text = text.replace("\r\n", "\n")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, code, said = explain(text, str(error))
        return None, [Problem(file, line, str(said.get("key", "")), code, said)]
    except RecursionError:
        return None, [Problem(file, None, "", "definitions.too-deep")]
    if _is_deeper(values, DEEPEST):
        return None, [Problem(file, None, "", "definitions.too-deep")]
    nodes: Mapping[str, Any] = toml_rs.load_with_metadata(text, "1.0.0").meta["nodes"]
    return Source(file, text, values, nodes), []


def dotted(path: Sequence[str | int]) -> str:
    """`agenda[2].time`: positions count from 1, as people do."""
    shown = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return shown.removeprefix(".")


def _step(inside: Any, part: str | int) -> _Spot | None:
    """One key or position further into toml-rs's account.

    A table's entry is an account of its own (with `key_line`) or, for a `[table]`, simply the
    table, in which a user's key may be called `key_line` too: only an account has a number there.
    """
    if isinstance(part, int):
        if not isinstance(inside, list) or part >= len(inside):
            return None
        first, last = _span(inside[part])
        item = inside[part]
        return _Spot(first, first, last, item.get("value_raw", ""), item["value"])
    if not isinstance(inside, dict) or part not in inside:
        return None
    entry = inside[part]
    if isinstance(entry, dict) and isinstance(entry.get("key_line"), int):
        first, last = _span(entry)
        return _Spot(entry["key_line"], first, last, entry.get("value_raw", ""), entry["value"])
    return _Spot(None, None, None, "", entry)


def _span(account: Mapping[str, Any]) -> tuple[int | None, int | None]:
    lines = account.get("value_line")
    return lines if isinstance(lines, tuple) else (lines, lines)


def _lines_of(inside: Any) -> Iterator[int]:
    for part in inside if isinstance(inside, dict) else ():
        spot = _step(inside, part)
        if spot and spot.key_line:
            yield spot.key_line
        elif spot:
            yield from _lines_of(spot.inside)


def _is_deeper(value: object, limit: int) -> bool:
    level: list[object] = [value]
    for _ in range(limit):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
