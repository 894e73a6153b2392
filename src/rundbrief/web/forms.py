"""A file's form: each key as a field, what is wrong beside it, lists as rows that come and go.

desk.open_form | retyped | save ─▶ Form ─▶ groups of fields ─▶ pages/edit.html
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time
from pathlib import Path
from typing import Any

from rundbrief.desk import Entry, Field, Form, Rows, Survey, open_form
from rundbrief.problems import Problem
from rundbrief.web.drawing import draw, said, say
from rundbrief.web.session import Session
from rundbrief.web.state import Place
from rundbrief.wording import Language

OPEN = frozenset({"meeting", "newsletter", "texts", "venue", "meetings", "articles"})
REQUIRED = frozenset({"title", "start", "end"})
HINTS = frozenset({"text", "words", "day"})
INPUTS = {"moment": "datetime-local", "time": "time"}
GLANCE = 60  # letters of what a folded group holds

Values = dict[str, Any]


def edit_page(session: Session, language: Language, place: Place, *_: object) -> str:
    """The form as it stands on disk."""
    if session.desk is None:
        raise LookupError("there is no workspace")
    form, problems = open_form(session.desk, place.file)
    session.opened(form)
    return form_page(session, language, place, form, problems)


def form_page(
    session: Session,
    language: Language,
    place: Place,
    form: Form | None,
    problems: Sequence[Problem],
    *,
    is_refused: bool = False,
    is_checked: bool = False,
    focus: str = "",
) -> str:
    """That form; `is_refused` where it could not be written.

    `is_checked` where she has said that all that is assumed is right. `focus` is the place where
    somebody goes on typing, in a form that is not written yet.
    """
    seen = session.seen()
    if seen is None:
        raise LookupError("there is no workspace")
    subject = seen.subject(place.file)
    sheet = _Sheet(seen, form, language, focus) if form else None
    values: Values = {
        "file": place.file,
        "subject": subject.title if subject else place.file,
        "form": form,
        "groups": sheet.groups() if sheet else (),
        "problems": said(sheet.elsewhere(problems) if sheet else problems, language),
        "is_refused": is_refused,
        "is_checked": is_checked,
        "is_typed": is_refused or bool(focus),
        "here": place.link("/edit"),
        "back": Place(file=place.file).link(),
    }
    return draw("edit", session, language, **values)


class _Sheet:
    """A form in the making: its groups, and which problems found a place in them."""

    def __init__(self, seen: Survey, form: Form, language: Language, focus: str) -> None:
        self._form, self._language, self._focus = form, language, focus
        self._places: set[str] = set()
        meetings = {Path(each.file).name: each.title for each in seen.contents.meetings}
        series = seen.desk.workspace.settings.series
        # What she may choose beside the words of the house, as her files have it.
        self._hers: Mapping[str, Mapping[str, str]] = {
            "series": {key: each.name for key, each in series.items()},
            "meetings.which": meetings,
        }

    def elsewhere(self, problems: Sequence[Problem]) -> list[Problem]:
        """Those that stand beside no field. After `groups` only."""
        return [
            each
            for each in problems
            if each.field not in self._places and each.field.partition("[")[0] not in self._places
        ]

    def groups(self) -> list[Values]:
        """The groups, those folded that are seldom needed and have nothing wrong in them."""
        return [self._group(name, group) for name, group in self._form.groups.items()]

    def _group(self, name: str, group: Sequence[Field | Rows]) -> Values:
        items = [
            self._rows(each) if isinstance(each, Rows) else self._single(each)
            for each in group
            if self._is_needed(each)
        ]
        return {
            "id": name,
            "name": self._say(f"edit.{name}"),
            "items": items,
            "is_fixed": name in OPEN,
            "is_open": any(each["is_urgent"] for each in items),
            "glance": self._glance(group),
        }

    def _is_needed(self, each: Field | Rows) -> bool:
        """Where she has no series there is none to choose."""
        return each.key != "series" or bool(
            self._hers["series"] or self._form.texts.single["series"]
        )

    def _glance(self, group: Sequence[Field | Rows]) -> str:
        single, rows = self._form.texts.single, self._form.texts.rows
        counts = [str(len(rows[each.key])) for each in group if isinstance(each, Rows)]
        texts = [
            single[each.key]
            for each in group
            if isinstance(each, Field) and each.shape != "choice" and single[each.key]
        ]
        whole = ", ".join([*(count for count in counts if count != "0"), *texts])
        return whole if len(whole) <= GLANCE else f"{whole[:GLANCE].rstrip()}…"

    def _rows(self, rows: Rows) -> Values:
        entries = self._form.texts.rows[rows.key]
        shown = [self._row(rows, position, entry) for position, entry in enumerate(entries)]
        self._places.add(rows.key)
        theirs = self._form.theirs.get(rows.key, "")
        wrong = [
            each
            for each in self._form.wrong(rows.key)
            if each.field == rows.key or each.field not in self._places
        ]
        return {
            "shape": "rows",
            "key": rows.key,
            "rows": shown,
            "wrong": self._texts(wrong),
            "theirs": theirs,
            "is_urgent": bool(wrong or theirs) or self._focus.startswith(rows.key)
            or any(row["is_urgent"] for row in shown),
            "add": self._say(f"edit.{rows.key}.add"),
            "is_focused": self._focus == rows.key,
            "note": self._say("edit.meetings.note") if rows.key == "meetings" else "",
        }  # fmt: skip

    def _row(self, rows: Rows, position: int, entry: Entry) -> Values:
        place = rows.row(position)
        what = self._say(f"edit.{rows.key}.row", number=position + 1)
        wrong = self._form.wrong(place)
        self._places.add(place)
        fields = [
            self._field(
                rows.name(position, field), f"{rows.key}.{field.key or 'which'}", field, text
            )
            for field, text in zip(rows.fields, entry.texts, strict=True)
        ]
        if not rows.fields[0].key:  # the entry is the field: what is wrong stands there
            wrong = []
        return {
            "place": place,
            "id": _id(place),
            "what": what,
            "origin": "" if entry.origin is None else str(entry.origin),
            "wrong": self._texts(wrong),
            "is_urgent": bool(wrong) or any(each["is_urgent"] for each in fields),
            "fields": fields,
            "remove": self._say("edit.remove", what=what),
            "up": self._say("edit.up", what=what) if position else "",
        }

    def _single(self, field: Field) -> Values:
        return self._field(field.key, field.key, field, self._form.texts.single[field.key])

    def _field(self, name: str, key: str, field: Field, text: str) -> Values:
        self._places.add(name)
        wrong, theirs = self._texts(self._form.wrong(name)), self._form.theirs.get(name, "")
        shape, parts = _parts(field, text)
        return {
            "name": name,
            "id": _id(name),
            "label": self._say(f"edit.{key}"),
            "hint": self._say(f"edit.{field.shape}") if field.shape in HINTS else "",
            "shape": shape,
            "type": INPUTS.get(shape, "text"),
            "value": text,
            "day": parts[0],
            "time": parts[1],
            "chosen": [each.strip() for each in text.split(",")],
            "choices": list(self._choices(key, field, text))
            if field.shape in {"choice", "flags"}
            else (),
            "required": name in REQUIRED,
            "wrong": wrong,
            "theirs": theirs,
            "is_focused": self._focus == name,
            "is_urgent": bool(wrong or theirs) or self._focus == name,
        }

    def _choices(self, key: str, field: Field, text: str) -> Iterator[tuple[str, str]]:
        hers = self._hers.get(key, {})
        known = field.choices or ("", *hers)
        for choice in known:
            yield choice, hers.get(choice) or self._say(f"edit.{key}.{choice or 'none'}")
        if text not in known and field.shape == "choice":
            yield text, text

    def _texts(self, problems: Sequence[Problem]) -> list[str]:
        return [each.text for each in said(problems, self._language)]

    def _say(self, key: str, /, **values: object) -> str:
        return say(self._language, key, **values)


def _id(name: str) -> str:
    """A place as an id: `agenda-1-title`."""
    return name.replace("[", "-").replace("]", "").replace(".", "-")


def _parts(field: Field, text: str) -> tuple[str, tuple[str, str]]:
    """The shape by which that text can be shown, a day apart from its time; else as it is."""
    if not text or field.shape not in {"moment", "day", "time"}:
        return field.shape, ("", "")
    with suppress(ValueError):
        if field.shape == "time":
            time.fromisoformat(text)
            return "time", ("", "")
        moment = datetime.fromisoformat(text)
        day, _, clock = text.partition("T")
        if moment.tzinfo is None and (clock or field.shape == "day"):
            return field.shape, (day, clock)
    return "line", ("", "")
