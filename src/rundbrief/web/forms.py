"""A file's form: each key as a field, what is wrong beside it.

desk.open_form | save ─▶ Form ─▶ groups of fields ─▶ pages/edit.html
"""

from collections.abc import Iterator, Sequence
from typing import Any

from rundbrief.desk import Field, Form, open_form
from rundbrief.problems import Problem
from rundbrief.web.drawing import draw, said, say
from rundbrief.web.session import Session
from rundbrief.web.state import Place
from rundbrief.wording import Language

INPUTS = {"line": "text", "moment": "datetime-local", "words": "text"}
REQUIRED = frozenset({"title", "start", "end"})
LONG = 10  # characters of a day alone: a deadline without a time of day is typed as text

Values = dict[str, Any]


def edit_page(session: Session, language: Language, place: Place, *_: object) -> str:
    """The form as it stands on disk."""
    if session.desk is None:
        raise LookupError("there is no workspace")
    form, problems = open_form(session.desk, place.file)
    return form_page(session, language, place, form, problems)


def form_page(
    session: Session,
    language: Language,
    place: Place,
    form: Form | None,
    problems: Sequence[Problem],
    *,
    is_refused: bool = False,
) -> str:
    """That form; `is_refused` where somebody filled it in and it could not be written."""
    seen = session.seen()
    if seen is None:
        raise LookupError("there is no workspace")
    subject = seen.subject(place.file)
    shown = {field.key for field in form.fields} if form else set()
    elsewhere = [each for each in problems if each.field.partition("[")[0] not in shown]
    values: Values = {
        "file": place.file,
        "subject": subject.title if subject else place.file,
        "form": form,
        "groups": _groups(form, language) if form else (),
        "problems": said(elsewhere, language),
        "is_refused": is_refused,
        "back": Place(file=place.file).link(),
    }
    return draw("edit", session, language, **values)


def _groups(form: Form, language: Language) -> list[Values]:
    """The fields by their table, those of none first."""
    groups: dict[str, list[Values]] = {}
    for field in form.fields:
        group = field.key.rpartition(".")[0]
        groups.setdefault(group, []).append(_field(form, field, language))
    return [
        {"name": say(language, f"edit.{name or form.what}"), "fields": fields}
        for name, fields in groups.items()
    ]


def _field(form: Form, field: Field, language: Language) -> Values:
    value = form.values[field.key]
    kind = INPUTS.get(field.shape, "text")
    if field.shape == "moment" and value and len(value) <= LONG:
        kind = "text"
    return {
        "key": field.key,
        "id": field.key.replace(".", "-"),
        "label": say(language, f"edit.{field.key}"),
        "hint": say(language, f"edit.{field.shape}") if field.shape in {"text", "words"} else "",
        "shape": field.shape,
        "type": kind,
        "value": value,
        "choices": list(_choices(field, value, language)),
        "required": field.key in REQUIRED,
        "wrong": [each.text for each in said(form.wrong(field.key), language)],
    }


def _choices(field: Field, value: str, language: Language) -> Iterator[tuple[str, str]]:
    for choice in field.choices:
        yield choice, say(language, f"edit.{field.key}.{choice}")
    if value not in field.choices:
        yield value, value
