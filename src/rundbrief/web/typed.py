"""What somebody typed in a file's form, and its rows as they come, go and change places.

fields ─▶ Texts ─▶ desk.save              the button that saves
                └▶ add, remove, up ─▶ …   a button of a row: the form again, nothing written
"""

from collections.abc import Mapping
from typing import Final

from rundbrief.desk import Entry, Field, Form, Rows, Texts, several, single

MARK: Final = "#"  # behind a row's place: which of the file's entries it is; that boxes were shown
SEVERAL: Final = "[]"  # behind the name that several boxes have
TIME: Final = "@time"  # behind a day's name: its time of day
ACT: Final = "row"  # the name of a row's buttons: "remove agenda[2]"

Fields = Mapping[str, str]


def typed(form: Form, fields: Fields) -> Texts:
    """The texts of such a form that its fields hold."""
    return Texts(
        {
            each.key: _text(each, each.key, fields)
            for each in single(form.what)
            if each.key in fields or each.key + MARK in fields
        },
        {each.key: tuple(_entries(each, fields)) for each in several(form.what)},
    )


def _entries(rows: Rows, fields: Fields) -> list[Entry]:
    found: list[Entry] = []
    while (mark := fields.get(rows.row(len(found)) + MARK)) is not None:
        texts = (_text(each, rows.name(len(found), each), fields) for each in rows.fields)
        found.append(Entry(int(mark) if mark.isdecimal() else None, tuple(texts)))
    return found


def _text(field: Field, name: str, fields: Fields) -> str:
    """What is typed there; a day and its time of day are two inputs, flags are boxes."""
    if field.shape == "flags":
        return fields.get(name + SEVERAL, "")
    text, clock = fields.get(name, ""), fields.get(name + TIME, "")
    return "T".join(filter(None, (text, clock))) if field.shape == "day" else text


def acted(form: Form, texts: Texts, act: str) -> tuple[Texts, str]:
    """The rows after a press of such a button, and the place where somebody goes on typing."""
    what, _, place = act.partition(" ")
    key, _, number = place.rstrip("]").partition("[")
    rows = next((each for each in several(form.what) if each.key == key), None)
    if rows is None:
        return texts, ""
    entries = list(texts.rows[key])
    if what == "add":
        entries.append(Entry(None, tuple(_first(each) for each in rows.fields)))
        focus = rows.name(len(entries) - 1, rows.fields[0])
    else:
        position = int(number or 0) - 1
        if not 0 <= position < len(entries):
            return texts, ""
        entry = entries.pop(position)
        focus = key
        if what == "up":
            entries.insert(max(position - 1, 0), entry)
            focus = rows.name(max(position - 1, 0), rows.fields[0])
    return Texts(texts.single, {**texts.rows, key: tuple(entries)}), focus


def _first(field: Field) -> str:
    return field.choices[0] if field.choices else ""
