"""The lists of docs/checks.md and docs/pruefungen.md: every check, from its table in the code."""

from itertools import groupby

from rundbrief.checking import CHECKS, Check
from rundbrief.problems import Severity
from rundbrief.wording import Language, sentence

HEADS: dict[Language, str] = {
    "en": "| code | what must be | why | stops sending | source |",
    "de": "| Kürzel | Was sein muss | Warum | hindert am Senden | Quelle |",
}
YES: dict[Language, str] = {"en": "yes", "de": "ja"}


def checks() -> str:
    """All checks in English."""
    return _checks("en")


def pruefungen() -> str:
    """All checks in German."""
    return _checks("de")


def _checks(language: Language) -> str:
    parts = []
    for group, some in groupby(CHECKS, key=lambda check: check.group):
        title = sentence(f"checking.group.{group}", language)
        rows = "\n".join(_row(check, language) for check in some)
        parts.append(f"### {title}\n\n{HEADS[language]}\n| --- | --- | --- | --- | --- |\n{rows}")
    return "\n\n".join(parts)


def _row(check: Check, language: Language) -> str:
    rule, why = (sentence(f"checking.{check.code}.{key}", language) for key in ("rule", "why"))
    stops = YES[language] if check.severity is Severity.ERROR else ""
    clause = f" EN 301 549: {check.clause}" if check.clause else ""
    name = check.source.removeprefix("https://").partition("/")[0]
    return f"| `{check.code}` | {rule} | {why} | {stops} | [{name}]({check.source}){clause} |"
