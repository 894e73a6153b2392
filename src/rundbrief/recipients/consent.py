"""On what grounds an address is on the list: legal basis, source, date of consent.

    "Einwilligung", "Anmeldeformular", "03.04.2021" ─▶ Consent(…, date(2021, 4, 3))

Kept as stated (Regulation (EU) 2016/679, Art. 7(1): it must be possible to demonstrate consent);
nothing is concluded from it.
"""

import re
from datetime import date
from functools import lru_cache

from rundbrief.recipients.cells import CELLS_REMEMBERED
from rundbrief.recipients.fault import Fault, shown
from rundbrief.recipients.recipient import Consent

# Dates as German and English spreadsheets show them; a form's export puts the time behind.
_DATE = re.compile(
    r"(?:(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d\d)"
    r"|(?P<iso>\d{4}-\d\d-\d\d))(?:[T ,].*)?"
)
CENTURY = 2000  # of a year with two digits: nobody consented to e-mail before


@lru_cache(CELLS_REMEMBERED)
def read_date(text: str) -> date | Fault | None:
    """The date a clean cell names, whatever time stands behind it; None where it is blank."""
    if not text:
        return None
    if found := _DATE.fullmatch(text):
        try:
            if found["iso"]:
                return date.fromisoformat(found["iso"])
            year = int(found["year"])
            year += CENTURY if year < 100 else 0
            return date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            pass
    return Fault("recipients.date-unclear", {"value": shown(text)})


def consent(basis: str, source: str, given_on: date | None) -> Consent | None:
    """What a row states; None where it states nothing."""
    return Consent(basis, source, given_on) if basis or source or given_on else None
