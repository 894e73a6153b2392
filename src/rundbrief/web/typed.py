"""What somebody typed in a file's form, and its rows as they come, go and change places.

fields ─▶ Texts ─▶ desk.save              the button that saves
                └▶ add, remove, up ─▶ …   a button of a row: the form again, nothing written
"""

from collections.abc import Mapping
from typing import Final

from rundbrief.desk import Entry, Field, Form, Rows, Texts, several, single

MARK: Final = "#"  # behind a row's place: which of the file's entries it is
ACT: Final = "row"  # the name of a row's buttons: "remove agenda[2]"

Fields = Mapping[str, str]


def typed(form: Form, fields: Fields) -> Texts:
    """The texts of such a form that its fields hold."""
    return Texts(
        {
            each.key: _text(each, fields[each.key])
            for each in single(form.what)
            if each.key in fields
        },
        {each.key: tuple(_entries(each, fields)) for each in several(form.what)},
    )


def _entries(rows: Rows, fields: Fields) -> list[Entry]:
    found: list[Entry] = []
    while (mark := fields.get(rows.row(len(found)) + MARK)) is not None:
        texts = (_text(each, fields.get(rows.name(len(found), each), "")) for each in rows.fields)
        found.append(Entry(int(mark) if mark.isdecimal() else None, tuple(texts)))
    return found


def _text(field: Field, text: str) -> str:
    """A day and a time of day are two inputs of one name."""
    return text.replace(", ", "T") if field.shape == "day" else text


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
