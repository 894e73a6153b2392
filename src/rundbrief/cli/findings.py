"""What the checks found in the mails, as a person reads it and as a program does."""

from collections.abc import Sequence
from typing import Any

import click

from rundbrief.cli.group import language
from rundbrief.cli.show import heading, say
from rundbrief.desk import Examined, Finding
from rundbrief.problems import Severity
from rundbrief.wording import sentence


def show_findings(mails: Sequence[Examined]) -> None:
    """Each mail in which something was found, with what it is."""
    for mail in mails:
        if mail.findings:
            heading(say("check.mail", kind=_kind(mail), title=mail.title))
            click.echo(f"  {mail.file}")
            for finding in mail.findings:
                hint = say("hint") if finding.severity is Severity.WARNING else ""
                place = f"{finding.place}: " if finding.place else ""
                click.echo(f"  {hint}{finding.code}: {place}{_said(finding)}")


def examined_values(mail: Examined) -> dict[str, Any]:
    """A mail's findings for `--json`, their sentences beside their codes."""
    return {
        "file": mail.file,
        "kind": mail.kind.value,
        "languages": mail.languages,
        "variants": mail.variants,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "place": finding.place,
                "values": dict(finding.values),
                "sentence": _said(finding),
                "source": finding.source,
            }
            for finding in mail.findings
        ],
    }


def _kind(mail: Examined) -> str:
    return sentence(f"kind.{mail.kind}", language())


def _said(finding: Finding) -> str:
    keys = (finding.code, f"{finding.code}.why", f"{finding.code}.do")
    return " ".join(sentence(f"checking.{key}", language(), **finding.values) for key in keys)
