"""The line a mail begins with, as the row itself states it.

    FRAU, "Dr.", "Müller"  ─▶  "Sehr geehrte Frau Dr. Müller"  /  "Dear Dr. Müller"
    none or divers, "Alex", "Muster"  ─▶  "Guten Tag Alex Muster"
    an office  ─▶  "Guten Tag"  /  "Dear colleagues"

Without the comma, which is the template's. A gender is never guessed: where the row states none,
the line is neutral, also for an office (no "Damen und Herren").
"""

from functools import cache

from rundbrief.recipients.names import without_form
from rundbrief.recipients.recipient import FormOfAddress, Recipient
from rundbrief.wording import Language, sentence

_FORMAL = {FormOfAddress.FRAU: "salutation.frau", FormOfAddress.HERR: "salutation.herr"}


@cache
def _to_office(language: Language) -> str:
    return sentence("salutation.office", language)


def salutation(recipient: Recipient, language: Language) -> str:
    """The whole opening line, without the comma."""
    if not (recipient.given_name or recipient.family_name):
        return _to_office(language)
    _, title = without_form(recipient.title)
    _, after_form = without_form(recipient.family_name)
    family_name = after_form or recipient.family_name
    form = recipient.form_of_address
    if form in _FORMAL and family_name:
        key = f"{_FORMAL[form]}-with-title" if title else _FORMAL[form]
        return sentence(key, language, title=title, name=family_name)
    name = " ".join(filter(None, (title, recipient.given_name, family_name)))
    return sentence("salutation.neutral", language, name=name)
