"""`check` looks at the mails as they leave, once for each variant."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rundbrief.checking import Finding, check_mail
from rundbrief.desk import (
    Desk,
    Sent,
    accessibility_report,
    check,
    examining,
    open_desk,
    plan,
    send,
    status,
)
from rundbrief.messages import Kind

NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 - as it is typed: the workspace has the zone


def at(folder: Path) -> Desk:
    desk, problems = open_desk(folder, environment={}, now=NOW)
    assert desk, problems
    return desk


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def with_words(folder: Path, html: str) -> None:
    """Invitations with this in the place of the answer."""
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "invitation.html").write_text(
        '{% extends "stock/invitation.html" %}{% block answer %}<tr><td>'
        f"{html}</td></tr>{{% endblock %}}",
        encoding="utf-8",
    )


def sent_by(desk: Desk, *forced: str) -> tuple[Sent | None, list[str]]:
    """What came of sending everything, and the codes of what stood in the way."""
    planned, _ = plan(desk)
    assert planned is not None
    result, problems = send(desk, planned.hash, forced=forced)
    assert result is None or isinstance(result, Sent)
    return result, [problem.code for problem in problems]


BROKEN = '<p><a style="color:#14505c" href="#nirgends">Zum Programm</a></p>'


def test_an_error_stops_sending(small_workspace: Path) -> None:
    """Nothing is written and nothing leaves where a mail has an error; its sentence says why."""
    with_words(small_workspace, BROKEN)
    desk = at(small_workspace)

    sent, codes = sent_by(desk)

    assert sent is None
    assert codes == ["checking.link-lost", "desk.faulty-mails"]
    assert not list(desk.workspace.outbox.rglob("*.eml"))
    assert status(desk)[0] == []


def test_an_error_that_is_forced(small_workspace: Path) -> None:
    """The organiser's word for that code lets it go, and no other; it is named in the end."""
    with_words(small_workspace, BROKEN)
    desk = at(small_workspace)

    assert sent_by(desk, "left-over")[0] is None
    sent, _ = sent_by(desk, "link-lost")

    assert sent is not None
    assert sent.tally.sent == sent.total > 0
    assert "link-lost" in {each.code for mail in sent.mails for each in mail.findings}


def test_a_warning_stops_nothing(small_workspace: Path) -> None:
    """What is only worse is told when all was sent."""
    with_words(small_workspace, '<p style="color:#aaaaaa">blass</p>')

    sent, codes = sent_by(at(small_workspace))

    assert sent is not None
    assert codes == []
    assert "contrast" in {each.code for mail in sent.mails for each in mail.findings}


def test_each_variant_is_looked_at_once(
    small_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many recipients share a variant, its mail is checked a single time."""
    looked: list[Any] = []

    def look(each: Any) -> tuple[Finding, ...]:
        looked.append(each)
        return check_mail(each)

    monkeypatch.setattr(examining, "check_mail", look)
    people = small_workspace.parent / "recipients" / "liste.csv"
    line = "stelle{}@kreis.example;Fachdienst Kultur des Kreises Borken;;;;;Kreis;Borken;de;\n"
    people.write_text(
        people.read_text(encoding="utf-8") + "".join(map(line.format, range(40))), "utf-8"
    )

    checked = check(at(small_workspace))

    assert {mail.kind for mail in checked.mails} == {Kind.INVITATION, Kind.NEWSLETTER}
    every = (*checked.mails, *checked.further)
    assert len(looked) == sum(mail.variants for mail in every)
    assert len(looked) == 2 * len(every) == 12
    assert all(mail.findings == () for mail in checked.mails)


def test_the_same_thing_is_told_once(small_workspace: Path) -> None:
    """What every variant has is one finding of the mail."""
    with_words(small_workspace, '<p style="color:#aaaaaa">blass</p>')

    checked = check(at(small_workspace))

    (invitation,) = (mail for mail in checked.mails if mail.kind is Kind.INVITATION)
    pale = [each for each in invitation.findings if each.code == "contrast"]
    assert [each.place for each in pale] == ["blass"]
    assert invitation.languages == ("de", "en")


def test_only_the_programs_that_count(small_workspace: Path) -> None:
    """What a chosen mail program doesn't know is found, what another doesn't is not."""
    change(
        small_workspace / "rundbrief.toml",
        "[transport]",
        '[checks]\nclients = ["gmx"]\n[transport]',
    )
    desk = at(small_workspace)

    assert desk.workspace.settings.checks.clients == ("gmx",)
    assert check(desk).problems == ()


def test_a_program_that_nobody_knows(small_workspace: Path) -> None:
    """A name that is none is told with those that there are."""
    change(
        small_workspace / "rundbrief.toml",
        "[transport]",
        '[checks]\nclients = ["lotus"]\n[transport]',
    )
    desk, (problem,) = open_desk(small_workspace, environment={}, now=NOW)

    assert desk is None
    assert problem.code == "workspace.unknown-client"
    assert "outlook-windows" in str(problem.values["known"])


def test_the_report(small_workspace: Path) -> None:
    """The report names every mail that was looked at."""
    desk = at(small_workspace)
    page = accessibility_report(desk, check(desk), "de")

    assert "Kreisverwaltungen und bürgerschaftliches Kulturengagement" in page
    assert "Kulturnetzwerk" in page
