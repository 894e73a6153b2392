"""Sentences by key, from gettext catalogues.

    sentence("desk.sent", "de", count=3)  ─▶  wording/de/desk.mo  ─▶  "3 Mails …"

The part of a key before the first dot is the catalogue's name (gettext's domain): the room that
speaks (`definitions`, `desk`, `cli`), or `mail` for what stands in the mails. Each catalogue
stands beside this file as `<language>/<name>.po`, for people, and as `.mo`, for the machine
(`make wording`; a test compares them). German and English are equals: a key is no one's language,
so neither can be forgotten.
"""

import gettext
import os.path
import re
from functools import cache
from typing import Literal, get_args

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# As both languages write them, whichever the sentence is in: a title may be in the other.
_QUOTED = re.compile("„([^„“”]*)[“”]|“([^„“”]*)”")

HERE = os.path.dirname(__file__)  # noqa: PTH120 — pathlib would cost `--help` a tenth of its time


@cache
def _catalogue(domain: str, language: Language) -> gettext.GNUTranslations:
    with open(f"{HERE}/{language}/{domain}.mo", "rb") as file:  # noqa: PTH123 — as above
        return gettext.GNUTranslations(file)


def sentence(key: str, language: Language, /, **values: object) -> str:
    """The sentence of that key with its `{placeholders}` filled.

    A `count` among the values chooses between singular and plural where the catalogue has both.
    Raises KeyError for a key or a placeholder that does not exist: that is our mistake, never the
    organiser's.
    """
    catalogue = _catalogue(key.partition(".")[0], language)
    count = values.get("count")
    text = catalogue.ngettext(key, key, count) if isinstance(count, int) else key
    if text == key:  # of one form: gettext keeps these apart from those with a plural
        text = catalogue.gettext(key)
    if text == key:
        raise KeyError(key)
    return text.format(**_inside(text, values)) if "{" in text else text


def _inside(text: str, values: dict[str, object]) -> dict[str, object]:
    """The values; what is quoted in one that the sentence quotes has the inner quotation marks."""
    quoting = [
        name for name, value in values.items() if isinstance(value, str) and _QUOTED.search(value)
    ]
    return values | {
        name: _QUOTED.sub(_inner, str(values[name]))
        for name in quoting
        if f"„{{{name}}}“" in text or f"“{{{name}}}”" in text
    }


def _inner(quoted: re.Match[str]) -> str:
    german, english = quoted.groups()
    return f"‘{english}’" if german is None else f"‚{german}‘"
