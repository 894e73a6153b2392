"""An accessibility report that an authority can file: what was checked, what people must look at.

    Examined, … ─▶ report ─▶ one HTML page, nothing loaded from anywhere, made to be printed

EN 301 549 V3.2.1, clause 10. It claims nothing of what no machine can see: those questions stand
there with room for an answer, a name and a day.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rundbrief.checking.checks import CHECKS
from rundbrief.checking.finding import Examined
from rundbrief.wording import Language, sentence

HERE: Final = Path(__file__).parent

# What no machine can see: EN 301 549's clause, and the question.
MANUAL: Final = (
    ("10.1.1.1", "alt"),
    ("10.1.3.2", "sequence"),
    ("10.1.4.1", "colour"),
    ("10.1.4.5", "images-of-text"),
    ("10.1.4.10", "reflow"),
    ("10.2.4.3", "focus"),
    ("10.2.4.6", "headings"),
    ("10.3.1.2", "parts"),
    ("10.1.3.1", "plain"),
    ("10", "attachments"),
)


def report(
    mails: Sequence[Examined], *, organisation: str, now: datetime, language: Language
) -> str:
    """The page's HTML; `now` (aware) is when it was true."""
    say = partial(_say, language)
    clauses = {check.code: check.clause for check in CHECKS if check.clause}
    found = [
        (mail, finding) for mail in mails for finding in mail.findings if finding.code in clauses
    ]
    counted = [finding.code for _, finding in found]
    page = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("report.html")
    return page.render(
        language=language,
        say=say,
        organisation=organisation,
        date=format_date(now, "long", locale=language),
        mails=[
            {
                "file": mail.file,
                "title": mail.title,
                "kind": sentence(f"kind.{mail.kind}", language),
                "languages": ", ".join(mail.languages),
                "variants": mail.variants,
            }
            for mail in mails
        ],
        rows=[
            {
                "clause": check.clause,
                "code": check.code,
                "source": check.source,
                "asked": say(f"{check.code}.rule"),
                "count": counted.count(check.code),
            }
            for check in sorted(CHECKS, key=lambda each: _in_order(each.clause))
            if check.clause
        ],
        findings=[
            {
                "clause": clauses[finding.code],
                "place": finding.place,
                "file": mail.file,
                "said": " ".join(
                    say(key, **finding.values) for key in (finding.code, f"{finding.code}.do")
                ),
            }
            for mail, finding in found
        ],
        manual=MANUAL,
    )


def _in_order(clause: str) -> tuple[int, ...]:
    return tuple(int(number) for number in clause.split(".") if number)


def _say(language: Language, key: str, **values: object) -> str:
    return sentence(f"checking.{key}", language, **values)
