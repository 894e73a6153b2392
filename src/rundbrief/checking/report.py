"""An accessibility report that an authority can file: what was checked, what people must look at.

    Examined, … ─▶ report ─▶ one HTML page, nothing loaded from anywhere, made to be printed

EN 301 549 V3.2.1, clause 10, by the numbers and names it has there: 10.x.y.z is WCAG 2.1's
criterion x.y.z (digitalbarrierefrei.at, "Criteria for documents"). The names were compared with the
norm's own text in its first edition, and with what RAWeb 1 cites of V3.2.1; read on 2026-11-24.
The report claims nothing of what no machine can see: that nothing was found is no clause met, and
the questions that are left stand there with room for an answer, a name and a day. What we check
beyond the norm stands apart from it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypeAlias

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rundbrief.checking.checks import CHECKS, Check
from rundbrief.checking.finding import Examined
from rundbrief.wording import Language, sentence
from rundbrief.wording.days import LOCALES

HERE: Final = Path(__file__).parent

Say: TypeAlias = Callable[..., str]
Row: TypeAlias = dict[str, str | int]

# What no machine can see: EN 301 549's clause, and the question. The last goes beyond the norm.
MANUAL: Final = (
    ("10.1.1.1", "alt"),
    ("10.1.3.2", "sequence"),
    ("10.1.3.3", "sensory"),
    ("10.1.4.1", "colour"),
    ("10.1.4.4", "resize"),
    ("10.1.4.5", "images-of-text"),
    ("10.1.4.10", "reflow"),
    ("10.1.4.11", "graphics"),
    ("10.2.2.2", "moving"),
    ("10.2.4.3", "focus"),
    ("10.2.4.6", "headings"),
    ("10.3.1.2", "parts"),
    ("10", "attachments"),
    ("", "plain"),
)


def report(
    mails: Sequence[Examined], *, organisation: str, now: datetime, language: Language
) -> str:
    """The page's HTML; `now` (aware) is when it was true."""
    say = partial(_say, language)
    checks = {check.code: check for check in CHECKS if check.group == "accessibility"}
    found = [(mail, each) for mail in mails for each in mail.findings if each.code in checks]
    counts = Counter(finding.code for _, finding in found)
    rows = [_row(check, counts[check.code], say) for check in checks.values()]
    page = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("report.html")
    return page.render(
        language=language,
        say=say,
        organisation=organisation,
        date=format_date(now, "long", locale=LOCALES[language]),
        version=version("rundbrief"),
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
        rows=sorted((row for row in rows if row["clause"]), key=_in_order),
        beyond=[row for row in rows if not row["clause"]],
        findings=[
            {
                "clause": checks[finding.code].clause,
                "place": finding.place,
                "file": mail.file,
                "said": " ".join(
                    say(key, **finding.values) for key in (finding.code, f"{finding.code}.do")
                ),
            }
            for mail, finding in found
        ],
        manual=[
            {"clause": clause, "name": _name(clause, say), "asked": say(f"manual.{key}")}
            for clause, key in MANUAL
        ],
    )


def _row(check: Check, count: int, say: Say) -> Row:
    return {
        "clause": check.clause,
        "name": _name(check.clause, say),
        "code": check.code,
        "source": check.source,
        "asked": say(f"{check.code}.rule"),
        "count": count,
    }


def _name(clause: str, say: Say) -> str:
    return say(f"clause.{clause}") if clause else ""


def _in_order(row: Row) -> tuple[int, ...]:
    return tuple(int(number) for number in str(row["clause"]).split("."))


def _say(language: Language, key: str, **values: object) -> str:
    return sentence(f"checking.{key}", language, **values)
