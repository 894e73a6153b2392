"""A file's bytes with some values changed, and all else as it was: comments, order, spaces.

bytes ─▶ a document that remembers its layout ─▶ each changed value in its place ─▶ bytes
      └▶ plain values, changed the same way ─▶ is what was written read the same? else: None
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple
from uuid import uuid4

import tomlrt

from rundbrief.definitions import without_marks
from rundbrief.definitions.drafts import toml_text
from rundbrief.desk.fields import Field, Rows, What, several, single

BOM: Final = "\ufeff"
NOTHING: Final[tuple[Any, ...]] = ("", [])


class Entry(NamedTuple):
    """An entry as it is typed: its place in the file as it was, None for a new one; its texts."""

    origin: int | None
    texts: tuple[str, ...]  # in the order of its fields


class Texts(NamedTuple):
    """A file's values as text: those that stand there once, and those of the lists' entries."""

    single: Mapping[str, str]
    rows: Mapping[str, tuple[Entry, ...]]


def values_of(data: bytes) -> dict[str, Any] | None:
    """What the file says; None where it is no TOML."""
    with suppress(UnicodeDecodeError, tomllib.TOMLDecodeError):
        return tomllib.loads(data.decode("utf-8-sig"))
    return None


def texts_of(what: What, values: Mapping[str, Any]) -> Texts:
    """The values of such a file as they are typed."""
    return Texts(
        {each.key: _text(_at(values, each.key)) for each in single(what)},
        {each.key: tuple(_rows(each, values.get(each.key))) for each in several(what)},
    )


def _rows(rows: Rows, entries: Any) -> Iterator[Entry]:
    for origin, entry in enumerate(entries if isinstance(entries, list) else ()):
        inner = entry if isinstance(entry, dict) else {"": entry}
        yield Entry(origin, tuple(_text(inner.get(field.key)) for field in rows.fields))


def _at(values: Mapping[str, Any], key: str) -> Any:
    *tables, last = key.split(".")
    for table in tables:
        inner = values.get(table)
        values = inner if isinstance(inner, dict) else {}
    return values.get(last)


def _text(value: Any) -> str:
    """A value as it is typed; a text without the blank lines around it."""
    if isinstance(value, datetime | time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value).strip()


def _value(field: Field, text: str) -> Any:
    """What is typed as a value; what is no moment stays text, and is told so."""
    with suppress(ValueError):
        if field.shape in {"moment", "day"}:
            return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
        if field.shape == "time":
            return time.fromisoformat(text)
    if field.shape in {"words", "flags"}:
        return [word for each in text.split(",") if (word := each.strip())]
    return text


class _Hand(NamedTuple):
    """How values are put into plain ones, or into a document that remembers its layout."""

    written: Callable[[Any], Any]
    table: Callable[[dict[str, Any]], Any]
    tables: Callable[[list[dict[str, Any]]], Any]


_PLAIN: Final = _Hand(lambda value: value, lambda table: table, lambda tables: tables)


def rewritten(
    data: bytes, what: What, before: Texts, after: Texts, *, is_checked: bool
) -> bytes | None:
    """The file that says `after` where it said `before`; None where that can't be done safely.

    `is_checked` takes away the draft's marks.
    """
    text = data.decode("utf-8-sig")
    bom = BOM if data.decode("utf-8").startswith(BOM) else ""
    expected = deepcopy(tomllib.loads(text))
    quoted: dict[str, str] = {}

    def written(value: Any) -> Any:
        if not (isinstance(value, str) and "\n" in value):
            return value
        mark = uuid4().hex  # its place: the library writes every line end as an escape
        quoted[f'"{mark}"'] = toml_text(value)
        return mark

    layout = _Hand(written, tomlrt.Table.section, tomlrt.AoT)
    try:
        document = tomlrt.loads(text)
        for values, hand in ((expected, _PLAIN), (document, layout)):
            _change(values, what, before, after, hand)
        new = tomlrt.dumps(document)
    except (tomlrt.TOMLError, TypeError, ValueError, AttributeError):
        return None
    if is_checked:
        new = without_marks(new)
    ends = "\r\n" if "\r\n" in text else "\n"
    for mark, text in quoted.items():
        new = new.replace(mark, text.replace("\n", ends))
    result = (bom + new).encode()
    read_again = values_of(result)
    return result if read_again is not None and _is_same(read_again, expected) else None


def _change(values: Any, what: What, before: Texts, after: Texts, hand: _Hand) -> None:
    for field in single(what):
        if after.single[field.key] != before.single[field.key]:
            _put(values, field.key, _value(field, after.single[field.key]), hand)
    for rows in several(what):
        if after.rows[rows.key] != before.rows[rows.key]:
            _put_rows(values, rows, before.rows[rows.key], after.rows[rows.key], hand)


def _put(values: Any, key: str, value: Any, hand: _Hand) -> None:
    """Set the key, or take it out where nothing stands in it any more, with a table left empty."""
    table, _, last = key.rpartition(".")
    if table and table not in values:
        if value not in NOTHING:
            values[table] = hand.table({last: hand.written(value)})
        return
    inner = values[table] if table else values
    if value in NOTHING:
        inner.pop(last, None)
        if table and not inner:
            del values[table]
    else:
        inner[last] = hand.written(value)


def _put_rows(
    values: Any, rows: Rows, before: Sequence[Entry], after: Sequence[Entry], hand: _Hand
) -> None:
    """Take out, change and put in entries, so that those which stay keep their comments."""
    if not after:
        values.pop(rows.key, None)
        return
    if rows.key not in values:
        entries = [_entry(rows, row, hand) for row in after]
        values[rows.key] = entries if not rows.fields[0].key else hand.tables(entries)
        return
    there = values[rows.key]
    after = _kept_in_order(after)
    stay = {row.origin for row in after}
    for origin in reversed(range(len(before))):
        if origin not in stay:
            del there[origin]
    for position, row in enumerate(after):
        if row.origin is None:
            there.insert(position, _entry(rows, row, hand))
            continue
        for field, old, new in zip(rows.fields, before[row.origin].texts, row.texts, strict=True):
            if old == new:
                continue
            if field.key:
                _put(there[position], field.key, _value(field, new), hand)
            else:
                there[position] = new


def _kept_in_order(rows: Sequence[Entry]) -> list[Entry]:
    """The same; an entry that was moved up counts as taken out and written anew."""
    latest, found = -1, []
    for row in rows:
        if row.origin is not None and row.origin > latest:
            latest = row.origin
            found.append(row)
        else:
            found.append(Entry(None, row.texts))
    return found


def _entry(rows: Rows, row: Entry, hand: _Hand) -> Any:
    values = {
        field.key: hand.written(value)
        for field, text in zip(rows.fields, row.texts, strict=True)
        if (value := _value(field, text)) not in NOTHING
    }
    return values if rows.fields[0].key else values[""]


def _is_same(read_again: Any, expected: Any) -> bool:
    """Whether both say the same; a text may have gained the line end that its quotes stand on."""
    if isinstance(read_again, dict) and isinstance(expected, dict):
        return read_again.keys() == expected.keys() and all(
            _is_same(read_again[key], expected[key]) for key in expected
        )
    if isinstance(read_again, list) and isinstance(expected, list):
        return len(read_again) == len(expected) and all(map(_is_same, read_again, expected))
    if isinstance(read_again, str) and isinstance(expected, str):
        return read_again.rstrip("\n") == expected.rstrip("\n")
    return bool(read_again == expected)
