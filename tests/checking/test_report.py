"""The accessibility report: what it claims, and that everybody can read it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from rundbrief.checking import CHECKS, Examined, Finding, report
from rundbrief.checking.report import MANUAL
from rundbrief.messages import Kind
from rundbrief.problems import Severity
from rundbrief.wording import LANGUAGES, Language, sentence

ACCESSIBILITY = [check for check in CHECKS if check.group == "accessibility"]
NOW = datetime(2025, 8, 4, 9, tzinfo=UTC)
FOUND = Finding(
    "contrast", Severity.WARNING, "<b>blass</b>", "https://a.example/",
    {"ink": "#999999", "ground": "#ffffff", "ratio": "2.8"},
)  # fmt: skip


def mail(*findings: Finding) -> Examined:
    return Examined("meetings/x.toml", "Treffen & mehr", Kind.INVITATION, ("de",), 2, findings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_checked_and_what_was_not(language: Language) -> None:
    """Every accessibility check stands there, with its clause by number and name, and every
    question that is left; of nothing else and nobody."""
    page = report([mail()], organisation="Netz", now=NOW, language=language)

    for check in CHECKS:
        assert (f"<code>{check.code}</code>" in page) == (check.group == "accessibility")
        if check.clause:
            assert check.clause in page
            assert sentence(f"checking.clause.{check.clause}", language) in page
    for clause, key in MANUAL:
        assert clause in page
        assert sentence(f"checking.manual.{key}", language) in page
    assert page.count(sentence("checking.report.nothing-found", language)) >= len(ACCESSIBILITY)
    assert sentence("checking.report.found", language, number=1) not in page


def test_what_the_norm_does_not_ask_stands_apart() -> None:
    """A check without a clause is told beyond the norm, one with a clause before that."""
    page = report([mail()], organisation="Netz", now=NOW, language="de")
    by_the_norm, beyond = page.split(sentence("checking.report.beyond", "de"))

    for check in ACCESSIBILITY:
        assert f"<code>{check.code}</code>" in (by_the_norm if check.clause else beyond)


def test_only_accessibility_has_clauses() -> None:
    """EN 301 549 says nothing of what the other checks look at."""
    assert {check.group for check in CHECKS if check.clause} == {"accessibility"}


def test_what_was_found_stands_there() -> None:
    """A finding is told with its place, which is shown and never run."""
    text = report([mail(FOUND)], organisation="Netz", now=NOW, language="de")

    assert sentence("checking.report.found", "de", number=1) in text
    assert "&lt;b&gt;blass&lt;/b&gt;" in text
    assert "Treffen &amp; mehr" in text


def test_findings_of_other_kinds_are_left_out() -> None:
    """It is about accessibility: what else was found stands in `check`."""
    other = Finding("subject-long", Severity.WARNING, "x", "https://a.example/", {"length": 120})

    assert "subject-long" not in report([mail(other)], organisation="Netz", now=NOW, language="de")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_accessible_itself(
    language: Language, axe: Callable[[str], list[Any]], foreign_requests: list[str]
) -> None:
    """axe finds nothing in it, and it loads nothing."""
    text = report([mail(FOUND), mail()], organisation="Netz", now=NOW, language=language)

    assert axe(text) == []
    assert foreign_requests == []


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_valid_html(language: Language, html_problems: Callable[[str], list[str]]) -> None:
    """html-validate finds nothing in it, with findings and without."""
    for found in ([mail(FOUND), mail()], [mail()], []):
        text = report(found, organisation="Netz", now=NOW, language=language)

        assert html_problems(text) == []
