"""The person a row names: form of address, title, given and family name, each in its place.

    Anrede "Frau Dr.", Nachname "Müller"  ─▶  FRAU, "Dr.", "Müller"
    Anrede "",         Nachname "Frau Müller"  ─▶  FRAU, "", "Müller"

A form of address counts wherever the row states it, and stands in one place afterwards, so that
nobody is greeted as "Herr Herr Müller". It is never guessed from a name.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rundbrief.recipients.cells import CELLS_REMEMBERED
from rundbrief.recipients.fault import Fault, shown
from rundbrief.recipients.memo import Odd
from rundbrief.recipients.recipient import FormOfAddress

FORMS = {
    "frau": FormOfAddress.FRAU,
    "fr": FormOfAddress.FRAU,
    "ms": FormOfAddress.FRAU,
    "mrs": FormOfAddress.FRAU,
    "herr": FormOfAddress.HERR,
    "herrn": FormOfAddress.HERR,  # as on an envelope
    "hr": FormOfAddress.HERR,
    "mr": FormOfAddress.HERR,
    "divers": FormOfAddress.DIVERS,
    "mx": FormOfAddress.DIVERS,
}

_COURTESY = re.compile(r"(?:sehr geehrter?|lieber?|dear)\s+", re.IGNORECASE)
_TITLES = re.compile(
    r"(?:(?:(?:Prof(?:essor(?:in)?)?|PD|Dr)(?:\.(?:-Ing\.)?|\b)|h\.\s?c\.)\s*)+", re.IGNORECASE
)


class Person(NamedTuple):
    """Who a row names; all empty for an office."""

    form: FormOfAddress | None
    title: str
    given_name: str
    family_name: str


def without_form(text: str) -> tuple[FormOfAddress | None, str]:
    """The form of address a text begins with, if any, and what follows it."""
    word, _, rest = text.partition(" ")
    form = FORMS.get(word.casefold().removesuffix("."))
    return (form, rest) if form else (None, text)


@lru_cache(CELLS_REMEMBERED)
def read_person(form: str, title: str, given_name: str, family_name: str) -> Person | Fault:
    """The person in four clean cells; a fault where they contradict each other."""
    stated, beside_form = _read_form(form)
    if form and not stated:
        return Fault("recipients.form-unknown", {"value": shown(form)})
    in_title, title = without_form(title)
    in_given_name, given_name = without_form(given_name)
    in_family_name, rest = without_form(family_name)
    if rest:  # Herr is a family name, too: it is one where nothing follows it
        family_name = rest
    else:
        in_family_name = None
    forms = {stated, in_title, in_given_name, in_family_name} - {None}
    if len(forms) > 1:
        return Fault("recipients.form-contradicts", {"forms": ", ".join(sorted(map(str, forms)))})
    if beside_form and title and beside_form not in title:
        return Fault("recipients.title-twice", {"first": beside_form, "second": shown(title)})
    before_name = _TITLES.match(family_name)
    if before_name and before_name.end() < len(family_name) and not title and not beside_form:
        title, family_name = before_name[0].strip(), family_name[before_name.end() :]
    return Person(next(iter(forms), None), title or beside_form, given_name, family_name)


def plain_form(text: str) -> FormOfAddress | None:
    """The form of address that is the whole of a clean text; None where that is blank."""
    form, rest = without_form(text)
    if rest:
        raise Odd
    return form


def plain_name(text: str) -> str:
    """A clean text that is nothing but a title or name."""
    if without_form(text)[0]:
        raise Odd
    return text


def plain_family_name(text: str) -> str:
    """A clean text that is nothing but a family name."""
    if _TITLES.match(text):
        raise Odd
    return plain_name(text)


def _read_form(text: str) -> tuple[FormOfAddress | None, str]:
    """A form of address with, at most, titles behind it; else None."""
    form, titles = without_form(_COURTESY.sub("", text, count=1))
    return (form, titles) if form and (not titles or _TITLES.fullmatch(titles)) else (None, "")
