"""What templates may know of the reader: one line of text each, nothing else of the list's row.

Recipient, language, token ─▶ Reader ─▶ {{ recipient.salutation }}, {% if recipient.office %}
"""

import re
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from rundbrief.definitions import Answer
from rundbrief.recipients import Recipient, salutation, written
from rundbrief.wording import Language

# Control characters, line and paragraph separators, halves of surrogate pairs: no mail can hold
# them in a header, and where a list had them they were somebody's injection.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Reader(NamedTuple):  # made for each message: a frozen dataclass takes thrice the time
    """The variables `recipient.…` of every template.

    `name` is person or office, as in the To header; `token` is letters and digits, unique to this
    reader and mailing, safe in URLs, HTML and subjects. `answer` is what they answered to this
    meeting, as far as it still counts: `accepted`, `tentative`, `declined` or empty. `lacks` are
    the ids of a newsletter's meetings that they will hold nothing of. `references` are the
    Message-IDs of what they got before of this subject, a blank between. `written` is the address
    for reading, `amt@düren.example`, where `address` is as mail servers want it.
    """

    salutation: str
    name: str
    office: str
    title: str
    given_name: str
    family_name: str
    place: str
    tier: str
    address: str
    token: str
    tags: tuple[str, ...]
    language: Language
    answer: str = ""
    lacks: tuple[str, ...] = ()
    references: str = ""
    written: str = ""


def reader(
    recipient: Recipient,
    language: Language,
    token: str,
    *,
    answer: Answer | None = None,
    lacks: Iterable[UUID] = (),
    references: Iterable[str] = (),
) -> Reader:
    """The reader as this mailing's templates know them.

    Raises ValueError where a text holds control characters: `recipients` lets none in.
    """
    known = Reader(
        salutation(recipient, language),
        recipient.display_name,
        recipient.office,
        recipient.title,
        recipient.given_name,
        recipient.family_name,
        recipient.place,
        recipient.tier,
        recipient.address,
        token,
        recipient.tags,
        language,
        answer.value if answer else "",
        tuple(map(str, lacks)),
        " ".join(references),
        written(recipient.address),
    )
    everything = f"{known.salutation}{known.name}{known.office}{known.place}{known.tier}{token}"
    # isprintable is a tenth of the expression's time, and true for nearly everyone.
    if not everything.isprintable() and (found := _CONTROL.search(everything)):
        raise ValueError(f"control character {found[0]!r} in the row of {known.address}")
    return known
